import Messages
import Postgres
import RPC
import Services
import Storage
import TestSupport
import Testing

private typealias Identity = Methods.IdentityService
private typealias People = Methods.PeopleService

/// What is kept of a person: given out, and erased.
struct PersonalDataTests {
    private static func export(_ account: String, by caller: TestCaller) async throws -> [String: [String]] {
        let pieces = try await caller.stream(People.exportPerson, ExportPersonRequest(accountID: account))
        return Dictionary(grouping: pieces, by: \.kind).mapValues { $0.map(\.json) }
    }

    /// A person who has done a little of everything.
    private static func busy(_ trust: TestTrust) async throws -> (person: Person, caller: TestCaller, Assessment) {
        let person = try await trust.invite("grace@example.org")
        let (caller, _) = try await trust.signIn("grace@example.org")
        let assessment = try await trust.startAssessment()
        for version in 0..<3 as Range<UInt32> {
            _ = try await caller.call(
                Methods.AssessmentService.rateClause,
                RateClauseRequest(
                    assessmentID: assessment.assessmentID, clauseID: "a.1", rating: .met,
                    narrative: "As \"said\" in \(version)", expectedVersion: version))
        }
        let evidence = try await trust.contributor.upload(
            UploadHeader(serviceID: trust.service, fileName: "a.pdf"), [1, 2, 3])
        _ = try await caller.call(
            Methods.EvidenceService.reviewEvidence,
            ReviewEvidenceRequest(evidenceID: evidence.evidenceID, state: .accepted, expectedVersion: 1))
        _ = try await caller.call(
            Methods.EvidenceService.linkEvidence,
            LinkEvidenceRequest(
                evidenceID: evidence.evidenceID, assessmentID: assessment.assessmentID, clauseIDs: ["a.2"]))
        _ = try await caller.call(
            Methods.ActionService.raiseAction,
            RaiseActionRequest(
                assessmentID: assessment.assessmentID, clauseID: "a.1", title: "T", ownerID: person.accountID,
                dueOn: TestTrust.today))
        return (person, caller, assessment)
    }

    @Test("An export has everything, of that person alone, and no secret")
    func export() async throws {
        try await TestStore.withTrust { trust in
            let (person, caller, _) = try await Self.busy(trust)
            let all = try await Self.export(person.accountID, by: caller)
            #expect(all["account"]?.count == 1 && all["session"]?.count == 1 && all["rating"]?.count == 3)
            #expect(all["evidence_review"]?.count == 1 && all["evidence_link"]?.count == 1 && all["evidence"] == nil)
            #expect(all["action"]?.count == 1 && all["one_time_token"]?.count == 1)
            #expect(all["record_revision"]?.count == 1)
            #expect(all["record_revision"]?.first?.contains(#""title":"T""#) == true)
            #expect(all["account"]?.first?.contains("grace@example.org") == true)
            #expect(all["rating"]?.first?.contains(#"As \"said\" in 0"#) == true)
            // Setting the password, signing in, three ratings, a review, a link and an action.
            #expect(all["audit_entry"]?.count == 8)
            let text = all.values.joined().joined()
            #expect(!text.contains("argon2") && !text.contains("digest") && !text.contains("salt"))
            #expect(!text.contains(trust.manager.account.description))
            #expect(try await Self.export(person.accountID, by: trust.administrator).keys == all.keys)
            let contributor = try await Self.export(trust.contributor.account.description, by: trust.contributor)
            #expect(contributor["evidence"]?.count == 1 && contributor["key"]?.count == 1)
        }
    }

    @Test("Nobody exports another, but an administrator anybody of the tenant")
    func whose() async throws {
        try await TestStore.withTrust { trust in
            let other = try await TestTrust.make(in: trust.store)
            for (account, caller) in [
                (trust.manager.account, trust.viewer), (other.manager.account, trust.administrator),
                (Identifier.make(now: 1), trust.administrator),
            ] {
                do {
                    _ = try await Self.export(account.description, by: caller)
                    Issue.record("\(caller.name) exported somebody else")
                } catch let status as Status {
                    #expect(status == Status(.notFound, "there is no such person"))
                }
            }
        }
    }

    @Test("Long lists are exported whole")
    func pages() async throws {
        try await TestStore.withTrust { trust in
            let insert = Statement(
                "test.many_revisions",
                """
                insert into lm2.rating_revision (tenant_id, assessment_id, clause_number, version, rating,
                    not_applicable_reason, narrative, rated_at, rated_by)
                select c.tenant_id, c.assessment_id, c.clause_number, v, 1, '', 'n', now(), $2
                from lm2.assessment_clause c, generate_series(1, 450) v
                where c.tenant_id = $1 and c.clause_number = 0
                """)
            _ = try await trust.startAssessment()
            let account = trust.manager.account
            _ = try await TestStore.database.run(
                [
                    TestStore.entry(trust.tenant),
                    Query(insert, [TestStore.value(trust.tenant.description), TestStore.value(account.description)]),
                ], on: .write)
            let all = try await Self.export(account.description, by: trust.manager)
            #expect(all["rating"]?.count == 450 && Set(all["rating"] ?? []).count == 450)
        }
    }

