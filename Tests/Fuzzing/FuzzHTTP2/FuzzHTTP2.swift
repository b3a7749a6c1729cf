import FuzzSupport
import Kernel
import RPC
import Transport

// A client's bytes against the engine of HTTP/2, with handlers of every kind and a service that takes its time. Most acts
// make whole frames, for bytes at random seldom do.

private let limits: TransportLimits = {
    var limits = TransportLimits()
    limits.messageSize = 20_000
    limits.metadataSize = 1_024
    limits.callsPerConnection = 4
    // More than of one answer waits before its handler has to.
    limits.pendingOutput = 70_000
    limits.controlFrames = 20
    return limits
}()

private final class Connection: EngineHost {
    var loop: EventLoop { FuzzLoop.loop }
    let peer = Peer(address: "192.0.2.1:1")
    let output = ByteQueue()
    private(set) var isClosed = false
    private(set) var violation: String?
    private let client = Client()
    private let handlers = Handlers()
    let service = Service()
    let observer = CountingObserver()
    let answers: Answers
    private weak var engine: HTTP2ServerEngine?
    private var isFlushAsked = false
    /// What waits while the client takes nothing; nil while it does.
    private var heldUp: Int?

    init() { answers = Answers(client) { [service] in service.wasAskedHead } }

    var isCongested: Bool { heldUp != nil || output.count > limits.pendingOutput }

    func flushSoon() {
        precondition(!isClosed, "something is written after the end")
        isFlushAsked = true
    }

    func noteActivity() { precondition(!isClosed, "something happens after the end") }

    func close(violation: String?) {
        precondition(!isClosed, "a connection is closed twice")
        isClosed = true
        self.violation = violation
        // The engine may not have read everything, and the client takes what is left.
        answers.isInStep = false
        checkSize()
        answers.read(output.bytes)
        output.consume(output.count)
    }

    /// - Parameter preface: what the client says before the steps.
    func run(_ steps: [Step], preface: [UInt8]) async {
        await live(steps, preface)
        // The engine lives no longer than its handlers.
        var patience = 10_000
        while engine != nil {
            precondition(patience > 0, "an engine outlives its connection")
            patience -= 1
            await Task.yield()
        }
        precondition(observer.ended.isSuperset(of: handlers.begun), "a call has not ended")
        precondition(output.isEmpty, "something is written after the end")
    }

    private func live(_ steps: [Step], _ preface: [UInt8]) async {
        let engine = HTTP2ServerEngine(
            host: self,
            environment: ServerEnvironment(
                router: handlers.router, limits: limits, clock: ManualClock(microseconds: 0), offload: .inline,
                callObserver: observer), service: service)
        self.engine = engine
        client.note(preface)
        preface.withUnsafeBytes(engine.receive)
        for step in steps where !isClosed {
            if let bytes = client.bytes(for: step) {
                bytes.withUnsafeBytes(engine.receive)
            } else {
                await act(step, engine)
            }
            check(engine)
            // What is received with nothing in between is one burst.
            if case .receive = step { continue }
            flush(engine)
        }
        await settle(engine)
        if !isClosed {
            answers.isInStep = false
            isClosed = true
            answers.read(output.bytes)
            output.consume(output.count)
        }
        engine.connectionDidClose()
        check(engine)
        handlers.letAllGo()
        service.letAllGo()
        var patience = 10_000
        while engine.callCount > 0 {
            precondition(patience > 0, "a call outlives its connection")
            patience -= 1
            await Task.yield()
        }
        precondition(handlers.running == 0, "miscounted")
    }

    /// The acts; `Client` has those of the client.
    private func act(_ step: Step, _ engine: HTTP2ServerEngine) async {
        switch step {
        case .receive: break
        case .act(0, _, let value): for _ in 0...(value & 15) { await Task.yield() }
        case .act(1, _, _): heldUp = output.count
        case .act(2, _, _): takeAgain(engine)
        case .act(3, _, _): engine.beginShutdown("the end is near")
        case .act(4, _, _): engine.endCalls(Status(.unavailable, "the end is here"))
        case .act(5, let slot, _): handlers.goOn(slot)
        case .act(_, let slot, let value): service.finish(slot, Int(value) * Int(value))
        }
    }

