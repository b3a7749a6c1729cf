import Conformance
import Postgres

/// A tenant's data for what runs without a caller: the sign-in itself, jobs by the clock, and the operator's commands.
/// Nothing that a call brings in reaches it but the tenant's id and digest of a credential.
package struct SystemScope: Sendable {
    let store: Store
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

    private static let renamed = Statement(
        "tenant.renamed", "update lm2.tenant set names_version = names_version + 1 where tenant_id = $1")

    /// The statement after which the names of the tenant's people are read anew.
    var namesChanged: Query { Query(Self.renamed, [tenant]) }

    /// Enters a tenant, without a credential, for the rest of a transaction.
    static func entry(_ tenant: Identifier) -> Query { Query(enter, [.text(tenant.description)]) }

    /// Carries out statements in one round trip and one transaction: all of them or none.
    ///
    /// - Parameter logging: Whether one of them inserts into the audit log, which then is sealed soon.
    func group(_ queries: [Query], on lane: Lane, logging: Bool = false) async throws(StorageError) -> [Rows] {
        do {
            let rows = try await store.database.run([Self.entry(tenantID)] + queries, on: lane)
            if logging { store.unsealed.note(tenantID) }
            return Array(rows.dropFirst())
        } catch {
            throw StorageError(error)
        }
    }

    /// Reads, decides and writes in a transaction of its own connection. What the body throws rolls everything back.
    func transaction<T>(
        logging: Bool = false, _ body: (TenantTransaction) async throws -> T
    ) async throws -> T {
        do {
            let result = try await store.database.transaction { transaction in
                try await body(TenantTransaction(transaction, entries: [Self.entry(tenantID)]))
            }
            if logging { store.unsealed.note(tenantID) }
            return result
        } catch let error as PostgresError {
            throw StorageError(error)
        }
    }

    /// The query that logs what the operator or a job does without a caller.
    func auditQuery(_ subject: String, of method: String, now: Int64) -> Query {
        AuditDraft(
            AuditSubject(subject), account: nil, of: nil, role: Role.operator.rawValue, credential: nil,
            origin: CallOrigin(method: method), now: now
        ).query(into: tenantID)
    }
}
