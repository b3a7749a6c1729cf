/// Where a corrective action is (DOMAIN, "Findings and corrective actions"), and where it may go.
extension ActionState {
    /// The state of that number in the protocol; nil if there is none.
    package init?(number: Int32) {
        guard number > 0, let state = UInt8(exactly: number - 1).flatMap(ActionState.init(rawValue:))
        else { return nil }
        self = state
    }

    /// Its number in the protocol, where 0 is not said.
    package var number: Int32 { Int32(rawValue) + 1 }

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
