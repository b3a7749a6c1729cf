import RPC

/// The client's side of one connection of the native protocol, as a state machine like `ServerSession`.
package struct ClientSession {
    /// What is to be done about a frame.
    package enum Outcome: Equatable {
        /// Nothing: it is dealt with, or was noise.
        case nothing
        /// A message of the slot's call.
        case message(slot: Int, [UInt8])
        /// The call is over; its slot is free again.
        case end(slot: Int, EndFrame)
        /// This side gives the call up: a cancel is to be sent, then the slot released.
        case fail(slot: Int, Status)
        /// The call may send again.
        case credit(slot: Int)
        /// The server answered a ping.
        case pong(UInt64)
        /// The server pings: a pong with this payload is to be sent.
        case answerPing(UInt64)
        /// The server begins no further call; those in the slots were never begun, and their slots are free again.
        case shutdown(neverBegun: [Int], text: String)
        /// The server closes the connection and says why.
        case connectionEnd(EndFrame)
        /// The server broke the protocol.
        case fault(ProtocolFault)
    }

    private struct Call {
        var flow = FlowControl()
    }

    private let messageLimit: Int
    private var calls = CallTable<Call>()
    private var lastCall: UInt32 = 0
    /// Whether the server announced that it begins no further call.
    package private(set) var isShutDown = false

    /// Makes the state of a new connection. `messageLimit` bounds a message that is received, in bytes.
    package init(messageLimit: Int) { self.messageLimit = messageLimit }

    /// Calls under way.
    package var callCount: Int { calls.count }

    /// The slots of the calls under way.
    package var liveSlots: [Int] { calls.liveSlots }

    /// Begins a call; nil when this connection takes no more: the server shuts down, or all ids are used.
    package mutating func open() -> (id: UInt32, slot: Int)? {
        guard !isShutDown, lastCall < .max else { return nil }
        lastCall += 1
        return (lastCall, calls.insert(lastCall, Call()))
    }

    /// The id of a slot's call.
    package func id(_ slot: Int) -> UInt32 { calls.id(slot) }

    /// Whether the slot's call has credit for a message.
    package func maySend(_ slot: Int) -> Bool { calls[slot].flow.maySend }

    /// Counts a message that is sent; traps without credit.
    package mutating func sent(_ slot: Int, _ count: Int) { calls[slot].flow.sent(count) }

    /// Counts a message that the application took. Gives the credit that is to be granted now, if any.
    package mutating func consumed(_ slot: Int, _ count: Int) -> UInt32? { calls[slot].flow.consumed(count) }

    /// Makes the window of a call's answers wider, and gives the credit to grant.
    package mutating func widen(_ slot: Int, by bytes: Int) -> UInt32 { calls[slot].flow.widen(by: bytes) }

    /// Gives a call up: its frames are noise from now on.
    package mutating func release(_ slot: Int) { calls.remove(slot) }

    /// Takes a frame.
    package mutating func receive(_ frame: Frame) -> Outcome {
        if frame.call == 0 { return receiveForConnection(frame.kind) }
        switch frame.kind {
        case .open, .halfClose, .cancel: return fault("the server sent a frame that only clients send")
        case .ping, .pong, .shutdown: return fault("the server sent a frame of the connection for call \(frame.call)")
        case .message, .end, .credit: break
        }
        if frame.call > lastCall { return fault("the server answered call \(frame.call), which was never opened") }
        guard let slot = calls.slot(of: frame.call) else { return .nothing }
        switch frame.kind {
        case .message(let payload, let halfClose):
            if halfClose { return fault("the server half-closed call \(frame.call)") }
            guard calls[slot].flow.received(payload.count) else {
                return fault("the server sent a message of call \(frame.call) without credit")
            }
            if payload.count > messageLimit { return .fail(slot: slot, tooLarge(payload.count)) }
            return .message(slot: slot, payload)
        case .end(let end):
            calls.remove(slot)
            if let message = end.message, message.count > messageLimit {
                return .end(slot: slot, EndFrame(tooLarge(message.count)))
            }
            return .end(slot: slot, end)
        case .credit(let bytes):
            guard calls[slot].flow.granted(bytes) else { return fault("the server granted impossible credit") }
            return .credit(slot: slot)
        case .open, .halfClose, .cancel, .ping, .pong, .shutdown: preconditionFailure("dealt with above")
        }
    }

    private mutating func receiveForConnection(_ kind: Frame.Kind) -> Outcome {
        switch kind {
        case .ping(let payload): return .answerPing(payload)
        case .pong(let payload): return .pong(payload)
        case .shutdown(let last, let text):
            isShutDown = true
            let neverBegun = calls.liveSlots.filter { calls.id($0) > last }
            for slot in neverBegun { calls.remove(slot) }
            return .shutdown(neverBegun: neverBegun, text: text)
        case .end(let end): return .connectionEnd(end)
        case .open, .message, .halfClose, .cancel, .credit:
            return fault("the server sent a frame of a call for call 0")
        }
    }

    private func fault(_ text: String) -> Outcome { .fault(ProtocolFault(text)) }

    private func tooLarge(_ count: Int) -> Status {
        Status(.resourceExhausted, "the server's message has \(count) bytes; the most that is taken is \(messageLimit)")
    }
}
