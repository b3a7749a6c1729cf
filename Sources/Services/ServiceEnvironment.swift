import RPC
import Storage
import Synchronization

/// What every handler works with.
package struct ServiceEnvironment: Sendable {
    /// Where everything is kept.
    package let store: Store
    /// Who calls are from.
    let authenticator: Authenticator
    /// How many calls are let in.
    let rateLimiter: RateLimiter
    /// The limits of uploads, rates and sessions.
    package let limits: ServiceLimits
    /// Where passwords are hashed: apart from other long work, so that a storm of sign-ins holds up nothing else.
    let passwordOffload: Offload
    /// Slows the guessing of passwords.
    let throttle = SharedThrottle()
    /// Whether the server can serve, and who is told.
    package let health: ServerHealth
    /// Whether the server tells what its protocol's files say.
    let offersReflection: Bool
    /// What is judged from records.
    let verdicts = Verdicts()

    /// Makes the environment of a store.
    /// - Parameters:
    ///   - offersReflection: whether there are the services of gRPC's reflection.
    ///   - health: whether the server can serve; if none is given, as long as the store's database answers.
    package init(
        store: Store, limits: ServiceLimits = ServiceLimits(), passwordOffload: Offload = .inline,
        offersReflection: Bool = true, health: ServerHealth? = nil
    ) {
        self.store = store
        self.limits = limits
        self.passwordOffload = passwordOffload
        self.offersReflection = offersReflection
        self.health = health ?? ServerHealth { await TenantScope.isAlive(store) }
        authenticator = Authenticator(store: store)
        rateLimiter = RateLimiter(limits)
    }
}

/// Limits of what services take, besides those of the protocol's fields and of the transport.
package struct ServiceLimits: Sendable, Equatable {
    /// The largest file, in bytes. Default 1 GiB.
    package var largestEvidence = 1 << 30
    /// The calls of one caller. A person at a terminal makes a few a second; a program that fetches all that it may see,
    /// some hundreds.
    package var callerRate = TokenBucket.Limit(perSecond: 200, burst: 400)
    /// The calls of one tenant, all its callers together: two cores answer some ten thousand a second.
    package var tenantRate = TokenBucket.Limit(perSecond: 1000, burst: 2000)
    /// How long a session may go unused. Default 30 minutes.
    package var sessionIdle = Duration.seconds(30 * 60)
    /// How long a session lasts, however it is used. Default 12 hours.
    package var sessionLength = Duration.seconds(12 * 3600)

    /// The default limits.
    package init() {}

    /// The default limits with calls at any rate: for callers in memory.
    package static var unlimitedRates: ServiceLimits {
        var limits = ServiceLimits()
        limits.callerRate = .none
        limits.tenantRate = .none
        return limits
    }
}
