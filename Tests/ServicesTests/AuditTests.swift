import Crypto
import Messages
import Postgres
import RPC
import Storage
import TestSupport
import Testing

struct AuditTests {
    private typealias Audit = Methods.AuditService

    private static func id(_ number: Int) -> String {
        "01890a5d-ac96-774b-bcce-" + String(1_000_000_000_000 + number).dropFirst()
    }

    private static func entries(_ trust: TestTrust, _ request: ListEntriesRequest) async throws -> [LoggedEntry] {
        var request = request
        var all: [LoggedEntry] = []
        repeat {
            let answer = try await trust.administrator.call(Audit.listEntries, request)
            #expect(answer.entries.count <= Int(request.page?.size ?? 50))
            all += answer.entries
            request.page?.token = answer.nextPageToken
        } while request.page?.token.isEmpty == false
        return all
    }

    @Test("The list has what is not sealed yet first, then the sealed ones, the latest first, by account and subject")
    func list() async throws {
        try await TestStore.withTrust { trust in
            try await trust.seal()
            _ = try await trust.startAssessment()
            let all = try await Self.entries(trust, ListEntriesRequest(page: PageRequest(size: 2)))
            #expect(all.count > 5)
            #expect(all[0].leafIndex == nil && all[1].leafIndex == UInt64(all.count - 2))
            #expect(all.dropFirst().compactMap(\.leafIndex) == (0..<UInt64(all.count - 1)).reversed())
            let newest = try AuditEntry(serialized: all[0].body)
            #expect(newest.method == Methods.AssessmentService.startAssessment.path)
            #expect(newest.accountID == trust.manager.account.description)
            #expect(newest.afterDigest.count == 32 && all[0].salt.count == 16)

            let byAccount = try await Self.entries(
                trust,
                ListEntriesRequest(accountID: trust.manager.account.description, page: PageRequest(size: 1)))
            #expect(byAccount == [all[0]])
            for prefix in ["service/", "unit/", "assessment/"] {
                let found = try await Self.entries(
                    trust, ListEntriesRequest(subjectPrefix: prefix, page: PageRequest(size: 1)))
                let expected = try all.filter { try AuditEntry(serialized: $0.body).subject.hasPrefix(prefix) }
                #expect(found == expected && !found.isEmpty, "\(prefix)")
            }
            let both = try await Self.entries(
                trust,
                ListEntriesRequest(
                    accountID: trust.administrator.account.description, subjectPrefix: "unit/",
                    page: PageRequest(size: 9)))
            #expect(both.count == 1)
        }
    }

    @Test("Who reads on while entries are sealed sees each once")
    func listWhileSealing() async throws {
        try await TestStore.withTrust { trust in
            try await trust.seal()
            let sealed = try await TestStore.count("lm2.audit_entry", of: trust.tenant)
            try await trust.log(1...9)
            var request = ListEntriesRequest(page: PageRequest(size: 2))
            var bodies: [[UInt8]] = []
            repeat {
                let answer = try await trust.administrator.call(Audit.listEntries, request)
                bodies += answer.entries.map(\.body)
                request.page?.token = answer.nextPageToken
                try await trust.seal(limit: 2)
                if bodies.count == 4 { try await trust.log(20...24) }
            } while request.page?.token.isEmpty == false
            #expect(Set(bodies).count == bodies.count)
            #expect(bodies.count == sealed + 9)
            #expect(bodies.prefix(9) == ArraySlice((1...9).reversed().map { Array("entry \($0)".utf8) }))
        }
    }

    @Test("Inclusion is proven for entries anywhere in a large tree, for sizes that were signed and others")
    func inclusion() async throws {
        try await TestStore.withTrust { trust in
            try await trust.log(1...66_000)
            try await trust.seal()
            let head = try await trust.administrator.call(Audit.getSignedHead, GetSignedHeadRequest())
            #expect(head.treeSize > 66_000 && head.tenantID == trust.tenant.description)
            let signed = TreeHead(
                tenant: trust.tenant.bytes, size: head.treeSize, sealedAt: head.sealedAt, root: head.root)
            #expect(TestTrust.auditKey.publicKey.verify(head.signature, of: signed.signedText))
            #expect(head.keyID == TestTrust.auditKey.publicKey.id)
            for number in [1, 2, 255, 256, 257, 30_000, 65_536, 65_537, 66_000] {
                let proof = try await trust.administrator.call(
                    Audit.proveInclusion, ProveInclusionRequest(entryID: Self.id(number)))
                let entry = try #require(proof.entry)
                #expect(entry.body == Array("entry \(number)".utf8) && entry.leafIndex == UInt64(number - 1))
                #expect(proof.head == head && proof.treeSize == head.treeSize)
                #expect(
                    MerkleProof.verifyInclusion(
                        leafHash: MerkleHash.leaf(entry.body), index: UInt64(number - 1), size: proof.treeSize,
                        root: head.root, hashes: proof.hashes))
            }
            let earlier = try await trust.administrator.call(
                Audit.proveInclusion, ProveInclusionRequest(entryID: Self.id(5), treeSize: 10))
            #expect(earlier.treeSize == 10 && earlier.head?.treeSize == 2000)
            var frontier = MerkleFrontier()
            for number in 1...10 { frontier.append(MerkleHash.leaf(Array("entry \(number)".utf8))) }
            #expect(
                MerkleProof.verifyInclusion(
                    leafHash: MerkleHash.leaf(Array("entry 5".utf8)), index: 4, size: 10, root: frontier.root,
                    hashes: earlier.hashes))

