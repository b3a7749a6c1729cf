/// A move of a corrective action that somebody wants to make, and whether it may be made.
package struct ActionMove: Sendable, Equatable {
    /// Where the action is.
    package let from: ActionState
    /// Where it is to go.
    package let to: ActionState
    /// The role of who moves it.
    package let role: Role
    /// Whether who moves it is to do it.
    package let isByOwner: Bool

    /// Makes a move.
    package init(from: ActionState, to: ActionState, role: Role, isByOwner: Bool) {
        self.from = from
        self.to = to
        self.role = role
        self.isByOwner = isByOwner
    }

    /// Why a move may not be made.
    package enum Fault: Sendable, Equatable {
        /// The state machine does not have it.
        case noSuchMove
        /// It judges the work, which is never its owner's own (DOMAIN, "Findings and corrective actions").
        case judgesOwnWork
        /// It judges the work, which is the quality manager's.
        case judgementOfOthers
        /// The role moves no actions at all.
        case roleMovesNothing
    }

    /// Why the move may not be made; nil if it may.
    package var fault: Fault? {
        switch role {
        case .contributor, .qualityManager, .serviceLead: break
        case .trustViewer, .administrator, .assessor, .leadAssessor, .decisionMaker, .operator:
            return .roleMovesNothing
        }
        guard from.successors.contains(to) else { return .noSuchMove }
        guard to.isJudgement else { return nil }
        if isByOwner { return .judgesOwnWork }
        return role == .qualityManager ? nil : .judgementOfOthers
    }
}

extension ActionState {
    /// The name in sentences.
    package var name: String {
        switch self {
        case .draft: "draft"
        case .issued: "issued"
        case .challenged: "challenged"
        case .agreed: "agreed"
        case .causeAnalysed: "cause analysed"
        case .actionPlanned: "action planned"
        case .inProgress: "in progress"
        case .evidenceSubmitted: "evidence submitted"
        case .returned: "returned"
        case .cleared: "cleared"
        case .effectivenessDue: "effectiveness due"
        case .closed: "closed"
        case .withdrawn: "withdrawn"
        case .reopened: "reopened"
        }
    }
}
