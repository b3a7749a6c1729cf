import Conformance
import Postgres

extension SystemScope {
    private static let insertAccount = Statement(
        "account.insert",
        """
        insert into lm2.account (tenant_id, account_id, name, role, service_ids, kind, created_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        """)

    private static let insertCredential = Statement(
        "credential.insert",
        """
        insert into lm2.credential (tenant_id, credential_id, account_id, kind, digest, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, coalesce($7::timestamptz, 'infinity'))
        """)

    /// Creates an account with one credential, and gives the account's id. Times are in microseconds since 1970, UTC.
    ///
    /// - Parameters:
    ///   - services: What a contributor or service lead is confined to; nil for the other roles.
    ///   - digest: The SHA-256 of the token's secret, or of the certificate.
    ///   - expires: When the credential ceases to be good; nil for never.
    package func createAccount(
        name: String, role: Role, services: [Identifier]?, credential: ShownCredential.Kind, digest: [UInt8],
        isMachine: Bool = false, expires: Int64? = nil, now: Int64
    ) async throws -> Identifier {
        let account = Identifier.make(now: now)
        let confined = services.map { PostgresValue.uuidArray($0.map { ($0.high, $0.low) }) } ?? .null
        _ = try await group(
            [
                Query(
                    Self.insertAccount,
                    [
                        tenant, account.value, .text(name), .int2(role.rawValue), confined, .int2(isMachine ? 2 : 1),
                        .timestamp(now),
                    ]),
                Query(
                    Self.insertCredential,
                    [
                        tenant, Identifier.make(now: now).value, account.value, .int2(credential.rawValue),
                        .bytes(digest), .timestamp(now), expires.map { .timestamp($0) } ?? .null,
                    ]),
                auditQuery("account/\(account)", of: "lm2d credential create", now: now),
            ], on: .write, logging: true)
        return account
    }

    private static let revokeCredentials = Statement(
        "credential.revoke",
        """
        update lm2.credential set revoked_at = $3
        where tenant_id = $1 and account_id = $2 and revoked_at is null
        """)

    /// Revokes every credential of an account, at once. Gives how many there were.
    package func revokeCredentials(of account: Identifier, now: Int64) async throws -> Int {
        try await group(
            [
                Query(Self.revokeCredentials, [tenant, account.value, .timestamp(now)]),
                auditQuery("account/\(account)", of: "lm2d credential revoke", now: now),
            ], on: .write, logging: true)[0].affectedRows
    }
}
