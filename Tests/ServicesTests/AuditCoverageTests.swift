import Conformance
import Crypto
import Messages
import RPC
import Services
import Storage
import TestSupport
import Testing

/// What is in the audit log: every change, every read by an outsider, and nothing else.
struct AuditCoverageTests {
    private static func entries(of tenant: Identifier) async throws -> Int {
        try await TestStore.count("lm2.audit_pending", of: tenant)
            + TestStore.count("lm2.audit_entry", of: tenant)
    }

    /// The entry that was logged last.
    private static func last(_ trust: TestTrust) async throws -> AuditEntry {
        let page = try await trust.administrator.call(
            Methods.AuditService.listEntries, ListEntriesRequest(page: PageRequest(size: 1)))
        return try AuditEntry(serialized: page.entries.first?.body ?? [])
    }

    @Test("Each method that writes logs one entry when it succeeds, none when it is refused; reading logs none")
    func insiders() async throws {
        try await TestStore.withTrust { trust in
            let names = try await Names.all(of: trust)
            var written: Set<String> = []
            let callers = [trust.contributor, trust.lead, trust.manager, trust.viewer, trust.administrator]
            for call in NamedCall.all where !Self.shutsOut.contains(call.path) {
                for caller in callers {
                    let before = try await Self.entries(of: trust.tenant)
                    let answer = try await caller.answer(call, names)
                    let logged = try await Self.entries(of: trust.tenant) - before
                    let writes = Permissions.table[call.path]?.access == .write
                    #expect(
                        logged == (answer.code == .ok && writes ? 1 : 0), "\(call.path) as \(caller.name): \(answer)")
                    guard logged == 1, answer.code == .ok else { continue }
                    written.insert(call.path)
                    let entry = try await Self.last(trust)
                    #expect(entry.method == call.path && !entry.subject.isEmpty, "\(call.path)")
                    #expect(entry.accountID == caller.account.description, "\(call.path)")
                    // A server gives calls ids of its own: so this holds, too, that calls go the way that was chosen.
                    let isByServer = caller.server.isCalledByServer(call.path)
                    #expect((entry.callID == "test") == !isByServer, "\(call.path) had the id \(entry.callID)")
                    #expect(entry.afterDigest.count == 32 || entry.afterDigest.isEmpty, "\(call.path)")
                }
            }
            // Or the walk above would show nothing.
            #expect(written.count >= 15, "only \(written.sorted()) could be tried")
        }
    }

    /// What would end the callers in the middle of the walk.
    private static let shutsOut: Set<String> = [
        Methods.PeopleService.erasePerson.path, Methods.PeopleService.changePerson.path,
    ]

    @Test("Whatever an assessor reads is in the tenant's log, with the engagement")
    func outsiders() async throws {
        try await TestStore.withTrust { trust in
            var names = try await Names.all(of: trust)
            let assessment = try await trust.startAssessment()
            let item = try await trust.contributor.upload(
                UploadHeader(
                    serviceID: trust.service, fileName: "a.pdf", assessmentID: assessment.assessmentID,
                    clauseIDs: ["a.1"]), [1])
            let action = try await trust.manager.call(
                Methods.ActionService.raiseAction,
                RaiseActionRequest(
                    assessmentID: assessment.assessmentID, clauseID: "a.1", title: "T", dueOn: TestTrust.today))
            try await trust.submit(assessment)
            (names.assessment, names.evidence) = (assessment.assessmentID, item.evidenceID)
            names.action = action.actionID
            let assessor = try await trust.engage(assessment)
            var read = 0
            for call in NamedCall.all {
                guard Permissions.table[call.path]?.roles[.assessor] == .engagement else { continue }
                let before = try await Self.entries(of: trust.tenant)
                let answer = try await assessor.answer(call, names)
                let logged = try await Self.entries(of: trust.tenant) - before
                guard answer.code == .ok else { continue }
                read += 1
                #expect(logged >= 1, "\(call.path) was not logged")
                let entry = try await Self.last(trust)
                #expect(entry.method == call.path && entry.engagementID == assessor.engagement, "\(call.path)")
                #expect(entry.accountTenantID == trust.body.description, "\(call.path)")
            }
            #expect(read >= 10, "only \(read) reads could be tried")
        }
    }

    @Test("What a clause was before a rating is what it became by the one before, by the digests and their salts")
    func digests() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            for version in 0..<2 as Range<UInt32> {
                _ = try await trust.manager.call(
                    Methods.AssessmentService.rateClause,
                    RateClauseRequest(
                        assessmentID: assessment.assessmentID, clauseID: "a.1", rating: .met,
                        narrative: "N\(version)", expectedVersion: version))
            }
            let page = try await trust.administrator.call(
                Methods.AuditService.listEntries, ListEntriesRequest(page: PageRequest(size: 2)))
            let (second, first) = (page.entries[0], page.entries[1])
            func digest(_ text: String, _ entry: LoggedEntry) -> [UInt8] {
                SHA256.digest(entry.salt + Array(text.utf8))
            }
            // Version, rating, reason, narrative.
            let contents = ["0\u{1f}0\u{1f}\u{1f}", "1\u{1f}2\u{1f}\u{1f}N0", "2\u{1f}2\u{1f}\u{1f}N1"]
            for (entry, before, after) in [(first, contents[0], contents[1]), (second, contents[1], contents[2])] {
                let read = try AuditEntry(serialized: entry.body)
                #expect(read.beforeDigest == digest(before, entry))
                #expect(read.afterDigest == digest(after, entry))
            }
        }
    }
}
