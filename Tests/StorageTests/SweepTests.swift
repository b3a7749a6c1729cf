import Kernel
import Messages
import Postgres
import Storage
import TestSupport
import Testing

struct SweepTests {
    private static let method = Methods.EvidenceService.uploadEvidence.path

    /// The contributor's own way into storage, to leave an upload half done.
    private static func scope(_ trust: TestTrust) async throws -> TenantScope {
        let statement = Statement(
            "test.credential",
            """
            select c.kind, c.digest from lm2.credential c join lm2.account a using (tenant_id, account_id)
            where a.account_id = $1
            """)
        let account = trust.contributor.account
        let row = try await TestStore.database.run(
            [TestStore.entry(trust.tenant), Query(statement, [.uuid(account.high, account.low)])], on: .read)[1].row(0)
        let shown = ShownCredential(tenant: trust.tenant, kinds: [.token], digest: row.bytes(1))
        let now = trust.clock.now().microseconds
        let caller = try #require(try await TenantScope.authenticate(shown, in: trust.store, now: now)).caller
        return TenantScope(
            trust.store, caller: caller, relation: .ownServices, now: now, origin: CallOrigin(method: "test"))
    }

    @Test("An upload that was left behind is invisible, goes with its pieces once it is idle, and then can't go on")
    func uploads() async throws {
        try await TestStore.withTrust { trust in
            let scope = try await Self.scope(trust)
            let header = UploadHeader(serviceID: trust.service, fileName: "a.pdf")
            let upload = try await scope.beginUpload(header, method: Self.method)
            try await scope.writePiece(0, [1, 2, 3], of: upload)
            let sealed = try await trust.contributor.upload(header, [4])
            let seen = try await trust.manager.call(Methods.EvidenceService.listEvidence, ListEvidenceRequest())
            #expect(seen.evidence == [sealed])

            let sweep = SystemScope(trust.store, tenant: trust.tenant)
            #expect(try await sweep.sweepUploads(idleFor: 3600) == 0)
            // Begun long ago, but a piece has just come.
            let age = Statement("test.age", "update lm2.evidence set begun_at = begun_at - interval '2 hours'")
            _ = try await TestStore.database.run([TestStore.entry(trust.tenant), Query(age, [])], on: .write)
            #expect(try await sweep.sweepUploads(idleFor: 3600) == 0)
            try await scope.writePiece(1, [4, 5], of: upload)
            let agePieces = Statement(
                "test.age_pieces", "update lm2.evidence_chunk set received_at = received_at - interval '2 hours'")
            _ = try await TestStore.database.run([TestStore.entry(trust.tenant), Query(agePieces, [])], on: .write)
            #expect(try await sweep.sweepUploads(idleFor: 3600) == 1)
            #expect(try await TestStore.count("lm2.evidence", of: trust.tenant) == 1)
            #expect(try await TestStore.count("lm2.evidence_chunk", of: trust.tenant) == 1)

            await #expect(throws: Refusal.self) { try await scope.writePiece(2, [6], of: upload) }
            await #expect(throws: Refusal.self) {
                _ = try await scope.sealUpload(upload, size: 5, sha256: [UInt8](repeating: 0, count: 32))
            }
            #expect(try await trust.manager.download(sealed.evidenceID).chunks == [[4]])
        }
    }

    @Test("Many left uploads go in one sweep")
    func many() async throws {
        try await TestStore.withTrust { trust in
            let scope = try await Self.scope(trust)
            for _ in 0..<9 {
                let upload = try await scope.beginUpload(
                    UploadHeader(serviceID: trust.service, fileName: "a.pdf"), method: Self.method)
                try await scope.writePiece(0, [1], of: upload)
            }
            #expect(try await SystemScope(trust.store, tenant: trust.tenant).sweepUploads(idleFor: 0) == 9)
            #expect(try await TestStore.count("lm2.evidence_chunk", of: trust.tenant) == 0)
        }
    }

    @Test("Answers are forgotten after 24 hours, and not before")
    func answers() async throws {
        try await TestStore.withTrust { trust in
            let unit = CreateUnitRequest(idempotencyKey: "k", kind: .group, name: "G")
            let first = try await trust.administrator.call(Methods.OrganisationService.createUnit, unit)
            let sweep = SystemScope(trust.store, tenant: trust.tenant)
            let day: Int64 = 24 * 3600 * 1_000_000
            let now = trust.clock.now().microseconds
            #expect(try await sweep.forgetAnswers(now: now + day - 1) == 0)
            #expect(try await trust.administrator.call(Methods.OrganisationService.createUnit, unit) == first)
            #expect(try await sweep.forgetAnswers(now: now + day) == 1)
            #expect(try await trust.administrator.call(Methods.OrganisationService.createUnit, unit) != first)
        }
    }

    @Test("A sweep of one tenant leaves the others alone, and all tenants are visited")
    func tenants() async throws {
        try await TestStore.withTrust { trust in
            let other = try await TestTrust.make(in: trust.store)
            let scope = try await Self.scope(other)
            _ = try await scope.beginUpload(
                UploadHeader(serviceID: other.service, fileName: "a.pdf"), method: Self.method)
            #expect(try await SystemScope(trust.store, tenant: trust.tenant).sweepUploads(idleFor: 0) == 0)
            #expect(try await TestStore.count("lm2.evidence", of: other.tenant) == 1)
            let all = try await SystemScope.all(in: trust.store).map(\.tenantID)
            #expect(all.contains(trust.tenant) && all.contains(other.tenant))
        }
    }
}
