import Messages
import Postgres

extension TenantScope {
    private static let revoke = Statement(
        "engagement.revoke",
        """
        update lm2.engagement set revoked_at = $3, revoked_by = $4
        where tenant_id = $1 and engagement_id = $2 and revoked_at is null
        """)

    private static let lockEngagement = Statement(
        "engagement.lock", "select from lm2.engagement where tenant_id = $1 and engagement_id = $2 for update")

    /// Revokes an engagement: the very next call through it is refused. One that is revoked already stays as it is.
    package func revokeEngagement(
        _ request: RevokeEngagementRequest, as write: WriteKey
    ) async throws -> Messages.Engagement {
        guard let id = Identifier(request.engagementID) else { throw Refusal.notFound("engagement") }
        return try await once(write) { transaction in
            let before = try engagement(
                try await transaction.run([Query(Self.lockEngagement, [tenant, id.value]), engagementQuery(id)])[1])
            transaction.changes("engagement/\(id)", from: before)
            let rows = try await transaction.run([
                Query(Self.revoke, [tenant, id.value, .timestamp(now), caller.account.value]), engagementQuery(id),
            ])
            return try engagement(rows[1])
        }
    }
}
