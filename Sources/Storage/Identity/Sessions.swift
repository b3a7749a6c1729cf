import Conformance
import Messages
import Postgres

extension TenantScope {
    private static let columns = """
        c.credential_id, c.account_id, c.name, c.created_at, c.last_used_at, c.last_used_from, c.expires_at, c.ends_at
        """

    private static let listed = Statement(
        "session.list",
        """
        select \(columns) from lm2.credential c
        where c.tenant_id = $1 and c.account_id = $2 and c.kind = 3 and c.revoked_at is null and c.expires_at > $3
            and ($4::timestamptz is null or c.created_at < $4 or (c.created_at = $4 and c.credential_id > $5::uuid))
        order by c.created_at desc, c.credential_id limit $6
        """)

    private static let locked = Statement(
        "session.lock",
        """
        select \(columns) from lm2.credential c
        where c.tenant_id = $1 and c.credential_id = $2 and c.kind = 3 and ($3::uuid is null or c.account_id = $3)
        for update
        """)

    private static let revoke = Statement(
        "session.revoke",
        """
        update lm2.credential set revoked_at = $3 where tenant_id = $1 and credential_id = $2 and revoked_at is null
        """)

    /// The only account that the caller may touch, as a parameter; null for all.
    var onlyAccount: PostgresValue { relation == .ownAccount ? caller.account.value : .null }

    /// Refuses an account that the caller may not know of.
    func mayKnow(account: Identifier) -> Bool { relation != .ownAccount || account == caller.account }

    /// Lists sessions that have not ended, the latest first.
    package func listSessions(_ request: ListSessionsRequest) async throws -> ListSessionsResponse {
        let account = Identifier(request.accountID) ?? caller.account
        guard mayKnow(account: account) else { throw Refusal.notFound("account") }
        let question = "sessions \(account)"
        let token = try PageToken(request.page, of: question, parts: 2)
        let rows = try await read(
            Query(
                Self.listed,
                [
                    tenant, account.value, .timestamp(now), try token.map { .timestamp(try $0.number(0)) } ?? .null,
                    try token.map { try $0.identifier(1).value } ?? .null, request.page.limit,
                ]))
        let (sessions, next) = rows.page(of: request.page.size, question: question, item: session) {
            [String($0.timestamp(3)), Identifier($0.uuid(0)).description]
        }
        return ListSessionsResponse(sessions: sessions, nextPageToken: next)
    }

    /// Ends a session at once. One that has ended already stays as it is.
    package func revokeSession(
        _ request: RevokeSessionRequest, as write: WriteKey
    ) async throws -> RevokeSessionResponse {
        guard let id = Identifier(request.sessionID) else { throw Refusal.notFound("session") }
        return try await once(write) { transaction in
            try await end(id, in: transaction)
            return RevokeSessionResponse()
        }
    }

    /// Ends the session that makes the call.
    package func signOut() async throws -> SignOutResponse {
        guard caller.credential.kind == .session else {
            throw Refusal.precondition("the call is made with a key, not in a session; an administrator revokes keys")
        }
        let write = WriteKey(method: origin.method, key: "", request: SignOutRequest())
        return try await once(write) { transaction in
            try await end(caller.credential.id, in: transaction)
            return SignOutResponse()
        }
    }

    private func end(_ id: Identifier, in transaction: TenantTransaction) async throws {
        let rows = try await transaction.run(Query(Self.locked, [tenant, id.value, onlyAccount]))
        guard rows.count == 1 else { throw Refusal.notFound("session") }
        transaction.changes("session/\(id)", from: session(rows.row(0)))
        _ = try await transaction.run(Query(Self.revoke, [tenant, id.value, .timestamp(now)]))
    }

    private func session(_ row: Row) -> Messages.Session {
        Messages.Session(
            sessionID: Identifier(row.uuid(0)).description, accountID: Identifier(row.uuid(1)).description,
            name: row.text(2), beganAt: Timestamp(microseconds: row.timestamp(3)),
            lastUsedAt: row.isNull(4) ? nil : Timestamp(microseconds: row.timestamp(4)), lastUsedFrom: row.text(5),
            idleEndsAt: Timestamp(microseconds: row.timestamp(6)), endsAt: Timestamp(microseconds: row.timestamp(7)),
            current: Identifier(row.uuid(0)) == caller.credential.id)
    }
}
