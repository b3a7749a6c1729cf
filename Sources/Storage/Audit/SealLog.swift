import Crypto
import Postgres

/// What an attempt to seal a tenant's audit log did.
package enum SealOutcome: Sendable, Equatable {
    /// So many entries were sealed, and no more were there.
    case drained(Int)
    /// So many entries were sealed, and more wait.
    case more(Int)
    /// Somebody else is sealing this log. Try again soon: they may not see what was inserted since they began.
    case busy
}

extension SystemScope {
    /// How many entries one seal has at the most. It bounds the time that the sealer keeps its loop, and what an export has
    /// in memory: 32 bytes an entry for the seal.
    package static let largestSeal = 2000

    private static let anyPending = Statement(
        "audit.any_pending", "select exists (select from lm2.audit_pending where tenant_id = $1)")

    // Without entries the row is not locked, so that a visit in vain writes nothing. Writers never touch the row: they insert
    // beside it, and don't wait for whoever holds it.
    private static let lockTree = Statement(
        "audit.lock_tree",
        """
        select tree_size, frontier from lm2.audit_tree
        where tenant_id = $1 and exists (select from lm2.audit_pending where tenant_id = $1)
        for update skip locked
        """)

    private static let lastRoot = Statement(
        "audit.last_root",
        "select tree_size, root from lm2.audit_seal where tenant_id = $1 order by tree_size desc limit 1")

    // Run after the row was locked, in a statement of its own: its snapshot sees what the sealer before has moved.
    private static let move = Statement(
        "audit.move",
        """
        with taken as (
            delete from lm2.audit_pending p using (
                select entry_id from lm2.audit_pending where tenant_id = $1 order by entry_id limit $3) oldest
            where p.tenant_id = $1 and p.entry_id = oldest.entry_id
            returning p.entry_id, p.body, p.salt, p.account_id, p.subject)
        insert into lm2.audit_entry (tenant_id, leaf_index, entry_id, body, salt, account_id, subject)
        select $1, $2 + row_number() over (order by entry_id) - 1, entry_id, body, salt, account_id, subject from taken
        returning leaf_index, body
        """)

    private static let insertNode = Statement(
        "audit.insert_node",
        "insert into lm2.audit_node (tenant_id, level, position, hash) values ($1, $2, $3, $4)")

    private static let insertSeal = Statement(
        "audit.insert_seal",
        """
        insert into lm2.audit_seal (tenant_id, first_index, tree_size, leaf_hashes, root, sealed_at, key_id, signature)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """)

    private static let updateTree = Statement(
        "audit.update_tree", "update lm2.audit_tree set tree_size = $2, frontier = $3 where tenant_id = $1")

    /// Whether the tenant's log has entries that are not sealed.
    package func hasUnsealedEntries() async throws(StorageError) -> Bool {
        try await group([Query(Self.anyPending, [tenant])], on: .read)[0].row(0).bool(0)
    }

    /// Seals the oldest entries of the tenant's log that are not sealed: numbers them in the order of their ids, which is that
    /// in which they were made, adds them to the tree and signs its new head. One sealer at a time; in one transaction.
    ///
    /// - Parameters:
    ///   - now: microseconds since 1970, UTC.
    ///   - limit: how many entries at the most.
    package func sealLog(
        with key: Ed25519.PrivateKey, now: Int64, limit: Int = largestSeal
    ) async throws -> SealOutcome {
        try await transaction { transaction in
            let found = try await transaction.run([
                Query(Self.lockTree, [tenant]), Query(Self.anyPending, [tenant]), Query(Self.lastRoot, [tenant]),
            ])
            guard found[0].count == 1 else { return found[1].row(0).bool(0) ? .busy : .drained(0) }
            let first = found[0].row(0).int8(0)
            var frontier = try Self.frontier(found[0].row(0), after: found[2])
            let moved = try await transaction.run(Query(Self.move, [tenant, .int8(first), .int8(Int64(limit))]))
            guard moved.count > 0 else { return .drained(0) }
            var hashes = [[UInt8]](repeating: [], count: moved.count)
            for index in 0..<moved.count {
                let row = moved.row(index)
                hashes[Int(row.int8(0) - first)] = MerkleHash.leaf(row.bytes(1))
            }
            var nodes: [Query] = []
            for hash in hashes {
                frontier.append(hash) { subtree, root in
                    guard AuditTree.isKept(subtree.level) else { return }
                    nodes.append(node(subtree, root))
                }
            }
            _ = try await transaction.run(
                nodes + [
                    seal(from: first, hashes, frontier, by: key, now: now),
                    Query(Self.updateTree, [tenant, .int8(Int64(frontier.size)), .bytes(frontier.serialized)]),
                ])
            return moved.count < limit ? .drained(moved.count) : .more(moved.count)
        }
    }

    /// The tree as it is kept. A tree that is not the one that was signed last is not built on: a signature would make good
    /// what somebody has done to it.
    private static func frontier(_ tree: Row, after seals: Rows) throws(StorageError) -> MerkleFrontier {
        let size = tree.int8(0)
        guard let frontier = MerkleFrontier(size: UInt64(clamping: size), serialized: tree.bytes(1)),
            seals.count == 0 ? size == 0 : seals.row(0).int8(0) == size && seals.row(0).bytes(1) == frontier.root
        else {
            throw StorageError.fault("the audit tree of \(size) entries is not the one that was signed last")
        }
        return frontier
    }

    private func node(_ subtree: MerkleSubtree, _ root: [UInt8]) -> Query {
        Query(
            Self.insertNode,
            [tenant, .int2(Int16(subtree.level)), .int8(Int64(subtree.position)), .bytes(root)])
    }

    private func seal(
        from first: Int64, _ hashes: [[UInt8]], _ frontier: MerkleFrontier, by key: Ed25519.PrivateKey, now: Int64
    ) -> Query {
        let head = TreeHead(tenant: tenantID.bytes, size: frontier.size, sealedAt: now, root: frontier.root)
        return Query(
            Self.insertSeal,
            [
                tenant, .int8(first), .int8(Int64(head.size)), .bytes(Array(hashes.joined())), .bytes(head.root),
                .timestamp(now), .bytes(key.publicKey.id), .bytes(key.sign(head.signedText)),
            ])
    }
}