            for (first, second) in [(1, 0), (10, 4000), (2000, 4000), (65_536, 0), (65_537, 66_000)]
                as [(UInt64, UInt64)]
            {
                let proof = try await trust.administrator.call(
                    Audit.proveConsistency, ProveConsistencyRequest(firstSize: first, secondSize: second))
                let later = try #require(proof.head)
                #expect(second == 0 || later.treeSize == second)
                var frontier = MerkleFrontier()
                for number in 1...first { frontier.append(MerkleHash.leaf(Array("entry \(number)".utf8))) }
                #expect(
                    MerkleProof.verifyConsistency(
                        first: first, firstRoot: frontier.root, second: later.treeSize, secondRoot: later.root,
                        hashes: proof.hashes))
            }
        }
    }

    @Test("What can't be proven is refused in plain words")
    func refusals() async throws {
        try await TestStore.withTrust { trust in
            let unsealed = try await trust.administrator.refusal(Audit.getSignedHead, GetSignedHeadRequest())
            #expect(unsealed.code == .failedPrecondition)
            #expect(try await trust.exportLog().isEmpty)
            try await trust.log(1...3)
            func inclusion(_ number: Int, _ size: UInt64 = 0) async throws -> StatusCode {
                try await trust.administrator.refusal(
                    Audit.proveInclusion, ProveInclusionRequest(entryID: Self.id(number), treeSize: size)
                ).code
            }
            func consistency(_ first: UInt64, _ second: UInt64) async throws -> StatusCode {
                try await trust.administrator.refusal(
                    Audit.proveConsistency, ProveConsistencyRequest(firstSize: first, secondSize: second)
                ).code
            }
            #expect(try await inclusion(1) == .failedPrecondition)
            try await trust.seal()
            #expect(try await inclusion(99) == .notFound)
            #expect(try await inclusion(3, 2) == .invalidArgument)
            #expect(try await inclusion(3, 1_000_000) == .invalidArgument)
            #expect(try await inclusion(3, .max) == .invalidArgument)
            #expect(try await consistency(0, 0) == .invalidArgument)
            #expect(try await consistency(1, 1_000_000) == .invalidArgument)
            #expect(try await consistency(1, 2) == .failedPrecondition)
            #expect(try await consistency(.max, 0) == .invalidArgument)
            for caller in [trust.contributor, trust.viewer, trust.lead] {
                #expect(try await caller.refusal(Audit.getSignedHead, GetSignedHeadRequest()).code == .permissionDenied)
            }
            let other = try await TestTrust.make(in: trust.store)
            try await other.seal()
            let foreign = try await other.administrator.refusal(
                Audit.proveInclusion, ProveInclusionRequest(entryID: Self.id(1)))
            #expect(foreign.code == .notFound)
        }
    }

    @Test("The export has each seal and then its entries, whole and in order")
    func export() async throws {
        try await TestStore.withTrust { trust in
            for last in [2, 40, 41, 1000] {
                try await trust.log(last * 10_000...last * 10_000 + last)
                try await trust.seal(limit: 600)
            }
            var frontier = MerkleFrontier()
            var hashes: [[UInt8]] = []
            var seals = 0
            for item in try await trust.exportLog() {
                switch item {
                case .seal(let seal):
                    #expect(hashes.isEmpty)
                    #expect(seal.firstIndex == frontier.size)
                    hashes = stride(from: 0, to: seal.leafHashes.count, by: 32).map {
                        Array(seal.leafHashes[$0..<$0 + 32])
                    }
                    var next = frontier
                    for hash in hashes { next.append(hash) }
                    #expect(next.root == seal.head?.root && next.size == seal.head?.treeSize)
                    seals += 1
                case .entry(let entry):
                    #expect(entry.leafIndex == frontier.size)
                    let hash = MerkleHash.leaf(entry.body)
                    #expect(hash == hashes.first)
                    hashes.removeFirst()
                    frontier.append(hash)
                }
            }
            #expect(hashes.isEmpty && seals == 5)
            #expect(Int(frontier.size) == (try await TestStore.count("lm2.audit_entry", of: trust.tenant)))
        }
    }

    @Test("A proof that needs an entry which is gone is refused, and the export passes over its place")
    func gone() async throws {
        try await TestStore.withTrust { trust in
            try await trust.log(1...8)
            try await trust.seal()
            let name = try TestStore.databaseName
            let connection = try SimpleConnection(try ScratchCluster.shared().configuration(database: name))
            try connection.execute(
                "delete from lm2.audit_entry where tenant_id = '\(trust.tenant)' and leaf_index = 2")
            let refused = try await trust.administrator.refusal(
                Audit.proveInclusion, ProveInclusionRequest(entryID: Self.id(4)))
            #expect(refused.code == .failedPrecondition && refused.message.contains("verify"))
            let indices = try await trust.exportLog().compactMap { item in
                if case .entry(let entry) = item { entry.leafIndex } else { nil }
            }
            #expect(indices.prefix(4) == [0, 1, 3, 4])
        }
    }
}
