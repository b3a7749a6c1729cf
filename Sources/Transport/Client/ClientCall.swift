import Kernel
import RPC

/// One call of a `FramedClient`. One task sends and one receives, on any thread; cancelling either cancels the call.
package final class ClientCall: @unchecked Sendable {
    private let loop: EventLoop
    private let connection: LoopBound<ClientConnection>

    // From here on: touched on the loop only.
    /// Its place on the connection; nil before it has begun there and after its end.
    private(set) var slot: Int?
    private var opening: OpenFrame?
    private var state = State.open
    private var isSendingFinished: Bool
    private var inbox: [[UInt8]] = []
    private var taken = 0
    private var unary: UnsafeContinuation<Result<[UInt8], Status>, Never>?
    private var reader: UnsafeContinuation<Result<[UInt8]?, Status>, Never>?
    private var sender: (message: [UInt8], continuation: UnsafeContinuation<Status?, Never>)?
    private var timer: LoopTimer?

    private enum State {
        case open
        case ended(Status?)
    }

    init(_ connection: LoopBound<ClientConnection>, _ opening: OpenFrame) {
        loop = connection.loop
        self.connection = connection
        self.opening = opening
        isSendingFinished = opening.halfClose
    }

    // MARK: For the application

    /// Sends a message; waits while the server has granted no room for it. Throws what the call ended with.
    package func send(_ message: [UInt8]) async throws(Status) {
        let failure = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                onLoop({ self.send(message, continuation) }, stopped: { continuation.resume(returning: $0) })
            }
        } onCancel: {
            cancel()
        }
        if let failure { throw failure }
    }

    /// Says that no message follows. Does nothing when that was said, or the call has ended.
    package func finishSending() {
        onLoop { [self] in
            guard case .open = state, !isSendingFinished else { return }
            precondition(sender == nil, "a call's sending side was finished while it was sending")
            isSendingFinished = true
            if let slot { connection.value.halfClose(slot) } else { opening?.halfClose = true }
        }
    }

    /// The next message of the answer; nil at its end. Throws what the call ended with, when that is not OK.
    package func next() async throws(Status) -> [UInt8]? {
        let result = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                onLoop({ self.receive(continuation) }, stopped: { continuation.resume(returning: .failure($0)) })
            }
        } onCancel: {
            cancel()
        }
        return try result.get()
    }

    /// Finishes sending and gives the only message of the answer.
    package func answer() async throws(Status) -> [UInt8] {
        finishSending()
        guard let answer = try await next() else { throw Self.noAnswer }
        guard try await next() == nil else { throw Status(.internal, "the server answered with more than one message") }
        return answer
    }

    /// Has the server give the call up. What waits throws CANCELLED.
    package func cancel() {
        loop.execute { self.giveUp(Status(.cancelled, "the call was cancelled on this side")) }
    }

    private static let noAnswer = Status(.internal, "the server answered without a message")

    private func onLoop(_ body: @escaping @Sendable () -> Void, stopped: (Status) -> Void = { _ in }) {
        if loop.isCurrent {
            body()
        } else if !loop.tryExecute(body) {
            stopped(Status(.unavailable, "the event loop has stopped"))
        }
    }

    // MARK: On the loop

    /// Begins. The answer of a unary call goes to `unary`.
    func begin(timeout: Duration?, unary: UnsafeContinuation<Result<[UInt8], Status>, Never>?) {
        // A task that was cancelled before it called.
        if case .ended(let status) = state {
            unary?.resume(returning: .failure(status ?? Self.noAnswer))
            return
        }
        self.unary = unary
        if let timeout {
            timer = loop.schedule(after: timeout) { [weak self] in
                self?.giveUp(Status(.deadlineExceeded, "no answer came in time"))
            }
        }
        connection.value.begin(self)
    }

    /// Whether messages are taken one by one, rather than one answer as a whole.
    var isStream: Bool { unary == nil }

    /// The frame that begins it; it has its slot from now on.
    func takeOpening(slot: Int) -> OpenFrame {
        guard let opening else { preconditionFailure("a call began twice") }
        self.opening = nil
        self.slot = slot
        // What was sent while it waited for its turn goes after the opening.
        if sender != nil { loop.execute { self.maySendNow() } }
        return opening
    }

    func giveUp(_ status: Status) {
        guard case .open = state else { return }
        connection.value.giveUp(self, status)
    }

    func receive(_ message: [UInt8]) {
        if let reader {
            self.reader = nil
            if let slot { connection.value.consumed(slot, message.count) }
            reader.resume(returning: .success(message))
        } else {
            inbox.append(message)
        }
    }

    func maySendNow() {
        guard let sender, let slot, connection.value.maySend(slot) else { return }
        self.sender = nil
        connection.value.send(slot, sender.message, halfClose: false)
        sender.continuation.resume(returning: nil)
    }

    func end(_ status: Status?, message: [UInt8]?) {
        guard case .open = state else { return }
        slot = nil
        opening = nil
        timer?.cancel()
        timer = nil
        state = .ended(status)
        if let sender {
            self.sender = nil
            sender.continuation.resume(returning: status ?? Self.endedEarly)
        }
        if let unary {
            self.unary = nil
            if let status {
                unary.resume(returning: .failure(status))
            } else if let message = message ?? takeMessage() {
                unary.resume(returning: .success(message))
            } else {
                unary.resume(returning: .failure(Self.noAnswer))
            }
            return
        }
        if let message { inbox.append(message) }
        if let reader {
            self.reader = nil
            receive(reader)
        }
    }

    private static let endedEarly = Status(.cancelled, "the server has ended the call already")

    private func send(_ message: [UInt8], _ continuation: UnsafeContinuation<Status?, Never>) {
        if case .ended(let status) = state {
            continuation.resume(returning: status ?? Self.endedEarly)
            return
        }
        precondition(!isSendingFinished, "a message was sent on a call whose sending side is finished")
        precondition(sender == nil, "two tasks send on one call")
        sender = (message, continuation)
        maySendNow()
    }

    private func receive(_ continuation: UnsafeContinuation<Result<[UInt8]?, Status>, Never>) {
        if let message = takeMessage() {
            if let slot { connection.value.consumed(slot, message.count) }
            continuation.resume(returning: .success(message))
            return
        }
        switch state {
        case .open:
            precondition(reader == nil, "two tasks receive on one call")
            reader = continuation
        case .ended(nil): continuation.resume(returning: .success(nil))
        case .ended(let status?): continuation.resume(returning: .failure(status))
        }
    }

    private func takeMessage() -> [UInt8]? {
        guard taken < inbox.count else { return nil }
        let message = inbox[taken]
        inbox[taken] = []
        taken += 1
        if taken == inbox.count {
            inbox.removeAll(keepingCapacity: true)
            taken = 0
        }
        return message
    }
}
