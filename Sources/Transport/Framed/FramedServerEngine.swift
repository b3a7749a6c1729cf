import Kernel
import RPC

/// Runs the calls of one connection of the native protocol: frames to `ServerSession`, its outcomes to handlers, their
/// answers to frames.
package final class FramedServerEngine: ServerEngine, CallCarrier {
    /// The loop of the connection.
    let loop: EventLoop
    let limits: TransportLimits
    private let environment: ServerEnvironment
    private let assembler: FrameAssembler
    private var session: ServerSession
    private var calls: [ServerCall?] = []
    let contexts: CallContexts
    /// Nil once the connection is closing: nothing is written any more.
    private var host: (any EngineHost)?

    /// Makes the engine of a connection.
    package init(host: any EngineHost, environment: ServerEnvironment) {
        self.host = host
        self.environment = environment
        contexts = CallContexts(environment, loop: host.loop)
        loop = host.loop
        limits = environment.limits
        assembler = FrameAssembler(maximumFrame: limits.messageSize + FramedProtocol.frameAllowance)
        session = ServerSession(
            limits: ServerSession.Limits(
                calls: limits.callsPerConnection, message: limits.messageSize,
                memoryPerRequest: limits.memoryPerRequest, metadata: limits.metadataSize, pings: limits.pings))
    }

    /// The calls that are under way.
    package var callCount: Int { session.callCount }

    // MARK: Frames

    /// Takes bytes as they came: whole frames, parts, or several. A breach of the protocol closes the connection.
    package func receive(_ plaintext: UnsafeRawBufferPointer) {
        do throws(ProtocolFault) {
            let now = loop.burstBegan.nanoseconds
            try assembler.receive(plaintext) { bytes throws(ProtocolFault) in
                let frame = try FrameDecoder.decode(bytes)
                host?.noteActivity()
                act(on: session.receive(frame, now: now), now: now)
                return host != nil
            }
        } catch {
            close(error)
        }
        if session.callCount == 0 { assembler.releaseMemory() }
    }

    private func act(on outcome: ServerSession.Outcome, now: UInt64) {
        switch outcome {
        case .nothing: break
        case .begin(let slot, let open): begin(slot, open, now: now)
        case .refuse(let id, let open, let status): refuse(id, open, status, now: now)
        case .message(let slot, let payload, let last): call(slot).receive(EncodedMessage(bytes: payload), last: last)
        case .halfClose(let slot): call(slot).receiveHalfClose()
        case .credit(let slot): call(slot).maySendNow()
        case .cancel(let slot):
            // The session has ended it already: there is nobody to answer.
            call(slot).end(Status(.cancelled, "the client cancelled the call"), cause: nil)
        case .fail(let slot, let status): fail(call(slot), status)
        case .pong(let payload): write(Frame(call: 0, .pong(payload)))
        case .fault(let fault): close(fault)
        }
    }

    private func call(_ slot: Int) -> ServerCall {
        guard let call = calls[slot] else { preconditionFailure("the session knows a call that the engine does not") }
        return call
    }

    private func begin(_ slot: Int, _ open: OpenFrame, now: UInt64) {
        let call = ServerCall(
            self, slot: slot, context: context(open, now: now), begun: now,
            first: open.message.map { EncodedMessage(bytes: $0) }, isHalfClosed: open.halfClose)
        while calls.count <= slot { calls.append(nil) }
        calls[slot] = call
        guard let handler = environment.router.handler(for: open.method) else {
            fail(call, environment.router.unimplemented(open.method))
            release(call)
            return
        }
        call.start(handler)
    }

    private func refuse(_ id: UInt32, _ open: OpenFrame, _ status: Status, now: UInt64) {
        write(Frame(call: id, .end(EndFrame(status))))
        // The name may be what is wrong with it.
        environment.callObserver?.callEnded(
            context(open, now: now), status: status, cause: nil, duration: .zero,
            requestBytes: open.message?.count ?? 0, responseBytes: 0)
    }

    private func context(_ open: OpenFrame, now: UInt64) -> CallContext {
        let (timeout, overflow) = open.timeout.multipliedReportingOverflow(by: 1000)
        return contexts.make(
            open.method, open.metadata, timeout: open.timeout == 0 ? nil : overflow ? .max : timeout,
            peer: host?.peer ?? Peer(address: ""), begun: now)
    }

    private func write(_ frame: Frame) {
        guard let host else { return }
        FrameEncoder.append(frame, to: host.output)
        host.flushSoon()
    }

    // MARK: What calls do

    /// Whether a call may send a message now.
    func maySend(_ call: ServerCall) -> Bool {
        guard let host else { return false }
        return session.maySend(call.slot) && !host.isCongested
    }

    /// Nothing is compressed: this protocol's clients are near.
    func compresses(_ call: ServerCall, _ count: Int) -> Bool { false }

    /// Sends a message of a call that may.
    func send(_ message: EncodedMessage, of call: ServerCall) {
        guard let host else { return }
        session.sent(call.slot, message.bytes.count)
        FrameEncoder.append(call: session.id(call.slot), message: message.bytes, halfClose: false, to: host.output)
        host.flushSoon()
    }

    /// A handler took a message: the client may send more.
    func consumed(_ count: Int, of call: ServerCall) {
        guard let grant = session.consumed(call.slot, count) else { return }
        write(Frame(call: session.id(call.slot), .credit(grant)))
    }

    /// A call has succeeded, with its last message.
    func succeed(_ call: ServerCall, _ message: EncodedMessage?) {
        if let host {
            FrameEncoder.append(call: session.id(call.slot), endWith: message?.bytes, to: host.output)
            host.flushSoon()
        }
        session.end(call.slot)
        call.end(nil, cause: nil)
    }

    /// A call has failed: the client is told and the handler cancelled.
    func fail(_ call: ServerCall, _ status: Status, cause: String? = nil) {
        write(Frame(call: session.id(call.slot), .end(EndFrame(status).bounded())))
        session.end(call.slot)
        call.end(status, cause: cause)
    }

    /// A handler has returned.
    func release(_ call: ServerCall) {
        session.release(call.slot)
        calls[call.slot] = nil
        if session.callCount > 0 { return }
        host?.noteActivity()
        assembler.releaseMemory()
        if session.isShuttingDown { closeHost(violation: nil) }
    }

    // MARK: The connection

    /// The connection takes output again: calls that waited go on sending.
    package func outputDidDrain() {
        for case let call? in calls { call.maySendNow() }
    }

    /// Takes no more calls, tells the client why, and closes after the last one.
    package func beginShutdown(_ reason: String) {
        guard host != nil, !session.isShuttingDown else { return }
        write(Frame(call: 0, .shutdown(lastCall: session.beginShutdown(), text: reason)))
        if session.callCount == 0 { closeHost(violation: nil) }
    }

    /// Ends all calls with a status and closes.
    package func endCalls(_ status: Status) {
        for slot in session.liveSlots { fail(call(slot), status) }
        closeHost(violation: nil)
    }

    /// The connection is gone: its calls are cancelled.
    package func connectionDidClose() {
        host = nil
        for slot in session.liveSlots {
            session.end(slot)
            call(slot).end(Status(.cancelled, "the client's connection is gone"), cause: nil)
        }
    }

    private func close(_ fault: ProtocolFault) {
        write(Frame(call: 0, .end(EndFrame(code: fault.code.rawValue, text: fault.text))))
        closeHost(violation: fault.text)
    }

    private func closeHost(violation: String?) {
        guard let host else { return }
        host.close(violation: violation)
        connectionDidClose()
    }
}
