import Conformance
import Postgres

/// What a caller shows to prove who it is.
package struct ShownCredential: Sendable, Hashable {
    /// What kind of proof it is. The raw values are stored.
    package enum Kind: Int16, Sendable {
        /// A bearer token; the digest is of its secret.
        case token = 1
        /// A client certificate whose chain was verified; the digest is of the certificate.
        case certificate = 2
        /// The token of a person's session; the digest is of its secret.
        case session = 3
        /// An API key; the digest is of its secret.
        case key = 4
    }

    /// The tenant that the caller says it belongs to.
    package let tenant: Identifier
    /// What kind of proof it may be: whether a token is a session's or a machine's only the database knows.
    package let kinds: [Kind]
    /// The SHA-256 that is looked up: 32 bytes.
    package let digest: [UInt8]

    /// Makes a shown credential.
    package init(tenant: Identifier, kinds: [Kind], digest: [UInt8]) {
        self.tenant = tenant
        self.kinds = kinds
        self.digest = digest
    }

    /// Eight bytes of a digest tell credentials apart as well as all of them, and it is hashed for every call.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(digest.withUnsafeBytes { $0.count >= 8 ? $0.loadUnaligned(as: UInt64.self) : 0 })
    }
}

extension TenantScope {
    private static let account = Statement(
        "credential.account",
        """
        select c.credential_id, a.account_id, a.name, a.role, a.service_ids, c.stamp, c.kind, c.scopes,
            c.last_used_at
        from lm2.credential c
        join lm2.account a on a.tenant_id = c.tenant_id and a.account_id = c.account_id
        where c.tenant_id = $1 and c.kind = any ($2) and c.digest = $3 and c.revoked_at is null
            and c.expires_at > $4 and a.disabled_at is null
        """)

    /// Finds who shows a credential, and when its use was noted last; nil if it is not good, for whatever reason: there is only
    /// the one answer.
    package static func authenticate(
        _ shown: ShownCredential, in store: Store, now: Int64
    ) async throws(StorageError) -> (caller: Caller, usedAt: Int64?)? {
        let rows: Rows
        do {
            rows = try await store.database.run(
                [
                    SystemScope.entry(shown.tenant),
                    Query(
                        account,
                        [
                            shown.tenant.value, .int2Array(shown.kinds.map(\.rawValue)), .bytes(shown.digest),
                            .timestamp(now),
                        ]),
                ], on: .read)[1]
        } catch { throw StorageError(error) }
        guard rows.count == 1 else { return nil }
        let row = rows.row(0)
        guard let role = Role(rawValue: row.int2(3)), let kind = ShownCredential.Kind(rawValue: row.int2(6)) else {
            throw .fault("the account has the unknown role \(row.int2(3)), or the credential an unknown kind")
        }
        let caller = Caller(
            tenant: shown.tenant, account: Identifier(row.uuid(1)), name: row.text(2), role: role,
            services: row.isNull(4) ? nil : row.uuidArray(4).map(Identifier.init),
            credential: AcceptedCredential(
                tenant: shown.tenant, id: Identifier(row.uuid(0)), kind: kind, stamp: row.int4(5),
                scopes: row.isNull(7) ? nil : row.textArray(7)),
            engagement: nil)
        return (caller, row.isNull(8) ? nil : row.timestamp(8))
    }

    private static let alive = Statement("database.alive", "select 1")

    /// Whether the database answers.
    package static func isAlive(_ store: Store) async -> Bool {
        do {
            return try await store.database.run([Query(alive, [])], on: .read)[0].count == 1
        } catch { return false }
    }
}
