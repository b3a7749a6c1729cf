import Crypto
import Messages
import Postgres

extension TenantScope {
    private static let sealedEntry = Statement(
        "audit.sealed_entry",
        "select body, salt, leaf_index from lm2.audit_entry where tenant_id = $1 and entry_id = $2")

    private static let isPending = Statement(
        "audit.is_pending",
        "select exists (select from lm2.audit_pending where tenant_id = $1 and entry_id = $2)")

    /// Proves that an entry is in the tree of a size.
    package func proveInclusion(_ request: ProveInclusionRequest) async throws -> InclusionProof {
        guard let id = Identifier(request.entryID) else { throw Refusal.notFound("entry of the audit log") }
        // The pending ones first, and the head last: an entry that is sealed in between is found, and its head too.
        let found = try await group(
            [
                Query(Self.isPending, [tenant, id.value]), Query(Self.sealedEntry, [tenant, id.value]),
                headQuery(request.treeSize),
            ], on: .read)
        guard found[1].count == 1 else {
            guard found[0].row(0).bool(0) else { throw Refusal.notFound("entry of the audit log") }
            throw Refusal.precondition("the entry is not sealed yet; it is a second after it was made")
        }
        let entry = found[1].row(0).loggedEntry(at: 0)
        guard let index = entry.leafIndex, found[2].count == 1 else {
            throw Refusal.invalid(field: "tree_size", "the tree has not that many entries yet")
        }
        let head = head(found[2].row(0))
        let size = request.treeSize == 0 ? head.treeSize : request.treeSize
        guard index < size else {
            throw Refusal.invalid(
                field: "tree_size", "the entry has the index \(index), so it is not in a tree of \(size) entries")
        }
        let hashes = try await hashes(of: MerkleProof.inclusion(of: index, size: size))
        return InclusionProof(entry: entry, treeSize: size, hashes: hashes, head: head)
    }

    /// Proves that the tree of one size has grown into that of another, which is one that was signed.
    package func proveConsistency(_ request: ProveConsistencyRequest) async throws -> ConsistencyProof {
        let rows = try await read(headQuery(request.secondSize))
        guard rows.count == 1 else {
            throw Refusal.invalid(field: "second_size", "the tree has not that many entries yet")
        }
        let head = head(rows.row(0))
        guard request.secondSize == 0 || request.secondSize == head.treeSize else {
            throw Refusal.precondition(
                "no head of \(request.secondSize) entries was signed; the next one that was has \(head.treeSize)")
        }
        guard request.firstSize <= head.treeSize else {
            throw Refusal.invalid(
                field: "first_size", "the earlier size, \(request.firstSize), is above the later, \(head.treeSize)")
        }
        let hashes = try await hashes(of: MerkleProof.consistency(from: request.firstSize, to: head.treeSize))
        return ConsistencyProof(
            firstSize: request.firstSize, secondSize: head.treeSize, hashes: hashes, head: head)
    }
}
