import Messages
import RPC
import TestSupport
import Testing

private typealias Actions = Methods.ActionService
private typealias Records = Methods.RecordsService

/// Corrective actions as what they are: records of the register `action`, moved by revisions.
struct ActionRecordTests {
    private static func raise(
        _ trust: TestTrust, subjects: [String] = [], due: String = "2026-12-31"
    ) async throws -> (Action, Assessment) {
        let assessment = try await trust.startAssessment()
        let request = RaiseActionRequest(
            assessmentID: assessment.assessmentID, clauseID: "g.3", title: "Write it down", correction: "Now",
            ownerID: trust.contributor.account.description, dueOn: due, costPence: 100, subjects: subjects)
        return (try await trust.manager.call(Actions.raiseAction, request), assessment)
    }

    private static func move(
        _ trust: TestTrust, _ action: Action, _ states: [ActionState]
    ) async throws -> Action {
        var action = action
        for state in states {
            let request = MoveActionRequest(
                actionID: action.actionID, to: state, note: "to \(state.name)", expectedVersion: action.version)
            action = try await trust.manager.call(Actions.moveAction, request)
        }
        return action
    }

    private static let toCleared: [ActionState] = [
        .issued, .agreed, .causeAnalysed, .actionPlanned, .inProgress, .evidenceSubmitted, .cleared,
    ]

    private static func revisions(_ trust: TestTrust, _ action: Action) async throws -> [Record] {
        try await trust.viewer.call(Records.listRevisions, ListRevisionsRequest(recordID: action.actionID)).revisions
    }

    private static func body(_ record: Record?) throws -> ActionRecord {
        guard case .action(let body)? = record?.body else { throw NoAction() }
        return body
    }

    private struct NoAction: Error {}

