import Postgres

/// A tenant's data for what runs without a caller: the sign-in itself, jobs by the clock, and the operator's commands.
/// Nothing that a call brings in reaches it but the tenant's id and digest of a credential.
package struct SystemScope: Sendable {
    private let store: Store
    /// The tenant that is entered.
    package let tenantID: Identifier

    /// Makes the scope of a tenant.
    package init(_ store: Store, tenant: Identifier) {
        self.store = store
        tenantID = tenant
    }

    /// The tenant's id as a parameter.
    var tenant: PostgresValue { tenantID.value }

    private static let enter = Statement("tenant.enter", "select set_config('lm2.tenant', $1, true)")

    /// Enters a tenant, without a credential, for the rest of a transaction.
    static func entry(_ tenant: Identifier) -> Query { Query(enter, [.text(tenant.description)]) }

    /// Carries out statements in one round trip and one transaction: all of them or none.
    func group(_ queries: [Query], on lane: Lane) async throws(StorageError) -> [Rows] {
        do {
            return Array(try await store.database.run([Self.entry(tenantID)] + queries, on: lane).dropFirst())
        } catch {
            throw StorageError(error)
        }
    }
}
