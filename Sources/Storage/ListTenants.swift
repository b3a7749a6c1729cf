import Postgres

extension SystemScope {
    private static let allTenants = Statement("tenant.all", "select tenant_id from lm2.tenant_list order by tenant_id")

    /// A scope for each tenant that there is, for jobs that visit all of them.
    package static func all(in store: Store) async throws(StorageError) -> [SystemScope] {
        do {
            let rows = try await store.database.run([Query(allTenants, [])], on: .read)[0]
            return (0..<rows.count).map { SystemScope(store, tenant: Identifier(rows.row($0).uuid(0))) }
        } catch { throw StorageError(error) }
    }
}
