import Kernel
import RPC

/// What every engine of a server works with.
package struct ServerEnvironment: Sendable {
    /// Which handler answers what.
    package let router: Router
    /// What bounds calls and connections.
    package let limits: TransportLimits
    /// Tells handlers the time.
    package let clock: any Clock
    /// Where handlers do long work.
    package let offload: Offload
    /// Is told of each call's end.
    package let callObserver: (any CallObserver)?
    /// Is told of refused handshakes and broken protocols.
    package let connectionObserver: (any ConnectionObserver)?

    /// Makes an environment.
    package init(
        router: Router, limits: TransportLimits, clock: any Clock, offload: Offload,
        callObserver: (any CallObserver)? = nil, connectionObserver: (any ConnectionObserver)? = nil
    ) {
        self.router = router
        self.limits = limits
        self.clock = clock
        self.offload = offload
        self.callObserver = callObserver
        self.connectionObserver = connectionObserver
    }
}
