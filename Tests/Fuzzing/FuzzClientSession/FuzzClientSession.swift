import FuzzSupport
import RPC
import Transport

// A server's bytes against the client's state machine, while the application does what applications do.

private struct Connection {
    private static let messageLimit = 600
    private let feed = FrameFeed()
    private var session = ClientSession(messageLimit: messageLimit)
    /// The messages of each call that the application has not taken.
    private var calls: [Int: [Int]] = [:]

    mutating func run(_ steps: [Step]) {
        for step in steps {
            switch step {
            case .receive(let bytes):
                let goesOn = feed.receive(bytes) { frame in
                    let outcome = session.receive(frame)
                    return act(on: outcome)
                }
                if !goesOn { return }
            case .act(let action, let slot, let value): act(action, slot, Int(value))
            }
            precondition(session.callCount == calls.count, "calls are miscounted")
            precondition(Set(session.liveSlots) == Set(calls.keys), "the session lost track of a call")
        }
    }

    private mutating func act(on outcome: ClientSession.Outcome) -> Bool {
        switch outcome {
        case .nothing, .pong, .answerPing: break
        case .message(let slot, let payload):
            precondition(payload.count <= Self.messageLimit)
            calls[live(slot)]?.append(payload.count)
        case .end(let slot, let end):
            precondition(end.message.map { $0.count <= Self.messageLimit } ?? true)
            calls[live(slot)] = nil
        case .fail(let slot, _):
            session.release(slot)
            calls[live(slot)] = nil
        case .credit(let slot): _ = live(slot)
        case .shutdown(let neverBegun, _):
            precondition(session.isShutDown)
            for slot in neverBegun { calls[live(slot)] = nil }
        case .connectionEnd, .fault: return false
        }
        return true
    }

    private func live(_ slot: Int) -> Int {
        precondition(calls[slot] != nil, "a frame reaches a call that is over")
        return slot
    }

    private mutating func act(_ action: UInt8, _ slot: Int, _ value: Int) {
        if action == 0, calls.count < 8, let (id, slot) = session.open() {
            precondition(calls[slot] == nil && session.id(slot) == id)
            calls[slot] = []
        }
        guard let waiting = calls[slot] else { return }
        switch action {
        case 1 where session.maySend(slot): session.sent(slot, value * 1_000)
        case 2 where !waiting.isEmpty:
            calls[slot]?.removeFirst()
            let grant = session.consumed(slot, waiting[0])
            precondition(grant != 0, "a grant of nothing")
        case 3: _ = session.widen(slot, by: 1_000)
        case 4:
            session.release(slot)
            calls[slot] = nil
        default: break
        }
    }
}

private func seeds() -> [[UInt8]] {
    let message = Frame(call: 1, .message([UInt8](repeating: 7, count: 600), halfClose: false))
    let end = EndFrame(
        code: 10, text: "é", details: [.init(type: "lm2.v1.Action", value: [8, 1])], metadata: ["a": "b"], message: [1])
    let bytes = [
        message, Frame(call: 1, .credit(300)), message, Frame(call: 2, .end(end)), Frame(call: 0, .ping(9)),
        Frame(call: 0, .pong(9)), Frame(call: 0, .shutdown(lastCall: 2, text: "bye")), Frame(call: 1, .end(end)),
    ].flatMap(encoded)
    let open = Step.act(0)
    return [
        Step.input([open, open, open, .receive(bytes), .act(2)]),
        Step.input([open, .act(3), .receive(encoded(message)), .act(2), .act(4)]),
        Step.input([open, .act(1, value: 100), .receive(encoded(Frame(call: 0, .end(end))))]),
    ]
}

@_cdecl("LLVMFuzzerInitialize")
package func initialize(_ count: UnsafeMutablePointer<CInt>, _ arguments: Arguments) -> CInt {
    plant(seeds(), count, arguments)
}

@_cdecl("LLVMFuzzerTestOneInput")
package func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var connection = Connection()
    connection.run(Step.steps(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
