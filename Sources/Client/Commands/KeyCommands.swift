import Messages
import RPC
import Transport

/// API keys and client certificates of service accounts.
enum KeyCommands {
    static let group = CommandGroup(
        name: "key", summary: "API keys and client certificates of service accounts.",
        commands: [create, registerCertificate, list, revoke])

    private static let machine = Positional("MACHINE", summary: "The service account's name or id")
    private static let scopesHelp = "AREA:read or AREA:write, separated by commas; * is any area"

    private static let create = Command(
        "create", summary: "Makes an API key. It is shown this once.",
        positionals: [machine, Positional("NAME", summary: "What the key is called")],
        options: [
            CommandOption("scopes", "SCOPES", required: true, summary: "What it is for: \(scopesHelp)"),
            CommandOption(
                "days", "N", kind: .number(1...366), required: true, summary: "How many days it is good for"),
        ],
        example: "lm2 key create 'Dose register' 'Key of 2026' --scopes evidence:write,evidence:read --days 180"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let request = CreateKeyRequest(
            accountID: try await session.machine(arguments["MACHINE"]), name: arguments["NAME"],
            scopes: scopes(arguments), days: UInt32(arguments.number("days") ?? 0))
        let answer = try await session.call(Methods.MachineService.createKey, request)
        var result = report(answer.key ?? Key())
        result.fields.append(.init("token", "Token", .text(answer.token)))
        return result
    }

    private static let registerCertificate = Command(
        "register-certificate", summary: "Maps a client certificate to a service account.",
        details: ["The certificate has to name the organisation as the URI urn:lm2:tenant:ID."],
        positionals: [machine, Positional("FILE", summary: "The certificate (PEM)")],
        options: [
            CommandOption("name", "NAME", summary: "What it is called; the file's name if left out"),
            CommandOption("scopes", "SCOPES", summary: "What it is for: \(scopesHelp); all if left out"),
        ],
        example: "lm2 key register-certificate 'Dose register' client.pem --name 'Pump room'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let file = arguments["FILE"]
        let digest = try await invocation.blocking { () throws(ClientFailure) in
            do throws(TLSError) { return try PeerCertificate(pemFile: file).sha256 } catch {
                throw ClientFailure(.localFile, error.reason.printableLine)
            }
        }
        let fileName = file.split(separator: "/").last.map(String.init) ?? file
        let request = RegisterCertificateRequest(
            accountID: try await session.machine(arguments["MACHINE"]), name: arguments.option("name") ?? fileName,
            sha256: digest, scopes: scopes(arguments), idempotencyKey: IdempotencyKey.make())
        return report(try await session.call(Methods.MachineService.registerCertificate, request))
    }

    private static let list = Command(
        "list", summary: "Lists keys and certificates, the latest first.",
        options: [CommandOption("machine", "MACHINE", summary: "Only those of this service account")],
        example: "lm2 key list --machine 'Dose register'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        var account = ""
        if let named = invocation.arguments.option("machine") { account = try await session.machine(named) }
        let keys = try await session.all(Methods.MachineService.listKeys) { page in
            ListKeysRequest(accountID: account, page: page)
        } items: {
            ($0.keys, $0.nextPageToken)
        }
        return Report(tables: [
            Table(
                "keys",
                [
                    .init("name", "Name", wraps: true), .init("kind", "Kind"), .init("scopes", "Scopes", wraps: true),
                    .init("expires_at", "Expires"), .init("last_used_at", "Last used"), .init("revoked_at", "Revoked"),
                    .init("key_id", "Id", spills: true), .init("account_id", nil), .init("created_at", nil),
                    .init("last_used_from", nil),
                ],
                rows: keys.map { key in
                    [
                        .said(key.name), key.kind.plainCell, .list(key.scopes), key.expiresAt.cell,
                        key.lastUsedAt.cell, key.revokedAt.cell, .text(key.keyID), .text(key.accountID),
                        key.createdAt.cell, .said(key.lastUsedFrom),
                    ]
                })
        ])
    }

    private static let revoke = Command(
        "revoke", summary: "Revokes a key or certificate at once.",
        positionals: [Positional("KEY", summary: "The key's id")],
        example: "lm2 key revoke 01890a5d-ac96-774b-bcce-b302099a8057"
    ) { (invocation) async throws(ClientFailure) in
        let request = RevokeKeyRequest(keyID: invocation.arguments["KEY"], idempotencyKey: IdempotencyKey.make())
        return report(try await invocation.signedIn().call(Methods.MachineService.revokeKey, request))
    }

    private static func scopes(_ arguments: Arguments) -> [String] {
        arguments.text("scopes").split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
    }

    private static func report(_ key: Key) -> Report {
        Report(fields: [
            .init("name", "Name", .said(key.name)), .init("kind", "Kind", key.kind.plainCell),
            .init("scopes", "Scopes", key.scopes.isEmpty ? .absent : .list(key.scopes)),
            .init("expires_at", "Expires", key.expiresAt.cell), .init("last_used_at", "Last used", key.lastUsedAt.cell),
            .init("last_used_from", "Last used from", .said(key.lastUsedFrom)),
            .init("revoked_at", "Revoked", key.revokedAt.cell), .init("key_id", "Id", .text(key.keyID)),
            .init("account_id", "Service account's id", .text(key.accountID)),
        ])
    }
}
