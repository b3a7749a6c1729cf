import Postgres

extension SystemScope {
    private static let listTenant = Statement(
        "tenant.list_add", "insert into lm2.tenant_list (tenant_id) values ($1) on conflict do nothing")

    private static let insertTenant = Statement(
        "tenant.insert",
        """
        insert into lm2.tenant (tenant_id, name, demonstration, created_at) values ($1, $2, $3, $4)
        on conflict (tenant_id) do nothing
        """)

    /// Creates the tenant; one that is there already stays as it is. The time is in microseconds since 1970, UTC.
    package func createTenant(name: String, demonstration: Bool, now: Int64) async throws {
        _ = try await group(
            [
                Query(Self.listTenant, [tenant]),
                Query(Self.insertTenant, [tenant, .text(name), .bool(demonstration), .timestamp(now)]),
            ], on: .write)
    }
}
