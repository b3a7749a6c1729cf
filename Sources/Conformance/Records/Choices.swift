/// A set of words that a field may hold. The raw value is the word's place in `words`.
protocol Choice: RawRepresentable, Sendable, Hashable where RawValue == UInt8 {
    /// The words of the interchange form and of the rules, in order.
    static var words: [String] { get }
}

extension Choice {
    /// The choice's word.
    var word: String { Self.words[Int(rawValue)] }
}

/// What a profile entry speaks of.
enum ProfileField: UInt8, Choice {
    case nation, ionisingRadiation, interventional, medicoLegal, research, mobileUnits, outsourcedServices,
    parentDocumentSystem, registries

    static let words = [
        "nation", "ionising_radiation", "interventional", "medico_legal", "research", "mobile_units",
        "outsourced_services", "parent_document_system", "registries",
    ]
}

/// What a profile entry says.
enum ProfileValue: UInt8, Choice {
    case yes, no, england, scotland, wales, northernIreland

    static let words = [
        "yes", "no", "england", "scotland", "wales", "northern_ireland",
    ]
}

/// Whether a location is a fixed one, moves, or belongs to another provider.
enum LocationKind: UInt8, Choice {
    case permanent, mobile, outsourced

    static let words = [
        "permanent", "mobile", "outsourced",
    ]
}

/// A profession of the roster.
enum Profession: UInt8, Choice {
    case radiologist, radiographer, sonographer, nuclearMedicine, physicist, nurse, assistant, administrator, manager,
    other

    static let words = [
        "radiologist", "radiographer", "sonographer", "nuclear_medicine", "physicist", "nurse", "assistant",
        "administrator", "manager", "other",
    ]
}

/// An imaging modality.
enum Modality: UInt8, Choice {
    case radiography, ct, mri, ultrasound, fluoroscopy, mammography, nuclearMedicine, dexa, interventional,
    otherModality

    static let words = [
        "radiography", "ct", "mri", "ultrasound", "fluoroscopy", "mammography", "nuclear_medicine", "dexa",
        "interventional", "other_modality",
    ]
}

/// An area of the quality management system.
enum Area: UInt8, Choice {
    case management, documents, staffing, equipment, referralAndVetting, examination, reporting, radiationSafety,
    infectionControl, medicinesAndContrast, incidentsAndRisk, auditAndImprovement

    static let words = [
        "management", "documents", "staffing", "equipment", "referral_and_vetting", "examination", "reporting",
        "radiation_safety", "infection_control", "medicines_and_contrast", "incidents_and_risk",
        "audit_and_improvement",
    ]
}

/// A post to which somebody is appointed.
enum Post: UInt8, Choice {
    case qualityManager, otherPost

    static let words = [
        "quality_manager", "other_post",
    ]
}

/// What a meeting dealt with; one meeting may count towards several clauses.
enum MeetingItem: UInt8, Choice {
    case qmsReview, nonconformityReview, incidentTrends, outcomes, discrepancy, morbidityMortality, learning,
    riskReview, clinicalGovernance

    static let words = [
        "qms_review", "nonconformity_review", "incident_trends", "outcomes", "discrepancy", "morbidity_mortality",
        "learning", "risk_review", "clinical_governance",
    ]
}

/// What a review of the quality management system took in.
enum ReviewInput: UInt8, Choice {
    case objectives, audits, nonconformities, incidents, risks, feedback, previousActions, resources, improvement,
    otherInput

    static let words = [
        "objectives", "audits", "nonconformities", "incidents", "risks", "feedback", "previous_actions", "resources",
        "improvement", "other_input",
    ]
}

/// What a review concluded of the system's effectiveness.
enum Effectiveness: UInt8, Choice {
    case effective, partlyEffective, notEffective

    static let words = [
        "effective", "partly_effective", "not_effective",
    ]
}

/// On which side of its target an indicator is good.
enum Direction: UInt8, Choice {
    case atLeast, atMost

    static let words = [
        "at_least", "at_most",
    ]
}

/// A stated yes or no; unstated is neither.
enum YesNo: UInt8, Choice {
    case yes, no

    static let words = [
        "yes", "no",
    ]
}

/// Whether something was told or asked.
enum CommunicationKind: UInt8, Choice {
    case information, consultation

