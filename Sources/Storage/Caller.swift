import Conformance

/// Who is calling, once a credential has been accepted.
package struct Caller: Sendable, Equatable {
    /// The tenant whose data the call is about: the caller's own, or the one that granted the engagement.
    package let tenant: Identifier
    /// The account, in the tenant that it belongs to.
    package let account: Identifier
    /// The account's name.
    package let name: String
    /// What the account may do.
    package let role: Role
    /// The services that the account is confined to; nil for all of the tenant's.
    package let services: [Identifier]?
    /// What was shown, and how far it goes.
    package let credential: AcceptedCredential
    /// The engagement in which the call is made; nil for calls within the caller's own tenant.
    package let engagement: EngagementGrant?

    /// Whether the caller may see and touch things of the service.
    package func mayReach(_ service: Identifier) -> Bool { services?.contains(service) ?? true }

    /// The same caller within an engagement: in another tenant, and confined to one assessment.
    package func within(_ grant: EngagementGrant) -> Caller {
        Caller(
            tenant: grant.tenant, account: account, name: name, role: role, services: [grant.service],
            credential: credential, engagement: grant)
    }
}

/// A credential that was accepted.
package struct AcceptedCredential: Sendable, Equatable {
    /// The tenant that it belongs to.
    package let tenant: Identifier
    /// Its id.
    package let id: Identifier
    /// What kind of proof it is.
    package let kind: ShownCredential.Kind
    /// Its stamp when it was read. The database refuses entry once there is a later one: then the account was changed.
    package let stamp: Int32
    /// What it may be used for; nil for all that the role may.
    package let scopes: [String]?
}

/// An engagement that names an assessor. It opens nothing by itself: the database reads the grant again in each call.
package struct EngagementGrant: Sendable, Equatable {
    /// The engagement.
    package let id: Identifier
    /// The tenant that granted it.
    package let tenant: Identifier
    /// The assessment that it opens.
    package let assessment: Identifier
    /// The service of that assessment.
    package let service: Identifier
}
