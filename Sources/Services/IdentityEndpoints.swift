import Conformance
import Messages
import Storage

extension Endpoints {
    /// IdentityService.
    mutating func addIdentity() {
        add(Methods.IdentityService.whoAmI) { _, scope in
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
