import Glibc
import Messages
import RPC
import Transport

/// What is kept of a person.
enum UserRecordCommands {
    static let export = Command(
        "export", summary: "Writes everything that is kept of a person: a JSON object on each line.",
        details: ["Each line has the kind of thing, such as account, session or rating, and the thing itself."],
        positionals: [UserCommands.person], example: "lm2 user export 'Grace Green'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let id = try await session.person(invocation.arguments["PERSON"])
        let method = Methods.PeopleService.exportPerson
        let request = ExportPersonRequest(accountID: id).serialized()
        // Gathered first: what is begun anew after a break must not be printed twice.
        let lines = try await session.attempt(limit: session.streamLimit) { client, metadata, remaining in
            let call = try await client.open(method.path, request: request, metadata: metadata, timeout: remaining)
            do {
                var lines: [String] = []
                while let bytes = try await call.next() {
                    let piece = try Session.read(ExportPersonResponse.self, bytes)
                    lines.append("{\"kind\":\"\(piece.kind)\",\"item\":\(piece.json)}\n")
                }
                return lines
            } catch {
                call.cancel()
                throw error
            }
        }
        try await invocation.blocking { () throws(ClientFailure) in
            try LocalFile.write(Array(lines.joined().utf8), to: STDOUT_FILENO, path: "standard output")
        }
        return nil
    }

    static let erase = Command(
        "erase", summary: "Erases a person's name, address, password and sessions. It can't be undone.",
        details: ["What the person did stays, under \u{2018}erased person\u{2019}; the audit log stays whole."],
        positionals: [UserCommands.person],
        options: [
            CommandOption(
                "reason", "TEXT", required: true, summary: "On what request or rule; it is kept, so name nobody in it")
        ],
        example: "lm2 user erase 'Grace Green' --reason 'Request of 3 March, record 12'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let request = ErasePersonRequest(
            accountID: try await session.person(arguments["PERSON"]), reason: arguments.text("reason"),
            idempotencyKey: IdempotencyKey.make())
        return UserCommands.report(try await session.call(Methods.PeopleService.erasePerson, request))
    }
}
