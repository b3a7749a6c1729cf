import Synchronization

/// The TLS of a listening address: the context that new connections get. It can be replaced while the server runs;
/// connections keep the one that they began with.
package final class ServerTLS: Sendable {
    private let context: Mutex<TLSContext>

    /// Begins with a context.
    package init(_ context: TLSContext) {
        self.context = Mutex(context)
    }

    /// What a connection that comes now gets.
    package var current: TLSContext { context.withLock { $0 } }

    /// Has connections that come from now on get another. Make it with `continuing: current`, or the sessions that
    /// clients hold can't be resumed.
    package func replace(with fresh: TLSContext) { context.withLock { $0 = fresh } }
}
