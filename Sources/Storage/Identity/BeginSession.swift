import Messages
import Postgres

/// A session that is about to begin.
package struct SessionDraft: Sendable {
    let digest: [UInt8]
    let name: String
    let idle: Duration
    let length: Duration
    let renewedHash: String?

    /// - Parameters:
    ///   - digest: the SHA-256 of the token's secret.
    ///   - name: what the session is called in lists.
    ///   - idle: how long it may go unused; whole seconds count.
    ///   - length: when it ends at the latest.
    ///   - renewedHash: the password's hash with today's parameters, where it was made with others.
    package init(digest: [UInt8], name: String, idle: Duration, length: Duration, renewedHash: String?) {
        self.digest = digest
        self.name = name
        self.idle = idle
        self.length = length
        self.renewedHash = renewedHash
    }
}

extension SystemScope {
    // The rows are locked, so that a change of the password, which ends all sessions, comes wholly before or after.
    private static let stillOpen = Statement(
        "session.still_open",
        """
        select true from lm2.account a join lm2.password p on p.tenant_id = a.tenant_id and p.account_id = a.account_id
        where a.tenant_id = $1 and a.account_id = $2 and p.hash = $3 and \(PasswordAccount.isOpen)
        for update of p for share of a
        """)

    private static let renew = Statement(
        "password.renew", "update lm2.password set hash = $3 where tenant_id = $1 and account_id = $2")

    private static let insert = Statement(
        "session.insert",
        """
        insert into lm2.credential (tenant_id, credential_id, account_id, kind, digest, created_at, expires_at, name,
            created_by, last_used_at, last_used_from, idle_seconds, ends_at)
        values ($1, $2, $3, 3, $4, $5, $6, $7, $3, $5, $8, $9, $10)
        """)

    /// Begins a session of an account whose password was shown; nil if the account is no longer open with that password.
    package func beginSession(
        _ draft: SessionDraft, of account: PasswordAccount, origin: CallOrigin, now: Int64
    ) async throws -> Messages.Session? {
        guard let hash = account.hash else { return nil }
        let id = Identifier.make(now: now)
        let idle = max(1, draft.idle.components.seconds)
        let end = now + draft.length.components.seconds * 1_000_000
        let idleEnd = min(end, now + idle * 1_000_000)
        let session = Messages.Session(
            sessionID: id.description, accountID: account.id.description, name: draft.name,
            beganAt: Timestamp(microseconds: now), lastUsedAt: Timestamp(microseconds: now),
            lastUsedFrom: origin.address, idleEndsAt: Timestamp(microseconds: idleEnd),
            endsAt: Timestamp(microseconds: end), current: true)
        return try await transaction(logging: true) { transaction in
            let open = try await transaction.run(Query(Self.stillOpen, [tenant, account.id.value, .text(hash)]))
            guard open.count == 1 else { return nil }
            var queries = [
                Query(
                    Self.insert,
                    [
                        tenant, id.value, account.id.value, .bytes(draft.digest), .timestamp(now),
                        .timestamp(idleEnd), .text(draft.name), .text(origin.address), .int4(Int32(clamping: idle)),
                        .timestamp(end),
                    ]),
                auditQuery(
                    AuditSubject("session/\(id)", after: session.serialized()), by: account, session: id,
                    origin: origin, now: now),
            ]
            if let renewed = draft.renewedHash {
                queries.append(Query(Self.renew, [tenant, account.id.value, .text(renewed)]))
            }
            _ = try await transaction.run(queries)
            return session
        }
    }

    /// The query that logs what a person does who shows a password or a one-time token.
    func auditQuery(
        _ subject: AuditSubject, by account: PasswordAccount, session: Identifier?, origin: CallOrigin, now: Int64
    ) -> Query {
        AuditDraft(
            subject, account: account.id, of: tenantID, role: account.role, credential: session, origin: origin,
            now: now
        ).query(into: tenantID)
    }
}