    static let words = [
        "information", "consultation",
    ]
}

/// Whom a communication addressed; staff and management are internal, the rest external.
enum Audience: UInt8, Choice {
    case staff, management, clinicalUsers, patients, `public`, commissioners, partners

    static let words = [
        "staff", "management", "clinical_users", "patients", "public", "commissioners", "partners",
    ]
}

/// What somebody confirmed.
enum ReceiptLevel: UInt8, Choice {
    case received, understood

    static let words = [
        "received", "understood",
    ]
}

/// What a document is for.
enum DocumentKind: UInt8, Choice {
    case qualityPolicy, medicoLegalPolicy, researchPolicy, nonconformityProcedure, harmGradingProcedure,
    incidentReportingProcedure, incidentInvestigationProcedure, overexposureProcedure, riskAssessment, procedure,
    `protocol`, form, other

    static let words = [
        "quality_policy", "medico_legal_policy", "research_policy", "nonconformity_procedure",
        "harm_grading_procedure", "incident_reporting_procedure", "incident_investigation_procedure",
        "overexposure_procedure", "risk_assessment", "procedure", "protocol", "form", "other",
    ]
}

/// Who made a document.
enum DocumentOrigin: UInt8, Choice {
    case service, parent, external

    static let words = [
        "service", "parent", "external",
    ]
}

/// What an access test looked for.
enum AccessSubject: UInt8, Choice {
    case documents, index, incidentForm, recordType

    static let words = [
        "documents", "index", "incident_form", "record_type",
    ]
}

/// What an access point offers.
enum Offer: UInt8, Choice {
    case documents, index, incidentForm

    static let words = [
        "documents", "index", "incident_form",
    ]
}

/// Why a version was used.
enum UsePurpose: UInt8, Choice {
    case work, evidence, history

    static let words = [
        "work", "evidence", "history",
    ]
}

/// The class of a type of record (clause c.3).
enum RecordClass: UInt8, Choice {
    case technical, quality

    static let words = [
        "technical", "quality",
    ]
}

/// A kind of special examination (criterion f).
enum SpecialKind: UInt8, Choice {
    case medicoLegal, research

    static let words = [
        "medico_legal", "research",
    ]
}

/// What an action is for.
enum ActionKind: UInt8, Choice {
    case correction, corrective, preventive, riskTreatment, nearMissResponse, complicationResponse, practiceChange,
    improvement

    static let words = [
        "correction", "corrective", "preventive", "risk_treatment", "near_miss_response", "complication_response",
        "practice_change", "improvement",
    ]
}

/// What was decided.
enum DecisionKind: UInt8, Choice {
    case trend, budget, development, noAction, riskAccepted, noRiskLink, adviserNotNeeded, notNotified, notDisclosed,
    supportNotNeeded

    static let words = [
        "trend", "budget", "development", "no_action", "risk_accepted", "no_risk_link", "adviser_not_needed",
        "not_notified", "not_disclosed", "support_not_needed",
    ]
}

/// What was decided of a trend.
enum TrendChoice: UInt8, Choice {
    case act, watch, none

    static let words = [
        "act", "watch", "none",
    ]
}

/// A stream that is watched for trends.
enum TrendStream: UInt8, Choice {
    case nonconformity, incident

    static let words = [
        "nonconformity", "incident",
    ]
}

/// A duty to notify somebody.
enum Duty: UInt8, Choice {
    case clinicalGovernance, exposureNotice, exposureReport, workplaceNotice, workplaceReport, manufacturer,
    deviceRegulator, otherDuty

    static let words = [
        "clinical_governance", "exposure_notice", "exposure_report", "workplace_notice", "workplace_report",
        "manufacturer", "device_regulator", "other_duty",
    ]
}

/// An expert adviser: Medical Physics Expert, Radiation Protection Adviser, MR safety, laser.
enum Adviser: UInt8, Choice {
    case mpe, rpa, mrSafety, laser

    static let words = [
        "mpe", "rpa", "mr_safety", "laser",
    ]
}

/// Whom an incident is disclosed to.
enum Recipient: UInt8, Choice {
    case clinicalTeam, patient, carer, staff, other

    static let words = [
        "clinical_team", "patient", "carer", "staff", "other",
    ]
}

