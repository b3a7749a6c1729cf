import Crypto
import Kernel
import Storage

/// Seals the tenants' audit logs: adds what was logged to the tree, and signs its head.
///
/// It looks for the tenants that this server has logged for (`sealNoted`), often; and now and then asks every tenant
/// (`noteAll`) for what others have logged, such as the operator's commands, or this server before it was started anew.
package struct Sealer: Sendable {
    /// What a sealing did.
    package struct Result: Sendable, Equatable {
        /// Entries that were sealed.
        package var entries = 0
        /// Tenants whose log could not be sealed; they are tried again. With each what failed, for the log.
        package var failures: [String] = []
        /// Whether logs were left to others who were sealing them; they are looked at again.
        package var wasBusy = false

        /// Nothing.
        package init() {}
    }

    private let store: Store
    private let key: Ed25519.PrivateKey
    private let clock: any Clock

    /// Makes a sealer of a store's logs, which signs with the key.
    package init(_ store: Store, key: Ed25519.PrivateKey, clock: any Clock) {
        self.store = store
        self.key = key
        self.clock = clock
    }

    /// Seals the logs of the tenants that were noted until nothing is left to seal. They take turns, a seal each: nobody waits
    /// for all of somebody else's entries.
    package func sealNoted() async -> Result {
        var result = Result()
        var waiting = store.unsealed.take()
        while !waiting.isEmpty {
            for tenant in waiting {
                do {
                    let scope = SystemScope(store, tenant: tenant)
                    switch try await scope.sealLog(with: key, now: clock.now().microseconds) {
                    case .drained(let count):
                        result.entries += count
                        waiting.remove(tenant)
                    case .more(let count): result.entries += count
                    case .busy:
                        result.wasBusy = true
                        store.unsealed.note(tenant)
                        waiting.remove(tenant)
                    }
                } catch {
                    result.failures.append("\(tenant): \(error)")
                    store.unsealed.note(tenant)
                    waiting.remove(tenant)
                }
            }
        }
        return result
    }

    /// Notes every tenant whose log has entries that are not sealed. Throws when the tenants can't be listed or asked.
    package func noteAll() async throws {
        for tenant in try await SystemScope.all(in: store) where try await tenant.hasUnsealedEntries() {
            store.unsealed.note(tenant.tenantID)
        }
    }
}
