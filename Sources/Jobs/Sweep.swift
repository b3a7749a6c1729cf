import Kernel
import Storage

/// Removes what was left behind in every tenant: uploads that were broken off, and answers that have outlived their
/// 24 hours.
package struct Sweep: Sendable {
    /// What a sweep removed.
    package struct Result: Sendable, Equatable {
        /// Uploads that were not sealed.
        package var uploads = 0
        /// Remembered answers.
        package var answers = 0
        /// Tenants in which something failed; the next sweep tries them again. With each what failed, for the log.
        package var failures: [String] = []

        /// Nothing.
        package init() {}
    }

    private let store: Store
    private let clock: any Clock
    private let idleSeconds: Int

    /// How long an upload may be idle, in seconds: one hour.
    package static let defaultIdleSeconds = 3600

    /// Makes a sweep of a store.
    ///
    /// - Parameter idleSeconds: How long an upload may send nothing before it is removed. It has to be longer than a
    ///   call may stall; then none that is still being sent is removed.
    package init(_ store: Store, clock: any Clock, idleSeconds: Int = defaultIdleSeconds) {
        self.store = store
        self.clock = clock
        self.idleSeconds = idleSeconds
    }

    /// Visits every tenant once. Throws when the tenants can't be listed.
    package func run() async throws -> Result {
        var result = Result()
        for tenant in try await SystemScope.all(in: store) {
            do {
                result.uploads += try await tenant.sweepUploads(idleFor: idleSeconds)
                result.answers += try await tenant.forgetAnswers(now: clock.now().microseconds)
            } catch {
                // One tenant's trouble keeps nobody else's from being swept.
                result.failures.append("\(tenant.tenantID): \(error)")
            }
        }
        return result
    }
}
