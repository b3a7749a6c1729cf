import Kernel
import RPC

/// Drives one client's connection: bytes from TCP through TLS to the engine of the protocol that was agreed, and back.
final class ServerConnection: EngineHost, TCPConnectionHandler, LoopFlushable {
    let loop: EventLoop
    private(set) var peer: Peer
    private let connection: TCPConnection
    private let buffers: LoopBuffers
    private let environment: ServerEnvironment
    private let makeEngine: (String?, any EngineHost) -> any ServerEngine
    private let didClose: (ServerConnection) -> Void
    private let tls: TLSEngine
    private var state = State.handshaking
    /// It holds the connection and is cancelled when that is closed; a weak reference would slow each retain of the connection.
    private var timer: LoopTimer?
    private var lastActivity: MonotonicInstant
    private var queue: ByteQueue?
    private var outputStage = OutputStage.none
    private var isReadingPaused = false
    private var stallTimer: LoopTimer?
    /// What the client had taken of the output when that was looked at, and since when it is no more.
    private var taken: (bytes: UInt64, since: MonotonicInstant)

    private enum State {
        case handshaking
        case running(any ServerEngine)
        /// The last bytes are on their way; the engine is kept so that its handlers hear of the end.
        case closing((any ServerEngine)?)
        case closed
    }

    init(
        _ connection: TCPConnection, context: TLSContext, buffers: LoopBuffers, environment: ServerEnvironment,
        makeEngine: @escaping (String?, any EngineHost) -> any ServerEngine,
        didClose: @escaping (ServerConnection) -> Void
    ) throws(TLSError) {
        self.connection = connection
        self.buffers = buffers
        self.environment = environment
        self.makeEngine = makeEngine
        self.didClose = didClose
        loop = connection.loop
        lastActivity = loop.now
        taken = (0, lastActivity)
        peer = Peer(address: connection.peerAddress)
        tls = try TLSEngine(context, output: buffers.ciphertext)
    }

    /// Begins to read.
    func start() {
        timer = loop.schedule(after: environment.limits.handshakeTimeout) { [self] in timerFired() }
        connection.start(self)
    }

    // MARK: From the client

    func connectionDidRead(_ bytes: UnsafeRawBufferPointer) {
        switch state {
        case .handshaking, .running: break
        case .closing, .closed: return
        }
        do throws(TLSError) {
            let peerClosed = try tls.receive(
                bytes, scratch: buffers.plaintext, established: didEstablish,
                deliver: { plaintext in
                    guard case .running(let engine) = state else { return false }
                    engine.receive(plaintext)
                    if case .running = state { return true }
                    return false
                })
            buffers.write(to: connection)
            if peerClosed { closeInOrder() }
        } catch {
            // An alert may lie in the buffer.
            buffers.write(to: connection)
            fail(error)
        }
    }

    private func didEstablish() {
        peer.certificate = tls.peerCertificate
        lastActivity = loop.now
        state = .running(makeEngine(tls.applicationProtocol, self))
        timer?.cancel()
        timer = loop.schedule(after: environment.limits.idleTimeout) { [self] in timerFired() }
    }

    private func fail(_ error: TLSError) {
        switch error.phase {
        case .handshake, .configuration:
            environment.connectionObserver?.handshakeFailed(address: peer.address, reason: error.reason)
        case .session:
            environment.connectionObserver?.protocolViolated(address: peer.address, reason: error.description)
        }
        // What is queued can't be encrypted any more.
        dropQueue()
        closeInOrder()
    }

    func connectionDidClose(_ error: KernelError?) {
        timer?.cancel()
        timer = nil
        stallTimer?.cancel()
        stallTimer = nil
        dropQueue()
        let engine: (any ServerEngine)?
        switch state {
        case .handshaking:
            engine = nil
            environment.connectionObserver?.handshakeFailed(
                address: peer.address, reason: error.map { "\($0)" } ?? "the client closed before it was done")
        case .running(let running): engine = running
        case .closing(let closing): engine = closing
        case .closed: return
        }
        state = .closed
        engine?.connectionDidClose()
        didClose(self)
    }

    // MARK: To the client

    var output: ByteQueue {
        if let queue { return queue }
        let taken = buffers.takeQueue()
        queue = taken
        return taken
    }

    var isCongested: Bool {
        connection.pendingWriteBytes + (queue?.count ?? 0) > environment.limits.pendingOutput
    }

    func flushSoon() {
        if outputStage != .none { return }
        outputStage = .produce
        loop.atEndOfBurst(self)
    }

