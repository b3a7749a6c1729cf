import Messages
import Postgres

/// What is done together with a password, in every way of setting it.
enum PasswordChange {
    private static let put = Statement(
        "password.put",
        """
        insert into lm2.password as p (tenant_id, account_id, hash, changed_at) values ($1, $2, $3, $4)
        on conflict (tenant_id, account_id) do update set hash = excluded.hash, changed_at = excluded.changed_at
        """)

    private static let endSessions = Statement(
        "session.end_all",
        """
        update lm2.credential set revoked_at = $3
        where tenant_id = $1 and account_id = $2 and kind = 3 and revoked_at is null
            and ($4::uuid is null or credential_id <> $4)
        """)

    private static let voidTokens = Statement(
        "one_time_token.void",
        "update lm2.one_time_token set used_at = $3 where tenant_id = $1 and account_id = $2 and used_at is null")

    /// Puts a new hash in place.
    static func put(_ hash: String, of account: Identifier, in tenant: PostgresValue, now: Int64) -> Query {
        Query(put, [tenant, account.value, .text(hash), .timestamp(now)])
    }

    /// Ends what a person, or whoever knows their password, could still come in with: all sessions but one, and one-time
    /// tokens that were not used.
    static func endAccess(
        of account: Identifier, in tenant: PostgresValue, but session: Identifier? = nil, now: Int64
    ) -> [Query] {
        [
            Query(endSessions, [tenant, account.value, .timestamp(now), session.value]),
            Query(voidTokens, [tenant, account.value, .timestamp(now)]),
        ]
    }
}

extension SystemScope {
    private static let take = Statement(
        "one_time_token.take",
        """
        update lm2.one_time_token set used_at = $4
        where tenant_id = $1 and account_id = $2 and digest = $3 and used_at is null and expires_at > $4
        """)

    private static let lockOpen = Statement(
        "account.lock_open",
        """
        select (select l.sign_in_name from lm2.tenant_list l where l.tenant_id = a.tenant_id) from lm2.account a
        where a.tenant_id = $1 and a.account_id = $2 and \(PasswordAccount.isOpen) for update of a
        """)

    /// Sets the password of an account with a one-time token, by its digest, and ends all sessions; nil if the token is not
    /// good any more.
    package func setPassword(
        of account: PasswordAccount, token: [UInt8], to hash: String, origin: CallOrigin, now: Int64
    ) async throws -> SetPasswordResponse? {
        try await transaction(logging: true) { transaction in
            let rows = try await transaction.run([
                Query(Self.lockOpen, [tenant, account.id.value]),
                Query(Self.take, [tenant, account.id.value, .bytes(token), .timestamp(now)]),
            ])
            // The token that was taken is used up even if the account was closed in between: then it is void as well.
            guard rows[0].count == 1, rows[1].affectedRows == 1 else { return nil }
            _ = try await transaction.run(
                [PasswordChange.put(hash, of: account.id, in: tenant, now: now)]
                    + PasswordChange.endAccess(of: account.id, in: tenant, now: now) + [
                        auditQuery(
                            AuditSubject("account/\(account.id)/password"), by: account, session: nil, origin: origin,
                            now: now)
                    ])
            return SetPasswordResponse(organisation: rows[0].row(0).text(0), email: account.email)
        }
    }
}

extension TenantScope {
    private static let lockPassword = Statement(
        "password.lock",
        """
        select true from lm2.account a join lm2.password p on p.tenant_id = a.tenant_id and p.account_id = a.account_id
        where a.tenant_id = $1 and a.account_id = $2 and p.hash = $3 for update
        """)

    /// Changes the password of the caller's own account, and ends the other sessions.
    package func changePassword(of account: PasswordAccount, to hash: String) async throws -> ChangePasswordResponse {
        let write = WriteKey(method: origin.method, key: "", request: ChangePasswordRequest())
        return try await once(write) { transaction in
            transaction.changes("account/\(account.id)/password", from: nil)
            let known = try await transaction.run(
                Query(Self.lockPassword, [tenant, account.id.value, .text(account.hash ?? "")]))
            guard known.count == 1 else {
                throw Refusal.precondition("the password was changed meanwhile; nothing was done")
            }
            _ = try await transaction.run(
                [PasswordChange.put(hash, of: account.id, in: tenant, now: now)]
                    + PasswordChange.endAccess(of: account.id, in: tenant, but: caller.credential.id, now: now))
            return ChangePasswordResponse()
        }
    }
}