/// What a nil return says that there was none of.
enum NilSubject: UInt8, Choice {
    case nonconformity, incident, clinicalIncident, nearMiss, error, exposure, incidentType, location,
    adviserIncident, notifiableIncident, equipmentIncident, staffIncident, careAffectingIncident, practiceChange,
    costedAction, complication, specialExamination

    static let words = [
        "nonconformity", "incident", "clinical_incident", "near_miss", "error", "exposure", "incident_type",
        "location", "adviser_incident", "notifiable_incident", "equipment_incident", "staff_incident",
        "care_affecting_incident", "practice_change", "costed_action", "complication", "special_examination",
    ]
}

/// How far an event went.
enum IncidentLevel: UInt8, Choice {
    case incident, error, nearMiss

    static let words = [
        "incident", "error", "near_miss",
    ]
}

/// What happened; the first twelve are clinical.
enum IncidentType: UInt8, Choice {
    case missedDiagnosis, reportDiscrepancy, wrongDrug, contrastReaction, inappropriateTreatment, wrongPatient,
    wrongExamination, delay, overexposure, procedureComplication, infection, otherClinical, violence, fall, injury,
    needlestick, manualHandling, mrSafety, laser, equipmentFailure, fireOrEstate, staffExposure, information,
    otherSafety

    static let words = [
        "missed_diagnosis", "report_discrepancy", "wrong_drug", "contrast_reaction", "inappropriate_treatment",
        "wrong_patient", "wrong_examination", "delay", "overexposure", "procedure_complication", "infection",
        "other_clinical", "violence", "fall", "injury", "needlestick", "manual_handling", "mr_safety", "laser",
        "equipment_failure", "fire_or_estate", "staff_exposure", "information", "other_safety",
    ]
}

/// Who was affected.
enum AffectedParty: UInt8, Choice {
    case patient, staff, other

    static let words = [
        "patient", "staff", "other",
    ]
}

/// Whether an incident was reported, or found by complaint, claim, audit or inspection.
enum IncidentRoute: UInt8, Choice {
    case reported, found

    static let words = [
        "reported", "found",
    ]
}

/// What an incident at work led to.
enum WorkplaceOutcome: UInt8, Choice {
    case none, death, specifiedInjury, overSevenDays

    static let words = [
        "none", "death", "specified_injury", "over_seven_days",
    ]
}

/// A grade of harm, ascending.
enum HarmGrade: UInt8, Choice {
    case none, low, moderate, severe, fatal

    static let words = [
        "none", "low", "moderate", "severe", "fatal",
    ]
}

/// Accidental, or unintended in an intended exposure.
enum ExposureKind: UInt8, Choice {
    case accidental, unintended

    static let words = [
        "accidental", "unintended",
    ]
}

/// Who was exposed.
enum PersonGroup: UInt8, Choice {
    case patient, carer, staff, `public`

    static let words = [
        "patient", "carer", "staff", "public",
    ]
}

/// Adult or child.
enum AgeBand: UInt8, Choice {
    case adult, child

    static let words = [
        "adult", "child",
    ]
}

/// What support was offered.
enum SupportKind: UInt8, Choice {
    case occupationalHealth, other

    static let words = [
        "occupational_health", "other",
    ]
}

/// What training was about.
enum TrainingTopic: UInt8, Choice {
    case incidentReporting, otherTopic

    static let words = [
        "incident_reporting", "other_topic",
    ]
}

/// Whether a complication was avoidable.
enum Avoidable: UInt8, Choice {
    case yes, no, undetermined

    static let words = [
        "yes", "no", "undetermined",
    ]
}

/// A clinical or an operational risk.
enum RiskKind: UInt8, Choice {
    case clinical, operational

    static let words = [
        "clinical", "operational",
    ]
}

/// What an audit looked at.
enum AuditTopic: UInt8, Choice {
    case vettingMedicoLegal, vettingResearch, otherTopic

    static let words = [
        "vetting_medico_legal", "vetting_research", "other_topic",
    ]
}

/// Whose audit tool was used.
enum ToolBody: UInt8, Choice {
    case rcr, sor, bnms, ipem, bir, otherProfessional, localTool

    static let words = [
        "rcr", "sor", "bnms", "ipem", "bir", "other_professional", "local_tool",
    ]
}
