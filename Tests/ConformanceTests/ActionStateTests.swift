import Conformance
import Testing

struct ActionStateTests {
    /// The state machine as a table, one line a state.
    static let machine: [(from: ActionState, to: Set<ActionState>)] = [
        (.draft, [.issued, .withdrawn]),
        (.issued, [.challenged, .agreed, .withdrawn]),
        (.challenged, [.issued, .agreed, .withdrawn]),
        (.agreed, [.causeAnalysed, .withdrawn]),
        (.causeAnalysed, [.actionPlanned, .withdrawn]),
        (.actionPlanned, [.inProgress, .withdrawn]),
        (.inProgress, [.evidenceSubmitted, .withdrawn]),
        (.evidenceSubmitted, [.returned, .cleared, .withdrawn]),
        (.returned, [.inProgress, .evidenceSubmitted, .withdrawn]),
        (.cleared, [.effectivenessDue, .reopened]),
        (.effectivenessDue, [.closed, .reopened]),
        (.closed, [.reopened]),
        (.withdrawn, [.reopened]),
        (.reopened, [.causeAnalysed, .actionPlanned, .inProgress, .withdrawn]),
    ]

    @Test("Each state is followed by those of the table and no other", arguments: machine)
    func successors(from: ActionState, to: Set<ActionState>) {
        #expect(from.successors == to)
    }

    @Test("The table has every state once")
    func completeness() {
        #expect(Self.machine.map(\.from) == ActionState.allCases)
    }

    @Test("Every state can be reached from a draft, and none is without a way on")
    func reachability() {
        var reached: Set<ActionState> = [.draft]
        while true {
            let next = reached.reduce(into: reached) { $0.formUnion($1.successors) }
            if next == reached { break }
            reached = next
        }
        #expect(reached == Set(ActionState.allCases))
        for state in ActionState.allCases { #expect(!state.successors.isEmpty, "\(state)") }
    }

    @Test("Cleared, effectiveness due, closed and withdrawn are not open; the stored numbers stay as they are")
    func openness() {
        #expect(
            ActionState.allCases.filter { !$0.isOpen } == [.cleared, .effectivenessDue, .closed, .withdrawn])
        #expect(ActionState.allCases.map(\.number) == Array(1...14))
    }

    @Test("Moves that judge the work")
    func judgements() {
        #expect(
            ActionState.allCases.filter(\.isJudgement)
                == [.returned, .cleared, .effectivenessDue, .closed, .withdrawn, .reopened])
    }

    /// One line a refusal, and beside it the move that differs in one thing and is allowed.
    static let moves: [(move: ActionMove, fault: ActionMove.Fault?)] = [
        (ActionMove(from: .draft, to: .closed, role: .qualityManager, isByOwner: false), .noSuchMove),
        (ActionMove(from: .draft, to: .draft, role: .qualityManager, isByOwner: false), .noSuchMove),
        (ActionMove(from: .draft, to: .issued, role: .qualityManager, isByOwner: false), nil),
        (ActionMove(from: .issued, to: .agreed, role: .contributor, isByOwner: true), nil),
        (ActionMove(from: .issued, to: .agreed, role: .trustViewer, isByOwner: false), .roleMovesNothing),
        (ActionMove(from: .issued, to: .agreed, role: .administrator, isByOwner: false), .roleMovesNothing),
        (ActionMove(from: .evidenceSubmitted, to: .cleared, role: .contributor, isByOwner: false), .judgementOfOthers),
        (ActionMove(from: .evidenceSubmitted, to: .cleared, role: .contributor, isByOwner: true), .judgesOwnWork),
        (ActionMove(from: .evidenceSubmitted, to: .cleared, role: .qualityManager, isByOwner: true), .judgesOwnWork),
        (ActionMove(from: .evidenceSubmitted, to: .cleared, role: .qualityManager, isByOwner: false), nil),
        (ActionMove(from: .evidenceSubmitted, to: .cleared, role: .assessor, isByOwner: false), .roleMovesNothing),
        (ActionMove(from: .evidenceSubmitted, to: .returned, role: .qualityManager, isByOwner: true), .judgesOwnWork),
        (ActionMove(from: .effectivenessDue, to: .closed, role: .assessor, isByOwner: true), .roleMovesNothing),
        (ActionMove(from: .inProgress, to: .withdrawn, role: .contributor, isByOwner: false), .judgementOfOthers),
        (ActionMove(from: .closed, to: .reopened, role: .contributor, isByOwner: false), .judgementOfOthers),
        (ActionMove(from: .inProgress, to: .evidenceSubmitted, role: .contributor, isByOwner: true), nil),
    ]

    @Test("Who may make which move", arguments: moves)
    func move(_ move: ActionMove, fault: ActionMove.Fault?) {
        #expect(move.fault == fault)
    }
}
