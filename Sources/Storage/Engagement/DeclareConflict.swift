import Messages
import Postgres

extension TenantScope {
    private static let declare = Statement(
        "engagement.declare",
        """
        update lm2.engagement_assessor set conflict = $4, conflict_declared_at = $5
        where tenant_id = $1 and engagement_id = $2 and assessor_id = $3 and conflict_declared_at is null
        """)

    /// Declares a conflict of interest of the caller, an assessor, who then has no access through that engagement any more.
    package func declareConflict(
        _ request: DeclareConflictRequest, as write: WriteKey
    ) async throws -> Messages.Engagement {
        guard let id = Identifier(request.engagementID), let grant = try await findGrant(id) else {
            throw StorageError.engagementRefused
        }
        // In the granting tenant, through the engagement as it holds until this is done.
        let scope = within(grant)
        return try await scope.once(write) { transaction in
            let before = try scope.engagement(try await transaction.run(scope.engagementQuery(id)))
            transaction.changes("engagement/\(id)", from: before)
            let rows = try await transaction.run([
                Query(
                    Self.declare,
                    [
                        scope.tenant, id.value, caller.account.value, .text(request.conflict), .timestamp(now),
                    ]),
                scope.engagementQuery(id),
            ])
            return try scope.engagement(rows[1])
        }
    }
}
