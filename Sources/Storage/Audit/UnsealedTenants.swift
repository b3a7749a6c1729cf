import Synchronization

/// The tenants in whose audit log this server has inserted since they were sealed last. What another server inserted, or this
/// one before it was started anew, the sealer finds by asking each tenant now and then.
package final class UnsealedTenants: Sendable {
    private let tenants = Mutex<Set<Identifier>>([])

    /// Notes that an entry was inserted.
    package func note(_ tenant: Identifier) { _ = tenants.withLock { $0.insert(tenant) } }

    /// Takes the tenants that were noted.
    package func take() -> Set<Identifier> {
        tenants.withLock { tenants in
            let taken = tenants
            tenants.removeAll(keepingCapacity: true)
            return taken
        }
    }
}