    @Test("Erasing takes away the name, the address and whatever opens the account; what was done stays")
    func erase() async throws {
        try await TestStore.withTrust { trust in
            let (person, caller, assessment) = try await Self.busy(trust)
            #expect(try await trust.standing("a.1", of: assessment).ratedBy == person.name)
            let token = try await trust.administrator.call(
                People.startPasswordReset, StartPasswordResetRequest(accountID: person.accountID)
            ).oneTimeToken
            let request = ErasePersonRequest(
                accountID: person.accountID, reason: "Request 12 of 2026", idempotencyKey: "k")
            let erased = try await trust.administrator.call(People.erasePerson, request)
            #expect(erased.name == "erased person" && erased.email.isEmpty && erased.erased && erased.disabled)
            #expect(!erased.hasPassword)
            #expect(try await trust.administrator.call(People.erasePerson, request) == erased)
            let again = ErasePersonRequest(accountID: person.accountID, reason: "again")
            #expect(
                try await trust.administrator.refusal(People.erasePerson, again).code == .failedPrecondition)
            #expect(try await caller.refusal(Identity.whoAmI, WhoAmIRequest()).code == .unauthenticated)
            #expect(
                try await trust.nobody().refusal(Identity.signIn, trust.signInRequest("grace@example.org")).code
                    == .unauthenticated)
            let set = SetPasswordRequest(oneTimeToken: token, newPassword: "another long password")
            #expect(try await trust.nobody().refusal(Identity.setPassword, set).code == .unauthenticated)
            let standing = try await trust.standing("a.1", of: assessment)
            #expect(standing.ratedBy == "erased person" && standing.narrative == "As \"said\" in 2")
            #expect(try await TestStore.count("lm2.password", of: trust.tenant) == 0)
            let all = try await Self.export(person.accountID, by: trust.administrator)
            #expect(all["rating"]?.count == 3)
            let text = all.values.joined().joined()
            #expect(
                !text.contains("grace") && !text.contains(person.name)
                    && !text.contains("\(TestCaller.anywhereSeen)\",\"revoked"))
            // The address is free for somebody else.
            _ = try await trust.invite("grace@example.org")
        }
    }

    @Test("An assessor is erased where engagements were granted as well")
    func assessor() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            try await trust.submit(assessment)
            let verdict = AssessClauseRequest(assessmentID: assessment.assessmentID, clauseID: "a.1", verdict: .met)
            _ = try await trust.engage(assessment).call(Methods.AssessmentService.assessClause, verdict)
            #expect(try await trust.standing("a.1", of: assessment).assessedBy == trust.assessor.name)
            let keeper = try await trust.hireBodyAdministrator()
            let account = trust.assessor.account.description
            _ = try await keeper.call(People.erasePerson, ErasePersonRequest(accountID: account, reason: "Request 3"))
            #expect(try await trust.standing("a.1", of: assessment).assessedBy == "erased person")
            let known = try await trust.administrator.call(People.getPerson, GetPersonRequest(accountID: account))
            #expect(known.erased && known.name == "erased person")
            let logged = Statement("test.erased_here", "select count(*) from lm2.audit_pending where subject = $1")
            let subject = "account/\(account)/erased/Request 3"
            for tenant in [trust.tenant, trust.body] {
                let rows = try await TestStore.database.run(
                    [TestStore.entry(tenant), Query(logged, [.text(subject)])], on: .read)[1]
                #expect(rows.row(0).int8(0) == 1)
            }
        }
    }

    @Test("The log keeps its leaves, loses the salts of what was the person's, and says why")
    func log() async throws {
        try await TestStore.withTrust { trust in
            let (person, _, _) = try await Self.busy(trust)
            // Seals by hand what has been logged so far.
            let seal = Statement(
                "test.seal",
                """
                insert into lm2.audit_entry (tenant_id, leaf_index, entry_id, body, salt, account_id, subject)
                select tenant_id, row_number() over (order by entry_id) - 1, entry_id, body, salt, account_id, subject
                from lm2.audit_pending
                """)
            let unseal = Statement("test.unseal", "delete from lm2.audit_pending")
            _ = try await TestStore.database.run(
                [TestStore.entry(trust.tenant), Query(seal, []), Query(unseal, [])], on: .write)
            let bodies = Statement(
                "test.bodies",
                """
                select string_agg(body, '' order by leaf_index), count(*) filter (where salt is null),
                    count(*) filter (where salt is null and account_id is distinct from $1
                        and subject not like 'account/' || $1::text || '%'),
                    count(*) filter (where salt is not null and (account_id = $1
                        or subject like 'account/' || $1::text || '%'))
                from lm2.audit_entry
                """)
            func sealed() async throws -> (bytes: [UInt8], erased: Int64, foreign: Int64, left: Int64) {
                let row = try await TestStore.database.run(
                    [TestStore.entry(trust.tenant), Query(bodies, [TestStore.value(person.accountID)])], on: .read)[1]
                    .row(0)
                return (row.bytes(0), row.int8(1), row.int8(2), row.int8(3))
            }
            let before = try await sealed()
            #expect(before.erased == 0 && before.left > 0)
            _ = try await trust.administrator.call(
                People.erasePerson, ErasePersonRequest(accountID: person.accountID, reason: "Request 12"))
            let after = try await sealed()
            #expect(after.bytes == before.bytes, "the leaves, and so the tree, are as they were")
            #expect(after.erased == before.left && after.foreign == 0 && after.left == 0)
            let why = Statement("test.why", "select body from lm2.audit_pending where subject = $1")
            let subject = "account/\(person.accountID)/erased/Request 12"
            let rows = try await TestStore.database.run(
                [TestStore.entry(trust.tenant), Query(why, [.text(subject)])], on: .read)[1]
            #expect(rows.count == 1)
            let entry = try AuditEntry(serialized: rows.row(0).bytes(0))
            #expect(entry.accountID == trust.administrator.account.description && entry.subject == subject)
        }
    }
}
