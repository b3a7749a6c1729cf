import Conformance
import Crypto
import Messages
import Postgres

/// The only way to a tenant's data: every transaction begins by entering the caller's tenant with the caller's
/// credential, and row-level security then shows that tenant's rows alone.
///
/// Entering reads the credential and the account again, in the same round trip, so that what was revoked a moment ago
/// opens nothing.
package struct TenantScope: Sendable {
    /// Who enters.
    package let caller: Caller
    /// The call's time in microseconds since 1970, UTC: the one time that everything in the call is dated with.
    package let now: Int64
    let store: Store

    /// Makes the scope of a caller's call.
    package init(_ store: Store, caller: Caller, now: Int64) {
        self.store = store
        self.caller = caller
        self.now = now
    }

    /// The day of the call in Europe/London.
    package var today: CivilDate { LondonCalendar.date(ofMicroseconds: now) }

    /// The tenant's id as a parameter.
    var tenant: PostgresValue { caller.tenant.value }

    /// The services that the caller is confined to, as a parameter; null for all.
    var reach: PostgresValue {
        caller.services.map { .uuidArray($0.map { ($0.high, $0.low) }) } ?? .null
    }

    // The credential is looked for in the tenant that the inner query has set: `offset 0` keeps the two in this order.
    // Where it is not good the statement fails, and with it the transaction: a write in the same round trip has no effect.
    private static let enter = Statement(
        "enter",
        """
        select case when exists (
            select from lm2.credential c
            where c.tenant_id = entered.tenant::uuid and c.credential_id = $2 and c.stamp = $3
                and c.revoked_at is null and c.expires_at > $4
        ) then true else lm2.refuse_entry() end
        from (select set_config('lm2.tenant', $1, true) as tenant offset 0) entered
        """)

    private var entry: Query {
        Query(
            Self.enter,
            [
                .text(caller.tenant.description), caller.credential.value, .int4(caller.credentialStamp),
                .timestamp(now),
            ])
    }

    /// Reads with one statement, in one round trip.
    func read(_ query: Query, on lane: Lane = .read) async throws(StorageError) -> Rows {
        try await group([query], on: lane)[0]
    }

    /// Carries out statements in one round trip and one transaction: all of them or none.
    func group(_ queries: [Query], on lane: Lane) async throws(StorageError) -> [Rows] {
        do {
            return Array(try await store.database.run([entry] + queries, on: lane).dropFirst())
        } catch {
            throw StorageError(error)
        }
    }

    /// Reads, decides and writes in a transaction of its own connection. What the body throws rolls everything back.
    func transaction<T>(_ body: (TenantTransaction) async throws -> T) async throws -> T {
        do {
            return try await store.database.transaction { transaction in
                try await body(TenantTransaction(transaction, entry: entry))
            }
        } catch let error as PostgresError {
            throw StorageError(error)
        }
    }
}

/// A transaction that has entered a tenant.
final class TenantTransaction {
    private let transaction: Transaction
    private var entry: Query?

    init(_ transaction: Transaction, entry: Query) {
        self.transaction = transaction
        self.entry = entry
    }

    /// Carries out statements in one round trip. Each sees what was committed before it began.
    func run(_ queries: [Query]) async throws(PostgresError) -> [Rows] {
        guard let entry else { return try await transaction.run(queries) }
        // The tenant is entered along with the first statements, to save a round trip.
        self.entry = nil
        return Array(try await transaction.run([entry] + queries).dropFirst())
    }

    /// Carries out one statement.
    func run(_ query: Query) async throws(PostgresError) -> Rows { try await run([query])[0] }
}
