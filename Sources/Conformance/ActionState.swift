/// Where a corrective action is (DOMAIN, "Findings and corrective actions"). The raw values are stored.
package enum ActionState: Int16, Sendable, CaseIterable {
    /// Written, not yet issued.
    case draft = 1
    /// Issued to its owner.
    case issued
    /// The owner has challenged it.
    case challenged
    /// The owner has agreed to it.
    case agreed
    /// The cause has been analysed.
    case causeAnalysed
    /// The action has been planned.
    case actionPlanned
    /// It is being carried out.
    case inProgress
    /// Evidence of it has been submitted.
    case evidenceSubmitted
    /// The evidence was not enough.
    case returned
    /// The quality manager or the assessor has cleared it.
    case cleared
    /// Its effectiveness is to be checked.
    case effectivenessDue
    /// It was effective.
    case closed
    /// It was withdrawn.
    case withdrawn
    /// It was opened again.
    case reopened

    /// The states that may follow this one.
    package var successors: Set<ActionState> {
        switch self {
        case .draft: [.issued, .withdrawn]
        case .issued: [.challenged, .agreed, .withdrawn]
        case .challenged: [.issued, .agreed, .withdrawn]
        case .agreed: [.causeAnalysed, .withdrawn]
        case .causeAnalysed: [.actionPlanned, .withdrawn]
        case .actionPlanned: [.inProgress, .withdrawn]
        case .inProgress: [.evidenceSubmitted, .withdrawn]
        case .evidenceSubmitted: [.returned, .cleared, .withdrawn]
        case .returned: [.inProgress, .evidenceSubmitted, .withdrawn]
        case .cleared: [.effectivenessDue, .reopened]
        case .effectivenessDue: [.closed, .reopened]
        case .closed: [.reopened]
        case .withdrawn: [.reopened]
        case .reopened: [.causeAnalysed, .actionPlanned, .inProgress, .withdrawn]
        }
    }

    /// Whether something is still to be done, so that a passed due date makes the action overdue. What was cleared has
    /// been done; what was withdrawn need not be.
    package var isOpen: Bool {
        switch self {
        case .cleared, .effectivenessDue, .closed, .withdrawn: false
        default: true
        }
    }

    /// Whether a move to this state is a judgement of the work, which is never the owner's own: it is the quality
    /// manager's or the assessor's.
    package var isJudgement: Bool {
        switch self {
        case .returned, .cleared, .effectivenessDue, .closed, .withdrawn, .reopened: true
        default: false
        }
    }
}
