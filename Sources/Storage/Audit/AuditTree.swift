import Crypto
import Messages
import Postgres

/// What is kept of a tenant's Merkle tree, and how hashes are read from it.
enum AuditTree {
    /// The roots of perfect subtrees are kept at every eighth level: of 256, 65,536, ... leaves. So a proof reads 256 hashes or
    /// fewer at each side of such a level, however large the log is.
    static let levelStep = 8

    /// Whether roots of a level are kept in audit_node.
    static func isKept(_ level: Int) -> Bool { level > 0 && level % levelStep == 0 }

    /// The highest level at or below one that hashes are read from: 0 means the entries themselves.
    static func keptLevel(below level: Int) -> Int { level / levelStep * levelStep }
}

extension TenantScope {
    private static let leaves = Statement(
        "audit.leaves",
        """
        select body from lm2.audit_entry where tenant_id = $1 and leaf_index >= $2 and leaf_index < $3
        order by leaf_index
        """)

    private static let nodes = Statement(
        "audit.nodes",
        """
        select hash from lm2.audit_node where tenant_id = $1 and level = $4 and position >= $2 and position < $3
        order by position
        """)

    /// The hashes of parts of the tree, all of which are sealed. One round trip.
    func hashes(of ranges: [MerkleRange]) async throws -> [[UInt8]] {
        let subtrees = Array(Set(ranges.flatMap(\.subtrees)))
        guard !subtrees.isEmpty else { return [] }
        // Some hundred rows: behind them no small read should wait.
        let results = try await group(subtrees.map(query), on: .slow)
        var roots: [MerkleSubtree: [UInt8]] = [:]
        for (subtree, rows) in zip(subtrees, results) {
            let level = AuditTree.keptLevel(below: subtree.level)
            guard rows.count == subtree.parts(at: level).count else {
                throw Refusal.precondition("the log lacks entries that were sealed; export it and verify it")
            }
            let parts = (0..<rows.count).map { index in
                let bytes = rows.row(index).bytes(0)
                return level == 0 ? MerkleHash.leaf(bytes) : bytes
            }
            roots[subtree] = MerkleSubtree.root(of: parts)
        }
        return ranges.map { range in range.root { roots[$0] ?? [] } }
    }

    private func query(_ subtree: MerkleSubtree) -> Query {
        let level = AuditTree.keptLevel(below: subtree.level)
        let parts = subtree.parts(at: level)
        let bounds: [PostgresValue] = [tenant, .int8(Int64(parts.lowerBound)), .int8(Int64(parts.upperBound))]
        return level == 0 ? Query(Self.leaves, bounds) : Query(Self.nodes, bounds + [.int2(Int16(level))])
    }
}

extension Row {
    /// An entry: its body, its salt, and from a third column its place; null until it is sealed.
    func loggedEntry(at column: Int) -> LoggedEntry {
        LoggedEntry(
            body: bytes(column), leafIndex: isNull(column + 2) ? nil : UInt64(clamping: int8(column + 2)),
            salt: isNull(column + 1) ? [] : bytes(column + 1))
    }
}
