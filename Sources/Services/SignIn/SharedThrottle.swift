import Storage
import Synchronization

/// The one throttle of a server, for all loops.
package final class SharedThrottle: Sendable {
    private let throttle = Mutex(SignInThrottle())

    /// Makes one that has seen nobody.
    package init() {}

    /// Tries an account's password. Throws `SignInFailure.wait` if it may not be tried now. What the body throws counts as a
    /// failed attempt if it is a `SignInFailure` or the caller has gone, and is not counted otherwise.
    func trying<T>(
        _ account: SignInThrottle.Account, from address: String, at now: Int64, _ body: () async throws -> T
    ) async throws -> T {
        if case .wait(let time) = throttle.withLock({ $0.attempt(account, from: address, at: now) }) {
            throw SignInFailure.wait(microseconds: time)
        }
        do {
            let result = try await body()
            throttle.withLock { $0.succeeded(account, from: address, at: now) }
            return result
        } catch {
            if !(error is SignInFailure || error is CancellationError) {
                throttle.withLock { $0.withdrawn(account, from: address, at: now) }
            }
            throw error
        }
    }
}

/// Why nobody was signed in. Of what was wrong it tells nothing.
enum SignInFailure: Error {
    /// What was shown is not what opens an account.
    case refused
    /// It is not the password so far.
    case oldPasswordRefused
    /// The one-time token is not good, or not any more.
    case tokenRefused
    /// Too many attempts failed; how long the next has to wait, in microseconds.
    case wait(microseconds: Int64)
}
