import Messages
import Postgres

extension TenantScope {
    private static let ownTenant = Statement(
        "tenant.own", "select name, demonstration from lm2.tenant where tenant_id = $1")

    /// Gets the caller's tenant.
    package func getTenant() async throws -> Tenant {
        let rows = try await read(Query(Self.ownTenant, [tenant]))
        guard rows.count == 1 else { throw Refusal.notFound("tenant") }
        return Tenant(
            tenantID: caller.tenant.description, name: rows.row(0).text(0), demonstration: rows.row(0).bool(1))
    }
}
