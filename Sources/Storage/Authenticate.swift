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
    }

    /// The tenant that the caller says it belongs to.
    package let tenant: Identifier
    /// What kind of proof it is.
    package let kind: Kind
    /// The SHA-256 that is looked up: 32 bytes.
    package let digest: [UInt8]

    /// Makes a shown credential.
    package init(tenant: Identifier, kind: Kind, digest: [UInt8]) {
        self.tenant = tenant
        self.kind = kind
        self.digest = digest
    }
}

extension TenantScope {
    private static let account = Statement(
        "credential.account",
        """
        select c.credential_id, a.account_id, a.name, a.role, a.service_ids, c.stamp, t.name
        from lm2.credential c
        join lm2.account a on a.tenant_id = c.tenant_id and a.account_id = c.account_id
        join lm2.tenant t on t.tenant_id = c.tenant_id
        where c.tenant_id = $1 and c.kind = $2 and c.digest = $3 and c.revoked_at is null
            and c.expires_at > $4
        """)

    /// Finds who shows a credential; nil if it is not good, for whatever reason: there is only the one answer.
    package static func authenticate(
        _ shown: ShownCredential, in store: Store, now: Int64
    ) async throws(StorageError) -> Caller? {
        let rows: Rows
        do {
            rows = try await store.database.run(
                [
                    SystemScope.entry(shown.tenant),
                    Query(
                        account,
                        [shown.tenant.value, .int2(shown.kind.rawValue), .bytes(shown.digest), .timestamp(now)]),
                ], on: .read)[1]
        } catch { throw StorageError(error) }
        guard rows.count == 1 else { return nil }
        let row = rows.row(0)
        guard let role = Role(rawValue: row.int2(3)) else {
            throw .fault("the account has the unknown role \(row.int2(3))")
        }
        return Caller(
            tenant: shown.tenant, tenantName: row.text(6), account: Identifier(row.uuid(1)), name: row.text(2),
            role: role, services: row.isNull(4) ? nil : row.uuidArray(4).map(Identifier.init),
            credential: Identifier(row.uuid(0)), credentialStamp: row.int4(5))
    }

    private static let alive = Statement("database.alive", "select 1")

    /// Whether the database answers.
    package static func isAlive(_ store: Store) async -> Bool {
        do {
            return try await store.database.run([Query(alive, [])], on: .read)[0].count == 1
        } catch { return false }
    }
}