    private func takeAgain(_ engine: HTTP2ServerEngine) {
        guard heldUp != nil else { return }
        heldUp = nil
        take()
        engine.outputDidDrain()
    }

    /// What a connection does at the end of a burst, and again at the end of a turn.
    private func flush(_ engine: HTTP2ServerEngine) {
        var patience = 10_000
        while isFlushAsked, !isClosed {
            precondition(patience > 0, "an engine writes for ever")
            patience -= 1
            engine.produceOutput()
            if !isClosed { engine.produceOutput() }
            isFlushAsked = false
            checkSize()
            if heldUp != nil || isClosed { return }
            let wasCongested = isCongested
            take()
            if wasCongested { engine.outputDidDrain() }
        }
    }

    private func take() {
        answers.read(output.bytes)
        output.consume(output.count)
    }

    private func checkSize() {
        if let heldUp { precondition(output.count == heldUp, "something is written though nothing is taken") }
        // Whoever looks after each 16,384 bytes writes so many more at the most, and two frames.
        precondition(
            output.count <= limits.pendingOutput + 16_384 + 2 * (9 + 16_384), "more is written than is taken")
    }

    private func check(_ engine: HTTP2ServerEngine) {
        precondition(engine.callCount >= handlers.running + service.callCount, "miscounted")
        precondition(engine.callCount < 2 * limits.callsPerConnection, "too many calls at once")
    }

    /// The client takes everything, and handlers go on as far as they can: nothing may be left that could be sent.
    private func settle(_ engine: HTTP2ServerEngine) async {
        if !isClosed { takeAgain(engine) }
        var rounds = 0
        repeat {
            for _ in 0..<10 { await Task.yield() }
            if isFlushAsked { rounds = 0 }
            flush(engine)
            rounds += 1
        } while rounds < 3 && !isClosed
        if isClosed { return }
        for stream in handlers.returned.union(handlers.sending).union(service.answered)
        where client.tagged.contains(stream) {
            precondition(answers.isAnswered(stream), "an answer is stuck")
        }
        for (stream, count) in handlers.sent where client.tagged.contains(stream) {
            precondition(answers.messages(stream) >= count || answers.isAnswered(stream), "a message is stuck")
        }
    }
}

/// The same bytes come to the same, in whatever pieces.
private func compare(_ steps: [Step], _ preface: [UInt8]) async {
    let client = Client()
    client.note(preface)
    let whole = preface + steps.flatMap { client.bytes(for: $0) ?? [] }
    guard whole.count <= 2_000, !client.dependsOnPieces else { return }
    var runs: [Connection] = []
    for pieces in [[whole], whole.map { [$0] }] {
        let connection = Connection()
        await connection.run(pieces.map { .receive($0) }, preface: [])
        runs.append(connection)
    }
    precondition(runs[0].service.requests == runs[1].service.requests, "other pieces are other requests")
    if runs.contains(where: { $0.observer.hasVarying }) { return }
    precondition(runs[0].answers.transcript == runs[1].answers.transcript, "other pieces have other answers")
    precondition(runs[0].violation == runs[1].violation)
}

@_cdecl("LLVMFuzzerInitialize")
package func initialize(_ count: UnsafeMutablePointer<CInt>, _ arguments: Arguments) -> CInt {
    plant(seeds(), count, arguments)
}

@_cdecl("LLVMFuzzerTestOneInput")
package func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let steps = Step.steps(UnsafeBufferPointer(start: start, count: count))
    // An input that begins with act 2, which then does nothing, has a preface of its own, if any.
    let hasOwn = if case .act(2, _, _)? = steps.first { true } else { false }
    let preface = hasOwn ? [] : Client.preface + Client.frame(4, 0, 0, [])
    FuzzLoop.run {
        await Connection().run(steps, preface: preface)
        await compare(steps, preface)
    }
    return 0
}
