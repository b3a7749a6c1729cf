import Kernel
import Messages
import RPC

/// A gRPC call on a stream of HTTP/2: messages with their prefix in the bodies, the status in the trailers.
final class GRPCCall: CallCarrier {
    private let engine: HTTP2ServerEngine
    private let stream: HTTP2Stream
    private let context: CallContext
    private let begun: UInt64
    private let requestIsGzip: Bool
    private let acceptsGzip: Bool
    /// Nil before it is started and once its handler has returned.
    private var call: ServerCall?
    private var deframer: GRPCDeframer
    /// Bytes that came while enough messages waited for the handler already. They are not given back to the client's
    /// window, which bounds them.
    private var backlog: ByteQueue?
    private var isRequestComplete = false
    private var hasBegunAnswer = false
    /// Whether the answer's head has said that messages may be compressed; nil before it is sent.
    private var saysGzip: Bool?
    private var hasEnded = false

    /// What may wait for the handler as messages; more stays in the backlog.
    private static let waitingMessages = 16
    private static let waitingBytes = 262_144

    init(
        _ engine: HTTP2ServerEngine, _ stream: HTTP2Stream, _ context: CallContext, begun: UInt64, requestIsGzip: Bool,
        acceptsGzip: Bool
    ) {
        self.engine = engine
        self.stream = stream
        self.context = context
        self.begun = begun
        self.requestIsGzip = requestIsGzip
        self.acceptsGzip = acceptsGzip
        deframer = GRPCDeframer(limit: engine.limits.messageSize)
    }

    /// Runs the handler.
    func start(_ handler: Handler) {
        let call = ServerCall(self, slot: 0, context: context, begun: begun)
        self.call = call
        call.start(handler)
    }

    /// Answers with a status without any handler.
    func refuse(_ status: Status) {
        let call = ServerCall(self, slot: 0, context: context, begun: begun)
        fail(call, status, cause: nil)
        release(call)
    }

    // MARK: From the engine

    /// Bytes of the request's body.
    func receive(_ bytes: UnsafeRawBufferPointer) {
        guard let call, !hasEnded else { return engine.consumed(bytes.count, of: stream) }
        if let backlog { return backlog.append(bytes) }
        // The last message of what came before may have been the one that was enough.
        let taken = isFull(call) ? 0 : feed(bytes, to: call)
        guard taken < bytes.count else { return }
        let rest = ByteQueue()
        rest.append(UnsafeRawBufferPointer(rebasing: bytes[taken...]))
        backlog = rest
    }

    /// Gives messages to the call until it has enough; gives how many bytes were taken.
    private func feed(_ bytes: UnsafeRawBufferPointer, to call: ServerCall) -> Int {
        do throws(GRPCDeframer.Fault) {
            let taken = try deframer.receive(bytes) { message in
                if message.isCompressed, !requestIsGzip {
                    fail(
                        call, Status(.internal, "a message says that it is compressed, but grpc-encoding does not"),
                        cause: nil)
                    return false
                }
                call.receive(message, last: false)
                return !isFull(call)
            }
            noteHeld(call)
            // What comes after a call's end is taken as well, and dropped.
            let all = hasEnded ? bytes.count : taken
            engine.consumed(all, of: stream)
            return all
        } catch {
            engine.consumed(bytes.count, of: stream)
            switch error {
            case .tooLarge(let count):
                fail(
                    call,
                    Status(
                        .resourceExhausted, "a message of \(count) bytes; the most is \(limits.messageSize)"),
                    cause: nil)
            case .flag(let flag):
                fail(
                    call, Status(.internal, "a message begins with \(flag), which is neither 0 nor 1"), cause: nil)
            }
            return bytes.count
        }
    }

    private func noteHeld(_ call: ServerCall) {
        engine.holds(hasEnded ? 0 : deframer.heldBytes + call.waitingBytes, of: stream)
    }

    private func isFull(_ call: ServerCall) -> Bool {
        call.waitingMessages >= Self.waitingMessages || call.waitingBytes >= Self.waitingBytes
    }

    /// Nothing follows of the request.
    func requestEnded() {
        isRequestComplete = true
        tellHalfClose()
    }

    private func tellHalfClose() {
        guard let call, !hasEnded, isRequestComplete, backlog == nil else { return }
        guard !deframer.isWithinMessage else {
            fail(call, Status(.invalidArgument, "the request ended within a message"), cause: nil)
            return
        }
        call.receiveHalfClose()
    }