    @Test("An action is a record with the same id, and each move a revision; clearance and review date it")
    func isRecord() async throws {
        try await TestStore.withTrust { trust in
            let (raised, assessment) = try await Self.raise(trust)
            let listed = try await trust.viewer.call(
                Records.listRecords, ListRecordsRequest(serviceID: trust.service, register: "action"))
            #expect(listed.records.map { $0.meta?.recordID } == [raised.actionID])
            let first = try Self.body(listed.records.first)
            #expect(first.kind == .corrective && first.raisedOn == TestTrust.today && first.dueOn == "2026-12-31")
            #expect(first.owner == trust.contributor.name && first.subjects.isEmpty && first.costPence == 100)
            #expect(first.assessmentID == assessment.assessmentID && first.clauseID == "g.3")
            #expect(first.title == "Write it down" && first.correction == "Now" && first.state == .draft)

            let cleared = try await Self.move(trust, raised, Self.toCleared)
            #expect(cleared.completedOn == TestTrust.today && cleared.checkedOn.isEmpty)
            let closed = try await Self.move(trust, cleared, [.effectivenessDue, .closed])
            #expect(closed.checkedOn == TestTrust.today)
            let revisions = try await Self.revisions(trust, raised)
            #expect(revisions.map { $0.meta?.revision } == Array(1...10))
            let bodies = try revisions.map(Self.body)
            #expect(bodies.map(\.state) == [.draft] + Self.toCleared + [.effectivenessDue, .closed])
            #expect(
                bodies.map(\.completedOn) == Array(repeating: "", count: 7)
                    + Array(repeating: TestTrust.today, count: 3))
            #expect(bodies.last?.checkedOn == TestTrust.today && bodies.last?.effective == .yes)
            #expect(bodies[8].checkedOn.isEmpty && bodies[8].effective == .unspecified)
            let again = try Self.body(
                try await Self.revisions(trust, try await Self.move(trust, closed, [.reopened])).last)
            #expect(again.completedOn.isEmpty && again.checkedOn.isEmpty && again.effective == .unspecified)
        }
    }

    @Test("Who withdraws an action withdraws its record, and who opens it again brings it back; the history is whole")
    func withdrawal() async throws {
        try await TestStore.withTrust { trust in
            let (raised, assessment) = try await Self.raise(trust)
            let withdrawn = try await Self.move(trust, raised, [.issued, .withdrawn])
            #expect(
                withdrawn.state == .withdrawn && withdrawn.title == "Write it down" && withdrawn.dueOn == "2026-12-31")
            #expect(withdrawn.history.map(\.to) == [.draft, .issued, .withdrawn])
            #expect(withdrawn.history.last?.note == "to withdrawn")
            #expect(try await trust.standing("g.3", of: assessment).openActions == 0)
            let last = try await Self.revisions(trust, raised).last
            #expect(last?.meta?.state == .withdrawn && last?.meta?.reason == "to withdrawn" && last?.body == nil)
            #expect(
                try await trust.viewer.call(Actions.listActions, ListActionsRequest()).actions.map(\.state)
                    == [.withdrawn])
            let live = try await trust.viewer.call(Records.listRecords, ListRecordsRequest(serviceID: trust.service))
            #expect(live.records.isEmpty)
            let back = try await Self.move(trust, withdrawn, [.reopened])
            #expect(back.state == .reopened && back.history.map(\.from).suffix(2) == [.issued, .withdrawn])
            #expect(try await Self.revisions(trust, raised).last?.meta?.state == .live)
            #expect(try await trust.standing("g.3", of: assessment).openActions == 1)
        }
    }

    @Test("A revision changes neither where an action is nor what it is about, and no entry makes one that is cleared")
    func guarded() async throws {
        try await TestStore.withTrust { trust in
            let (raised, assessment) = try await Self.raise(trust)
            let seen = try Self.body(try await Self.revisions(trust, raised).last)
            func refusal(_ change: (inout ActionRecord) -> Void) async throws -> Status {
                var body = seen
                change(&body)
                return try await trust.contributor.refusal(
                    Records.reviseRecord,
                    ReviseRecordRequest(
                        recordID: raised.actionID, record: Record(body: .action(body)), expectedRevision: 1))
            }
            let changes: [(String, (inout ActionRecord) -> Void)] = [
                ("state", { $0.state = .cleared }), ("state", { $0.state = .unspecified }),
                ("completed_on", { $0.completedOn = TestTrust.today }),
                ("checked_on", { $0.checkedOn = TestTrust.today }),
                ("effective", { $0.effective = .yes }), ("clause_id", { $0.clauseID = "a.1" }),
                ("assessment_id", { $0.assessmentID = trust.service }), ("owner", { $0.owner = "Somebody Else" }),
                ("owner_id", { $0.ownerID = trust.manager.account.description }),
            ]
            for (field, change) in changes {
                let status = try await refusal(change)
                #expect(status.code == .invalidArgument && status.message.contains("record.action.\(field): "))
                #expect(status.message.contains("lm2 action move"), "\(field)")
            }
            let withdraw = WithdrawRecordRequest(recordID: raised.actionID, reason: "No", expectedRevision: 1)
            let kept = try await trust.manager.refusal(Records.withdrawRecord, withdraw)
            #expect(kept.code == .failedPrecondition && kept.message.contains("lm2 action move"))
            let create = CreateRecordRequest(serviceID: trust.service, record: Record(body: .action(seen)))
            let made = try await trust.manager.refusal(Records.createRecord, create)
            #expect(made.code == .invalidArgument && made.details.description.isEmpty == false)
            #expect(try await TestStore.count("lm2.record_revision", of: trust.tenant) == 1)
            #expect(try await trust.standing("g.3", of: assessment).openActions == 1)
        }
    }

    @Test("A revised due date shows at once in the clause's standing, and the revision in the history")
    func revisedDate() async throws {
        try await TestStore.withTrust { trust in
            let (raised, assessment) = try await Self.raise(trust)
            var body = try Self.body(try await Self.revisions(trust, raised).last)
            body.dueOn = "2026-11-23"
            body.note = "Sooner."
            _ = try await trust.contributor.call(
                Records.reviseRecord,
                ReviseRecordRequest(
                    recordID: raised.actionID, record: Record(body: .action(body)), expectedRevision: 1))
            let action = try await trust.viewer.call(Actions.getAction, GetActionRequest(actionID: raised.actionID))
            #expect(action.dueOn == "2026-11-23" && action.overdue && action.version == 2 && action.state == .draft)
            #expect(action.history.last?.from == .draft && action.history.last?.to == .draft)
            #expect(action.history.last?.note == "Sooner." && action.history.last?.movedBy == trust.contributor.name)
            #expect(try await trust.standing("g.3", of: assessment).overdueActions == 1)
            #expect(try await Self.move(trust, action, [.issued]).version == 3)
        }
    }

    @Test("A sheet of actions comes in again unchanged; it changes a due date, but moves nothing")
    func sheets() async throws {
        try await TestStore.withTrust { trust in
            let (raised, assessment) = try await Self.raise(trust)
            _ = try await Self.move(trust, raised, [.issued])
            let sheet = String(
                decoding: try await trust.manager.exportSheet("action", of: trust.service), as: UTF8.self)
            let same = try await trust.manager.importSheet("action", into: trust.service, Array(sheet.utf8))
            #expect(same.unchanged == 1 && same.refused == 0)
            let moved = sheet.replacing(",issued,", with: ",cleared,")
            let refused = try await trust.manager.importSheet("action", into: trust.service, Array(moved.utf8))
            #expect(refused.problems.map(\.column) == ["state"] && !refused.written)
            let sooner = sheet.replacing("2026-12-31", with: "2026-11-23")
            let revised = try await trust.contributor.importSheet("action", into: trust.service, Array(sooner.utf8))
            #expect(revised.revised == 1 && revised.written)
            #expect(try await trust.standing("g.3", of: assessment).overdueActions == 1)
            let elsewhere = try await trust.manager.importSheet("action", into: trust.otherService, Array(sheet.utf8))
            #expect(
                Set(elsewhere.problems.map(\.column)) == ["state", "assessment_id", "clause_id", "owner_id"]
                    && !elsewhere.written)
        }
    }

    @Test("What is raised and moved counts for the rules: an action on nonconformities supports g.3 when it is closed")
    func counts() async throws {
        try await TestStore.withTrust { trust in
            var subjects: [String] = []
            for day in 10...19 {
                let body = Record.Body.nonconformity(
                    NonconformityRecord(area: .documents, category: "labels", raisedOn: "2026-11-\(day)"))
                let record = try await trust.manager.call(
                    Records.createRecord,
                    CreateRecordRequest(serviceID: trust.service, record: Record(body: body)))
                subjects.append(record.meta?.recordID ?? "")
            }
            func verdict() async throws -> SystemVerdict? {
                try await trust.viewer.call(
                    Methods.VerdictService.judgeService,
                    JudgeServiceRequest(serviceID: trust.service, clauseID: "g.3")
                ).judgements.first?.verdict
            }
            #expect(try await verdict() != .supported)
            let (raised, _) = try await Self.raise(trust, subjects: subjects)
            #expect(raised.subjects == subjects)
            _ = try await Self.move(trust, raised, Self.toCleared + [.effectivenessDue, .closed])
            #expect(try await verdict() == .supported)
        }
    }

    @Test("A subject that is no record of the service is refused by the request's field")
    func foreignSubject() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            let request = RaiseActionRequest(
                assessmentID: assessment.assessmentID, clauseID: "a.1", title: "T", dueOn: TestTrust.today,
                subjects: ["7c9e6679-7425-40de-944b-e07fc1f90ae7"])
            let status = try await trust.manager.refusal(Actions.raiseAction, request)
            #expect(status.code == .invalidArgument && status.message.hasPrefix("subjects: "))
            let note = MoveActionRequest(
                actionID: try await Self.raise(trust).0.actionID, to: .issued, note: "943 476 5919", expectedVersion: 1)
            #expect(try await trust.manager.refusal(Actions.moveAction, note).message.hasPrefix("note: "))
        }
    }
}
