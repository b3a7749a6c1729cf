import Kernel
import RPC

/// One call that the server answers, whatever protocol carries it: it runs the handler, is both of its streams, and keeps
/// the call's time. It belongs to the connection's loop; its methods for handlers trap elsewhere.
final class ServerCall: RequestStream, ResponseStream, @unchecked Sendable {
    /// How its carrier knows it.
    let slot: Int
    let context: CallContext
    /// When it began, in nanoseconds on the monotonic clock.
    let begun: UInt64
    private(set) var requestBytes: Int
    private(set) var responseBytes = 0

    private let carrier: any CallCarrier
    /// Messages that wait. Most calls have one only, so it has a place of its own.
    private var first: EncodedMessage?
    private var others: [EncodedMessage] = []
    private var othersTaken = 0
    /// Bytes of the messages that wait.
    private(set) var waitingBytes: Int
    private var isHalfClosed: Bool
    private var end = End.none
    private var reader: UnsafeContinuation<Void, Never>?
    private var writer: UnsafeContinuation<Void, Never>?
    private var task: Task<Void, Never>?
    private var deadlineTimer: LoopTimer?

    private enum End {
        case none
        case ok
        case failed(Status)
    }

    /// Makes a call that has begun, perhaps with its first message, and perhaps with all of them.
    init(
        _ carrier: any CallCarrier, slot: Int, context: CallContext, begun: UInt64, first: EncodedMessage? = nil,
        isHalfClosed: Bool = false
    ) {
        self.carrier = carrier
        self.slot = slot
        self.context = context
        self.begun = begun
        self.first = first
        self.isHalfClosed = isHalfClosed
        waitingBytes = first?.bytes.count ?? 0
        requestBytes = waitingBytes
    }

    /// How many messages wait for the handler.
    var waitingMessages: Int { (first == nil ? 0 : 1) + others.count - othersTaken }

    /// Whether it is over, whatever its handler still does.
    var hasEnded: Bool {
        if case .none = end { return false }
        return true
    }

    /// Runs the handler on the loop, in a task unless it answers at once.
    func start(_ handler: Handler) {
        if let deadline = context.deadline {
            // What was read with it may have taken time since.
            let left = deadline.remaining(at: carrier.loop.now.nanoseconds)
            deadlineTimer = carrier.loop.schedule(after: left) { [weak self] in self?.deadlinePassed() }
        }
        if case .prompt(let now, let later) = handler {
            // By then the rest of what was read is here as well, which mostly has the whole request.
            carrier.loop.execute { self.answer(now, later) }
        } else {
            launch(handler)
        }
    }

    private func launch(_ handler: Handler, _ request: [UInt8]? = nil) {
        task = carrier.loop.launch { await self.run(handler, request) }
    }

    /// Answers at once, if it can be: the same as `run` without a task.
    private func answer(
        _ now: (CallContext, [UInt8]) throws -> [UInt8]?,
        _ later: @escaping @Sendable (CallContext, [UInt8]) async throws -> [UInt8]
    ) {
        do {
            guard let request = try takeOnly() else { return launch(.unary(later)) }
            guard let message = try now(context, request) else { return launch(.unary(later), request) }
            guard goesPlain(message) else { return launch(.unary { _, _ in message }, request) }
            if !hasEnded {
                responseBytes += message.count
                carrier.succeed(self, EncodedMessage(bytes: message))
            }
        } catch {
            fail(error)
        }
        carrier.release(self)
    }

    /// - Parameter request: the only message of the request, if it was taken before.
    private func run(_ handler: Handler, _ request: [UInt8]?) async {
        do {
            switch handler {
            case .unary(let answer), .prompt(_, let answer):
                let request = if let only = try request ?? takeOnly() { only } else { try await single() }
                try await succeed(try await answer(context, request))
            case .clientStream(let answer): try await succeed(try await answer(context, self))
            case .serverStream(let answer):
                try await answer(context, try await single(), self)
                if !hasEnded { carrier.succeed(self, nil) }
            case .bidirectional(let answer):
                try await answer(context, self, self)
                if !hasEnded { carrier.succeed(self, nil) }
            }
        } catch {
            fail(error)
        }
        carrier.release(self)
    }

    private func fail(_ error: any Error) {
        let (status, cause) = Status.ofFailure(error, callID: context.callID)
        if !hasEnded { carrier.fail(self, status, cause: cause) }
    }

    private func succeed(_ message: [UInt8]) async throws(Status) {
        let encoded =
            goesPlain(message) ? EncodedMessage(bytes: message) : try await encode(message, "the answer")
        // It may have ended meanwhile.
        if hasEnded { return }
        responseBytes += message.count
        carrier.succeed(self, encoded)
    }

    /// Whether a message goes out as it is, as nearly all do: what is `async` costs even where it does nothing.
    private func goesPlain(_ message: [UInt8]) -> Bool {
        message.count <= carrier.limits.messageSize && !carrier.compresses(self, message.count)
    }

    /// A message as it goes out. What is large is compressed elsewhere than on the loop.
    private func encode(_ message: [UInt8], _ what: String) async throws(Status) -> EncodedMessage {
        guard message.count <= carrier.limits.messageSize else {
            throw Status(
                .resourceExhausted, "\(what) has \(message.count) bytes; the most is \(carrier.limits.messageSize)")
        }
        if hasEnded || !carrier.compresses(self, message.count) { return EncodedMessage(bytes: message) }
        do {
            let compressed = try await context.offload(input: message.count) { Gzip.deflate(message) }
            return EncodedMessage(bytes: compressed, isCompressed: true)
        } catch {
            throw Status.ofFailure(error, callID: context.callID).status
        }
    }

    // MARK: From the carrier

