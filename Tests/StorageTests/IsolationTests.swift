import Messages
import Postgres
import Storage
import TestSupport
import Testing

/// Statements that forgot their `where tenant_id`, as the server's own role.
struct IsolationTests {
    /// Every table that belongs to tenants.
    private static let tables = Statement(
        "test.tables",
        """
        select c.relname::text from pg_class c
        where c.relnamespace = 'lm2'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'tenant_list'
        order by 1
        """)

    /// Puts at least one row into every table.
    private static func fill(_ trust: TestTrust) async throws {
        // Its one-time token was used, and is kept as such.
        _ = try await trust.invite("person@example.org")
        let place = try await trust.manager.call(
            Methods.RecordsService.createRecord,
            CreateRecordRequest(
                serviceID: trust.service,
                record: Record(
                    body: .location(LocationRecord(name: "Van", kind: .mobile, from: "2024-01-01")))))
        _ = try await trust.manager.call(
            Methods.RecordsService.createRecord,
            CreateRecordRequest(
                serviceID: trust.service,
                record: Record(
                    body: .equipment(
                        EquipmentRecord(
                            name: "Scanner", modality: .ct, manufacturer: "M", location: place.meta?.recordID ?? "",
                            from: "2024-01-01")))))
        let assessment = try await trust.startAssessment()
        _ = try await trust.contributor.upload(
            UploadHeader(
                idempotencyKey: "k", serviceID: trust.service, fileName: "a.pdf",
                assessmentID: assessment.assessmentID, clauseIDs: ["a.1"]), [1])
        let item = try await trust.manager.call(
            Methods.EvidenceService.listEvidence, ListEvidenceRequest(serviceID: trust.service)
        ).evidence[0]
        _ = try await trust.manager.call(
            Methods.EvidenceService.reviewEvidence,
            ReviewEvidenceRequest(evidenceID: item.evidenceID, state: .accepted, expectedVersion: item.version))
        _ = try await trust.manager.call(
            Methods.VerdictService.overrideRuleSetting,
            OverrideRuleSettingRequest(
                key: "outcome_meetings_min", number: 5, from: TestTrust.today, reason: "Agreed by the trust"))
        _ = try await trust.manager.call(
            Methods.ActionService.raiseAction,
            RaiseActionRequest(
                assessmentID: assessment.assessmentID, clauseID: "a.1", title: "T", dueOn: TestTrust.today))
        try await trust.submit(assessment)
        _ = try await trust.engage(assessment).call(
            Methods.AssessmentService.assessClause,
            AssessClauseRequest(assessmentID: assessment.assessmentID, clauseID: "a.1", verdict: .met))
        try await seal(trust)
    }

    /// Seals so much of the log that a node of the tree is kept, and leaves an entry that is not sealed.
    private static func seal(_ trust: TestTrust) async throws {
        try await trust.log(1...256)
        try await trust.seal()
        try await trust.log(257...257)
    }

    @Test("A bare select of any table shows the rows of the entered tenant alone, and none without one")
    func bareSelects() async throws {
        try await TestStore.withTrust { trust in
            let other = try await TestTrust.make(in: trust.store)
            try await Self.fill(trust)
            try await Self.fill(other)
            let database = TestStore.database
            let rows = try await database.run([Query(Self.tables, [])], on: .read)[0]
            let names = (0..<rows.count).map { rows.row($0).text(0) }
            #expect(names.count >= 16)
            for name in names {
                let bare = Statement(
                    "test.bare.\(name)", "select count(*), count(*) filter (where tenant_id = $1) from lm2.\(name)")
                // A pointer to an engagement is in the assessor's tenant, the body.
                let (own, others) =
                    name == "engagement_pointer" ? (trust.body, other.body) : (trust.tenant, other.tenant)
                let query = Query(bare, [.uuid(own.high, own.low)])
                let entered = try await database.run([TestStore.entry(own), query], on: .read)[1].row(0)
                #expect(entered.int8(0) > 0, "\(name) is empty, so this shows nothing")
                #expect(entered.int8(0) == entered.int8(1), "\(name)")
                let entersOther = try await database.run([TestStore.entry(others), query], on: .read)[1].row(0)
                #expect(entersOther.int8(0) > 0 && entersOther.int8(1) == 0, "\(name)")
                // The same connections that were in a tenant a moment ago.
                let unset = try await database.run([query], on: .read)[0].row(0)
                #expect(unset.int8(0) == 0, "\(name)")
            }
        }
    }

    /// Writes without `where tenant_id`, or with another tenant's: how many rows they may touch.
    @Test("A write can neither touch another tenant's rows nor make rows of another tenant")
    func writes() async throws {
        try await TestStore.withTrust { trust in
            let other = try await TestTrust.make(in: trust.store)
            try await Self.fill(trust)
            try await Self.fill(other)
            let database = TestStore.database
            let rename = Statement("test.rename", "update lm2.service set name = name || '!'")
            let renamed = try await database.run([TestStore.entry(trust.tenant), Query(rename, [])], on: .write)[1]
            #expect(renamed.affectedRows == 2)
            let unset = try await database.run([Query(rename, [])], on: .write)[0]
            #expect(unset.affectedRows == 0)
            let theirs = try await other.manager.call(
                Methods.OrganisationService.listServices, ListServicesRequest())
            #expect(theirs.services.map(\.name) == ["One", "Two"])

            let smuggle = Statement(
                "test.smuggle",
                "insert into lm2.unit (tenant_id, unit_id, kind, name) values ($1, $1, 1, 'smuggled')")
            do {
                _ = try await database.run(
                    [TestStore.entry(trust.tenant), Query(smuggle, [.uuid(other.tenant.high, other.tenant.low)])],
                    on: .write)
                Issue.record("a row of another tenant was inserted")
            } catch PostgresError.sql(let error) {
                #expect(error.state == "42501")
            }
        }
    }

    @Test("A child can't be hung on another tenant's parent, and the error is that of a parent that is missing")
    func parents() async throws {
        try await TestStore.withTrust { trust in
            let other = try await TestTrust.make(in: trust.store)
            let insert = Statement(
                "test.child",
                """
                insert into lm2.record (tenant_id, record_id, service_id, register, revision, state, happened_on)
                values ($1, $1, $2, 'location', 1, 1, '2026-01-01')
                """)
            var errors: [String] = []
            for parent in [other.service, Identifier.make(now: 1).description] {
                let id = try #require(Identifier(parent))
                do {
                    _ = try await TestStore.database.run(
                        [
                            TestStore.entry(trust.tenant),
                            Query(
                                insert, [.uuid(trust.tenant.high, trust.tenant.low), .uuid(id.high, id.low)]),
                        ], on: .write)
                    Issue.record("a record was hung on another tenant's service")
                } catch PostgresError.sql(let error) {
                    errors.append("\(error.state) \(error.message)")
                }
            }
            #expect(errors.count == 2 && errors[0] == errors[1])
        }
    }
}
