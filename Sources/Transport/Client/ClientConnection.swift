import Kernel
import RPC

/// Drives a client's connection of the native protocol. It belongs to its loop; `FramedClient` is its face to everybody else.
final class ClientConnection: TCPConnectionHandler, LoopFlushable {
    let loop: EventLoop
    private let connection: TCPConnection
    private let tls: TLSEngine
    private let buffers: LoopBuffers
    private let assembler: FrameAssembler
    private let settings: FramedClient.Settings
    private var session: ClientSession
    private var state = State.handshaking(nil)
    private var calls: [ClientCall?] = []
    /// Calls that wait because so many are under way.
    private var waiting: [ClientCall] = []
    private var pings: [UInt64: UnsafeContinuation<Status?, Never>] = [:]
    private var lastPing: UInt64 = 0
    private var closers: [UnsafeContinuation<Void, Never>] = []
    private var handshakeTimer: LoopTimer?
    private var queue: ByteQueue?
    private var isFlushScheduled = false

    private enum State {
        case handshaking(UnsafeContinuation<Status?, Never>?)
        case running
        /// Nothing more is sent, and every call has ended; the status says why.
        case closing(Status)
        case closed(Status)
    }

    init(
        _ connection: TCPConnection, context: TLSContext, serverName: String, settings: FramedClient.Settings,
        resuming: TLSSession?
    ) throws(TLSError) {
        self.connection = connection
        self.settings = settings
        loop = connection.loop
        buffers = LoopBuffers()
        tls = try TLSEngine(
            context, output: buffers.ciphertext, serverName: context.serverName ?? serverName, resuming: resuming)
        assembler = FrameAssembler(maximumFrame: settings.messageSize + FramedProtocol.frameAllowance)
        session = ClientSession(messageLimit: settings.messageSize)
    }

    /// Does the handshake; gives what went wrong.
    func start() async -> Status? {
        await withUnsafeContinuation { continuation in
            state = .handshaking(continuation)
            handshakeTimer = loop.schedule(after: settings.handshakeTimeout) { [weak self] in
                self?.fail(Status(.unavailable, "the TLS handshake took too long"))
            }
            connection.start(self)
            do throws(TLSError) {
                try tls.start()
                buffers.write(to: connection)
            } catch {
                fail(error)
            }
        }
    }

    /// What later connections may resume.
    var tlsSession: TLSSession? { tls.session }
    /// The TLS version and suite.
    var tlsDescription: String { tls.sessionDescription }

    // MARK: From the server

    func connectionDidRead(_ bytes: UnsafeRawBufferPointer) {
        guard isOpen else { return }
        do throws(TLSError) {
            let serverClosed = try tls.receive(
                bytes, scratch: buffers.plaintext, established: didEstablish,
                deliver: { plaintext in
                    receive(plaintext)
                    return isOpen
                })
            buffers.write(to: connection)
            if serverClosed { fail(Status(.unavailable, "the server has closed the connection")) }
        } catch {
            buffers.write(to: connection)
            fail(error)
        }
    }

    private var isOpen: Bool {
        switch state {
        case .handshaking, .running: true
        case .closing, .closed: false
        }
    }

    private func didEstablish() {
        handshakeTimer?.cancel()
        handshakeTimer = nil
        guard case .handshaking(let waiter) = state else { return }
        state = .running
        waiter?.resume(returning: nil)
    }

    private func receive(_ plaintext: UnsafeRawBufferPointer) {
        do throws(ProtocolFault) {
            try assembler.receive(plaintext) { bytes throws(ProtocolFault) in
                act(on: session.receive(try FrameDecoder.decode(bytes)))
                return isOpen
            }
        } catch {
            fail(error)
        }
        if session.callCount == 0 { assembler.releaseMemory() }
    }

    private func act(on outcome: ClientSession.Outcome) {
        switch outcome {
        case .nothing: break
        case .message(let slot, let payload): call(slot).receive(payload)
        case .end(let slot, let end): forget(slot).end(end.status, message: end.message)
        case .credit(let slot): call(slot).maySendNow()
        case .fail(let slot, let status): giveUp(call(slot), status)
        case .pong(let payload): pings.removeValue(forKey: payload)?.resume(returning: nil)
        case .answerPing(let payload): write(Frame(call: 0, .pong(payload)))
        case .shutdown(let neverBegun, let text):
            let status = Status(.unavailable, "the server began nothing: \(text)")
            for slot in neverBegun { forget(slot).end(status, message: nil) }
            failWaiting(status)
        case .connectionEnd(let end):
            fail(end.status ?? Status(.unavailable, "the server has ended the connection"))
        case .fault(let fault): fail(fault)
        }
    }

    private func call(_ slot: Int) -> ClientCall {
        guard let call = calls[slot] else { preconditionFailure("the session knows a call that the client does not") }
        return call
    }

    /// The session has let the slot go already.
    private func forget(_ slot: Int) -> ClientCall {
        let call = call(slot)
        calls[slot] = nil
        startWaiting()
        return call
    }

    func connectionDidDrain() {
        for case let call? in calls { call.maySendNow() }
    }

