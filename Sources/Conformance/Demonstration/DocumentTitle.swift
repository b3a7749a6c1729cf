/// A document that an imaging service has.
struct DocumentTitle {
    let kind: DocumentKind
    let text: String
    let isCore: Bool
    let modalities: [Modality]

    init(_ kind: DocumentKind, _ text: String, core: Bool, modalities: [Modality] = []) {
        self.kind = kind
        self.text = text
        isCore = core
        self.modalities = modalities
    }

    /// Those that a service writes itself, if it has the modality.
    static let own = [
        DocumentTitle(.qualityPolicy, "Quality policy of the imaging service", core: false),
        DocumentTitle(.medicoLegalPolicy, "Policy for medico-legal examinations", core: false),
        DocumentTitle(.researchPolicy, "Policy for imaging in research studies", core: false),
        DocumentTitle(.nonconformityProcedure, "Nonconformities and corrective action", core: true),
        DocumentTitle(.harmGradingProcedure, "Grading harm after an incident", core: true),
        DocumentTitle(.incidentReportingProcedure, "Reporting incidents, errors and near misses", core: true),
        DocumentTitle(.incidentInvestigationProcedure, "Investigating incidents", core: true),
        DocumentTitle(.overexposureProcedure, "Accidental and unintended exposures (IR(ME)R)", core: true),
        DocumentTitle(.procedure, "Identifying the patient before an examination", core: true),
        DocumentTitle(.procedure, "Vetting and justification of requests", core: true),
        DocumentTitle(.procedure, "Communicating critical and unexpected findings", core: true),
        DocumentTitle(.procedure, "Control of documents and records", core: true),
        DocumentTitle(.procedure, "Cleaning of transducers and couches", core: false),
        DocumentTitle(.procedure, "Handover of equipment after a fault or a service", core: false),
        DocumentTitle(.procedure, "Induction of new staff", core: false),
        DocumentTitle(.procedure, "Enquiries about pregnancy", core: true, modalities: [.radiography, .ct]),
        DocumentTitle(.protocol, "Iodinated contrast and kidney function", core: true, modalities: [.ct]),
        DocumentTitle(.protocol, "CT head, adult", core: false, modalities: [.ct]),
        DocumentTitle(.protocol, "MR knee", core: false, modalities: [.mri]),
        DocumentTitle(.protocol, "MR lumbar spine", core: false, modalities: [.mri]),
        DocumentTitle(.protocol, "Ultrasound of the abdomen", core: false, modalities: [.ultrasound]),
        DocumentTitle(.protocol, "Ultrasound for deep vein thrombosis", core: false, modalities: [.ultrasound]),
        DocumentTitle(.protocol, "Chest radiographs", core: false, modalities: [.radiography]),
        DocumentTitle(.protocol, "Percutaneous drainage", core: false, modalities: [.interventional]),
        DocumentTitle(.form, "MR safety questionnaire", core: false, modalities: [.mri]),
        DocumentTitle(.form, "Contrast checklist", core: false, modalities: [.ct, .mri]),
        DocumentTitle(.form, "Pause and check poster", core: false, modalities: [.radiography]),
        DocumentTitle(.form, "Ultrasound room start-of-day check", core: false, modalities: [.ultrasound]),
        DocumentTitle(.other, "Quality manual", core: true),
    ]

    /// Those of the parent organisation.
    static let ofParent = [
        DocumentTitle(.procedure, "Infection prevention and control policy", core: false),
        DocumentTitle(.procedure, "Consent to examination or treatment", core: false),
        DocumentTitle(.procedure, "Being open and the duty of candour", core: false),
        DocumentTitle(.procedure, "Violence and aggression at work", core: false),
    ]
}
