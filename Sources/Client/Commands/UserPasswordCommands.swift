import Messages

/// One's own password.
enum UserPasswordCommands {
    static let setPassword = Command(
        "set-password", summary: "Sets your password with a one-time token, from an invitation or a reset.",
        details: ["It ends all your sessions. Then sign in: lm2 login --organisation NAME --email MAIL"],
        options: [
            AccountCommands.server, AccountCommands.authority,
            CommandOption(
                "token-file", "FILE", summary: "The file with the token; - is standard input; else asked for"),
            CommandOption(
                "password-file", "FILE", summary: "The file with the new password; - is standard input; else asked for"),
        ],
        example: "lm2 user set-password --server 127.0.0.1:8443 --ca ca.pem"
    ) { (invocation) async throws(ClientFailure) in
        let arguments = invocation.arguments
        let (tokenFile, passwordFile) = (arguments.option("token-file"), arguments.option("password-file"))
        guard tokenFile != "-" || passwordFile != "-" else {
            throw ClientFailure(.usage, "only one of the two can come from standard input")
        }
        let profile = try await AccountCommands.anonymous(invocation)
        let (token, password) = try await invocation.blocking { () throws(ClientFailure) in
            let token: String
            if let tokenFile {
                token = try AccountCommands.readToken(tokenFile)
            } else {
                token = try SecretInput.read("One-time token", path: nil).trimmed
            }
            return (token, try SecretInput.readNew("New password", path: passwordFile))
        }
        let answer = try await invocation.once(profile) { (session) async throws(ClientFailure) in
            try await session.call(
                Methods.IdentityService.setPassword, SetPasswordRequest(oneTimeToken: token, newPassword: password))
        }
        return Report(fields: [
            .init("organisation", "Organisation", .text(answer.organisation)),
            .init("email", "E-mail", .text(answer.email)),
        ])
    }

    static let changePassword = Command(
        "change-password", summary: "Changes your password, which ends your other sessions.",
        options: [
            CommandOption(
                "old-password-file", "FILE", summary: "The file with the password so far; else it is asked for"),
            CommandOption("password-file", "FILE", summary: "The file with the new password; else it is asked for"),
        ],
        example: "lm2 user change-password"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let (oldFile, newFile) = (arguments.option("old-password-file"), arguments.option("password-file"))
        guard oldFile != "-" || newFile != "-" else {
            throw ClientFailure(.usage, "only one of the two can come from standard input")
        }
        let (old, new) = try await invocation.blocking { () throws(ClientFailure) in
            (
                try SecretInput.read("Password so far", path: oldFile),
                try SecretInput.readNew("New password", path: newFile)
            )
        }
        _ = try await session.call(
            Methods.IdentityService.changePassword, ChangePasswordRequest(oldPassword: old, newPassword: new))
        return Report(fields: [.init("changed", "Changed", .flag(true))])
    }
}
