import CNGHTTP2
import Kernel
import RPC

/// Runs the requests of one HTTP/2 connection: gRPC's calls, and what an `HTTPService` answers whole.
package final class HTTP2ServerEngine: ServerEngine {
    /// The loop of the connection.
    let loop: EventLoop
    let limits: TransportLimits
    let environment: ServerEnvironment
    private let service: any HTTPService
    private var contexts: CallContexts
    /// Nil once the connection is closing: nothing is written any more.
    private(set) var host: (any EngineHost)?
    private(set) var session: HTTP2Session?
    var streams = HTTP2StreamTable()
    /// Handlers of gRPC's calls that run, whether or not their streams are still there.
    private var runningCalls = 0
    /// What the connection is to be ended for, once libnghttp2 has returned.
    private var fault: Fault?
    /// What libnghttp2 complained of last.
    private var complaint: String?
    /// Frames that move nothing, and streams that this side had to reset: a client that lives on them is sent away.
    private var overhead: Allowance
    private var resets: Allowance
    /// Whether a head has begun that has not ended. Most end in the read that began them, and never need the timer.
    private var isHeadOpen = false
    /// Whether a frame was complete in the read that is being handled.
    private var hasReceivedFrame = false
    // Timers hold the engine, and are cancelled when the connection is gone: a weak reference would give the engine a side
    // table, through which each of a call's many retains and releases would go from then on.
    private var headTimer: LoopTimer?
    private var stallTimer: LoopTimer?
    private var shutdownTimer: LoopTimer?
    private var isShuttingDown = false
    /// Whether streams are denied room; see `heldLimit`.
    var isWithholding = false
    /// When bytes of a body were written last, in nanoseconds on the monotonic clock.
    private var lastProgress: UInt64 = 0

    private struct Fault {
        let code: nghttp2_error_code
        let text: String
    }

    /// What a client may send of one request before the handler takes some, in bytes.
    private static let streamWindow: Int32 = 262_144
    private static let connectionWindow: Int32 = 4_194_304
    /// How long clients may still begin calls after they were told of the shutdown: those under way to the server.
    private static let shutdownNotice = Duration.milliseconds(100)
    /// The names and values of a head beyond which it is not a mistake but an attack, in heads of the largest size.
    private static let outrageousHeads = 8

    /// Makes the engine of a connection. The service answers what is not gRPC.
    package init(host: any EngineHost, environment: ServerEnvironment, service: any HTTPService) {
        self.host = host
        self.environment = environment
        self.service = service
        loop = host.loop
        limits = environment.limits
        contexts = CallContexts(environment, loop: loop)
        overhead = Allowance(burst: limits.controlFrames, perSecond: max(1, limits.controlFrames / 10))
        resets = overhead
        session = HTTP2Session(
            HTTP2Session.Settings(
                concurrentStreams: limits.callsPerConnection, streamWindow: Self.streamWindow,
                connectionWindow: Self.connectionWindow, headSize: limits.metadataSize), engine: self)
        // The client has to begin as well: a connection that says nothing is like a head that never ends.
        headBegan()
        watchHead()
        host.flushSoon()
    }

    /// Streams that are open, and handlers that outlive theirs.
    package var callCount: Int { max(streams.count, runningCalls + service.callCount) }

    // MARK: Bytes

    /// Takes bytes as they came. A breach of the protocol ends the stream or the connection, as HTTP/2 has it.
    package func receive(_ plaintext: UnsafeRawBufferPointer) {
        guard let session else { return }
        let failure = session.receive(plaintext)
        if hasReceivedFrame {
            hasReceivedFrame = false
            host?.noteActivity()
        }
        if let (code, reason) = failure {
            terminate(fault ?? Fault(code: code, text: complaint ?? reason))
        } else if let fault {
            terminate(fault)
        } else {
            watchHead()
            host?.flushSoon()
        }
    }

    /// Writes what waits, as far as the connection takes it.
    package func produceOutput() {
        guard let host, let session else { return }
        session.produce(to: host.output) { host.isCongested }
        if let fault {
            terminate(fault)
        } else if session.isOver {
            close(violation: complaint)
        } else {
            closeIfDone()
            watchForStalls()
        }
    }

    /// The connection takes output again.
    package func outputDidDrain() {
        wakeWriters()
        host?.flushSoon()
    }

    private func wakeWriters() {
        for stream in streams.all {
            if case .call(let call) = stream.use { call.maySendNow() }
        }
    }

    // MARK: From libnghttp2

    /// A head begins, or the connection: it has to end soon.
    func headBegan() { isHeadOpen = true }

    /// Once what came in one read was handled.
    private func watchHead() {
        guard isHeadOpen, headTimer == nil else { return }
        headTimer = loop.schedule(after: limits.handshakeTimeout) { [self] in
            terminate(Fault(code: NGHTTP2_ENHANCE_YOUR_CALM, text: "a request's head took too long"))
        }
    }

    /// A head has ended, or the rest of it is not looked at.
    private func headIsOver() {
        isHeadOpen = false
        headTimer?.cancel()
        headTimer = nil
    }

    /// Makes a stream; nil if it is refused.
    func begin(_ id: Int32) -> HTTP2Stream? {
        // The client's own count does not know of handlers whose streams it has reset, nor of answers that it leaves lying.
        guard runningCalls + service.callCount < limits.callsPerConnection, streams.pending <= limits.pendingOutput
        else {
            headIsOver()
            session?.refuse(id)
            return nil
        }
        return streams.add(id)
    }

    /// A field of a stream's head; false for an attack.
    func field(of stream: HTTP2Stream, _ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) -> Bool {
        let size: Int
        if case .head = stream.use {
            stream.head.add(name, value, limit: limits.metadataSize)
            size = stream.head.size
        } else {
            stream.trailerSize += name.count + value.count
            size = stream.trailerSize
        }
        guard size <= Self.outrageousHeads * limits.metadataSize else {
            fault = Fault(code: NGHTTP2_ENHANCE_YOUR_CALM, text: "a head or trailer of \(size) bytes and more")
            return false
        }
        return true
    }

    /// A head is complete, or a trailer, which says nothing to this server.
    func headEnded(_ stream: HTTP2Stream) {
        headIsOver()
        guard case .head = stream.use else { return }
        if stream.head.kind == .grpc, stream.head.method == "POST" { beginCall(stream) } else { beginRequest(stream) }
    }

    /// Bytes of a body. Who keeps them waiting does not hold up other streams: the connection's window is given back at once.
    func data(_ bytes: UnsafeRawBufferPointer, of stream: HTTP2Stream?) {
        session?.consumed(bytes.count)
        guard let stream else { return }
        switch stream.use {
        case .call(let call): call.receive(bytes)
        case .request(var request, let limit):
            // Without this the array would be copied for each piece.
            stream.use = .ignored
            stream.lastProgress = loop.now.nanoseconds
            if request.body.count + bytes.count > limit {
                answer(stream, service.tooLarge(request, limit: limit))
                holds(0, of: stream)
            } else {
                request.body.append(contentsOf: bytes)
                stream.use = .request(request, limit: limit)
                holds(request.body.count, of: stream)
            }
            consumed(bytes.count, of: stream)
        case .head, .exchange, .ignored: session?.consumed(bytes.count, of: stream)
        }
    }

    /// Nothing follows of a request.
    func requestEnded(_ stream: HTTP2Stream) {
        stream.isRequestComplete = true
        switch stream.use {
        case .call(let call): call.requestEnded()
        case .request(let request, _):
            stream.use = .ignored
            holds(0, of: stream)
            let exchange = service.begin(request) { [weak self] in self?.answer(stream, $0) }
            if case .ignored = stream.use, !stream.isAnswered { stream.use = .exchange(exchange) }
        case .head, .exchange, .ignored: break
        }
    }

    /// A stream is gone.
    func closed(_ stream: HTTP2Stream) {
        stream.isClosed = true
        streams.remove(stream)
        giveWithheldRoom()
        let use = stream.use
        stream.use = .ignored
        switch use {
        case .call(let call): call.streamClosed()
        case .exchange(let exchange): if !stream.isAnswered { exchange.cancel() }
        case .head, .request, .ignored: break
        }
    }

    /// A frame came; false if it was one too many of those that move nothing.
    func received(_ type: nghttp2_frame_type, isEmptyData: Bool) -> Bool {
        hasReceivedFrame = true
        switch type {
        case NGHTTP2_DATA where !isEmptyData: return true
        case NGHTTP2_HEADERS, NGHTTP2_WINDOW_UPDATE: return true
        // Counted when it began.
        case NGHTTP2_PRIORITY: return true
        case NGHTTP2_SETTINGS where isHeadOpen && streams.count == 0:
            // The client has begun.
            headIsOver()
        default: break
        }
        return takeOverhead()
    }

    /// A frame begins that libnghttp2 does not look at; false if it may not be, or was one too many.
    func ignoredBegan(_ type: nghttp2_frame_type, stream: Int32) -> Bool {
        guard type != NGHTTP2_PRIORITY || stream != 0 else {
            fault = Fault(code: NGHTTP2_PROTOCOL_ERROR, text: "PRIORITY: stream_id == 0")
            return false
        }
        return takeOverhead()
    }

    private func takeOverhead() -> Bool {
        guard overhead.take(now: loop.now.nanoseconds) else {
            fault = Fault(code: NGHTTP2_ENHANCE_YOUR_CALM, text: "too many frames that move nothing")
            return false
        }
        return true
    }

    /// A frame broke the rules; libnghttp2 resets the stream or ends the connection.
    func received(invalid reason: String, stream: Int32) {
        complaint = stream == 0 ? reason : "stream \(stream): \(reason)"
        // Only a frame of the head itself can have come while one is coming.
        headIsOver()
    }

    /// A stream was reset by this side, mostly because of what the client did. Other resets may wait to be written before
    /// the GOAWAY can be, so one too many stops none of them.
    func didReset() {
        if fault == nil, !resets.take(now: loop.now.nanoseconds) {
            fault = Fault(code: NGHTTP2_ENHANCE_YOUR_CALM, text: "too many streams had to be reset")
        }
    }

    /// An answer is written to its end. Who still sends the request is told that nobody wants it.
    func answerEnded(_ stream: HTTP2Stream) {
        guard !stream.isRequestComplete else { return }
        session?.reset(stream, NGHTTP2_NO_ERROR)
    }

    /// Where a piece of a body may go; nil if the connection takes no more now.
    var roomForData: ByteQueue? {
        guard let host, !host.isCongested else { return nil }
        return host.output
    }

    /// Moves a piece of a stream's body to the output.
    func moveBody(of stream: HTTP2Stream, _ count: Int, to output: ByteQueue) {
        stream.body.move(count, to: output)
        streams.pending -= count
        lastProgress = loop.now.nanoseconds
        stream.lastProgress = lastProgress
        if !stream.isBodyComplete, case .call(let call) = stream.use { call.maySendNow() }
    }

    /// Says what follows a body that is being written to its end; false if nothing does.
    func submitTrailer(of stream: HTTP2Stream) -> Bool {
        guard let trailer = stream.trailer else { return false }
        session?.submitTrailer(stream, trailer)
        return true
    }

    // MARK: Requests

    private func beginRequest(_ stream: HTTP2Stream) {
        if stream.head.isTooLarge {
            let most = "the head has more than \(limits.metadataSize) bytes or \(HTTP2Head.fieldLimit) fields"
            return answer(stream, HTTPResponse(status: 431, text: most))
        }
        let request = stream.head.request
        stream.head = HTTP2Head()
        stream.wantsHeadOnly = request.method == "HEAD"
        switch service.admit(request) {
        case .refuse(let response): answer(stream, response)
        case .body(let limit):
            stream.begun = loop.now.nanoseconds
            stream.lastProgress = stream.begun
            stream.use = .request(request, limit: limit)
        }
    }

    private func answer(_ stream: HTTP2Stream, _ response: HTTPResponse) {
        guard let session, !stream.isClosed, !stream.isAnswered else { return }
        stream.isAnswered = true
        stream.use = .ignored
        var fields = HTTP2Fields([(":status", String(response.status))])
        for field in response.headers.fields { fields.add(field.name, field.value.utf8) }
        fields.add("content-length", String(response.body.count).utf8)
        let hasBody = !response.body.isEmpty && !stream.wantsHeadOnly
        if hasBody { append(response.body, prefix: .none, to: stream) }
        stream.isBodyComplete = true
        fields.withValues { session.answer(stream, $0, $1, hasBody: hasBody) }
        host?.flushSoon()
    }

    // MARK: Calls

    private func beginCall(_ stream: HTTP2Stream) {
        let now = loop.now.nanoseconds
        let head = stream.head
        stream.head = HTTP2Head()
        var refusal: Status?
        let metadata = head.metadata
        if metadata == nil { refusal = Status(.invalidArgument, "a metadata value that should be base64 is not") }
        if head.isTooLarge {
            refusal = Status(
                .resourceExhausted,
                head.size > limits.metadataSize
                    ? "the metadata has \(head.size) bytes; the most is \(limits.metadataSize)"
                    : "the metadata has more than \(HTTP2Head.fieldLimit) entries")
        }
        let timeout = head.timeout.isEmpty ? nil : GRPCTimeout.nanoseconds(head.timeout)
        if !head.timeout.isEmpty, timeout == nil {
            refusal = Status(.invalidArgument, "grpc-timeout has to be up to 8 digits and one of H, M, S, m, u and n")
        }
        if case .unknown(let name) = head.encoding {
            refusal = Status(
                .unimplemented, "the encoding \(name.prefix(40)) is not known; identity and gzip are")
        }
        // By bytes: finding characters costs more.
        let method = String(Substring(head.path.utf8.dropFirst()))
        let context = contexts.make(
            method, metadata ?? Metadata(), timeout: timeout, peer: host?.peer ?? Peer(address: ""), begun: now,
            mayBeCompressed: head.encoding == .gzip)
        let call = GRPCCall(
            self, stream, context, begun: now, requestIsGzip: head.encoding == .gzip, acceptsGzip: head.acceptsGzip)
        stream.use = .call(call)
        runningCalls += 1
        let handler = environment.router.handler(for: method)
        if let refusal {
            call.refuse(refusal)
        } else if let handler, head.path.utf8.first == UInt8(ascii: "/") {
            call.start(handler)
        } else {
            call.refuse(environment.router.unimplemented(method))
        }
    }

    /// A call's handler has returned.
    func release() {
        runningCalls -= 1
        host?.noteActivity()
        if isShuttingDown { host?.flushSoon() }
    }

    /// Whether a call may add to its stream's body.
    func maySend(on stream: HTTP2Stream) -> Bool {
        guard let host else { return false }
        return stream.body.count < Self.fullBody && !host.isCongested
    }

    /// What of a stream's body may wait before its handler has to, in bytes.
    private static let fullBody = 65_536

    /// Begins an answer.
    func answer(_ stream: HTTP2Stream, _ fields: HTTP2Fields, hasBody: Bool) {
        guard let session, !stream.isClosed else { return }
        fields.withValues { session.answer(stream, $0, $1, hasBody: hasBody) }
        host?.flushSoon()
    }

    /// Adds to an answer's body.
    func append(_ bytes: [UInt8], prefix: OutgoingBody.Prefix, to stream: HTTP2Stream) {
        guard let session, !stream.isClosed else { return }
        if stream.body.count == 0 { stream.lastProgress = loop.now.nanoseconds }
        stream.body.append(bytes, prefix: prefix)
        streams.pending += bytes.count + prefix.count
        if stream.isDeferred { session.resume(stream) }
        host?.flushSoon()
    }

    /// Says that an answer's body is complete, and what follows it.
    func endBody(of stream: HTTP2Stream, trailer: HTTP2Fields) {
        guard let session, !stream.isClosed else { return }
        stream.trailer = trailer
        stream.isBodyComplete = true
        if stream.isDeferred { session.resume(stream) }
        host?.flushSoon()
    }

    // MARK: Clients that keep others waiting

    private func watchForStalls() {
        guard stallTimer == nil, streams.anyWaits else { return }
        stallTimer = loop.schedule(after: limits.stallTimeout / 4) { [self] in endStalled() }
    }

    /// Ends what has waited for the client for too long; the connection, if nothing at all was taken.
    private func endStalled() {
        stallTimer = nil
        let (seconds, attoseconds) = limits.stallTimeout.components
        let limit = UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
        let now = loop.now.nanoseconds
        let stalled = streams.all.filter { $0.waitsForClient && now >= Self.due($0, limit) }
        if stalled.contains(where: { $0.body.count > 0 }), now >= lastProgress + limit {
            terminate(Fault(code: NGHTTP2_ENHANCE_YOUR_CALM, text: "the client has taken nothing for too long"))
            return
        }
        for stream in stalled { session?.reset(stream, NGHTTP2_CANCEL) }
        if !stalled.isEmpty { host?.flushSoon() }
        watchForStalls()
    }

    /// When a stream will have kept others waiting for too long. A body may not trickle either, as in HTTP/1.1
    /// (`HTTP1Timeout`): it has the limit, and a second for every `slowestBody` bytes.
    private static func due(_ stream: HTTP2Stream, _ limit: UInt64) -> UInt64 {
        let silent = stream.lastProgress + limit
        guard case .request(let request, _) = stream.use else { return silent }
        // It is denied room.
        if stream.owed > 0 { return .max }
        let earned = UInt64(request.body.count / HTTP1Protocol.slowestBody) * 1_000_000_000
        return min(silent, stream.begun + limit + earned)
    }

    // MARK: The end

    /// Takes no more calls, tells the client, and closes after the last one.
    package func beginShutdown(_ reason: String) {
        guard !isShuttingDown, let session else { return }
        isShuttingDown = true
        session.announceShutdown()
        shutdownTimer = loop.schedule(after: Self.shutdownNotice) { [self] in
            shutdownTimer = nil
            self.session?.refuseFurtherStreams()
            host?.flushSoon()
        }
        host?.flushSoon()
    }

    private func closeIfDone() {
        if isShuttingDown, shutdownTimer == nil, callCount == 0 { close(violation: nil) }
    }

    /// Ends all calls with a status and closes.
    package func endCalls(_ status: Status) {
        for stream in streams.all {
            switch stream.use {
            case .call(let call): call.end(status)
            case .exchange(let exchange): exchange.end(status)
            case .head, .request, .ignored: break
            }
        }
        guard let host, let session else { return }
        session.refuseFurtherStreams()
        session.produce(to: host.output) { host.isCongested }
        close(violation: nil)
    }

    private func terminate(_ fault: Fault) {
        guard let host, let session else { return }
        session.terminate(fault.code, fault.text)
        session.produce(to: host.output) { host.isCongested }
        close(violation: fault.text)
    }

    private func close(violation: String?) {
        guard let host else { return }
        host.close(violation: violation)
        connectionDidClose()
    }

    /// The connection is gone: its calls are cancelled.
    package func connectionDidClose() {
        host = nil
        for timer in [headTimer, stallTimer, shutdownTimer] { timer?.cancel() }
        for stream in streams.all { closed(stream) }
        // Freeing the session does not tell of its streams.
        session = nil
    }
}
