/// What a service of a character does, and how reliably.
struct DemonstrationHabits {
    /// Something that a service either does at all or has never begun.
    enum Practice {
        case adviceFromExperts, approval, auditDevelopment, consultation, criticalRule, implementation
        case indexOfRisks, monitoring, nilReturns, objectiveReview, objectiveTargets, obsoleteChecks
        case outcomeFeedback, policyPublication, practiceChange, qualityManager, recordTests, registrySubmission
        case relinking, riskReview, terminalRepair, trendDecisions, vettingAudit, withdrawalOfOldCopies
    }

    /// How many days there are between one and the next.
    struct Rhythm {
        let qmsReview: Int
        let qualityMeeting: Int
        let outcomeMeeting: Int
        let learningMeeting: Int
        let accessTest: Int
        let bulletin: Int
        let incident: Int
        let nonconformity: Int
        let audit: Int
        let measurement: Int
    }

    /// What the service has never begun.
    let omits: Set<Practice>
    /// In how many of a hundred cases what should follow does follow.
    let diligence: Int

    // In days.

    /// From an incident's discovery to its record.
    let incidentRecording: ClosedRange<Int>
    /// Until something that should follow an event soon does.
    let prompt: ClosedRange<Int>
    /// From the start of an investigation to its end.
    let investigating: ClosedRange<Int>
    /// From raising an action to completing it; it is due after `actionDue`.
    let closingActions: ClosedRange<Int>
    /// From an incident to telling those whom it concerns.
    let disclosing: ClosedRange<Int>
    /// Between reviews of a document.
    let documentReview: ClosedRange<Int>

    // Of a hundred.

    /// Fields of incident forms that are filled in.
    let formsFilled: Int
    /// Terminals away from the main department that work when they are tested.
    let terminalsWork: Int
    /// Planned audits that are done, beside every third.
    let auditsDone: Int
    /// Clinical incidents that come to light by complaints, claims or audits.
    let foundByOthers: Int
    /// Staff who confirm that they have read a bulletin.
    let readers: Int
    /// Vetted requests that comply.
    let vettingCompliance: ClosedRange<Int>

    /// How often it does what recurs, and how often things go wrong.
    let every: Rhythm

    /// The days within which an action is due after it is raised.
    static let actionDue = 56

    static func of(_ character: DemonstrationRecords.Character) -> DemonstrationHabits {
        switch character {
        case .exemplary: exemplary
        case .middling: middling
        case .neglectful: neglectful
        }
    }

    private static let exemplary = DemonstrationHabits(
        omits: [], diligence: 100, incidentRecording: 0...2, prompt: 1...6, investigating: 14...45,
        closingActions: 12...50, disclosing: 1...2, documentReview: 290...340, formsFilled: 100, terminalsWork: 100,
        auditsDone: 100, foundByOthers: 8, readers: 99, vettingCompliance: 97...100,
        every: Rhythm(
            qmsReview: 170, qualityMeeting: 77, outcomeMeeting: 77, learningMeeting: 45, accessTest: 170,
            bulletin: 35, incident: 9, nonconformity: 20, audit: 30, measurement: 85))

    private static let middling = DemonstrationHabits(
        omits: [.auditDevelopment, .indexOfRisks, .obsoleteChecks], diligence: 80, incidentRecording: 0...9,
        prompt: 3...16, investigating: 30...100, closingActions: 20...90, disclosing: 1...4,
        documentReview: 330...480, formsFilled: 97, terminalsWork: 50, auditsDone: 70, foundByOthers: 22, readers: 74,
        vettingCompliance: 86...97,
        every: Rhythm(
            qmsReview: 350, qualityMeeting: 105, outcomeMeeting: 95, learningMeeting: 70, accessTest: 240,
            bulletin: 56, incident: 15, nonconformity: 34, audit: 60, measurement: 100))

    private static let neglectful = DemonstrationHabits(
        omits: [
            .adviceFromExperts, .approval, .auditDevelopment, .consultation, .criticalRule, .implementation,
            .indexOfRisks, .monitoring, .nilReturns, .objectiveReview, .objectiveTargets, .obsoleteChecks,
            .outcomeFeedback, .policyPublication, .practiceChange, .qualityManager, .recordTests,
            .registrySubmission, .relinking, .riskReview, .terminalRepair, .trendDecisions, .vettingAudit,
            .withdrawalOfOldCopies,
        ],
        diligence: 28, incidentRecording: 5...45, prompt: 9...60, investigating: 60...160, closingActions: 60...200,
        disclosing: 3...30, documentReview: 800...900, formsFilled: 45, terminalsWork: 0, auditsDone: 0,
        foundByOthers: 35, readers: 35, vettingCompliance: 60...75,
        every: Rhythm(
            qmsReview: 900, qualityMeeting: 180, outcomeMeeting: 180, learningMeeting: 150, accessTest: 400,
            bulletin: 60, incident: 18, nonconformity: 75, audit: 90, measurement: 90))
}
