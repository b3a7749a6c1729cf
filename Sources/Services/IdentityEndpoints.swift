import Conformance
import Messages
import Storage

extension Endpoints {
    /// IdentityService.
    mutating func addIdentity(_ environment: ServiceEnvironment) {
        typealias Service = Methods.IdentityService
        let signIn = SignIn(environment: environment)
        addAnonymous(Service.signIn) { try await signIn.signIn($0, $1) }
        add(Service.signOut) { try await $1.signOut() }
        add(Service.listSessions) { try await $1.listSessions($0) }
        addWrite(Service.revokeSession, key: \.idempotencyKey) { try await $1.revokeSession($0, as: $2) }
        add(Service.changePassword) { try await signIn.change($0, $1) }
        addAnonymous(Service.setPassword) { try await signIn.set($0, $1) }
        add(Service.whoAmI) { _, scope in
            // The database is asked, so that a credential that was revoked a moment ago is nobody.
            let tenant = try await scope.getTenant()
            let caller = scope.caller
            return WhoAmIResponse(
                callerID: caller.account.description, name: caller.name,
                role: Messages.Role(rawValue: Int32(caller.role.rawValue)), tenantID: caller.tenant.description,
                tenantName: tenant.name, serviceIDs: (caller.services ?? []).map(\.description))
        }
    }
}
