import Messages
import Postgres
import Storage
import TestSupport
import Testing

/// Migration 6: what was kept of locations and actions is kept as records.
struct OneHomeTests {
    private static let title = String(repeating: "Monitor every process. ", count: 8)

    /// A location, an action that was closed and opened again, and one that was withdrawn.
    private static func fill(_ trust: TestTrust, _ database: SimpleConnection) async throws -> [Identifier] {
        let assessment = try await trust.startAssessment()
        // Made at 2026-03-01 12:00 UTC, as its id says.
        let (van, opened, withdrawn) = (
            try #require(Identifier("019ca945-0a00-7000-8000-000000000001")), Identifier.make(now: 1),
            Identifier.make(now: 2)
        )
        try database.execute(
            "insert into lm2.location values ('\(trust.tenant)', '\(van)', '\(trust.service)', 2, 'Van')")
        let clause = "'\(trust.tenant)', '\(trust.service)', '\(assessment.assessmentID)', 6"
        let manager = "'\(trust.manager.account)'"
        try database.execute(
            """
            insert into lm2.action (tenant_id, service_id, assessment_id, clause_number, action_id, title, correction,
                corrective_action, owner_id, due_on, state, is_open, cost_pence, budget_decision, version, raised_at, raised_by)
            values (\(clause), '\(opened)', '\(title)', 'Now', 'For good', '\(trust.contributor.account)', '2026-07-01', 14,
                true, 1250, 'Agreed', 11, '2026-06-01 23:30:00Z', \(manager)),
                (\(clause), '\(withdrawn)', 'T', '', '', null, '2026-08-01', 13, false, null, '', 2,
                '2026-06-01 23:30:00Z', \(manager))
            """)
        for (version, state) in [1, 2, 4, 5, 6, 7, 8, 10, 11, 12, 14].enumerated() {
            let before = version == 0 ? "null" : "\([0, 1, 2, 4, 5, 6, 7, 8, 10, 11, 12][version])"
            // The last but four are of the same moment.
            let day = version < 8 ? "2026-06-\(10 + version) 23:30:00Z" : "2026-06-17 23:30:00Z"
            try database.execute(
                """
                insert into lm2.action_move values ('\(trust.tenant)', '\(opened)', \(version + 1), \(before), \(state),
                    'note \(version + 1)', '\(version == 0 ? "2026-06-01 23:30:00Z" : day)', \(manager))
                """)
        }
        try database.execute(
            """
            insert into lm2.action_move values
                ('\(trust.tenant)', '\(withdrawn)', 1, null, 1, '', '2026-06-01 23:30:00Z', \(manager)),
                ('\(trust.tenant)', '\(withdrawn)', 2, 1, 13, 'Not needed', '2026-06-02 10:00:00Z', \(manager));
            update lm2.assessment_clause
            set change = change + 1, facts = lm2.clause_facts(tenant_id, assessment_id, clause_number);
            """)
        return [van, opened, withdrawn]
    }

    private static func revisions(_ trust: TestTrust, _ id: Identifier) async throws -> [Record] {
        try await trust.viewer.call(
            Methods.RecordsService.listRevisions, ListRevisionsRequest(recordID: id.description)
        ).revisions
    }

    private static func action(_ trust: TestTrust, _ id: Identifier) async throws -> Action {
        try await trust.viewer.call(Methods.ActionService.getAction, GetActionRequest(actionID: id.description))
    }

    @Test("Locations and actions become records with their history; what is shown of them stays")
    func moved() async throws {
        try await TestStore.withMigration(6, before: Self.fill) { trust, made in
            let location = try #require(try await Self.revisions(trust, made[0]).first)
            #expect(location.body == .location(LocationRecord(name: "Van", kind: .mobile, from: "2026-03-01")))
            #expect(location.meta?.recordedBy == trust.administrator.name && location.meta?.state == .live)
            #expect(location.meta?.recordedAt?.seconds == 1_772_366_400)

            let opened = try await Self.action(trust, made[1])
            #expect(opened.title == Self.title && opened.correction == "Now" && opened.correctiveAction == "For good")
            #expect(opened.clauseID == "b.2" && opened.dueOn == "2026-07-01" && opened.overdue)
            #expect(opened.costPence == 1250 && opened.budgetDecision == "Agreed" && opened.version == 11)
            #expect(opened.ownerName == trust.contributor.name && opened.raisedBy == trust.manager.name)
            #expect(opened.raisedAt?.seconds == 1_780_356_600 && opened.state == .reopened)
            #expect(opened.history.map(\.version) == Array(1...11) && opened.history[0].note == "note 1")
            #expect(opened.history[9].from == .effectivenessDue && opened.history[9].to == .closed)
            let bodies = try await Self.revisions(trust, made[1]).compactMap { record -> ActionRecord? in
                guard case .action(let body)? = record.body else { return nil }
                return body
            }
            // British summer time: half past eleven in the evening, UTC, is the next day's.
            #expect(bodies.count == 11 && bodies[0].raisedOn == "2026-06-02" && bodies[6].completedOn.isEmpty)
            #expect(bodies[7...9].allSatisfy { $0.completedOn == "2026-06-18" })
            #expect(bodies[9].checkedOn == "2026-06-18" && bodies[9].effective == .yes)
            #expect(bodies[10].completedOn.isEmpty && bodies[10].checkedOn.isEmpty)
            #expect(bodies[0].owner == trust.contributor.name && bodies[0].kind == .corrective)

            let withdrawn = try await Self.action(trust, made[2])
            #expect(withdrawn.state == .withdrawn && withdrawn.title == "T" && withdrawn.dueOn == "2026-08-01")
            #expect(withdrawn.history.map(\.note) == ["", "Not needed"])
            try await Self.goesOn(trust, made, opened)
        }
    }

    /// What was moved is moved and listed like what was raised after the migration.
    private static func goesOn(_ trust: TestTrust, _ made: [Identifier], _ opened: Action) async throws {
        let listed = try await trust.viewer.call(Methods.ActionService.listActions, ListActionsRequest())
        #expect(listed.actions.map(\.actionID) == [made[1].description, made[2].description])
        let assessment = try await trust.viewer.call(
            Methods.AssessmentService.getAssessment, GetAssessmentRequest(assessmentID: opened.assessmentID))
        #expect(try await trust.standing("b.2", of: assessment).overdueActions == 1)
        let moved = try await trust.manager.call(
            Methods.ActionService.moveAction,
            MoveActionRequest(actionID: opened.actionID, to: .withdrawn, expectedVersion: 11))
        #expect(moved.version == 12)
        #expect(try await trust.standing("b.2", of: assessment).openActions == 0)
        let all = try await trust.viewer.call(
            Methods.RecordsService.listRecords, ListRecordsRequest(serviceID: trust.service, withdrawn: true))
        let times = all.records.compactMap(\.meta?.recordedAt).map { ($0.seconds, $0.nanos) }
        #expect(all.records.count == 3 && Set(times.map { "\($0)" }).count == 3)
    }
}
