import Messages
import Postgres

extension TenantScope {
    private static let columns = """
        c.credential_id, c.account_id, c.kind, c.name, c.scopes, c.created_at, nullif(c.expires_at, 'infinity'),
        c.last_used_at, c.last_used_from, c.revoked_at
        """

    private static let machine = Statement(
        "key.machine",
        """
        select true from lm2.account
        where tenant_id = $1 and account_id = $2 and kind = 2 and disabled_at is null for share
        """)

    private static let insert = Statement(
        "key.insert",
        """
        insert into lm2.credential (tenant_id, credential_id, account_id, kind, digest, created_at, expires_at, name,
            scopes, created_by)
        values ($1, $2, $3, $4, $5, $6, coalesce($7::timestamptz, 'infinity'), $8, $9, $10)
        """)

    private static let one = Statement(
        "key.one",
        """
        select \(columns) from lm2.credential c where c.tenant_id = $1 and c.credential_id = $2 and c.kind <> 3
        """)

    private static let locked = Statement(
        "key.lock",
        """
        select \(columns) from lm2.credential c
        where c.tenant_id = $1 and c.credential_id = $2 and c.kind <> 3 for update
        """)

    private static let listed = Statement(
        "key.list",
        """
        select \(columns) from lm2.credential c
        where c.tenant_id = $1 and c.kind <> 3 and ($2::uuid is null or c.account_id = $2)
            and ($3::timestamptz is null or c.created_at < $3 or (c.created_at = $3 and c.credential_id > $4::uuid))
        order by c.created_at desc, c.credential_id limit $5
        """)

    private static let revoke = Statement(
        "key.revoke",
        """
        update lm2.credential set revoked_at = $3
        where tenant_id = $1 and credential_id = $2 and kind <> 3 and revoked_at is null
        """)

    /// How long a day of a key is, in microseconds: 24 hours, whatever the clocks do.
    private static let day: Int64 = 24 * 3600 * 1_000_000

    /// Makes an API key of a service account, by the digest of its secret. The scopes have been checked. The answer is without
    /// the token.
    package func createKey(_ request: CreateKeyRequest, token: [UInt8]) async throws -> CreateKeyResponse {
        let write = WriteKey(method: origin.method, key: "", request: request)
        return try await once(write) { transaction in
            CreateKeyResponse(
                key: try await add(
                    .key, digest: token, to: request.accountID, name: request.name, scopes: request.scopes,
                    expires: now + Int64(request.days) * Self.day, in: transaction))
        }
    }

    /// Maps a client certificate to a service account, by the certificate's digest. The scopes have been checked. Throws
    /// `StorageError.certificateTaken` for one that is known in the tenant.
    package func registerCertificate(_ request: RegisterCertificateRequest, as write: WriteKey) async throws -> Key {
        guard request.sha256.count == 32 else {
            throw Refusal.invalid(field: "sha256", "has \(request.sha256.count) bytes; a SHA-256 has 32")
        }
        return try await once(write) { transaction in
            try await add(
                .certificate, digest: request.sha256, to: request.accountID, name: request.name,
                scopes: request.scopes.isEmpty ? nil : request.scopes, expires: nil, in: transaction)
        }
    }

    private func add(
        _ kind: ShownCredential.Kind, digest: [UInt8], to account: String, name: String, scopes: [String]?,
        expires: Int64?, in transaction: TenantTransaction
    ) async throws -> Key {
        try AccountName.check(name)
        guard let account = Identifier(account) else { throw Refusal.notFound("service account") }
        let id = Identifier.make(now: now)
        transaction.changes("key/\(id)", from: nil)
        let machines = try await transaction.run(Query(Self.machine, [tenant, account.value]))
        guard machines.count == 1 else { throw Refusal.notFound("service account") }
        let rows = try await transaction.run([
            Query(
                Self.insert,
                [
                    tenant, id.value, account.value, .int2(kind.rawValue), .bytes(digest), .timestamp(now),
                    expires.map { .timestamp($0) } ?? .null, .text(name), scopes.map { .textArray($0) } ?? .null,
                    caller.account.value,
                ]),
            Query(Self.one, [tenant, id.value]),
        ])
        return try Self.key(rows[1])
    }

    /// Lists API keys, certificates and the operator's tokens, the latest first; the revoked ones too.
    package func listKeys(_ request: ListKeysRequest) async throws -> ListKeysResponse {
        let question = "keys \(request.accountID)"
        let token = try PageToken(request.page, of: question, parts: 2)
        let rows = try await read(
            Query(
                Self.listed,
                [
                    tenant, Identifier(request.accountID).value,
                    try token.map { .timestamp(try $0.number(0)) } ?? .null,
                    try token.map { try $0.identifier(1).value } ?? .null, request.page.limit,
                ]))
        let (keys, next) = rows.page(of: request.page.size, question: question, item: Self.key) {
            [String($0.timestamp(5)), Identifier($0.uuid(0)).description]
        }
        return ListKeysResponse(keys: keys, nextPageToken: next)
    }

    /// Revokes a key at once. One that is revoked already stays as it is.
    package func revokeKey(_ request: RevokeKeyRequest, as write: WriteKey) async throws -> Key {
        guard let id = Identifier(request.keyID) else { throw Refusal.notFound("key") }
        return try await once(write) { transaction in
            let before = try Self.key(try await transaction.run(Query(Self.locked, [tenant, id.value])))
            transaction.changes("key/\(id)", from: before)
            let rows = try await transaction.run([
                Query(Self.revoke, [tenant, id.value, .timestamp(now)]), Query(Self.one, [tenant, id.value]),
            ])
            return try Self.key(rows[1])
        }
    }

    private static func key(_ rows: Rows) throws -> Key {
        guard rows.count == 1 else { throw Refusal.notFound("key") }
        return key(rows.row(0))
    }

    private static func key(_ row: Row) -> Key {
        func moment(_ column: Int) -> Timestamp? {
            row.isNull(column) ? nil : Timestamp(microseconds: row.timestamp(column))
        }
        return Key(
            keyID: Identifier(row.uuid(0)).description, accountID: Identifier(row.uuid(1)).description,
            kind: KeyKind(rawValue: Int32(row.int2(2))), name: row.text(3),
            scopes: row.isNull(4) ? [] : row.textArray(4), createdAt: moment(5), expiresAt: moment(6),
            lastUsedAt: moment(7), lastUsedFrom: row.text(8), revokedAt: moment(9))
    }
}
