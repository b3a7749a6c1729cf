import RPC
import Testing
import Transport

struct ServerSessionTests {
    private static let limits = ServerSession.Limits(
        calls: 2, message: 1000, memoryPerRequest: 700_000, metadata: 40, pings: 3)
    private static let open = Frame(call: 3, .open(OpenFrame(method: "a.B/C")))

    /// A session with call 3 open in slot 0.
    private static func session() -> ServerSession {
        var session = ServerSession(limits: limits)
        #expect(session.receive(open, now: 0) == .begin(slot: 0, OpenFrame(method: "a.B/C")))
        return session
    }

    @Test(
        arguments: [
            ([open], "ids must increase"),
            ([Frame(call: 2, .open(OpenFrame(method: "a.B/C")))], "ids must increase"),
            ([Frame(call: 0, .open(OpenFrame(method: "a.B/C")))], "calls begin at 1"),
            ([Frame(call: 0, .message([], halfClose: false))], "calls begin at 1"),
            ([Frame(call: 0, .halfClose)], "calls begin at 1"),
            ([Frame(call: 0, .cancel)], "calls begin at 1"),
            ([Frame(call: 0, .credit(1))], "calls begin at 1"),
            ([Frame(call: 0, .end(EndFrame(code: 0)))], "calls begin at 1"),
            ([Frame(call: 0, .shutdown(lastCall: 0, text: ""))], "calls begin at 1"),
            ([Frame(call: 3, .ping(1))], "belongs to call 0"),
            ([Frame(call: 3, .pong(1))], "belongs to call 0"),
            ([Frame(call: 3, .end(EndFrame(code: 0)))], "only the server"),
            ([Frame(call: 3, .shutdown(lastCall: 0, text: ""))], "only the server"),
            ([Frame(call: 4, .message([], halfClose: false))], "never opened"),
            ([Frame(call: 4, .halfClose)], "never opened"),
            ([Frame(call: 4, .cancel)], "never opened"),
            ([Frame(call: 4, .credit(1))], "never opened"),
            ([Frame(call: 3, .halfClose), Frame(call: 3, .halfClose)], "half-closed twice"),
            ([Frame(call: 3, .halfClose), Frame(call: 3, .message([], halfClose: false))], "after its half-close"),
            ([Frame(call: 3, .message([], halfClose: true)), Frame(call: 3, .halfClose)], "half-closed twice"),
            ([Frame(call: 3, .credit(0))], "no credit"),
            ([Frame(call: 3, .credit(.max))], "2^31 - 1"),
            ([Frame(call: 3, .credit(2_000_000_000)), Frame(call: 3, .credit(2_000_000_000))], "2^31 - 1"),
            ((0..<4).map { Frame(call: 0, .ping($0)) }, "too many pings"),
            (Array(repeating: Frame(call: 3, .message([], halfClose: false)), count: 4097), "without credit"),
        ] as [([Frame], String)])
    func clientsFaultClosesTheConnection(_ frames: [Frame], _ text: String) {
        var session = Self.session()
        var last = ServerSession.Outcome.nothing
        for (index, frame) in frames.enumerated() {
            if case .fault(let fault) = last { Issue.record("frame \(index - 1) was a fault already: \(fault.text)") }
            last = session.receive(frame, now: 0)
        }
        guard case .fault(let fault) = last else {
            Issue.record("\(last) is no fault")
            return
        }
        #expect(fault.text.contains(text), "\(fault.text)")
    }

    @Test(arguments: [
        (OpenFrame(method: ""), StatusCode.invalidArgument),
        (OpenFrame(method: String(repeating: "m", count: 256)), .invalidArgument),
        (OpenFrame(method: "m", metadata: Metadata([.init(name: "Upper", value: [])])), .invalidArgument),
        (OpenFrame(method: "m", metadata: Metadata([.init(name: "", value: [])])), .invalidArgument),
        (OpenFrame(method: "m", metadata: Metadata([.init(name: "a b", value: [])])), .invalidArgument),
        (
            OpenFrame(method: "m", metadata: Metadata([.init(name: "a", value: [UInt8](repeating: 0, count: 40))])),
            .resourceExhausted
        ),
        (OpenFrame(method: "m", message: [UInt8](repeating: 0, count: 1001)), .resourceExhausted),
    ])
    func badOpeningCostsTheCallOnly(_ open: OpenFrame, _ code: StatusCode) {
        var session = Self.session()
        guard case .refuse(call: 4, open, let status) = session.receive(Frame(call: 4, .open(open)), now: 0) else {
            Issue.record("not refused")
            return
        }
        #expect(status.code == code)
        // What follows for the refused call is noise, and the connection goes on.
        #expect(session.receive(Frame(call: 4, .message([], halfClose: true)), now: 0) == .nothing)
        #expect(session.callCount == 1)
        #expect(session.receive(Frame(call: 3, .halfClose), now: 0) == .halfClose(slot: 0))
    }

