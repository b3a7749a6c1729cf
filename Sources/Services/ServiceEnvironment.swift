import RPC
import Storage
import Synchronization

/// What every handler works with.
package struct ServiceEnvironment: Sendable {
    /// Where everything is kept.
    package let store: Store
    /// Who calls are from.
    let authenticator: Authenticator
    /// The limits of uploads and of sessions.
    package let limits: ServiceLimits
    /// Where passwords are hashed: apart from other long work, so that a storm of sign-ins holds up nothing else.
    let passwordOffload: Offload
    /// Slows the guessing of passwords.
    let throttle = SharedThrottle()

    /// Makes the environment of a store.
    package init(store: Store, limits: ServiceLimits = ServiceLimits(), passwordOffload: Offload = .inline) {
        self.store = store
        self.limits = limits
        self.passwordOffload = passwordOffload
        authenticator = Authenticator(store: store)
    }
}

/// Limits of what services take, besides those of the protocol's fields and of the transport.
package struct ServiceLimits: Sendable, Equatable {
    /// The largest file, in bytes. Default 1 GiB.
    package var largestEvidence = 1 << 30
    /// How long a session may go unused. Default 30 minutes.
    package var sessionIdle = Duration.seconds(30 * 60)
    /// How long a session lasts, however it is used. Default 12 hours.
    package var sessionLength = Duration.seconds(12 * 3600)

    /// The default limits.
    package init() {}
}
