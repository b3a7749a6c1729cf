import Conformance
import Postgres

/// An account as signing in needs it: only ever one that is open, neither disabled nor erased.
package struct PasswordAccount: Sendable {
    /// The account.
    package let id: Identifier
    /// The person's name.
    package let name: String
    /// The e-mail address; empty if there is none.
    package let email: String
    /// What the account may do, as it is stored.
    let role: Int16
    /// The hash of the password; nil if none was set.
    package let hash: String?

    static let columns = "a.account_id, a.name, a.email, a.role, p.hash"
    static let tables = """
        lm2.account a left join lm2.password p on p.tenant_id = a.tenant_id and p.account_id = a.account_id
        """
    static let isOpen = "a.kind = 1 and a.disabled_at is null and a.erased_at is null"

    /// The account of a row of `columns`; nil if there is no row.
    init?(_ rows: Rows) {
        guard rows.count == 1 else { return nil }
        let row = rows.row(0)
        id = Identifier(row.uuid(0))
        name = row.text(1)
        email = row.isNull(2) ? "" : row.text(2)
        role = row.int2(3)
        hash = row.isNull(4) ? nil : row.text(4)
    }
}

extension SystemScope {
    private static let named = Statement(
        "tenant.signing_in", "select tenant_id from lm2.tenant_list where sign_in_name = $1")

    private static let byEmail = Statement(
        "account.by_email",
        """
        select \(PasswordAccount.columns) from \(PasswordAccount.tables)
        where a.tenant_id = $1 and a.email = $2 and \(PasswordAccount.isOpen)
        """)

    private static let byToken = Statement(
        "account.by_token",
        """
        select \(PasswordAccount.columns) from \(PasswordAccount.tables)
        join lm2.one_time_token t on t.tenant_id = a.tenant_id and t.account_id = a.account_id
        where a.tenant_id = $1 and t.digest = $2 and t.used_at is null and t.expires_at > $3
            and \(PasswordAccount.isOpen)
        """)

    /// The tenant whose people sign in under a name. For a name that is nobody's it is a tenant that isn't there, in which
    /// then nobody is found, with as much work.
    package static func organisation(
        named name: String, in store: Store, now: Int64
    ) async throws(StorageError) -> SystemScope {
        do {
            let rows = try await store.database.run([Query(named, [.text(name)])], on: .read)[0]
            return SystemScope(
                store, tenant: rows.count == 1 ? Identifier(rows.row(0).uuid(0)) : Identifier.make(now: now))
        } catch { throw StorageError(error) }
    }

    /// The open account with an e-mail address, in lower case; nil if there is none.
    package func passwordAccount(email: String) async throws(StorageError) -> PasswordAccount? {
        PasswordAccount(try await group([Query(Self.byEmail, [tenant, .text(email)])], on: .read)[0])
    }

    /// The open account whose password a one-time token sets, by the token's digest; nil if the token is not good.
    package func passwordAccount(token: [UInt8], now: Int64) async throws(StorageError) -> PasswordAccount? {
        PasswordAccount(
            try await group([Query(Self.byToken, [tenant, .bytes(token), .timestamp(now)])], on: .read)[0])
    }
}

extension TenantScope {
    private static let own = Statement(
        "account.own",
        """
        select \(PasswordAccount.columns) from \(PasswordAccount.tables)
        where a.tenant_id = $1 and a.account_id = $2 and \(PasswordAccount.isOpen)
        """)

    /// The caller's own account; nil if it is no person's.
    package func ownPasswordAccount() async throws(StorageError) -> PasswordAccount? {
        PasswordAccount(try await read(Query(Self.own, [tenant, caller.account.value])))
    }
}
