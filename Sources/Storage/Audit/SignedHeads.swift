import Messages
import Postgres

extension TenantScope {
    static let headColumns = "tree_size, root, sealed_at, key_id, signature"

    private static let latestHead = Statement(
        "audit.latest_head",
        "select \(headColumns) from lm2.audit_seal where tenant_id = $1 order by tree_size desc limit 1")

    private static let headFrom = Statement(
        "audit.head_from",
        """
        select \(headColumns) from lm2.audit_seal where tenant_id = $1 and tree_size >= $2 order by tree_size limit 1
        """)

    /// The query for the head of a size, or of the smallest larger one that was signed; 0 for the latest.
    func headQuery(_ size: UInt64) -> Query {
        size == 0
            ? Query(Self.latestHead, [tenant])
            : Query(Self.headFrom, [tenant, .int8(Int64(clamping: size))])
    }

    /// The head in the columns of `headColumns`.
    func head(_ row: Row, at column: Int = 0) -> SignedHead {
        SignedHead(
            tenantID: caller.tenant.description, treeSize: UInt64(clamping: row.int8(column)),
            root: row.bytes(column + 1),
            sealedAt: row.timestamp(column + 2), keyID: row.bytes(column + 3), signature: row.bytes(column + 4))
    }

    /// Gets the latest signed head. Refuses while nothing is sealed yet.
    package func getSignedHead(_ request: GetSignedHeadRequest) async throws -> SignedHead {
        let rows = try await read(headQuery(0))
        guard rows.count == 1 else {
            throw Refusal.precondition("no head is signed yet; the first one is, a second after the first entry")
        }
        return head(rows.row(0))
    }
}
