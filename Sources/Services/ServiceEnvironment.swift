import Storage

/// What every handler works with.
package struct ServiceEnvironment: Sendable {
    /// Where everything is kept.
    package let store: Store
    /// Who calls are from.
    let authenticator: Authenticator
    /// How many calls are let in.
    let rateLimiter: RateLimiter
    /// The limits of uploads.
    package let limits: ServiceLimits

    /// Makes the environment of a store.
    package init(store: Store, limits: ServiceLimits = ServiceLimits()) {
        self.store = store
        self.limits = limits
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
