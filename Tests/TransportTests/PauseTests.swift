import RPC
import TestSupport
import Testing
import Transport

/// Handlers that wait for a time.
@Suite(.timeLimit(.minutes(1)))
struct PauseTests {
    private let interrupted = Recorder<StatusCode?>()

    private var router: Router {
        var router = Router()
        router.add(
            service: "t.T", method: "Pause",
            .serverStream { [interrupted] context, request, responses in
                try await responses.send([0])
                do throws(Status) {
                    try await context.pause(.seconds(Int(request[0])))
                } catch {
                    interrupted.record(error.code)
                    throw error
                }
                try await responses.send([1])
            })
        return router
    }

    private static var limits: TransportLimits {
        var limits = TransportLimits()
        limits.stallTimeout = .milliseconds(100)
        return limits
    }

    @Test func pausingIsNoStalling() async throws {
        try await Loopback.run(router, limits: Self.limits) { loopback in
            let client = try await loopback.client()
            let call = try await client.open("t.T/Pause", request: [1])
            #expect(try await call.next() == [0])
            #expect(try await call.next() == [1])
            #expect(try await call.next() == nil)
            await client.close()
        }
    }

    @Test func pauseEndsWithItsCall() async throws {
        try await Loopback.run(router) { loopback in
            // Longer than a test may take: only the call's end can be what ends it.
            let request: [UInt8] = [255]
            let client = try await loopback.client()
            let call = try await client.open("t.T/Pause", request: request)
            #expect(try await call.next() == [0])
            call.cancel()
            #expect(await interrupted.next() == .cancelled)
            let late = try await client.open("t.T/Pause", request: request, timeout: .milliseconds(300))
            #expect(try await late.next() == [0])
            await #expect(throws: Status.self) { while try await late.next() != nil {} }
            #expect(await interrupted.next() == .cancelled)
            let lost = try await client.open("t.T/Pause", request: request)
            #expect(try await lost.next() == [0])
            await client.close()
            #expect(await interrupted.next() == .cancelled)
        }
    }
}
