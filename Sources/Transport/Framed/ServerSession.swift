import RPC

/// The server's side of one connection of the native protocol, as a state machine: frames and the handlers' doings go in,
/// what to do about them comes out. No I/O, no clock.
///
/// Every event that should not happen is one of three: a fault of the client closes the connection (`.fault`), legal noise
/// (a frame that crossed the end of its call) is dropped (`.nothing`), a bug of ours traps.
package struct ServerSession {
    /// What bounds a session.
    package struct Limits: Sendable {
        /// Calls under way at once, handlers of cancelled calls that still run among them.
        package var calls: Int
        /// Bytes of one message.
        package var message: Int
        /// Bytes of messages of one call that wait for its handler.
        package var memoryPerRequest: Int
        /// Bytes of one call's metadata, names and values.
        package var metadata: Int
        /// Pings at once; ten more every second.
        package var pings: Int

        /// Makes limits.
        package init(calls: Int, message: Int, memoryPerRequest: Int, metadata: Int, pings: Int) {
            self.calls = calls
            self.message = message
            self.memoryPerRequest = memoryPerRequest
            self.metadata = metadata
            self.pings = pings
        }
    }

    /// What is to be done about a frame.
    package enum Outcome: Equatable {
        /// Nothing: it is dealt with, or was noise.
        case nothing
        /// A call begins in this slot; its first message, if sent along, counts as received.
        case begin(slot: Int, OpenFrame)
        /// A call is refused; the status is to be sent.
        case refuse(call: UInt32, OpenFrame, Status)
        /// A message for the call's handler, and whether it is the last.
        case message(slot: Int, [UInt8], last: Bool)
        /// No message follows.
        case halfClose(slot: Int)
        /// The call is over for the client: nothing more is sent, its handler is to be cancelled.
        case cancel(slot: Int)
        /// The status is to be sent and the handler cancelled; `end` was not called yet.
        case fail(slot: Int, Status)
        /// The call may send again.
        case credit(slot: Int)
        /// A pong with this payload is to be sent.
        case pong(UInt64)
        /// The client broke the protocol.
        case fault(ProtocolFault)
    }

    private struct Call {
        var flow = FlowControl()
        var isHalfClosed: Bool
        var waiting: Int
    }

    private let limits: Limits
    private var calls = CallTable<Call>()
    /// The greatest id that a call was opened with.
    package private(set) var lastCall: UInt32 = 0
    /// Whether the client was told that no further call is begun.
    package private(set) var isShuttingDown = false
    private var pings: Allowance

    /// Makes the state of a new connection.
    package init(limits: Limits) {
        self.limits = limits
        pings = Allowance(burst: limits.pings, perSecond: 10)
    }

    /// Calls whose handlers run.
    package var callCount: Int { calls.count }

    /// Slots whose calls have not ended.
    package var liveSlots: [Int] { calls.liveSlots }

    /// Takes a frame. `now` is in nanoseconds on a monotonic clock.
    package mutating func receive(_ frame: Frame, now: UInt64) -> Outcome {
        if frame.call == 0 { return receiveForConnection(frame.kind, now: now) }
        switch frame.kind {
        case .open(let open): return receive(open, call: frame.call)
        case .ping, .pong: return fault("a ping or pong belongs to call 0, not to call \(frame.call)")
        case .end: return fault("only the server ends a call; a client cancels it")
        case .shutdown: return fault("only the server announces a shutdown")
        case .message, .halfClose, .cancel, .credit: break
        }
        if frame.call > lastCall { return fault("call \(frame.call) was never opened") }
        // The frame may have crossed our end of the call.
        guard let slot = calls.slot(of: frame.call) else { return .nothing }
        switch frame.kind {
        case .message(let payload, let last): return receive(payload, last: last, slot: slot)
        case .halfClose:
            if calls[slot].isHalfClosed { return fault("call \(frame.call) was half-closed twice") }
            calls[slot].isHalfClosed = true
            return .halfClose(slot: slot)
        case .cancel:
            calls.hide(slot)
            return .cancel(slot: slot)
        case .credit(let bytes):
            guard calls[slot].flow.granted(bytes) else {
                return fault("call \(frame.call) was granted no credit, or more than 2^31 - 1 bytes in all")
            }
            return .credit(slot: slot)
        case .open, .end, .ping, .pong, .shutdown: preconditionFailure("dealt with above")
        }
    }

    private mutating func receiveForConnection(_ kind: Frame.Kind, now: UInt64) -> Outcome {
        switch kind {
        case .ping(let payload):
            return pings.take(now: now)
                ? .pong(payload) : .fault(ProtocolFault("too many pings", code: .resourceExhausted))
        // This server never pings, but the client can't know.
        case .pong: return .nothing
        case .open, .message, .halfClose, .cancel, .end, .credit, .shutdown:
            return fault("call 0 is the connection itself; calls begin at 1")
        }
    }

    private mutating func receive(_ open: OpenFrame, call: UInt32) -> Outcome {
        guard call > lastCall else { return fault("call \(call) was opened after call \(lastCall); ids must increase") }
        lastCall = call
        if let status = refusal(of: open) { return .refuse(call: call, open, status) }
        var state = Call(isHalfClosed: open.halfClose, waiting: 0)
        if let message = open.message {
            // A new call has credit for any first message.
            _ = state.flow.received(message.count)
            state.waiting = FlowControl.cost(message.count)
        }
        return .begin(slot: calls.insert(call, state), open)
    }

    private func refusal(of open: OpenFrame) -> Status? {
        if isShuttingDown { return Status(.unavailable, "the server is shutting down; nothing was begun") }
        if calls.count >= limits.calls {
            return Status(
                .resourceExhausted, "\(limits.calls) calls are under way on this connection; no more at once")
        }
        if open.method.isEmpty || open.method.utf8.count > 255 {
            return Status(.invalidArgument, "the method's name has to have 1 to 255 bytes")
        }
        if let message = open.message, message.count > limits.message { return tooLarge(message.count) }
        var size = 0
        for entry in open.metadata.entries {
            size += entry.name.utf8.count + entry.value.count
            guard Self.isName(entry.name) else {
                return Status(
                    .invalidArgument, "a metadata name has to consist of lower-case letters, digits, '-', '_' and '.'")
            }
        }
        if size > limits.metadata {
            return Status(.resourceExhausted, "the metadata has \(size) bytes; the most is \(limits.metadata)")
        }
        return nil
    }

    private mutating func receive(_ payload: [UInt8], last: Bool, slot: Int) -> Outcome {
        let id = calls.id(slot)
        if calls[slot].isHalfClosed { return fault("call \(id) sent a message after its half-close") }
        guard calls[slot].flow.received(payload.count) else {
            return .fault(ProtocolFault("call \(id) sent a message without credit", code: .resourceExhausted))
        }
        calls[slot].isHalfClosed = last
        calls[slot].waiting += FlowControl.cost(payload.count)
        if payload.count > limits.message { return .fail(slot: slot, tooLarge(payload.count)) }
        if calls[slot].waiting > limits.memoryPerRequest {
            return .fail(
                slot: slot, Status(.resourceExhausted, "the call's waiting messages pass the memory for one request"))
        }
        return .message(slot: slot, payload, last: last)
    }

    // MARK: What handlers do

    /// The id of a slot's call; 0 once the client takes nothing more of it.
    package func id(_ slot: Int) -> UInt32 { calls.id(slot) }

    /// Whether the slot's call has credit for a message.
    package func maySend(_ slot: Int) -> Bool { calls[slot].flow.maySend }

    /// Counts a message that is sent; traps without credit.
    package mutating func sent(_ slot: Int, _ count: Int) { calls[slot].flow.sent(count) }

    /// Counts a message that the handler took. Gives the credit that is to be granted now, if any.
    package mutating func consumed(_ slot: Int, _ count: Int) -> UInt32? {
        calls[slot].waiting -= FlowControl.cost(count)
        let grant = calls[slot].flow.consumed(count)
        // Nobody who has half-closed, or is gone, needs credit.
        return calls[slot].isHalfClosed || calls.id(slot) == 0 ? nil : grant
    }

    /// The call's end is sent, or there is nobody to send it to: its frames are noise from now on.
    package mutating func end(_ slot: Int) { calls.hide(slot) }

    /// The handler has returned: the slot may be used again.
    package mutating func release(_ slot: Int) { calls.remove(slot) }

    /// Refuses calls from now on; gives the last call that was begun.
    package mutating func beginShutdown() -> UInt32 {
        isShuttingDown = true
        return lastCall
    }

    // MARK: Small print

    private func fault(_ text: String) -> Outcome { .fault(ProtocolFault(text)) }

    private func tooLarge(_ count: Int) -> Status {
        Status(.resourceExhausted, "a message of \(count) bytes; the most is \(limits.message)")
    }

    private static func isName(_ name: String) -> Bool {
        if name.isEmpty { return false }
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "."):
                continue
            default: return false
            }
        }
        return true
    }
}
