import Crypto
import Messages
import RPC
import Storage

/// Everything that is done with passwords: signing in, changing and setting them.
///
/// Whatever is wrong with what was shown, the answer and the work before it are the same: who is not there is looked up, and
/// a hash of nobody's verified, as for who is.
struct SignIn: Sendable {
    let environment: ServiceEnvironment

    /// Signs a person in.
    func signIn(_ request: SignInRequest, _ context: CallContext) async throws -> SignInResponse {
        switch request.proof {
        case .password(let proof): try await signIn(request, by: proof, context)
        case nil: throw Refusal.invalid(field: "password", "say who you are: an e-mail address and a password")
        }
    }

    private func signIn(
        _ request: SignInRequest, by proof: PasswordProof, _ context: CallContext
    ) async throws -> SignInResponse {
        let email = proof.email.lowercased()
        let organisation = request.organisation.lowercased()
        return try await environment.throttle.trying(
            .init(organisation: organisation, email: email), from: context.peer.host, at: context.now
        ) {
            let home = try await SystemScope.organisation(named: organisation, in: environment.store, now: context.now)
            let account = try await home.passwordAccount(email: email)
            let isRight = try await verify(proof.password, account?.hash)
            guard let account, isRight else { throw SignInFailure.refused }
            return SignInResponse(outcome: .signedIn(try await begin(request, account, proof.password, home, context)))
        }
    }

    /// Begins the session of a person who has shown all that is asked for.
    private func begin(
        _ request: SignInRequest, _ account: PasswordAccount, _ password: String, _ home: SystemScope,
        _ context: CallContext
    ) async throws -> SignedIn {
        let token = BearerToken.make(for: home.tenantID)
        let draft = SessionDraft(
            digest: token.digest, name: request.sessionName, idle: environment.limits.sessionIdle,
            length: environment.limits.sessionLength,
            renewedHash: PasswordHash.isOutdated(account.hash ?? "") ? try await hash(password) : nil)
        // The account may have been disabled, or its password changed, while this one was verified.
        guard let session = try await home.beginSession(draft, of: account, origin: origin(context), now: context.now)
        else { throw SignInFailure.refused }
        return SignedIn(token: token.text, session: session)
    }

    /// Changes the caller's own password.
    func change(_ request: ChangePasswordRequest, _ scope: TenantScope) async throws -> ChangePasswordResponse {
        guard let account = try await scope.ownPasswordAccount(), account.hash != nil else {
            throw Refusal.precondition("the account has no password to change; an administrator can start a reset")
        }
        // Who has found a session must not find out the password with it.
        let name = SignInThrottle.Account(
            organisation: scope.caller.tenant.description, email: account.id.description)
        return try await environment.throttle.trying(name, from: scope.origin.address, at: scope.now) {
            guard try await verify(request.oldPassword, account.hash) else { throw SignInFailure.oldPasswordRefused }
            try PasswordPolicy.check(request.newPassword, of: account)
            guard request.newPassword != request.oldPassword else {
                throw Refusal.invalid(field: "new_password", "the new password is the old one")
            }
            return try await scope.changePassword(of: account, to: try await hash(request.newPassword))
        }
    }

    /// Sets a password with a one-time token. It can't be guessed, so no failure is counted.
    func set(_ request: SetPasswordRequest, _ context: CallContext) async throws -> SetPasswordResponse {
        guard let token = BearerToken(request.oneTimeToken) else { throw SignInFailure.tokenRefused }
        let home = SystemScope(environment.store, tenant: token.tenant)
        guard let account = try await home.passwordAccount(token: token.digest, now: context.now) else {
            throw SignInFailure.tokenRefused
        }
        try PasswordPolicy.check(request.newPassword, of: account)
        let answer = try await home.setPassword(
            of: account, token: token.digest, to: try await hash(request.newPassword), origin: origin(context),
            now: context.now)
        guard let answer else { throw SignInFailure.tokenRefused }
        return answer
    }

    private func verify(_ password: String, _ encoded: String?) async throws -> Bool {
        let isThere = encoded != nil
        let encoded = encoded ?? PasswordHash.ofNobody
        return try await environment.passwordOffload { try PasswordHash.verify(password, encoded) } && isThere
    }

    private func hash(_ password: String) async throws -> String {
        try await environment.passwordOffload { try PasswordHash.make(password) }
    }

    private func origin(_ context: CallContext) -> CallOrigin {
        CallOrigin(method: context.method, callID: context.callID, address: context.peer.host)
    }
}
