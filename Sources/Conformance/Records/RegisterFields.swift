extension Register {
    /// Its fields, in order.
    package var fields: [Field] { Self.fieldTable[ordinal] }

    private static let fieldTable: [[Field]] = allCases.map { register in
        switch register {
        case .profileEntry: ProfileEntry.fields
        case .registry: Registry.fields
        case .location: ServiceLocation.fields
        case .staff: StaffRecord.fields
        case .activity: Activity.fields
        case .equipment: Equipment.fields
        case .process: ServiceProcess.fields
        case .appointment: Appointment.fields
        case .meeting: Meeting.fields
        case .objective: Objective.fields
        case .indicator: Indicator.fields
        case .measurement: Measurement.fields
        case .review: ReviewRecord.fields
        case .communication: Communication.fields
        case .receipt: Receipt.fields
        case .document: ServiceDocument.fields
        case .documentVersion: DocumentVersion.fields
        case .accessPoint: AccessPoint.fields
        case .accessTest: AccessTest.fields
        case .documentUse: DocumentUse.fields
        case .recordType: RecordType.fields
        case .implementation: Implementation.fields
        case .specialExamination: SpecialExamination.fields
        case .researchStudy: ResearchStudy.fields
        case .nonconformity: Nonconformity.fields
        case .action: ServiceAction.fields
        case .decision: Decision.fields
        case .nilReturn: NilReturn.fields
        case .incident: Incident.fields
        case .harmAssessment: HarmAssessment.fields
        case .exposure: Exposure.fields
        case .investigation: Investigation.fields
        case .advice: Advice.fields
        case .notification: IncidentNotification.fields
        case .disclosure: Disclosure.fields
        case .supportOffer: SupportOffer.fields
        case .criticalRule: CriticalRule.fields
        case .training: Training.fields
        case .outcomeCount: OutcomeCount.fields
        case .complication: Complication.fields
        case .registrySubmission: RegistrySubmission.fields
        case .risk: Risk.fields
        case .audit: Audit.fields
        case .auditPlanItem: AuditPlanItem.fields
        }
    }
}
