import Messages

/// Where one is signed in.
enum SessionCommands {
    static let group = CommandGroup(
        name: "session", summary: "Where you are signed in, or somebody else is.", commands: [list, revoke])

    private static let list = Command(
        "list", summary: "Lists sessions that have not ended, the latest first.",
        options: [
            CommandOption("user", "PERSON", summary: "Somebody else's, by name, e-mail or id; for administrators")
        ],
        example: "lm2 session list"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        var account = ""
        if let named = invocation.arguments.option("user") { account = try await session.person(named) }
        let sessions = try await session.all(Methods.IdentityService.listSessions) { page in
            ListSessionsRequest(accountID: account, page: page)
        } items: {
            ($0.sessions, $0.nextPageToken)
        }
        return Report(tables: [
            Table(
                "sessions",
                [
                    .init("name", "Name", wraps: true), .init("began_at", "Began"), .init("last_used_at", "Last used"),
                    .init("last_used_from", "From"), .init("ends_at", "Ends"), .init("current", "This one"),
                    .init("session_id", "Id", spills: true), .init("idle_ends_at", nil), .init("account_id", nil),
                ],
                rows: sessions.map { item in
                    [
                        .said(item.name), item.beganAt.cell, item.lastUsedAt.cell, .said(item.lastUsedFrom),
                        item.endsAt.cell, .flag(item.current), .text(item.sessionID), item.idleEndsAt.cell,
                        .text(item.accountID),
                    ]
                })
        ])
    }

    private static let revoke = Command(
        "revoke", summary: "Ends a session at once.", positionals: [Positional("SESSION", summary: "The session's id")],
        example: "lm2 session revoke 01890a5d-ac96-774b-bcce-b302099a8057"
    ) { (invocation) async throws(ClientFailure) in
        let id = invocation.arguments["SESSION"]
        _ = try await invocation.signedIn().call(
            Methods.IdentityService.revokeSession,
            RevokeSessionRequest(sessionID: id, idempotencyKey: IdempotencyKey.make()))
        return Report(fields: [.init("session_id", "Id", .text(id)), .init("ended", "Ended", .flag(true))])
    }
}