    func receive(_ message: EncodedMessage, last: Bool) {
        requestBytes += message.bytes.count
        waitingBytes += message.bytes.count
        if first == nil && othersTaken == others.count { first = message } else { others.append(message) }
        isHalfClosed = last
        wakeReader()
    }

    func receiveHalfClose() {
        isHalfClosed = true
        wakeReader()
    }

    func maySendNow() { wakeWriter() }

    /// The call is over, whatever its handler still does. Once.
    func end(_ status: Status?, cause: String?) {
        guard case .none = end else { preconditionFailure("a call ended twice") }
        deadlineTimer?.cancel()
        deadlineTimer = nil
        if let status {
            end = .failed(status)
            first = nil
            others = []
            othersTaken = 0
            waitingBytes = 0
            task?.cancel()
            wakeReader()
            wakeWriter()
        } else {
            end = .ok
        }
        carrier.contexts.tellEnd(of: self, status, cause: cause)
    }

    private func deadlinePassed() {
        deadlineTimer = nil
        if hasEnded { return }
        carrier.fail(self, Status(.deadlineExceeded, "the call's deadline has passed"), cause: nil)
    }

    // MARK: Requests

    func next() async throws(Status) -> [UInt8]? {
        carrier.loop.preconditionCurrent()
        while true {
            try checkEnd()
            if let message = takeMessage() {
                return message.isCompressed ? try await inflate(message.bytes) : message.bytes
            }
            if isHalfClosed { return nil }
            try await wait(for: \.reader, "the client has sent nothing")
        }
    }

    /// The only message of a method that takes one, if it has come whole, and the request's end with it, as nearly always:
    /// what is `async` costs even where it does not wait.
    private func takeOnly() throws(Status) -> [UInt8]? {
        guard isHalfClosed, let first, !first.isCompressed, othersTaken == others.count else { return nil }
        try checkEnd()
        return takeMessage()?.bytes
    }

    /// The only message of a method that takes one.
    private func single() async throws(Status) -> [UInt8] {
        guard let message = try await next() else {
            throw Status(.invalidArgument, "the method takes one message, and none was sent")
        }
        if !isHalfClosed || first != nil || othersTaken < others.count {
            guard try await next() == nil else {
                throw Status(.invalidArgument, "the method takes one message, and more were sent")
            }
        }
        return message
    }

    /// A message that came compressed. What is large is inflated elsewhere than on the loop.
    private func inflate(_ bytes: [UInt8]) async throws(Status) -> [UInt8] {
        let limit = carrier.limits.messageSize
        let outcome: Result<[UInt8], GzipError>
        // A few kilobytes may hold megabytes. What is too large by its own account is refused without any work.
        let size = Gzip.claimedSize(bytes) ?? 0
        let work = size > limit ? 0 : max(size, bytes.count)
        do {
            outcome = try await context.offload(input: work) {
                Result { () throws(GzipError) in try Gzip.inflate(bytes, limit: limit) }
            }
        } catch {
            throw Status.ofFailure(error, callID: context.callID).status
        }
        switch outcome {
        case .success(let message): return message
        case .failure(.tooLarge):
            throw Status(.resourceExhausted, "a compressed message has more than \(limit) bytes")
        case .failure(.malformed): throw Status(.invalidArgument, "a message says that it is gzip, and is not")
        }
    }

    private func takeMessage() -> EncodedMessage? {
        guard let message = removeFirst() else { return nil }
        waitingBytes -= message.bytes.count
        carrier.consumed(message.bytes.count, of: self)
        context.requestCompression?.wasCompressed = message.isCompressed
        return message
    }

    private func removeFirst() -> EncodedMessage? {
        if let message = first {
            first = nil
            return message
        }
        guard othersTaken < others.count else { return nil }
        let message = others[othersTaken]
        others[othersTaken].bytes = []
        othersTaken += 1
        if othersTaken == others.count {
            others.removeAll(keepingCapacity: true)
            othersTaken = 0
        }
        return message
    }

    // MARK: Responses

    func send(_ message: [UInt8]) async throws(Status) {
        carrier.loop.preconditionCurrent()
        let encoded = try await encode(message, "a message of the answer")
        while true {
            try checkEnd()
            if carrier.maySend(self) {
                responseBytes += message.count
                carrier.send(encoded, of: self)
                return
            }
            try await wait(for: \.writer, "the client has taken nothing")
        }
    }

    private func checkEnd() throws(Status) {
        switch end {
        case .none: if Task.isCancelled { throw Status(.cancelled, "the call was cancelled") }
        case .failed(let status): throw status
        case .ok: preconditionFailure("a stream was used after its handler had returned")
        }
    }

    // MARK: Waiting

    /// Waits until something may have changed. A client for which nothing changes for too long loses the call.
    private func wait(
        for side: ReferenceWritableKeyPath<ServerCall, UnsafeContinuation<Void, Never>?>, _ reproach: String
    ) async throws(Status) {
        precondition(self[keyPath: side] == nil, "two tasks use one side of a call's streams")
        let limit = carrier.limits.stallTimeout
        let timer = carrier.loop.schedule(after: limit) { [weak self] in
            guard let self, !hasEnded else { return }
            carrier.fail(self, Status(.deadlineExceeded, "\(reproach) for \(limit)"), cause: nil)
        }
        await withTaskCancellationHandler {
            await withUnsafeContinuation { self[keyPath: side] = $0 }
        } onCancel: {
            // A child task of the handler may be cancelled while the call goes on; waking too often does no harm.
            carrier.loop.execute {
                self.wakeReader()
                self.wakeWriter()
            }
        }
        timer.cancel()
    }

    private func wakeReader() {
        guard let reader else { return }
        self.reader = nil
        reader.resume()
    }

    private func wakeWriter() {
        guard let writer else { return }
        self.writer = nil
        writer.resume()
    }
}
