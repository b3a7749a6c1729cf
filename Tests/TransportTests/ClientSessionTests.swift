import RPC
import Testing
import Transport

struct ClientSessionTests {
    /// A session with calls 1 and 2 under way in slots 0 and 1.
    private func session() -> ClientSession {
        var session = ClientSession(messageLimit: 1000)
        for expected in 1...2 as ClosedRange<UInt32> { #expect(session.open()?.id == expected) }
        return session
    }

    @Test(arguments: [
        Frame(call: 1, .open(OpenFrame(method: "m"))), Frame(call: 1, .halfClose), Frame(call: 1, .cancel),
        Frame(call: 1, .ping(1)), Frame(call: 1, .pong(1)), Frame(call: 1, .shutdown(lastCall: 1, text: "")),
        Frame(call: 3, .message([], halfClose: false)), Frame(call: 3, .end(EndFrame(code: 0))),
        Frame(call: 3, .credit(1)), Frame(call: 1, .message([], halfClose: true)), Frame(call: 1, .credit(0)),
        Frame(call: 1, .credit(.max)), Frame(call: 0, .message([], halfClose: false)), Frame(call: 0, .credit(1)),
        Frame(call: 0, .halfClose), Frame(call: 0, .cancel), Frame(call: 0, .open(OpenFrame(method: "m"))),
    ])
    func serversFaultClosesTheConnection(_ frame: Frame) {
        var session = session()
        guard case .fault = session.receive(frame) else {
            Issue.record("no fault")
            return
        }
    }

    @Test func framesOfACallThatIsGivenUpAreNoise() {
        var session = session()
        session.release(0)
        for kind in [.message([1], halfClose: false), .end(EndFrame(code: 3)), .credit(5)] as [Frame.Kind] {
            #expect(session.receive(Frame(call: 1, kind)) == .nothing)
        }
        #expect(session.liveSlots == [1])
    }

    @Test func answersArriveAndFreeTheirSlots() {
        var session = session()
        #expect(session.receive(Frame(call: 2, .message([5], halfClose: false))) == .message(slot: 1, [5]))
        #expect(session.receive(Frame(call: 2, .end(EndFrame(code: 5)))) == .end(slot: 1, EndFrame(code: 5)))
        #expect(session.open()?.slot == 1)
        #expect(session.receive(Frame(call: 2, .end(EndFrame(code: 5)))) == .nothing)
    }

    @Test func messagesBeyondTheLimitCostTheCallOnly() {
        var session = session()
        let large = [UInt8](repeating: 0, count: 1001)
        guard case .fail(slot: 0, let status) = session.receive(Frame(call: 1, .message(large, halfClose: false)))
        else {
            Issue.record("taken")
            return
        }
        #expect(status.code == .resourceExhausted)
        guard case .end(slot: 1, let end) = session.receive(Frame(call: 2, .end(EndFrame(code: 0, message: large))))
        else {
            Issue.record("not ended")
            return
        }
        #expect(end.status?.code == .resourceExhausted)
    }

    @Test func shutdownEndsWhatWasNeverBegun() {
        var session = session()
        #expect(
            session.receive(Frame(call: 0, .shutdown(lastCall: 1, text: "bye")))
                == .shutdown(neverBegun: [1], text: "bye"))
        #expect(session.liveSlots == [0])
        #expect(session.open() == nil)
    }

    @Test func pingsOfTheServerAreAnswered() {
        var session = session()
        #expect(session.receive(Frame(call: 0, .ping(6))) == .answerPing(6))
        #expect(session.receive(Frame(call: 0, .pong(7))) == .pong(7))
        #expect(session.receive(Frame(call: 0, .end(EndFrame(code: 8)))) == .connectionEnd(EndFrame(code: 8)))
    }
}
