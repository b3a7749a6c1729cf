import Storage

/// What every handler works with.
package struct ServiceEnvironment: Sendable {
    /// Where everything is kept.
    package let store: Store
    /// Who calls are from.
    let authenticator: Authenticator
    /// The limits of uploads.
    package let limits: ServiceLimits

    /// Makes the environment of a store.
    package init(store: Store, limits: ServiceLimits = ServiceLimits()) {
        self.store = store
        self.limits = limits
        authenticator = Authenticator(store: store)
    }
}

/// Limits of what services take, besides those of the protocol's fields and of the transport.
package struct ServiceLimits: Sendable, Equatable {
    /// The largest file, in bytes. Default 1 GiB.
    package var largestEvidence = 1 << 30

    /// The default limits.
    package init() {}
}