    @Test(arguments: [
        Frame.Kind.message([1], halfClose: false), .message([], halfClose: true), .halfClose, .cancel, .credit(0),
        .credit(.max),
    ])
    func framesThatCrossedTheEndAreNoise(_ kind: Frame.Kind) {
        var session = Self.session()
        session.end(0)
        #expect(session.receive(Frame(call: 3, kind), now: 0) == .nothing)
        #expect(session.receive(Frame(call: 1, kind), now: 0) == .nothing)
        session.release(0)
        #expect(session.receive(Frame(call: 3, kind), now: 0) == .nothing)
        #expect(session.receive(Frame(call: 0, .pong(1)), now: 0) == .nothing)
    }

    @Test func callsAreLimitedUntilTheirHandlersReturn() {
        var session = Self.session()
        #expect(
            session.receive(Frame(call: 4, .open(OpenFrame(method: "m"))), now: 0)
                == .begin(slot: 1, OpenFrame(method: "m")))
        // Cancelled, but the handler still runs: opening and cancelling at speed gains nothing.
        #expect(session.receive(Frame(call: 4, .cancel), now: 0) == .cancel(slot: 1))
        guard case .refuse(5, _, let status) = session.receive(Frame(call: 5, .open(OpenFrame(method: "m"))), now: 0)
        else {
            Issue.record("a third call began")
            return
        }
        #expect(status.code == .resourceExhausted)
        session.release(1)
        #expect(
            session.receive(Frame(call: 6, .open(OpenFrame(method: "m"))), now: 0)
                == .begin(slot: 1, OpenFrame(method: "m")))
    }

    @Test func messageBeyondTheLimitCostsTheCallOnly() {
        var session = Self.session()
        let large = [UInt8](repeating: 0, count: 1001)
        guard
            case .fail(slot: 0, let status) = session.receive(Frame(call: 3, .message(large, halfClose: false)), now: 0)
        else {
            Issue.record("taken")
            return
        }
        #expect(status.code == .resourceExhausted)
        #expect(status.message.contains("1001") && status.message.contains("1000"))
    }

    @Test func memoryOfARequestIsBounded() {
        var session = ServerSession(
            limits: .init(calls: 1, message: 1000, memoryPerRequest: 1500, metadata: 40, pings: 3))
        _ = session.receive(Self.open, now: 0)
        let message = Frame(call: 3, .message([UInt8](repeating: 0, count: 1000), halfClose: false))
        #expect(session.receive(message, now: 0) == .message(slot: 0, [UInt8](repeating: 0, count: 1000), last: false))
        _ = session.consumed(0, 1000)
        guard case .message = session.receive(message, now: 0) else {
            Issue.record("what was taken still counts")
            return
        }
        guard case .fail(slot: 0, let status) = session.receive(message, now: 0) else {
            Issue.record("2,000 bytes wait")
            return
        }
        #expect(status.code == .resourceExhausted)
    }

    @Test func creditIsGrantedInHalfWindowsAndNotToWhoSendsNoMore() {
        var session = ServerSession(
            limits: .init(calls: 1, message: 200_000, memoryPerRequest: 900_000, metadata: 40, pings: 3))
        _ = session.receive(Self.open, now: 0)
        let payload = [UInt8](repeating: 0, count: 100_000)
        for _ in 0..<2 {
            #expect(
                session.receive(Frame(call: 3, .message(payload, halfClose: false)), now: 0)
                    == .message(slot: 0, payload, last: false))
        }
        #expect(session.consumed(0, 100_000) == nil)
        #expect(session.consumed(0, 100_000) == 200_000)
        #expect(
            session.receive(Frame(call: 3, .message(payload, halfClose: false)), now: 0)
                == .message(slot: 0, payload, last: false))
        #expect(
            session.receive(Frame(call: 3, .message(payload, halfClose: true)), now: 0)
                == .message(slot: 0, payload, last: true))
        #expect(session.consumed(0, 100_000) == nil)
        #expect(session.consumed(0, 100_000) == nil)
    }

    @Test func creditMayFallBelowZeroOnceAndThenWaits() {
        var session = Self.session()
        #expect(session.maySend(0))
        session.sent(0, 1_000_000)
        #expect(!session.maySend(0))
        #expect(session.receive(Frame(call: 3, .credit(737_856)), now: 0) == .credit(slot: 0))
        #expect(!session.maySend(0))
        #expect(session.receive(Frame(call: 3, .credit(1)), now: 0) == .credit(slot: 0))
        #expect(session.maySend(0))
    }

    @Test func pingsAreEarnedBackWithTime() {
        var session = Self.session()
        for payload in 0..<3 as Range<UInt64> {
            #expect(session.receive(Frame(call: 0, .ping(payload)), now: 1_000_000_000) == .pong(payload))
        }
        #expect(session.receive(Frame(call: 0, .ping(9)), now: 1_100_000_000) == .pong(9))
        guard case .fault = session.receive(Frame(call: 0, .ping(9)), now: 1_150_000_000) else {
            Issue.record("an eleventh of a second earns no ping")
            return
        }
    }

    @Test func noCallBeginsAfterTheShutdown() {
        var session = Self.session()
        #expect(session.beginShutdown() == 3)
        guard case .refuse(4, _, let status) = session.receive(Frame(call: 4, .open(OpenFrame(method: "m"))), now: 0)
        else {
            Issue.record("begun")
            return
        }
        #expect(status.code == .unavailable)
        // Call 3 goes on.
        #expect(session.receive(Frame(call: 3, .halfClose), now: 0) == .halfClose(slot: 0))
    }
}
