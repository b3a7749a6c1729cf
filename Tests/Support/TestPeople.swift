import Conformance
import Messages
import Services
import Storage

/// People of a test's trust who sign in by password.
extension TestTrust {
    /// A password that the policy takes.
    package static let password = "twelve words or so"

    /// The name under which the trust's people sign in.
    package var signInName: String { tenant.description }

    /// Somebody without a credential, at a network address.
    package func nobody(at address: String? = nil) -> TestCaller {
        TestCaller(
            name: "nobody", account: tenant, server: manager.server, token: "", clock: clock,
            address: address.map { $0 + ":50000" } ?? TestCaller.anywhere)
    }

    /// Invites a person, who sets a password unless it is nil.
    package func invite(
        _ email: String, _ role: Messages.Role = .qualityManager, services: [String] = [],
        password: String? = TestTrust.password
    ) async throws -> Person {
        let answer = try await administrator.call(
            Methods.PeopleService.invitePerson,
            InvitePersonRequest(name: "Person \(email)", email: email, role: role, serviceIDs: services))
        guard let person = answer.person else { preconditionFailure("an invitation without a person") }
        guard let password else { return person }
        _ = try await nobody().call(
            Methods.IdentityService.setPassword,
            SetPasswordRequest(oneTimeToken: answer.oneTimeToken, newPassword: password))
        return person
    }

    /// What is asked to sign in.
    package func signInRequest(
        _ email: String, _ password: String = TestTrust.password, name: String = "test"
    ) -> SignInRequest {
        SignInRequest(
            organisation: signInName, proof: .password(PasswordProof(email: email, password: password)),
            sessionName: name)
    }

    /// Signs a person in, and gives them with their session.
    package func signIn(
        _ email: String, _ password: String = TestTrust.password, at address: String? = nil
    ) async throws -> (caller: TestCaller, session: Session) {
        let answer = try await nobody(at: address).call(
            Methods.IdentityService.signIn, signInRequest(email, password))
        guard case .signedIn(let signedIn)? = answer.outcome, let session = signedIn.session,
            let account = Identifier(session.accountID)
        else { preconditionFailure("signed in without a session") }
        let caller = TestCaller(
            name: email, account: account, server: manager.server, token: signedIn.token, clock: clock,
            address: address.map { $0 + ":50000" } ?? TestCaller.anywhere)
        return (caller, session)
    }
}
