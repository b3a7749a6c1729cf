import Conformance
import Postgres

extension SystemScope {
    private static let listTenant = Statement(
        "tenant.list_add",
        "insert into lm2.tenant_list (tenant_id, sign_in_name) values ($1, $2)")

    private static let insertTenant = Statement(
        "tenant.insert",
        """
        insert into lm2.tenant (tenant_id, name, demonstration, created_at, kind) values ($1, $2, $3, $4, $5)
        """)

    private static let insertTree = Statement("audit.insert_tree", "insert into lm2.audit_tree (tenant_id) values ($1)")

    /// Creates the tenant. The time is in microseconds since 1970, UTC.
    ///
    /// - Parameter signInName: What its people name when they sign in: lower-case letters, digits and hyphens. Throws
    ///   `StorageError.nameTaken` if another tenant has it.
    package func createTenant(
        name: String, signInName: String, kind: TenantKind = .parentOrganisation, demonstration: Bool, now: Int64
    ) async throws {
        _ = try await group(
            [
                Query(Self.listTenant, [tenant, .text(signInName)]),
                Query(
                    Self.insertTenant,
                    [tenant, .text(name), .bool(demonstration), .timestamp(now), .int2(kind.rawValue)]),
                Query(Self.insertTree, [tenant]),
                auditQuery("tenant/\(tenantID)", of: "lm2d tenant create", now: now),
            ], on: .write, logging: true)
    }
}
