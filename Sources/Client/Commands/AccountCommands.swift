import Glibc
import Messages
import RPC

/// Signing in and out.
enum AccountCommands {
    static let server = CommandOption("server", "HOST:PORT", required: true, summary: "Where the server is")
    static let authority = CommandOption(
        "ca", "FILE", required: true, summary: "The certificates that the server's is checked against (PEM)")
    static let passwordFile = CommandOption(
        "password-file", "FILE", summary: "The file with the password; - is standard input; else it is asked for")

    static let login = Command(
        "login", summary: "Signs in, and keeps the session for the commands that follow.",
        details: [
            "People sign in with --organisation and --email, and are asked for their password. Who was given a token says "
                + "--token-file in their place.",
            "The profile is kept under $XDG_CONFIG_HOME/lm2 or ~/.config/lm2, for your eyes only. Neither token nor password "
                + "is ever an argument, since arguments are visible to everybody on the machine.",
        ],
        options: [
            server, authority,
            CommandOption("organisation", "NAME", summary: "The organisation's sign-in name"),
            CommandOption("email", "MAIL", summary: "Your e-mail address there"),
            passwordFile,
            CommandOption("token-file", "FILE", summary: "The file with a token; - is standard input"),
        ],
        example: "lm2 login --server 127.0.0.1:8443 --ca ca.pem --organisation northmoor --email ada@northmoor.example"
    ) { (invocation) async throws(ClientFailure) in
        let arguments = invocation.arguments
        var profile = try await anonymous(invocation)
        if let file = arguments.option("token-file") {
            guard ["organisation", "email", "password-file"].allSatisfy({ arguments.option($0) == nil }) else {
                throw ClientFailure(.usage, "say either --token-file, or --organisation and --email")
            }
            profile.token = try await invocation.blocking { () throws(ClientFailure) in try readToken(file) }
        } else {
            profile.token = try await signIn(profile, invocation)
        }
        let kept = profile
        let caller = try await invocation.open(kept).call(Methods.IdentityService.whoAmI, WhoAmIRequest())
        let (store, name) = (invocation.store, invocation.profileName)
        try await invocation.blocking { () throws(ClientFailure) in try store.write(kept, as: name) }
        return report(caller, server: kept.server, profile: name)
    }

    /// The server that the command line names, as nobody.
    static func anonymous(_ invocation: Invocation) async throws(ClientFailure) -> Profile {
        guard let server = ServerAddress(invocation.arguments.text("server")) else {
            throw ClientFailure(.usage, "--server: write it as HOST:PORT, such as 127.0.0.1:8443")
        }
        let file = invocation.arguments.text("ca")
        let authority = try await invocation.blocking { () throws(ClientFailure) in try LocalFile.absolute(file) }
        return Profile(server: server, authorityPath: authority, token: "")
    }

    /// Signs in by password, and gives the session's token.
    private static func signIn(_ profile: Profile, _ invocation: Invocation) async throws(ClientFailure) -> String {
        let arguments = invocation.arguments
        guard let organisation = arguments.option("organisation"), let email = arguments.option("email") else {
            throw ClientFailure(
                .usage, "as whom? Say --organisation NAME and --email MAIL, or --token-file FILE if you have a token")
        }
        let file = arguments.option("password-file")
        let password = try await invocation.blocking { () throws(ClientFailure) in
            try SecretInput.read("Password", path: file)
        }
        let answer = try await invocation.once(profile) { (session) async throws(ClientFailure) in
            try await session.call(
                Methods.IdentityService.signIn,
                SignInRequest(
                    organisation: organisation, proof: .password(PasswordProof(email: email, password: password)),
                    sessionName: "lm2 on \(hostName())"))
        }
        guard case .signedIn(let signedIn)? = answer.outcome else {
            throw ClientFailure(.refused, "the server asks for more than a password; this lm2 is too old for that")
        }
        return signedIn.token
    }

    static let whoami = Command(
        "whoami", summary: "Says as whom you are signed in.", example: "lm2 whoami"
    ) { (invocation) async throws(ClientFailure) in
        let profile = try invocation.store.read(invocation.profileName)
        let caller = try await invocation.signedIn().call(Methods.IdentityService.whoAmI, WhoAmIRequest())
        return report(caller, server: profile.server, profile: invocation.profileName)
    }

    static let logout = Command(
        "logout", summary: "Ends the session, and forgets it on this machine.",
        details: [
            "It is forgotten here even if the server can't be reached; there it ends by itself when it was not used for a "
                + "while. A token that an operator made stays good: ask an administrator to revoke it."
        ],
        example: "lm2 logout --profile default"
    ) { (invocation) async throws(ClientFailure) in
        let isThere = access(invocation.store.path(invocation.profileName), F_OK) == 0
        let hasEnded = isThere ? await signOut(invocation) : false
        let removed = try invocation.store.remove(invocation.profileName)
        return Report(fields: [
            Report.Field("profile", "Profile", .text(invocation.profileName)),
            Report.Field("signed_out", "Signed out", .flag(removed)),
            Report.Field("session_ended", "Session ended", .flag(hasEnded)),
        ])
    }

    /// Ends the session on the server if it can; what stands in the way is only said.
    private static func signOut(_ invocation: Invocation) async -> Bool {
        do throws(ClientFailure) {
            _ = try await invocation.signedIn().call(Methods.IdentityService.signOut, SignOutRequest())
            return true
        } catch {
            // It has ended already, or is a token, which has no end.
            if error.status?.code != .unauthenticated, let line = error.lines.first {
                invocation.console.note("the server did not end a session: \(line)")
            }
            return false
        }
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

    /// One word: from a file, or from standard input, where a terminal asks for it.
    static func readToken(_ path: String) throws(ClientFailure) -> String {
        let isTyped = path == "-" && isatty(STDIN_FILENO) == 1
        let text: String
        if isTyped {
            text = try SecretInput.read("Token", path: nil)
        } else {
            text =
                path == "-"
                ? try LocalFile.text(of: STDIN_FILENO, path: "standard input") : try LocalFile.secret(path)
        }
        let token = text.trimmed
        guard Profile.isToken(token) else {
            let place = path == "-" ? "standard input" : path.printableLine
            throw ClientFailure(.localFile, "\(place) holds no token: one word is expected")
        }
        return token
    }

    /// What this machine calls itself, as it can stand in the list of sessions.
    private static func hostName() -> String {
        var name = [CChar](repeating: 0, count: 65)
        guard gethostname(&name, name.count - 1) == 0 else { return "a machine" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