    /// The stream is gone, in order or not.
    func streamClosed() {
        guard let call, !hasEnded else { return }
        hasEnded = true
        backlog = nil
        call.end(Status(.cancelled, "the client cancelled the call"), cause: nil)
    }

    func maySendNow() { call?.maySendNow() }

    /// Ends the call with a status.
    func end(_ status: Status) {
        guard let call, !hasEnded else { return }
        fail(call, status, cause: nil)
    }

    // MARK: CallCarrier

    var loop: EventLoop { engine.loop }
    var limits: TransportLimits { engine.limits }
    var contexts: CallContexts { engine.contexts }

    func maySend(_ call: ServerCall) -> Bool { engine.maySend(on: stream) }

    /// A client that compresses is answered likewise, and so is one for which the handler asks it, if it takes gzip.
    func compresses(_ call: ServerCall, _ count: Int) -> Bool {
        // The head says whether any message may be compressed; what is asked for later comes too late.
        mayCompress && (context.response.compresses ?? requestIsGzip)
    }

    private var mayCompress: Bool {
        saysGzip ?? (acceptsGzip && (requestIsGzip || context.response.compresses != nil))
    }

    func send(_ message: EncodedMessage, of call: ServerCall) {
        beginAnswer()
        engine.append(message.bytes, prefix: .message(isCompressed: message.isCompressed), to: stream)
    }

    func consumed(_ count: Int, of call: ServerCall) {
        noteHeld(call)
        guard let waiting = backlog, !hasEnded, !isFull(call) else { return }
        // A call that fails meanwhile must not drop what is being fed.
        backlog = nil
        waiting.consume(feed(waiting.bytes, to: call))
        if !waiting.isEmpty, !hasEnded { backlog = waiting }
        tellHalfClose()
    }

    /// Nobody wants the backlog any more: the client may send the rest of its request, which is dropped.
    private func dropBacklog() {
        guard let dropped = backlog else { return }
        backlog = nil
        engine.consumed(dropped.count, of: stream)
    }

    func succeed(_ call: ServerCall, _ message: EncodedMessage?) {
        dropBacklog()
        beginAnswer()
        if let message {
            engine.append(message.bytes, prefix: .message(isCompressed: message.isCompressed), to: stream)
        }
        engine.endBody(of: stream, trailer: trailer(nil))
        hasEnded = true
        engine.holds(0, of: stream)
        call.end(nil, cause: nil)
    }

    func fail(_ call: ServerCall, _ status: Status, cause: String?) {
        dropBacklog()
        engine.holds(0, of: stream)
        if hasBegunAnswer {
            engine.endBody(of: stream, trailer: trailer(status))
        } else {
            hasBegunAnswer = true
            // All in one head, which ends the stream.
            var fields = HTTP2Fields(Self.beginning)
            Self.add(context.response.initial, to: &fields)
            add(status, to: &fields)
            engine.answer(stream, fields, hasBody: false)
        }
        hasEnded = true
        call.end(status, cause: cause)
    }

    func release(_ call: ServerCall) {
        self.call = nil
        engine.release()
    }

    // MARK: Heads and trailers

    private static let beginning = [(":status", "200"), ("content-type", "application/grpc")]
    private static let head = HTTP2Fields(beginning + [("grpc-accept-encoding", "identity,gzip")])
    private static let plain = head.lasting()
    private static let ok: HTTP2Fields = {
        var fields = HTTP2Fields()
        GRPCStatus.add(nil, to: &fields)
        return fields.lasting()
    }()

    private func beginAnswer() {
        if hasBegunAnswer { return }
        hasBegunAnswer = true
        let isGzip = mayCompress
        saysGzip = isGzip
        let initial = context.response.initial
        guard isGzip || !initial.isEmpty else { return engine.answer(stream, Self.plain, hasBody: true) }
        var fields = Self.head
        if isGzip { fields.add("grpc-encoding", "gzip".utf8) }
        Self.add(initial, to: &fields)
        engine.answer(stream, fields, hasBody: true)
    }

    private func trailer(_ status: Status?) -> HTTP2Fields {
        if status == nil, context.response.trailing.isEmpty { return Self.ok }
        var fields = HTTP2Fields()
        add(status, to: &fields)
        return fields
    }

    private func add(_ status: Status?, to fields: inout HTTP2Fields) {
        GRPCStatus.add(status, to: &fields)
        Self.add(context.response.trailing, to: &fields)
    }

    private static func add(_ metadata: Metadata, to fields: inout HTTP2Fields) {
        for entry in metadata.entries {
            fields.add(entry.name, entry.name.hasSuffix("-bin") ? Base64Text.encode(entry.value) : entry.value)
        }
    }
}
