import Glibc
import Messages

/// Signing in and out.
enum AccountCommands {
    static let login = Command(
        "login", summary: "Signs in: checks a token with the server, and keeps it for the commands that follow.",
        details: [
            "The profile is kept under $XDG_CONFIG_HOME/lm2 or ~/.config/lm2, for your eyes only. The token is never an "
                + "argument, since arguments are visible to everybody on the machine."
        ],
        options: [
            CommandOption("server", "HOST:PORT", required: true, summary: "Where the server is"),
            CommandOption(
                "ca", "FILE", required: true, summary: "The certificates that the server's is checked against (PEM)"),
            CommandOption(
                "token-file", "FILE", required: true, summary: "The file with the token; - is standard input"),
        ],
        example: "lm2 login --server 127.0.0.1:8443 --ca ca.pem --token-file token.txt"
    ) { (invocation) async throws(ClientFailure) in
        let arguments = invocation.arguments
        guard let server = ServerAddress(arguments.text("server")) else {
            throw ClientFailure(.usage, "--server: write it as HOST:PORT, such as 127.0.0.1:8443")
        }
        let (authorityFile, tokenFile) = (arguments.text("ca"), arguments.text("token-file"))
        let (authority, token) = try await invocation.blocking { () throws(ClientFailure) in
            (try LocalFile.absolute(authorityFile), try readToken(tokenFile))
        }
        let profile = Profile(server: server, authorityPath: authority, token: token)
        let caller = try await invocation.open(profile).call(Methods.IdentityService.whoAmI, WhoAmIRequest())
        let (store, name) = (invocation.store, invocation.profileName)
        try await invocation.blocking { () throws(ClientFailure) in try store.write(profile, as: name) }
        return report(caller, server: server, profile: name)
    }

    static let whoami = Command(
        "whoami", summary: "Says as whom you are signed in.", example: "lm2 whoami"
    ) { (invocation) async throws(ClientFailure) in
        let profile = try invocation.store.read(invocation.profileName)
        let caller = try await invocation.signedIn().call(Methods.IdentityService.whoAmI, WhoAmIRequest())
        return report(caller, server: profile.server, profile: invocation.profileName)
    }

    static let logout = Command(
        "logout", summary: "Forgets the profile's token on this machine.",
        details: ["The server still knows the token: ask an administrator to revoke one that others may have seen."],
        example: "lm2 logout --profile default"
    ) { (invocation) async throws(ClientFailure) in
        let removed = try invocation.store.remove(invocation.profileName)
        return Report(fields: [
            Report.Field("profile", "Profile", .text(invocation.profileName)),
            Report.Field("signed_out", "Signed out", .flag(removed)),
        ])
    }

    private static func report(_ caller: WhoAmIResponse, server: ServerAddress, profile: String) -> Report {
        Report(fields: [
            Report.Field("name", "Name", .text(caller.name)),
            Report.Field("role", "Role", caller.role.plainCell),
            Report.Field("tenant_name", "Organisation", .text(caller.tenantName)),
            Report.Field("service_ids", "Services", caller.serviceIDs.isEmpty ? .absent : .list(caller.serviceIDs)),
            Report.Field("caller_id", "Id", .text(caller.callerID)),
            Report.Field("tenant_id", "Organisation's id", .text(caller.tenantID), shown: false),
            Report.Field("server", "Server", .text(server.text)),
            Report.Field("profile", "Profile", .text(profile)),
        ])
    }

    private static func readToken(_ path: String) throws(ClientFailure) -> String {
        let text = path == "-" ? try typedToken() : try LocalFile.secret(path)
        let token = text.trimmed
        guard Profile.isToken(token) else {
            let place = path == "-" ? "standard input" : path.printableLine
            throw ClientFailure(.localFile, "\(place) holds no token: one word is expected")
        }
        return token
    }

    /// Standard input. At a terminal the token is asked for and not shown.
    private static func typedToken() throws(ClientFailure) -> String {
        guard isatty(STDIN_FILENO) == 1 else { return try LocalFile.text(of: STDIN_FILENO, path: "standard input") }
        Console.write("Token (it is not shown): ")
        try TerminalEcho.hide()
        let line = readLine()
        TerminalEcho.restore()
        Console.write("\n")
        return line ?? ""
    }
}
