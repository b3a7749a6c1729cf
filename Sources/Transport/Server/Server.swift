import Kernel
import RPC
import Synchronization

/// Listens on addresses, and serves calls on the connections that come, until it is shut down.
package final class Server: Sendable {
    /// An address to listen on, and how its clients are met.
    package struct Address: Sendable {
        /// The address and port; port 0 lets the system choose.
        package var socket: SocketAddress
        /// The TLS of its connections: one that asks for certificates serves machines, one that doesn't serves people.
        package var tls: ServerTLS

        /// Makes an address.
        package init(_ socket: SocketAddress, tls: ServerTLS) {
            self.socket = socket
            self.tls = tls
        }

        /// Makes an address whose TLS stays as it is.
        package init(_ socket: SocketAddress, tls: TLSContext) {
            self.init(socket, tls: ServerTLS(tls))
        }
    }

    private let environment: ServerEnvironment
    private let loops: EventLoopGroup
    private let protocols: ServerProtocols
    private let loopStates: [LoopBound<LoopState>]
    private let acceptor: LoopBound<Acceptor>
    private let progress = Mutex(Progress())

    /// What belongs to one loop.
    private final class LoopState {
        let buffers = LoopBuffers()
        var connections: [ObjectIdentifier: ServerConnection] = [:]
    }

    /// What belongs to the loop that accepts.
    private final class Acceptor {
        var listeners: [TCPListener] = []
        var rotation: LoopTimer?
        var tls: [ServerTLS] = []
    }

    /// How many connections there are, and who waits for their end.
    private struct Progress {
        var connections = 0
        var isDraining = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    /// How often the keys of session tickets change.
    private static let ticketRotation = Duration.seconds(3600)

    /// Makes a server on loops that run. The limits have to be right: see `TransportLimits.check`.
    package init(
        environment: ServerEnvironment, loops: EventLoopGroup, protocols: ServerProtocols = ServerProtocols()
    ) {
        let problems = environment.limits.check()
        precondition(problems.isEmpty, problems.joined(separator: "; "))
        self.environment = environment
        self.loops = loops
        self.protocols = protocols
        loopStates = loops.loops.map { LoopBound(LoopState(), loop: $0) }
        acceptor = LoopBound(Acceptor(), loop: loops.loops[0])
    }

    /// Connections that are open, in whatever state.
    package var connectionCount: Int { progress.withLock { $0.connections } }

    /// Begins to listen on all addresses, and gives them with their real ports. Listens on none if one fails.
    package func start(_ addresses: [Address]) async throws -> [SocketAddress] {
        try await acceptor.loop.run { [self] in
            var listeners: [TCPListener] = []
            do {
                for address in addresses { listeners.append(try listen(address)) }
            } catch {
                for listener in listeners { listener.close() }
                throw error
            }
            acceptor.value.listeners += listeners
            acceptor.value.tls += addresses.map(\.tls)
            if acceptor.value.rotation == nil { scheduleRotation() }
            return listeners.map(\.address)
        }
    }

    private func listen(_ address: Address) throws(KernelError) -> TCPListener {
        try TCPListener(
            loop: acceptor.loop, address: address.socket, targets: loops.loops, limit: environment.limits.connections
        ) { [self] connection in accept(connection, address.tls.current) }
    }

    private func scheduleRotation() {
        acceptor.value.rotation = acceptor.loop.schedule(after: Self.ticketRotation) { [weak self] in
            guard let self else { return }
            for side in acceptor.value.tls { side.current.rotateTicketKeys() }
            scheduleRotation()
        }
    }

    // MARK: Connections

    private func accept(_ connection: TCPConnection, _ context: TLSContext) {
        let state = loopStates[connection.loop.index].value
        let isWelcome = progress.withLock { progress in
            guard !progress.isDraining, progress.connections < environment.limits.connections else { return false }
            progress.connections += 1
            return true
        }
        guard isWelcome else {
            connection.abort()
            return
        }
        do throws(TLSError) {
            let served = try ServerConnection(
                connection, context: context, buffers: state.buffers, environment: environment,
                makeEngine: { [environment, protocols] in protocols.engine($0, $1, environment) },
                didClose: { [self] in didClose($0, state) })
            state.connections[ObjectIdentifier(served)] = served
            served.start()
        } catch {
            environment.connectionObserver?.handshakeFailed(
                address: connection.peerAddress, reason: error.description)
            connection.abort()
            countClosed()
        }
    }

    private func didClose(_ connection: ServerConnection, _ state: LoopState) {
        state.connections[ObjectIdentifier(connection)] = nil
        countClosed()
    }

    private func countClosed() {
        let waiter = progress.withLock { progress -> CheckedContinuation<Void, Never>? in
            progress.connections -= 1
            guard progress.connections == 0 else { return nil }
            let waiter = progress.waiter
            progress.waiter = nil
            return waiter
        }
        waiter?.resume()
    }

    // MARK: Shutdown

    /// Stops listening, tells every client, lets the calls under way finish for `grace` at most, breaks off what is left,
    /// and returns when every connection is closed. Once.
    package func shutdown(grace: Duration) async {
        let acceptor = acceptor
        await onLoop(acceptor.loop) {
            for listener in acceptor.value.listeners { listener.close() }
            acceptor.value.listeners = []
            acceptor.value.rotation?.cancel()
        }
        progress.withLock {
            precondition(!$0.isDraining, "a server is shut down once")
            $0.isDraining = true
        }
        onEachConnection { $0.beginShutdown() }
        let timer = await onLoop(acceptor.loop) { [self] in
            LoopBound(
                acceptor.loop.schedule(after: grace) { [weak self] in self?.onEachConnection { $0.endNow() } },
                loop: acceptor.loop)
        }
        await withCheckedContinuation { continuation in
            let isDone = progress.withLock { progress in
                if progress.connections == 0 { return true }
                progress.waiter = continuation
                return false
            }
            if isDone { continuation.resume() }
        }
        await onLoop(acceptor.loop) { timer.value.cancel() }
    }

    private func onEachConnection(_ body: @escaping @Sendable (ServerConnection) -> Void) {
        for state in loopStates {
            state.loop.execute {
                for connection in state.value.connections.values { body(connection) }
            }
        }
    }

    private func onLoop<T: Sendable>(_ loop: EventLoop, _ body: @escaping @Sendable () -> T) async -> T {
        await withCheckedContinuation { continuation in
            let isTaken = loop.tryExecute { continuation.resume(returning: body()) }
            precondition(isTaken, "a server is shut down before its loops are stopped")
        }
    }
}
