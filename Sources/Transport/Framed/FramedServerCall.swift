import Kernel
import RPC

/// One call of a `FramedServerEngine`, and both streams of its handler. It belongs to the connection's loop; its methods
/// for handlers trap elsewhere.
final class FramedServerCall: RequestStream, ResponseStream, @unchecked Sendable {
    let slot: Int
    let context: CallContext
    /// When it began, in nanoseconds on the monotonic clock.
    let begun: UInt64
    private(set) var requestBytes: Int
    private(set) var responseBytes = 0

    private let engine: FramedServerEngine
    /// Messages that wait. Most calls have one only, so it has a place of its own.
    private var first: [UInt8]?
    private var others: [[UInt8]] = []
    private var othersTaken = 0
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

    init(engine: FramedServerEngine, slot: Int, context: CallContext, begun: UInt64, open: OpenFrame) {
        self.engine = engine
        self.slot = slot
        self.context = context
        self.begun = begun
        first = open.message
        isHalfClosed = open.halfClose
        requestBytes = open.message?.count ?? 0
    }

    /// Runs the handler in a task on the loop.
    func start(_ handler: Handler) {
        if let deadline = context.deadline {
            let left = deadline.remaining(at: begun)
            deadlineTimer = engine.loop.schedule(after: left) { [weak self] in self?.deadlinePassed() }
        }
        task = engine.loop.launch { await self.run(handler) }
    }

    private func run(_ handler: Handler) async {
        do {
            switch handler {
            case .unary(let answer): succeed(try await answer(context, try await single()))
            case .clientStream(let answer): succeed(try await answer(context, self))
            case .serverStream(let answer):
                try await answer(context, try await single(), self)
                succeed(nil)
            case .bidirectional(let answer):
                try await answer(context, self, self)
                succeed(nil)
            }
        } catch {
            let (status, cause) = Status.ofFailure(error, callID: context.callID)
            if case .none = end { engine.fail(self, status, cause: cause) }
        }
        engine.release(self)
    }

    private func succeed(_ message: [UInt8]?) {
        guard case .none = end else { return }
        if let message, message.count > engine.limits.messageSize {
            engine.fail(
                self,
                Status(
                    .resourceExhausted,
                    "the answer has \(message.count) bytes; the most is \(engine.limits.messageSize)"))
            return
        }
        responseBytes += message?.count ?? 0
        engine.succeed(self, message)
    }

    // MARK: From the engine

    func receive(_ payload: [UInt8], last: Bool) {
        requestBytes += payload.count
        if first == nil && othersTaken == others.count { first = payload } else { others.append(payload) }
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
            task?.cancel()
            wakeReader()
            wakeWriter()
        } else {
            end = .ok
        }
        engine.observe(self, status: status, cause: cause)
    }

    private func deadlinePassed() {
        deadlineTimer = nil
        guard case .none = end else { return }
        engine.fail(self, Status(.deadlineExceeded, "the call's deadline has passed"))
    }

    // MARK: Requests

    func next() async throws(Status) -> [UInt8]? {
        engine.loop.preconditionCurrent()
        while true {
            try checkEnd()
            if let message = takeMessage() {
                engine.consumed(message.count, of: self)
                return message
            }
            if isHalfClosed { return nil }
            try await wait(for: \.reader, "the client has sent nothing")
        }
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

    private func takeMessage() -> [UInt8]? {
        if let message = first {
            first = nil
            return message
        }
        guard othersTaken < others.count else { return nil }
        let message = others[othersTaken]
        others[othersTaken] = []
        othersTaken += 1
        if othersTaken == others.count {
            others.removeAll(keepingCapacity: true)
            othersTaken = 0
        }
        return message
    }

    // MARK: Responses

    func send(_ message: [UInt8]) async throws(Status) {
        engine.loop.preconditionCurrent()
        guard message.count <= engine.limits.messageSize else {
            throw Status(
                .resourceExhausted,
                "a message of the answer has \(message.count) bytes; the most is \(engine.limits.messageSize)")
        }
        while true {
            try checkEnd()
            if engine.maySend(self) {
                responseBytes += message.count
                engine.send(message, of: self)
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
        for side: ReferenceWritableKeyPath<FramedServerCall, UnsafeContinuation<Void, Never>?>, _ reproach: String
    ) async throws(Status) {
        precondition(self[keyPath: side] == nil, "two tasks use one side of a call's streams")
        let limit = engine.limits.stallTimeout
        let timer = engine.loop.schedule(after: limit) { [weak self] in
            guard let self, case .none = end else { return }
            engine.fail(self, Status(.deadlineExceeded, "\(reproach) for \(limit)"))
        }
        await withTaskCancellationHandler {
            await withUnsafeContinuation { self[keyPath: side] = $0 }
        } onCancel: {
            // A child task of the handler may be cancelled while the call goes on; waking too often does no harm.
            engine.loop.execute {
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
