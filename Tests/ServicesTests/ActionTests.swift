import Messages
import RPC
import TestSupport
import Testing

private typealias Service = Methods.ActionService

struct ActionTests {
    private static func raise(
        _ trust: TestTrust, _ assessment: Assessment, due: String = "2026-12-31", clause: String = "a.1",
        owner: String = "", key: String = ""
    ) async throws -> Action {
        try await trust.manager.call(
            Service.raiseAction,
            RaiseActionRequest(
                idempotencyKey: key, assessmentID: assessment.assessmentID, clauseID: clause, title: "Write it down",
                correction: "Do it now", correctiveAction: "See that it is done", ownerID: owner, dueOn: due,
                costPence: 12_50, budgetDecision: "Agreed"))
    }

    /// Moves an action along by the manager, and gives it as it is then.
    private static func move(
        _ trust: TestTrust, _ action: Action, _ states: [ActionState]
    ) async throws -> Action {
        var action = action
        for state in states {
            action = try await trust.manager.call(
                Service.moveAction,
                MoveActionRequest(
                    actionID: action.actionID, to: state, note: "to \(state.name)", expectedVersion: action.version))
        }
        return action
    }

    @Test("An action is raised as a draft, and what was said of it stands in it")
    func raise() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            let owner = trust.contributor
            let action = try await Self.raise(trust, assessment, owner: owner.account.description)
            #expect(action.state == .draft && action.version == 1 && !action.overdue)
            #expect(action.serviceID == trust.service && action.assessmentID == assessment.assessmentID)
            #expect(action.clauseID == "a.1" && action.title == "Write it down" && action.dueOn == "2026-12-31")
            #expect(action.correction == "Do it now" && action.correctiveAction == "See that it is done")
            #expect(action.ownerName == owner.name && action.raisedBy == trust.manager.name)
            #expect(action.costPence == 1250 && action.budgetDecision == "Agreed")
            #expect(action.history.map(\.to) == [.draft] && action.history[0].from == .unspecified)
            #expect(
                try await trust.viewer.call(Service.getAction, GetActionRequest(actionID: action.actionID)) == action)
            let standing = try await trust.standing("a.1", of: assessment)
            #expect(standing.openActions == 1 && standing.overdueActions == 0)
            #expect(try await trust.standing("a.1", of: assessment, asAt: "2026-12-31").overdueActions == 0)
            #expect(try await trust.standing("a.1", of: assessment, asAt: "2027-01-01").overdueActions == 1)
        }
    }

    @Test("What raising is refused for")
    func badRaise() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            let good = RaiseActionRequest(
                assessmentID: assessment.assessmentID, clauseID: "a.1", title: "T", dueOn: "2026-12-31")
            func refusal(
                by caller: TestCaller, _ change: (inout RaiseActionRequest) -> Void
            ) async throws -> Status {
                var request = good
                change(&request)
                return try await caller.refusal(Service.raiseAction, request)
            }
            let missing = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
            #expect(
                try await refusal(by: trust.manager) { $0.assessmentID = missing }
                    == Status(.notFound, "there is no such assessment"))
            #expect(try await refusal(by: trust.manager) { $0.clauseID = "x.1" }.message.hasPrefix("clause_id: "))
            #expect(try await refusal(by: trust.manager) { $0.title = "" }.message.hasPrefix("title: "))
            #expect(try await refusal(by: trust.manager) { $0.title = "a\nb" }.message.hasPrefix("title: "))
            #expect(try await refusal(by: trust.manager) { $0.dueOn = "2026-02-30" }.message.hasPrefix("due_on: "))
            #expect(try await refusal(by: trust.manager) { $0.dueOn = "" }.message.hasPrefix("due_on: "))
            #expect(
                try await refusal(by: trust.manager) { $0.ownerID = missing }
                    == Status(.notFound, "there is no such owner"))
            #expect(try await refusal(by: trust.contributor) { _ in }.code == .permissionDenied)
            #expect(try await refusal(by: trust.viewer) { _ in }.code == .permissionDenied)
            #expect(try await refusal(by: trust.engage(assessment)) { _ in }.code == .permissionDenied)
            #expect(try await TestStore.count("lm2.record", of: trust.tenant) == 0)
        }
    }

    @Test("An action goes its way to the end, and each move is in its history; the clause knows when it is done")
    func course() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            let way: [ActionState] = [
                .issued, .agreed, .causeAnalysed, .actionPlanned, .inProgress, .evidenceSubmitted, .cleared,
                .effectivenessDue, .closed,
            ]
            let raised = try await Self.raise(trust, assessment, due: "2026-11-23")
            #expect(raised.overdue)
            let submitted = try await Self.move(trust, raised, Array(way.prefix(6)))
            #expect(try await trust.standing("a.1", of: assessment).overdueActions == 1)
            let closed = try await Self.move(trust, submitted, Array(way.suffix(3)))
            #expect(closed.state == .closed && closed.version == 10 && !closed.overdue)
            #expect(closed.history.map(\.to) == [.draft] + way)
            #expect(closed.history.dropFirst().map(\.from) == [.draft] + way.dropLast())
            #expect(closed.history.map(\.version) == Array(1...10))
            #expect(closed.history.last?.note == "to closed" && closed.history.last?.movedBy == trust.manager.name)
            #expect(try await trust.standing("a.1", of: assessment).openActions == 0)
            let reopened = try await Self.move(trust, closed, [.reopened])
            #expect(reopened.overdue)
            #expect(try await trust.standing("a.1", of: assessment).overdueActions == 1)
        }
    }

    @Test("What a move is refused for, and that it changes nothing")
    func badMoves() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            let second = try await trust.hire("Quirin Quality", .qualityManager)
            let stranger = try await trust.hire("Otto Other", .contributor, services: [trust.otherService])
            let raised = try await Self.raise(trust, assessment, owner: second.account.description)
            let action = try await Self.move(
                trust, raised, [.issued, .agreed, .causeAnalysed, .actionPlanned, .inProgress, .evidenceSubmitted])
            func move(_ state: ActionState, version: UInt32 = 7, by caller: TestCaller) async throws -> Status {
                try await caller.refusal(
                    Service.moveAction,
                    MoveActionRequest(actionID: action.actionID, to: state, expectedVersion: version))
            }
            #expect(try await move(.issued, by: trust.manager).code == .failedPrecondition)
            #expect(try await move(.unspecified, by: trust.manager).message.hasPrefix("to: "))
            #expect(try await move(.unrecognized(99), by: trust.manager).code == .invalidArgument)
            #expect(try await move(.cleared, by: second).code == .permissionDenied)
            #expect(try await move(.cleared, by: trust.contributor).code == .permissionDenied)
            #expect(try await move(.cleared, by: trust.viewer).code == .permissionDenied)
            #expect(try await move(.cleared, by: stranger) == Status(.notFound, "there is no such action"))
            #expect(try await move(.cleared, by: trust.engage(assessment)).code == .permissionDenied)
            let stale = try await move(.cleared, version: 6, by: trust.manager)
            #expect(stale.code == .aborted)
            #expect(stale.details == [StatusDetail(type: "lm2.v1.Action", value: action.serialized())])
            #expect(
                try await trust.manager.call(Service.getAction, GetActionRequest(actionID: action.actionID)) == action)
            #expect(try await Self.move(trust, action, [.cleared]).state == .cleared)
        }
    }

    @Test("A list is ordered by due date and takes filters; the overdue are open and past their date")
    func list() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            let other = try await trust.startAssessment(of: trust.otherService)
            let late = try await Self.raise(trust, assessment, due: "2026-11-23")
            let today = try await Self.raise(trust, assessment, due: "2026-11-24", clause: "b.1")
            let done = try await Self.raise(trust, other, due: "2026-01-01")
            _ = try await Self.move(trust, done, [.withdrawn])
            func list(_ request: ListActionsRequest, by caller: TestCaller) async throws -> [String] {
                var request = request
                var found: [String] = []
                while true {
                    request.page = PageRequest(size: 1, token: request.page?.token ?? "")
                    let page = try await caller.call(Service.listActions, request)
                    found += page.actions.map(\.actionID)
                    #expect(page.actions.allSatisfy { $0.history.isEmpty })
                    if page.nextPageToken.isEmpty { return found }
                    request.page?.token = page.nextPageToken
                }
            }
            #expect(
                try await list(ListActionsRequest(), by: trust.manager)
                    == [done.actionID, late.actionID, today.actionID])
            #expect(
                try await list(ListActionsRequest(), by: trust.contributor) == [late.actionID, today.actionID])
            #expect(try await list(ListActionsRequest(overdueOnly: true), by: trust.manager) == [late.actionID])
            #expect(
                try await list(ListActionsRequest(serviceID: trust.otherService), by: trust.manager)
                    == [done.actionID])
            #expect(
                try await list(ListActionsRequest(assessmentID: assessment.assessmentID), by: trust.manager)
                    == [late.actionID, today.actionID])
            let assessor = try await trust.engage(assessment)
            #expect(try await list(ListActionsRequest(), by: assessor).isEmpty)
            try await trust.submit(assessment)
            #expect(try await list(ListActionsRequest(), by: assessor) == [late.actionID, today.actionID])
        }
    }
}
