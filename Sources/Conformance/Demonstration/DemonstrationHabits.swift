/// What a service of a character does, and how reliably.
struct DemonstrationHabits {
    /// Something that a service either does at all or has never begun.
    enum Practice {
        case adviceFromExperts, approvalOfOwnDocuments, auditDevelopment, consultation, criticalRule, implementation
        case indexOfRisks, interimReview, monitoring, nilReturns, objectiveReview, objectiveTargets, obsoleteChecks
        case outcomeFeedback, policyPublication, practiceChange, qualityManager, recordTests, registrySubmission
        case relinking, riskReview, trendDecisions, vettingAudit, withdrawalOfOldCopies
    }

    /// What the service has never begun.
    let omits: Set<Practice>
    /// In how many of a hundred cases what should follow does follow.
    let diligence: Int
    /// Days from an incident's discovery to its record.
    let incidentRecording: ClosedRange<Int>
    /// Days until something that should follow an event soon does.
    let prompt: ClosedRange<Int>
    /// Days from the start of an investigation to its end.
    let investigating: ClosedRange<Int>
    /// Days from raising an action to completing it; it is due after `actionDue`.
    let closingActions: ClosedRange<Int>
    /// Days from an incident to telling those whom it concerns.
    let disclosing: ClosedRange<Int>
    /// How many of a hundred fields of an incident form are filled in.
    let formsFilled: Int
    /// How many of a hundred planned audits are done, beside every third.
    let auditsDone: Int
    /// How many of a hundred complaints and audits find what nobody had reported.
    let foundByOthers: Int
    /// Days between documents' reviews.
    let documentReview: ClosedRange<Int>
    /// How many of a hundred readers confirm a bulletin.
    let readers: Int
    /// Of a hundred vetted requests, how many comply.
    let vettingCompliance: ClosedRange<Int>
    /// Every so many days.
    let qmsReviewEvery: Int
    let qualityMeetingEvery: Int
    let outcomeMeetingEvery: Int
    let learningMeetingEvery: Int
    let accessTestEvery: Int
    let bulletinEvery: Int
    let incidentEvery: Int
    let nonconformityEvery: Int
    let auditEvery: Int
    let measurementEvery: Int

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
        closingActions: 12...50, disclosing: 1...2, formsFilled: 100, auditsDone: 100, foundByOthers: 8,
        documentReview: 290...340, readers: 97,
        vettingCompliance: 97...100, qmsReviewEvery: 170, qualityMeetingEvery: 77, outcomeMeetingEvery: 77,
        learningMeetingEvery: 45, accessTestEvery: 170, bulletinEvery: 35, incidentEvery: 9, nonconformityEvery: 20,
        auditEvery: 30, measurementEvery: 85)

    private static let middling = DemonstrationHabits(
        omits: [.auditDevelopment, .indexOfRisks, .obsoleteChecks],
        diligence: 80, incidentRecording: 0...9, prompt: 3...16, investigating: 30...100, closingActions: 20...90,
        disclosing: 1...4, formsFilled: 97, auditsDone: 70,
        foundByOthers: 22, documentReview: 330...480, readers: 74, vettingCompliance: 86...97, qmsReviewEvery: 350,
        qualityMeetingEvery: 105, outcomeMeetingEvery: 95, learningMeetingEvery: 70, accessTestEvery: 240,
        bulletinEvery: 56, incidentEvery: 15, nonconformityEvery: 34, auditEvery: 60, measurementEvery: 100)

    private static let neglectful = DemonstrationHabits(
        omits: [
            .adviceFromExperts, .auditDevelopment, .consultation, .criticalRule, .implementation, .indexOfRisks,
            .interimReview, .monitoring, .nilReturns, .objectiveReview, .objectiveTargets, .obsoleteChecks,
            .outcomeFeedback, .policyPublication, .practiceChange, .qualityManager, .recordTests, .registrySubmission,
            .relinking, .riskReview, .trendDecisions, .vettingAudit, .withdrawalOfOldCopies,
        ],
        diligence: 28, incidentRecording: 5...45, prompt: 9...60, investigating: 60...160, closingActions: 60...200,
        disclosing: 3...30, formsFilled: 45, auditsDone: 0,
        foundByOthers: 35, documentReview: 800...900, readers: 35, vettingCompliance: 60...75, qmsReviewEvery: 900,
        qualityMeetingEvery: 180, outcomeMeetingEvery: 180, learningMeetingEvery: 150, accessTestEvery: 400,
        bulletinEvery: 60, incidentEvery: 18, nonconformityEvery: 75, auditEvery: 90, measurementEvery: 90)
}