    /// What is to be done next for the client.
    private enum OutputStage {
        case none
        /// The engine writes what it has answered: at the end of the burst, while all of that is near, and so that not the
        /// calls of all connections that were read lie there at once.
        case produce
        /// It is encrypted and sent: at the end of the turn, what came in several bursts together.
        case send
    }

    func loopFlush() {
        if case .running(let engine) = state { engine.produceOutput() }
        if outputStage == .produce {
            outputStage = .send
            return loop.atEndOfTurn(self)
        }
        outputStage = .none
        switch state {
        case .running: flush()
        case .handshaking, .closing, .closed: dropQueue()
        }
    }

    private func flush() {
        guard let queue else { return }
        if queue.isEmpty { return dropQueue() }
        let wasCongested = isCongested
        do throws(TLSError) {
            try tls.send(queue.bytes)
            dropQueue()
            buffers.write(to: connection)
        } catch {
            buffers.write(to: connection)
            fail(error)
            return
        }
        watchForStall()
        if !isReadingPaused, isCongested {
            // Who does not take answers need not ask more.
            isReadingPaused = true
            connection.pauseReading()
        }
        // The system has taken everything at once, so it will not tell of it; but senders may have seen the full queue.
        if wasCongested, connection.pendingWriteBytes == 0, case .running(let engine) = state {
            engine.outputDidDrain()
        }
    }

    private func dropQueue() {
        guard let queue else { return }
        self.queue = nil
        buffers.giveBack(queue)
    }

    func connectionDidDrain() {
        guard case .running(let engine) = state else { return }
        if isReadingPaused {
            isReadingPaused = false
            connection.resumeReading()
        }
        engine.outputDidDrain()
    }

    // MARK: Time

    /// Output that the client does not take keeps memory, whether or not any call still waits for it.
    private func watchForStall() {
        guard stallTimer == nil, connection.pendingWriteBytes > 0 else { return }
        taken = (connection.takenBytes, loop.now)
        scheduleStallTimer()
    }

    private func scheduleStallTimer() {
        stallTimer = loop.schedule(after: environment.limits.stallTimeout / 4) { [weak self] in self?.lookForStall() }
    }

    private func lookForStall() {
        stallTimer = nil
        guard case .running = state, connection.pendingWriteBytes > 0 else { return }
        if taken.bytes != connection.takenBytes {
            taken = (connection.takenBytes, loop.now)
        } else if loop.now - taken.since >= environment.limits.stallTimeout {
            environment.connectionObserver?.protocolViolated(
                address: peer.address, reason: "the client has taken nothing for too long")
            // Nothing can be said to who does not listen.
            connection.abort()
            return
        }
        scheduleStallTimer()
    }

    func noteActivity() { lastActivity = loop.burstBegan }

    private func timerFired() {
        switch state {
        case .handshaking:
            state = .closing(nil)
            environment.connectionObserver?.handshakeFailed(address: peer.address, reason: "it took too long")
            connection.abort()
        case .running(let engine):
            // Set anew only when it fires: activity costs no timer.
            let limit = environment.limits.idleTimeout
            let idle = engine.callCount > 0 ? .zero : loop.now - lastActivity
            if idle >= limit {
                engine.beginShutdown("the connection was idle")
            } else {
                timer = loop.schedule(after: limit - idle) { [self] in timerFired() }
            }
        case .closing, .closed: break
        }
    }

    // MARK: The end

    func close(violation: String?) {
        if let violation {
            environment.connectionObserver?.protocolViolated(address: peer.address, reason: violation)
        }
        if case .running = state { flush() }
        closeInOrder()
    }

    private func closeInOrder() {
        switch state {
        case .handshaking: state = .closing(nil)
        case .running(let engine): state = .closing(engine)
        case .closing, .closed: return
        }
        dropQueue()
        tls.close()
        buffers.write(to: connection)
        connection.close()
    }

    /// The server takes no further call.
    func beginShutdown() {
        switch state {
        case .handshaking: closeInOrder()
        case .running(let engine): engine.beginShutdown("the server is shutting down")
        case .closing, .closed: break
        }
    }

    /// The time for finishing calls is over.
    func endNow() {
        switch state {
        case .handshaking: closeInOrder()
        case .running(let engine):
            engine.endCalls(Status(.unavailable, "the server is shutting down; the call was broken off"))
        case .closing: connection.abort()
        case .closed: break
        }
    }
}
