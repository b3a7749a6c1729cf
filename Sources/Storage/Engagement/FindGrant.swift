import Postgres

extension TenantScope {
    private static let pointer = Statement(
        "engagement.pointer",
        """
        select granting_tenant_id from lm2.engagement_pointer
        where tenant_id = $1 and assessor_id = $2 and engagement_id = $3
        """)

    private static let granted = Statement(
        "engagement.granted",
        """
        select g.assessment_id, a.service_id from lm2.engagement g
        join lm2.assessment a on a.tenant_id = g.tenant_id and a.assessment_id = g.assessment_id
        where g.tenant_id = $1 and g.engagement_id = $2
        """)

    /// What an engagement opens to the caller, an assessor in their own tenant; nil if there is none that names them.
    ///
    /// It says nothing of whether the engagement holds: each call through it asks the database anew.
    package func findGrant(_ engagement: Identifier) async throws(StorageError) -> EngagementGrant? {
        let pointers = try await group(
            [Query(Self.pointer, [tenant, caller.account.value, engagement.value])], on: .read)[0]
        guard pointers.count == 1 else { return nil }
        let granting = Identifier(pointers.row(0).uuid(0))
        let rows = try await SystemScope(store, tenant: granting).group(
            [Query(Self.granted, [granting.value, engagement.value])], on: .read)[0]
        guard rows.count == 1 else { return nil }
        return EngagementGrant(
            id: engagement, tenant: granting, assessment: Identifier(rows.row(0).uuid(0)),
            service: Identifier(rows.row(0).uuid(1)))
    }
}