    func connectionDidClose(_ error: KernelError?) {
        let reason = error.map { "the connection broke: \($0)" } ?? "the server has closed the connection"
        fail(Status(.unavailable, reason))
        if case .closing(let status) = state { state = .closed(status) }
        let closers = self.closers
        self.closers = []
        for closer in closers { closer.resume() }
    }

    // MARK: Calls

    /// Begins a call, or has it wait for one under way to end.
    func begin(_ call: ClientCall) {
        if case .closing(let status) = state { return call.end(status, message: nil) }
        if case .closed(let status) = state { return call.end(status, message: nil) }
        if session.callCount >= settings.callsPerConnection {
            waiting.append(call)
            return
        }
        guard let (id, slot) = session.open() else {
            call.end(
                Status(.unavailable, "this connection takes no further call; the server shuts down"), message: nil)
            return
        }
        while calls.count <= slot { calls.append(nil) }
        calls[slot] = call
        let open = call.takeOpening(slot: slot)
        if let message = open.message { session.sent(slot, message.count) }
        write(Frame(call: id, .open(open)))
        if call.isStream { write(Frame(call: id, .credit(session.widen(slot, by: Self.streamWindow)))) }
    }

    /// What a stream of answers may hold beyond the initial window, in bytes: it bounds what waits for the application.
    private static let streamWindow = 1_048_576

    private func startWaiting() {
        guard !waiting.isEmpty, session.callCount < settings.callsPerConnection else { return }
        begin(waiting.removeFirst())
    }

    private func failWaiting(_ status: Status) {
        let calls = waiting
        waiting = []
        for call in calls { call.end(status, message: nil) }
    }

    func maySend(_ slot: Int) -> Bool {
        session.maySend(slot)
            && connection.pendingWriteBytes + (queue?.count ?? 0) <= settings.pendingOutput
    }

    func send(_ slot: Int, _ message: [UInt8], halfClose: Bool) {
        session.sent(slot, message.count)
        FrameEncoder.append(call: session.id(slot), message: message, halfClose: halfClose, to: output)
        flushSoon()
    }

    func halfClose(_ slot: Int) { write(Frame(call: session.id(slot), .halfClose)) }

    func consumed(_ slot: Int, _ count: Int) {
        guard let grant = session.consumed(slot, count) else { return }
        write(Frame(call: session.id(slot), .credit(grant)))
    }

    /// Ends a call from this side.
    func giveUp(_ call: ClientCall, _ status: Status) {
        if let slot = call.slot {
            write(Frame(call: session.id(slot), .cancel))
            session.release(slot)
            _ = forget(slot)
        } else {
            waiting.removeAll { $0 === call }
        }
        call.end(status, message: nil)
    }

    func ping(_ continuation: UnsafeContinuation<Status?, Never>) {
        switch state {
        case .closing(let status), .closed(let status): continuation.resume(returning: status)
        case .handshaking, .running:
            lastPing += 1
            pings[lastPing] = continuation
            write(Frame(call: 0, .ping(lastPing)))
        }
    }

    // MARK: To the server

    private var output: ByteQueue {
        if let queue { return queue }
        let taken = buffers.takeQueue()
        queue = taken
        return taken
    }

    private func write(_ frame: Frame) {
        FrameEncoder.append(frame, to: output)
        flushSoon()
    }

    private func flushSoon() {
        if isFlushScheduled { return }
        isFlushScheduled = true
        loop.atEndOfTurn(self)
    }

    func loopFlush() {
        isFlushScheduled = false
        guard let queue else { return }
        self.queue = nil
        defer { buffers.giveBack(queue) }
        guard case .running = state, !queue.isEmpty else { return }
        do throws(TLSError) {
            try tls.send(queue.bytes)
            buffers.write(to: connection)
        } catch {
            buffers.write(to: connection)
            fail(error)
        }
    }

    // MARK: The end

    func close(_ closer: UnsafeContinuation<Void, Never>?) {
        if case .closed = state {
            closer?.resume()
            return
        }
        if let closer { closers.append(closer) }
        fail(Status(.cancelled, "the connection was closed on this side"))
    }

    private func fail(_ error: TLSError) { fail(Status(.unavailable, error.description)) }

    private func fail(_ fault: ProtocolFault) {
        fail(Status(.internal, "the server broke the protocol: \(fault.text)"))
    }

    /// Ends every call with the status and closes.
    private func fail(_ status: Status) {
        let waiter: UnsafeContinuation<Status?, Never>?
        switch state {
        case .handshaking(let handshaking): waiter = handshaking
        case .running:
            loopFlush()
            waiter = nil
        case .closing, .closed: return
        }
        // `loopFlush` may have failed and come here already.
        guard isOpen else { return }
        state = .closing(status)
        handshakeTimer?.cancel()
        handshakeTimer = nil
        tls.close()
        buffers.write(to: connection)
        connection.close()
        for slot in session.liveSlots {
            session.release(slot)
            let ended = call(slot)
            calls[slot] = nil
            ended.end(status, message: nil)
        }
        failWaiting(status)
        let pings = self.pings
        self.pings = [:]
        for ping in pings.values { ping.resume(returning: status) }
        waiter?.resume(returning: status)
    }
}
