import Kernel
import RPC
import Synchronization
import TestSupport
import Testing
import Transport

/// What happens when a client cancels, stalls, floods or breaks the protocol, or the server ends.
@Suite(.timeLimit(.minutes(1)))
struct ConnectionTests {
    private let gate = Gate()
    private let began = Gate()
    private let sent = SentCount()
    private let interrupted = Gate()

    private final class SentCount: Sendable {
        let bytes = Atomic<Int>(0)
    }

    private var router: Router {
        var router = Router()
        router.add(service: "t.T", method: "Echo", .unary { _, request in request })
        router.add(
            service: "t.T", method: "Wait",
            .unary { [gate, began] _, request in
                began.open()
                await gate.wait()
                return request
            })
        router.add(
            service: "t.T", method: "Listen",
            .clientStream { [began] _, requests in
                began.open()
                while try await requests.next() != nil {}
                return []
            })
        router.add(
            service: "t.T", method: "Sleep",
            .unary { [began, interrupted] _, request in
                began.open()
                do {
                    try await EventLoop.current?.sleep(for: .seconds(3600))
                } catch {
                    interrupted.open()
                }
                return request
            })
        router.add(
            service: "t.T", method: "Pour",
            .serverStream { [sent] _, _, responses in
                for _ in 0..<100 {
                    try await responses.send([UInt8](repeating: 1, count: 65_536))
                    sent.bytes.wrappingAdd(65_536, ordering: .relaxed)
                }
            })
        return router
    }

    private func limits(_ change: (inout TransportLimits) -> Void) -> TransportLimits {
        var limits = TransportLimits()
        change(&limits)
        return limits
    }

    private func open(_ call: UInt32, _ method: String, _ message: [UInt8]? = nil, timeout: UInt64 = 0) -> Frame {
        Frame(
            call: call,
            .open(OpenFrame(method: method, timeout: timeout, message: message, halfClose: message != nil)))
    }

    /// The next frame's end, whose call and code are checked.
    private func expectEnd(
        _ client: RawClient, call: UInt32, _ code: StatusCode, _ text: String = "",
        location: SourceLocation = #_sourceLocation
    ) async {
        let frame = await client.frames.next()
        guard let frame, case .end(let end) = frame.kind else {
            Issue.record("\(String(describing: frame)) is no end", sourceLocation: location)
            return
        }
        #expect(frame.call == call, sourceLocation: location)
        #expect(end.code == code.rawValue, "\(end.text)", sourceLocation: location)
        #expect(end.text.contains(text), "\(end.text)", sourceLocation: location)
    }

    // MARK: Calls that don't end well

    @Test func cancellingTheTaskCancelsTheHandler() async throws {
        try await Loopback.run(router) { loopback in
            let client = try await loopback.client()
            let call = Task { () throws(Status) in
                let call = try await client.open("t.T/Listen")
                return try await call.next()
            }
            await began.wait()
            call.cancel()
            let result = await call.result
            guard case .failure(let error) = result, (error as? Status)?.code == .cancelled else {
                Issue.record("\(result)")
                return
            }
            let end = await loopback.calls.ends.next()
            #expect(end.status?.code == .cancelled)
            #expect(try await client.unary("t.T/Echo", [1]) == [1])
        }
    }

    /// By the client's cancelling, by the deadline, and by the connection's end.
    @Test(arguments: [0, 1, 2])
    func handlerThatUsesNoStreamIsCancelledToo(_ way: Int) async throws {
        try await Loopback.run(router) { loopback in
            let client = try await loopback.rawClient()
            client.send(open(1, "t.T/Sleep", [], timeout: way == 1 ? 20_000 : 0))
            await began.wait()
            if way == 0 { client.send(Frame(call: 1, .cancel)) }
            if way == 2 { client.abort() }
            await interrupted.wait()
            if way != 2 { client.abort() }
        }
    }

    @Test func serverHoldsTheDeadline() async throws {
        try await Loopback.run(router) { loopback in
            let client = try await loopback.rawClient()
            client.send(open(1, "t.T/Listen", timeout: 20_000))
            await expectEnd(client, call: 1, .deadlineExceeded, "deadline")
            // Frames that crossed the end are noise.
            client.send(Frame(call: 1, .message([1], halfClose: true)), open(2, "t.T/Echo", [5]))
            await expectEnd(client, call: 2, .ok)
            client.abort()
        }
    }

