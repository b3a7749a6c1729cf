import Conformance
import Crypto
import Messages
import Postgres

/// The only way to a tenant's data: every transaction begins by entering the caller's tenant with the caller's
/// credential, and row-level security then shows that tenant's rows alone.
///
/// Entering reads the credential and the account again, in the same round trip, so that what was revoked a moment ago
/// opens nothing. An assessor enters the own tenant first, and from there the one that granted the engagement.
package struct TenantScope: Sendable {
    /// Who enters.
    package let caller: Caller
    /// How the caller stands to what the method is about.
    package let relation: Relation
    /// The call's time in microseconds since 1970, UTC: the one time that everything in the call is dated with.
    package let now: Int64
    /// Where the call comes from.
    package let origin: CallOrigin
    let store: Store

    /// Makes the scope of a caller's call.
    package init(_ store: Store, caller: Caller, relation: Relation, now: Int64, origin: CallOrigin) {
        self.store = store
        self.caller = caller
        self.relation = relation
        self.now = now
        self.origin = origin
    }

    /// The day of the call in Europe/London.
    package var today: CivilDate { LondonCalendar.date(ofMicroseconds: now) }

    /// The tenant's id as a parameter.
    var tenant: PostgresValue { caller.tenant.value }

    /// The services that the caller is confined to, as a parameter; null for all.
    var reach: PostgresValue {
        caller.services.map { .uuidArray($0.map { ($0.high, $0.low) }) } ?? .null
    }

    /// The only assessment that the caller may see, once it was submitted, as a parameter; null for all, drafts too.
    var onlyAssessment: PostgresValue { (caller.engagement?.assessment).value }

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

    private static let enterEngagement = Statement(
        "enter.engagement",
        """
        select case when exists (
            select from lm2.engagement g
            join lm2.engagement_assessor a on a.tenant_id = g.tenant_id and a.engagement_id = g.engagement_id
            where g.tenant_id = entered.tenant::uuid and g.engagement_id = $2 and a.tenant_id = entered.tenant::uuid
                and a.assessor_id = $3 and a.conflict_declared_at is null and g.revoked_at is null
                and g.starts_at <= $4 and g.ends_at > $4
        ) then true else lm2.refuse_engagement() end
        from (select set_config('lm2.tenant', $1, true) as tenant offset 0) entered
        """)

    private var entries: [Query] {
        let credential = caller.credential
        let home = Query(
            Self.enter,
            [
                .text(credential.tenant.description), credential.id.value, .int4(credential.stamp), .timestamp(now),
            ])
        guard let grant = caller.engagement else { return [home] }
        return [
            home,
            Query(
                Self.enterEngagement,
                [.text(grant.tenant.description), grant.id.value, caller.account.value, .timestamp(now)]),
        ]
    }

    /// Reads with one statement, in one round trip. What an outsider reads is logged along with it.
    ///
    /// - Parameter subject: What is read, for the log; the engagement's assessment if none is given.
    func read(
        _ query: Query, on lane: Lane = .read, about subject: String? = nil
    ) async throws(StorageError) -> Rows {
        guard let grant = caller.engagement else { return try await group([query], on: lane)[0] }
        let note = auditQuery(AuditSubject(subject ?? "assessment/\(grant.assessment)"))
        let rows = try await group([note, query], on: lane == .read ? .write : lane)[1]
        store.unsealed.note(caller.tenant)
        return rows
    }

    /// Carries out statements in one round trip and one transaction: all of them or none.
    func group(_ queries: [Query], on lane: Lane) async throws(StorageError) -> [Rows] {
        do {
            let entries = self.entries
            return Array(try await store.database.run(entries + queries, on: lane).dropFirst(entries.count))
        } catch {
            throw StorageError(error)
        }
    }

    /// Reads, decides and writes in a transaction of its own connection. What the body throws rolls everything back.
    func transaction<T>(_ body: (TenantTransaction) async throws -> T) async throws -> T {
        do {
            return try await store.database.transaction { transaction in
                try await body(TenantTransaction(transaction, entries: entries))
            }
        } catch let error as PostgresError {
            throw StorageError(error)
        }
    }
}

/// A transaction that has entered a tenant.
final class TenantTransaction {
    private let transaction: Transaction
    private var entries: [Query]
    /// What the transaction changes, as the audit log is to tell it.
    private(set) var subject: AuditSubject?

    init(_ transaction: Transaction, entries: [Query]) {
        self.transaction = transaction
        self.entries = entries
    }

    /// Says what is changed, such as `action/<id>`, and what it was before; nil for something new. Every write says it.
    func changes(_ name: String, from before: (any ProtobufMessage)?) {
        subject = AuditSubject(name, before: before?.serialized())
    }

    /// Carries out statements in one round trip. Each sees what was committed before it began.
    func run(_ queries: [Query]) async throws(PostgresError) -> [Rows] {
        if entries.isEmpty { return try await transaction.run(queries) }
        // The tenant is entered along with the first statements, to save a round trip.
        let entries = self.entries
        self.entries = []
        return Array(try await transaction.run(entries + queries).dropFirst(entries.count))
    }

    /// Carries out one statement.
    func run(_ query: Query) async throws(PostgresError) -> Rows { try await run([query])[0] }
}
