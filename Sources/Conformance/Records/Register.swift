/// A register: what a record is a record of (the rules, section 5).
package enum Register: UInt8, CaseIterable, Sendable {
    /// What applies to the service, dated.
    case profileEntry
    /// A national registry that the service reports to.
    case registry
    /// A place where the service is given.
    case location
    /// A person's time in the service, in one profession.
    case staff
    /// Examinations of one modality at one location in one month; it happened on the month's last day.
    case activity
    /// A machine.
    case equipment
    /// An agreed process of the quality management system.
    case process
    /// Somebody's time in a post.
    case appointment
    /// A meeting of any kind: one ledger counts towards several clauses.
    case meeting
    /// A quality objective.
    case objective
    /// A quality indicator of an objective.
    case indicator
    /// A measured indicator, or a monitored process.
    case measurement
    /// A review of a document, an objective or a risk.
    case review
    /// Something told to, or asked of, audiences.
    case communication
    /// Somebody's confirmation of a communication.
    case receipt
    /// A document, without its versions.
    case document
    /// A version of a document.
    case documentVersion
    /// Where staff find documents, the index or the incident form.
    case accessPoint
    /// A test of whether something is accessible.
    case accessTest
    /// A use of a version of a document.
    case documentUse
    /// A type of technical or quality record (clause c.3).
    case recordType
    /// A parent organisation's version put into practice in the service.
    case implementation
    /// Medico-legal or research examinations of one day.
    case specialExamination
    /// A research study that uses the service.
    case researchStudy
    /// A nonconformity of the quality management system.
    case nonconformity
    /// A corrective or other action; completed_on is the day of clearance, checked_on that of the effectiveness review.
    case action
    /// A reasoned decision.
    case decision
    /// A statement that there was none of something in a period.
    case nilReturn
    /// An incident, an error or a near miss.
    case incident
    /// A grading of harm.
    case harmAssessment
    /// An accidental or unintended exposure to ionising radiation.
    case exposure
    /// An investigation of an incident.
    case investigation
    /// An adviser's advice on an incident.
    case advice
    /// A notification of an incident.
    case notification
    /// An incident told to those whom it affects.
    case disclosure
    /// Support offered to staff after an incident.
    case supportOffer
    /// What the service counts as a critical incident.
    case criticalRule
    /// A person's training.
    case training
    /// Outcomes of one interventional procedure recorded for one month; it happened on the month's last day.
    case outcomeCount
    /// A complication of an interventional procedure.
    case complication
    /// Data sent to a registry for a period.
    case registrySubmission
    /// A risk of the service.
    case risk
    /// An audit.
    case audit
    /// An audit that was agreed.
    case auditPlanItem

    /// Its place in `allCases`.
    package var ordinal: Int { Int(rawValue) }

    /// Its name in the rules and in the interchange form.
    package var name: String { Self.names[ordinal] }

    /// The register of that name.
    package init?(name: String) {
        guard let place = Self.byName[name] else { return nil }
        self = place
    }

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

    private static let names = [
        "profile_entry", "registry", "location", "staff", "activity", "equipment", "process", "appointment",
        "meeting", "objective", "indicator", "measurement", "review", "communication", "receipt", "document",
        "document_version", "access_point", "access_test", "document_use", "record_type", "implementation",
        "special_examination", "research_study", "nonconformity", "action", "decision", "nil_return", "incident",
        "harm_assessment", "exposure", "investigation", "advice", "notification", "disclosure", "support_offer",
        "critical_rule", "training", "outcome_count", "complication", "registry_submission", "risk", "audit",
        "audit_plan_item",
    ]
}