    @Test func clientHoldsItsDeadline() async throws {
        try await Loopback.run(router) { loopback in
            let client = try await loopback.client()
            let status = await #expect(throws: Status.self) {
                try await client.unary("t.T/Wait", [], timeout: .milliseconds(20))
            }
            #expect(status?.code == .deadlineExceeded)
            gate.open()
        }
    }

    @Test func streamThatStopsSendingIsEnded() async throws {
        try await Loopback.run(router, limits: limits { $0.stallTimeout = .milliseconds(30) }) { loopback in
            let client = try await loopback.rawClient()
            client.send(open(1, "t.T/Listen"), Frame(call: 1, .message([1], halfClose: false)))
            await expectEnd(client, call: 1, .deadlineExceeded, "sent nothing")
            client.send(open(2, "t.T/Echo", [5]))
            await expectEnd(client, call: 2, .ok)
            client.abort()
        }
    }

    @Test func slowReaderHoldsTheSenderBack() async throws {
        try await Loopback.run(router) { loopback in
            let client = try await loopback.client()
            let call = try await client.open("t.T/Pour", request: [])
            _ = try await call.next()
            // The handler goes on until it has no credit; a few round trips give it every chance.
            for _ in 0..<20 { try await client.ping() }
            let poured = sent.bytes.load(ordering: .relaxed)
            #expect(poured < 2_000_000, "\(poured) of 6,553,600 bytes were sent to a client that takes none")
            var count = 1
            while try await call.next() != nil { count += 1 }
            #expect(count == 100)
        }
    }

    @Test func clientThatTakesNothingLosesItsCall() async throws {
        try await Loopback.run(router, limits: limits { $0.stallTimeout = .milliseconds(30) }) { loopback in
            let client = try await loopback.rawClient()
            client.send(open(1, "t.T/Pour", []))
            // Four messages of a quarter of the first credit, and no more is granted.
            for _ in 0..<4 {
                guard case .message = await client.frames.next()?.kind else {
                    Issue.record("no message")
                    return
                }
            }
            await expectEnd(client, call: 1, .deadlineExceeded, "taken nothing")
            client.abort()
        }
    }

    @Test func callsBeyondTheLimitAreRefused() async throws {
        try await Loopback.run(router, limits: limits { $0.callsPerConnection = 2 }) { loopback in
            let client = try await loopback.rawClient()
            client.send(open(1, "t.T/Wait", [1]), open(2, "t.T/Wait", [2]), open(3, "t.T/Wait", [3]))
            await expectEnd(client, call: 3, .resourceExhausted, "2 calls")
            gate.open()
            await expectEnd(client, call: 1, .ok)
            await expectEnd(client, call: 2, .ok)
            client.abort()
        }
    }

    // MARK: Connections that don't end well

    @Test(
        arguments: [
            ([0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3], StatusCode.resourceExhausted, "the longest that is taken"),
            ([0, 65, 0, 1], .resourceExhausted, "the longest that is taken"),
            ([0, 0, 0, 3, 0xFF, 0xFF, 0xFF], .invalidArgument, "within a number"),
            ([0, 0, 0, 0], .invalidArgument, "no kind"),
            (encoded(Frame(call: 9, .halfClose)), .invalidArgument, "never opened"),
            (
                (0..<101).flatMap { encoded(Frame(call: 0, .ping($0))) }, .resourceExhausted, "too many pings"
            ),
        ] as [([UInt8], StatusCode, String)])
    func brokenProtocolClosesWithAText(_ bytes: [UInt8], _ code: StatusCode, _ text: String) async throws {
        try await Loopback.run(router) { loopback in
            let client = try await loopback.rawClient()
            client.send(bytes)
            var frame = await client.frames.next()
            while case .pong? = frame?.kind { frame = await client.frames.next() }
            guard let frame, frame.call == 0, case .end(let end) = frame.kind else {
                Issue.record("\(String(describing: frame))")
                return
            }
            #expect(end.code == code.rawValue)
            #expect(end.text.contains(text), "\(end.text)")
            #expect(await client.frames.next() == nil)
            #expect(await loopback.connections.reasons.next().contains(text))
        }
    }

    @Test func plaintextOnTheTLSPortIsClosed() async throws {
        try await Loopback.run(router) { loopback in
            for text in ["GET / HTTP/1.1\r\n\r\n", "SSH-2.0-x\r\n"] {
                let client = try await loopback.rawClient(plaintext: true)
                client.send(Array(text.utf8))
                #expect(await client.frames.next() == nil)
                #expect(await loopback.connections.reasons.next().hasPrefix("handshake: "))
            }
        }
    }

    @Test func silentClientIsClosedWhenTheHandshakeTakesTooLong() async throws {
        try await Loopback.run(router, limits: limits { $0.handshakeTimeout = .milliseconds(30) }) { loopback in
            let client = try await loopback.rawClient(plaintext: true)
            #expect(await client.frames.next() == nil)
            #expect(await loopback.connections.reasons.next() == "handshake: it took too long")
        }
    }

    @Test func idleConnectionIsShutDown() async throws {
        let limits = limits {
            $0.handshakeTimeout = .milliseconds(1000)
            $0.idleTimeout = .milliseconds(1000)
        }
        try await Loopback.run(router, limits: limits) { loopback in
            let client = try await loopback.rawClient()
            client.send(open(4, "t.T/Echo", [1]))
            await expectEnd(client, call: 4, .ok)
            #expect(
                await client.frames.next() == Frame(call: 0, .shutdown(lastCall: 4, text: "the connection was idle")))
            #expect(await client.frames.next() == nil)
        }
    }

    @Test func frameCutShortHarmsNobodyElse() async throws {
        try await Loopback.run(router) { loopback in
            let broken = try await loopback.rawClient()
            broken.send(open(1, "t.T/Listen"))
            await began.wait()
            broken.send(Array(encoded(Frame(call: 1, .message([1, 2, 3], halfClose: true))).dropLast(2)))
            broken.abort()
            let end = await loopback.calls.ends.next()
            #expect(end.status?.code == .cancelled)
            let client = try await loopback.client()
            #expect(try await client.unary("t.T/Echo", [1]) == [1])
        }
    }

    @Test func connectionsBeyondTheLimitAreReset() async throws {
        try await Loopback.run(router, limits: limits { $0.connections = 1 }) { loopback in
            let client = try await loopback.client()
            #expect(try await client.unary("t.T/Echo", [1]) == [1])
            let status = await #expect(throws: Status.self) { try await loopback.client() }
            #expect(status?.code == .unavailable)
        }
    }

    // MARK: Shutdown

    @Test func shutdownFinishesCallsUnderWay() async throws {
        try await Loopback.run(router, shutsDown: false) { loopback in
            let client = try await loopback.rawClient()
            client.send(open(7, "t.T/Wait", [42]))
            await began.wait()
            let shutdown = Task { await loopback.server.shutdown(grace: .seconds(3600)) }
            guard case .shutdown(lastCall: 7, _) = await client.frames.next()?.kind else {
                Issue.record("no shutdown was announced")
                return
            }
            client.send(open(8, "t.T/Echo", [1]))
            await expectEnd(client, call: 8, .unavailable)
            let late = await #expect(throws: Status.self) { try await loopback.client() }
            #expect(late?.code == .unavailable)
            gate.open()
            let frame = await client.frames.next()
            #expect(frame == Frame(call: 7, .end(EndFrame(code: 0, message: [42]))))
            #expect(await client.frames.next() == nil)
            await shutdown.value
            #expect(loopback.server.connectionCount == 0)
        }
    }

    @Test func shutdownBreaksOffWhatOutlastsItsGrace() async throws {
        try await Loopback.run(router, shutsDown: false) { loopback in
            let client = try await loopback.client()
            let call = Task { () throws(Status) in try await client.unary("t.T/Wait", []) }
            await began.wait()
            await loopback.server.shutdown(grace: .milliseconds(10))
            let result = await call.result
            guard case .failure(let error) = result, let status = error as? Status else {
                Issue.record("\(result)")
                return
            }
            #expect(status.code == .unavailable && status.message.contains("broken off"))
            gate.open()
        }
    }
}
