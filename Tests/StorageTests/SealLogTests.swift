import Crypto
import Messages
import Postgres
import Storage
import TestSupport
import Testing

struct SealLogTests {
    private static let rows = Statement(
        "test.audit_rows", "select leaf_index, entry_id, body from lm2.audit_entry order by leaf_index")

    private static func query(_ sql: Statement, of trust: TestTrust) async throws -> Rows {
        try await TestStore.database.run([TestStore.entry(trust.tenant), Query(sql, [])], on: .slow)[1]
    }

    @Test("Entries are numbered in the order of their ids without gaps, and the tree is that of the definition")
    func numbering() async throws {
        try await TestStore.withTrust { trust in
            let before = try await TestStore.count("lm2.audit_pending", of: trust.tenant)
            #expect(before > 0)
            // Ids below those of the trust's own entries: they come first.
            try await trust.log(1...1200)
            #expect(try await trust.seal(limit: 500) == before + 1200)
            #expect(try await TestStore.count("lm2.audit_pending", of: trust.tenant) == 0)
            try await trust.log(1201...1203)
            #expect(try await trust.seal() == 3)
            #expect(try await trust.seal() == 0)

            let rows = try await Self.query(Self.rows, of: trust)
            #expect(rows.count == before + 1203)
            var hashes: [[UInt8]] = []
            var ids: [String] = []
            for index in 0..<rows.count {
                #expect(rows.row(index).int8(0) == Int64(index))
                ids.append(Identifier(rows.row(index).uuid(1)).description)
                hashes.append(MerkleHash.leaf(rows.row(index).bytes(2)))
            }
            #expect(Array(ids.prefix(1200 + before)) == ids.prefix(1200 + before).sorted())

            let seals = try await Self.query(
                Statement(
                    "test.audit_seals",
                    "select first_index, tree_size, leaf_hashes, root, key_id from lm2.audit_seal order by tree_size"),
                of: trust)
            #expect(seals.count == (before + 1200 + 499) / 500 + 1)
            var frontier = MerkleFrontier()
            var nodes: [MerkleSubtree: [UInt8]] = [:]
            for index in 0..<seals.count {
                let row = seals.row(index)
                #expect(row.int8(0) == Int64(frontier.size))
                let leaves = hashes[Int(row.int8(0))..<Int(row.int8(1))]
                for hash in leaves { frontier.append(hash) { nodes[$0] = $1 } }
                #expect(row.bytes(2) == Array(leaves.joined()))
                #expect(row.bytes(3) == frontier.root)
                #expect(row.bytes(4) == TestTrust.auditKey.publicKey.id)
            }
            #expect(frontier.size == UInt64(rows.count))

            let kept = try await Self.query(
                Statement("test.audit_nodes", "select level, position, hash from lm2.audit_node order by position"),
                of: trust)
            #expect(kept.count == rows.count / 256)
            for index in 0..<kept.count {
                let row = kept.row(index)
                let subtree = MerkleSubtree(level: Int(row.int2(0)), position: UInt64(row.int8(1)))
                #expect(subtree.level == 8 && nodes[subtree] == row.bytes(2))
            }
        }
    }

    @Test("Two sealers at once leave no gap and seal nothing twice, while entries come in")
    func concurrentSealers() async throws {
        try await TestStore.withTrust { trust in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for loop in 0..<2 {
                    group.addTask {
                        try await TestStore.onLoop(loop) { _ in
                            for _ in 0..<60 { try await trust.seal(limit: 7) }
                        }
                    }
                }
                group.addTask {
                    for number in 1...100 { try await trust.log(number * 10...number * 10 + 4) }
                }
                try await group.waitForAll()
            }
            try await trust.seal()
            #expect(try await TestStore.count("lm2.audit_pending", of: trust.tenant) == 0)
            let rows = try await Self.query(Self.rows, of: trust)
            #expect((0..<rows.count).allSatisfy { rows.row($0).int8(0) == Int64($0) })
            let ids = Set((0..<rows.count).map { Identifier(rows.row($0).uuid(1)) })
            #expect(ids.count == rows.count && rows.count > 500)
            let sum = Statement(
                "test.audit_sum",
                """
                select sum(tree_size - first_index)::int8, max(tree_size), count(*),
                    count(*) filter (where octet_length(leaf_hashes) = 32 * (tree_size - first_index)) from lm2.audit_seal
                """)
            let seals = try await Self.query(sum, of: trust).row(0)
            #expect(seals.int8(0) == Int64(rows.count) && seals.int8(1) == Int64(rows.count))
            #expect(seals.int8(2) == seals.int8(3))
        }
    }

    @Test("While a sealer holds the tree, writers go on and another sealer leaves it alone")
    func writersDoNotWait() async throws {
        try await TestStore.withTrust { trust in
            let lock = Statement("test.audit_lock", "select tree_size from lm2.audit_tree for update")
            let database = TestStore.database
            try await database.transaction { transaction in
                _ = try await transaction.run([TestStore.entry(trust.tenant), Query(lock, [])])
                // A whole write by the product's own way, and then what a sealer makes of it.
                _ = try await trust.administrator.call(
                    Methods.OrganisationService.createUnit, CreateUnitRequest(kind: .group, name: "Meanwhile"))
                let scope = SystemScope(trust.store, tenant: trust.tenant)
                #expect(try await scope.hasUnsealedEntries())
                let outcome = try await scope.sealLog(with: TestTrust.auditKey, now: 1)
                #expect(outcome == .busy)
            }
            #expect(try await trust.seal() > 0)
            let scope = SystemScope(trust.store, tenant: trust.tenant)
            #expect(try await !scope.hasUnsealedEntries())
        }
    }

    private static let tamperings = [
        "tree_size = tree_size + 1", "tree_size = 0, frontier = ''",
        "frontier = set_byte(frontier, 5, (get_byte(frontier, 5) + 1) % 256)",
    ]

    @Test("A tree that is not the one that was signed last is not built on", arguments: tamperings.indices)
    func frontier(index: Int) async throws {
        try await TestStore.withTrust { trust in
            try await trust.seal()
            let tamper = Statement("test.audit_tamper.\(index)", "update lm2.audit_tree set \(Self.tamperings[index])")
            _ = try await Self.query(tamper, of: trust)
            try await trust.log(1...1)
            await #expect(throws: StorageError.self) {
                _ = try await SystemScope(trust.store, tenant: trust.tenant).sealLog(with: TestTrust.auditKey, now: 1)
            }
            #expect(try await TestStore.count("lm2.audit_pending", of: trust.tenant) == 1)
        }
    }
}
