import FuzzSupport
import Kernel
import RPC
import Synchronization
import Transport

// A client's bytes against the engine, with handlers of every kind.

private final class Connection: EngineHost {
    var loop: EventLoop { FuzzLoop.loop }
    let peer = Peer(address: "192.0.2.1:1")
    let output = ByteQueue()
    var isCongested = false
    private var isClosed = false
    private let answers = FrameAssembler(maximumFrame: .max)

    func flushSoon() {}
    func noteActivity() {}

    func close(violation: String?) {
        precondition(!isClosed, "a connection is closed twice")
        isClosed = true
    }

    func run(_ steps: [Step]) async {
        let observer = CountingObserver()
        let engine = FramedServerEngine(
            host: self,
            environment: ServerEnvironment(
                router: router, limits: limits, clock: ManualClock(microseconds: 0), offload: .inline,
                callObserver: observer))
        for step in steps where !isClosed {
            switch step {
            case .receive(let bytes): bytes.withUnsafeBytes(engine.receive)
            case .act(0, _, _): await Task.yield()
            case .act(1, _, _): isCongested = true
            case .act(2, _, _):
                isCongested = false
                engine.outputDidDrain()
            case .act(3, _, _): engine.beginShutdown("the end is near")
            case .act(4, _, _): engine.endCalls(Status(.unavailable, "the end is here"))
            case .act: for _ in 0..<10 { await Task.yield() }
            }
            readAnswers()
        }
        engine.connectionDidClose()
        var patience = 10_000
        while engine.callCount > 0 {
            precondition(patience > 0, "a call outlives its connection")
            patience -= 1
            await Task.yield()
        }
    }

    private func readAnswers() {
        do throws(ProtocolFault) {
            try answers.receive(output.bytes) { bytes throws(ProtocolFault) in
                _ = try FrameDecoder.decode(bytes)
                return true
            }
        } catch {
            preconditionFailure("the server's own frames are at fault: \(error)")
        }
        output.consume(output.count)
    }
}

private final class CountingObserver: CallObserver {
    private let ended = Mutex<Set<String>>([])

    func callEnded(
        _ context: CallContext, status: Status?, cause: String?, duration: Duration, requestBytes: Int,
        responseBytes: Int
    ) {
        let isFirst = ended.withLock { $0.insert(context.callID).inserted }
        precondition(isFirst, "a call has ended twice")
    }
}

private let limits: TransportLimits = {
    var limits = TransportLimits()
    limits.messageSize = 1_024
    limits.metadataSize = 1_024
    limits.memoryPerRequest = limits.messageSize + FlowControl.initialWindow
    limits.callsPerConnection = 4
    limits.pings = 3
    return limits
}()

private struct Unforeseen: Error {}

private let router: Router = {
    var router = Router()
    router.add(service: "t", method: "Echo", .unary { _, request in request })
    router.add(service: "t", method: "Refuse", .unary { _, _ in throw Status(.notFound, "there is no such thing") })
    router.add(service: "t", method: "Fail", .unary { _, _ in throw Unforeseen() })
    router.add(
        service: "t", method: "Wait",
        .unary { _, request in
            try await EventLoop.current?.sleep(for: .seconds(3_600))
            return request
        })
    router.add(
        service: "t", method: "Sum",
        .clientStream { _, requests in
            var sum: UInt8 = 0
            while let request = try await requests.next() { sum = request.reduce(sum, &+) }
            return [sum]
        })
    router.add(
        service: "t", method: "Pour",
        .serverStream { _, request, responses in
            for size in request { try await responses.send([UInt8](repeating: size, count: Int(size) * 5)) }
        })
    router.add(
        service: "t", method: "Talk",
        .bidirectional { _, requests, responses in
            while let request = try await requests.next() { try await responses.send(request) }
        })
    return router
}()

private func seeds() -> [[UInt8]] {
    let bytes = router.methods.enumerated().map { index, method in
        let call = UInt32(index + 1)
        return [
            Frame(call: call, .open(OpenFrame(method: method, timeout: UInt64(index) * 1_000, message: [1, 2, 255]))),
            Frame(call: call, .message([UInt8](repeating: 7, count: 200), halfClose: true)),
            Frame(call: call, .credit(1_000)),
        ].flatMap(encoded)
    }
    let pause = Step.act(5)
    return bytes.map { Step.input([.receive($0), pause]) } + [
        Step.input(bytes.flatMap { [.receive($0), pause] }),
        Step.input([.act(1)] + bytes.map { .receive($0) } + [pause, .act(2), pause]),
        Step.input([.receive(bytes[0] + encoded(Frame(call: 1, .cancel))), pause, .act(3)]),
        Step.input([.receive(bytes[1]), .act(4)]),
    ]
}

@_cdecl("LLVMFuzzerInitialize")
package func initialize(_ count: UnsafeMutablePointer<CInt>, _ arguments: Arguments) -> CInt {
    plant(seeds(), count, arguments)
}

@_cdecl("LLVMFuzzerTestOneInput")
package func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let steps = Step.steps(UnsafeBufferPointer(start: start, count: count))
    FuzzLoop.run { await Connection().run(steps) }
    return 0
}
