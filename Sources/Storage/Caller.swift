import Conformance

/// Who is calling, once a credential has been accepted.
package struct Caller: Sendable, Equatable {
    /// The tenant that the caller belongs to.
    package let tenant: Identifier
    /// The tenant's name.
    package let tenantName: String
    /// The account.
    package let account: Identifier
    /// The account's name.
    package let name: String
    /// What the account may do.
    package let role: Role
    /// The services that the account is confined to; nil for all of the tenant's.
    package let services: [Identifier]?
    /// The credential that was shown.
    package let credential: Identifier
    /// The credential's stamp when it was read. The database refuses entry once there is a later one: then the account was
    /// changed.
    package let credentialStamp: Int32

    /// Whether the caller may see and touch things of the service.
    package func mayReach(_ service: Identifier) -> Bool { services?.contains(service) ?? true }
}
