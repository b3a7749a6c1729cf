import FuzzSupport
import RPC
import Transport

// A client's bytes against the server's state machine, while handlers do what handlers do.

private struct Connection {
    /// What the engine knows of a call whose handler runs.
    private struct Call {
        var waiting: [Int] = []
        var isOver = false
    }

    private static let limits = ServerSession.Limits(
        calls: 4, message: 600, memoryPerRequest: 2_000, metadata: 200, pings: 3)
    private let feed = FrameFeed()
    private var session = ServerSession(limits: limits)
    private var calls: [Int: Call] = [:]
    private var now: UInt64 = 0

    mutating func run(_ steps: [Step]) {
        for step in steps {
            switch step {
            case .receive(let bytes):
                let goesOn = feed.receive(bytes) { frame in
                    let outcome = session.receive(frame, now: now)
                    return act(on: outcome)
                }
                if !goesOn { return }
            case .act(let action, let slot, let value): act(action, slot, Int(value))
            }
            check()
        }
    }

    private mutating func act(on outcome: ServerSession.Outcome) -> Bool {
        switch outcome {
        case .nothing, .refuse, .pong: break
        case .begin(let slot, let open):
            precondition(calls[slot] == nil, "a call begins in a slot that is taken")
            calls[slot] = Call(waiting: open.message.map { [$0.count] } ?? [])
        case .message(let slot, let payload, _): calls[live(slot)]?.waiting.append(payload.count)
        case .halfClose(let slot), .credit(let slot): _ = live(slot)
        case .cancel(let slot): calls[live(slot)]?.isOver = true
        case .fail(let slot, _):
            session.end(slot)
            calls[live(slot)]?.isOver = true
        case .fault: return false
        }
        return true
    }

    private func live(_ slot: Int) -> Int {
        precondition(calls[slot]?.isOver == false, "a frame reaches a call that is over")
        return slot
    }

    private mutating func act(_ action: UInt8, _ slot: Int, _ value: Int) {
        switch action {
        case 0: now += UInt64(value) * 10_000_000
        case 1: _ = session.beginShutdown()
        default: break
        }
        guard var call = calls[slot] else { return }
        switch action {
        case 2 where !call.isOver && !call.waiting.isEmpty:
            let grant = session.consumed(slot, call.waiting.removeFirst())
            precondition(grant != 0, "a grant of nothing")
        case 3 where !call.isOver && session.maySend(slot): session.sent(slot, value * 1_000)
        case 4 where !call.isOver:
            session.end(slot)
            call.isOver = true
        case 5 where call.isOver:
            session.release(slot)
            calls[slot] = nil
            return
        default: break
        }
        calls[slot] = call
    }

    private func check() {
        precondition(session.callCount == calls.count && calls.count <= Self.limits.calls, "calls are miscounted")
        precondition(
            Set(session.liveSlots) == Set(calls.filter { !$0.value.isOver }.keys), "the session lost track of a call")
        for (slot, call) in calls where !call.isOver {
            precondition(session.id(slot) > 0 && session.id(slot) <= session.lastCall)
            precondition(call.waiting.reduce(0, +) <= Self.limits.memoryPerRequest, "too much waits for a handler")
        }
    }
}

private func seeds() -> [[UInt8]] {
    let open = OpenFrame(method: "a.B/C", metadata: ["authorization": "Bearer x"], timeout: 5, message: [1])
    let talk: [Frame] = [
        Frame(call: 1, .open(open)), Frame(call: 1, .message([UInt8](repeating: 7, count: 600), halfClose: false)),
        Frame(call: 1, .credit(300)), Frame(call: 1, .message([], halfClose: true)),
        Frame(call: 2, .open(OpenFrame(method: "a.B/D"))), Frame(call: 2, .halfClose), Frame(call: 0, .ping(9)),
        Frame(call: 3, .open(open)), Frame(call: 3, .cancel),
    ]
    let bytes = talk.flatMap(encoded)
    return [
        Step.input([.receive(bytes), .act(2), .act(2), .act(4), .act(5)]),
        Step.input(talk.flatMap { [.receive(encoded($0)), .act(2), .act(3, value: 100)] }),
        Step.input([.act(1), .receive(bytes)]),
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
