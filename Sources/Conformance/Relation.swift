/// How a caller stands to the things that a method is about: what a role may do, it may do only to things in that relation.
package enum Relation: Sendable, Equatable {
    /// The caller's own account, its sessions and what is said of it.
    case ownAccount
    /// The services that the account is confined to, and what belongs to them.
    case ownServices
    /// The assessment that an engagement opens, its evidence and its actions.
    case engagement
    /// Everything of the tenant.
    case tenant
}
