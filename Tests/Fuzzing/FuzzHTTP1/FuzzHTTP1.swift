import FuzzSupport
import Kernel
import RPC
import Transport

// A client's bytes against the engine of HTTP/1.1: with a service that takes its time, and in other pieces.

private let limits: TransportLimits = {
    var limits = TransportLimits()
    limits.metadataSize = 1_024
    return limits
}()

/// Answers at once, or when it is told to.
private final class Service: HTTPService {
    final class Exchange: HTTPExchange {
        let answer: (HTTPResponse) -> Void
        var isOver = false
        init(_ answer: @escaping (HTTPResponse) -> Void) { self.answer = answer }

        func cancel() {
            precondition(!isOver, "an exchange is cancelled after its end")
            isOver = true
        }
        func end(_ status: Status) { finish(HTTPResponse(status: 503, text: status.message)) }
        func finish(_ response: HTTPResponse) {
            precondition(!isOver, "an exchange ends twice")
            isOver = true
            answer(response)
        }
    }

    static let bodyLimit = 300
    let answersAtOnce: Bool
    private(set) var exchange: Exchange?
    /// All that was asked, so that two runs can be compared.
    private(set) var requests: [HTTPRequest] = []
    /// Whether an answer may lack the body that its length tells of.
    private(set) var wasAskedHead = false

    init(answersAtOnce: Bool) { self.answersAtOnce = answersAtOnce }

    var callCount: Int { exchange.map { $0.isOver ? 0 : 1 } ?? 0 }

    func admit(_ head: HTTPRequest) -> HTTPAdmission {
        if head.method == "HEAD" { wasAskedHead = true }
        precondition(head.body.isEmpty && head.target.utf8.first.map { $0 == 47 || $0 == 42 } == true)
        precondition(head.headers.values(of: "host").count <= 1, "several hosts")
        precondition(head.headers.values(of: "content-length").count <= 1, "several lengths")
        for field in head.headers.fields {
            precondition(!field.name.isEmpty && field.name == field.name.lowercased())
            precondition(field.value.utf8.allSatisfy { $0 >= 32 && $0 != 127 || $0 == 9 }, "a control character")
        }
        return head.target == "/refuse" ? .refuse(HTTPResponse(status: 404)) : .body(limit: Self.bodyLimit)
    }

    func tooLarge(_ head: HTTPRequest, limit: Int) -> HTTPResponse { HTTPResponse(status: 413, text: "too large") }

    func begin(_ request: HTTPRequest, answer: @escaping (HTTPResponse) -> Void) -> any HTTPExchange {
        precondition(exchange?.isOver ?? true, "two requests are under way")
        precondition(request.body.count <= Self.bodyLimit, "the body is larger than was allowed")
        requests.append(request)
        let exchange = Exchange(answer)
        self.exchange = exchange
        if answersAtOnce { finish() }
        return exchange
    }

    func finish() {
        guard let exchange, !exchange.isOver, let request = requests.last else { return }
        exchange.finish(HTTPResponse(status: 200, headers: ["x-target": request.target], body: request.body))
    }
}

private final class Connection: EngineHost {
    var loop: EventLoop { FuzzLoop.loop }
    let peer = Peer(address: "192.0.2.1:1")
    let output = ByteQueue()
    var isCongested = false
    private(set) var isClosed = false
    private(set) var violation: String?
    let service: Service

    init(answersAtOnce: Bool) { service = Service(answersAtOnce: answersAtOnce) }

    func flushSoon() { precondition(!isClosed, "something is written after the end") }
    func noteActivity() {}

    func close(violation: String?) {
        precondition(!isClosed, "a connection is closed twice")
        isClosed = true
        self.violation = violation
    }

    func run(_ steps: [Step]) {
        let engine = HTTP1ServerEngine(
            host: self,
            environment: ServerEnvironment(
                router: Router(), limits: limits, clock: ManualClock(microseconds: 0), offload: .inline),
            service: service)
        for step in steps where !isClosed {
            switch step {
            case .receive(let bytes): bytes.withUnsafeBytes(engine.receive)
            case .act(1, _, _): isCongested = true
            case .act(2, _, _):
                isCongested = false
                engine.outputDidDrain()
            case .act(3, _, _): engine.beginShutdown("the end is near")
            case .act(4, _, _): engine.endCalls(Status(.unavailable, "the end is here"))
            case .act: service.finish()
            }
            precondition(engine.callCount == service.callCount, "miscounted")
        }
        engine.connectionDidClose()
        precondition(engine.callCount == 0 && service.exchange?.isOver ?? true, "a request outlives its connection")
        check(Array(output.bytes))
    }

    /// What was written is whole answers, as a client reads them that never asks HEAD.
    private func check(_ bytes: [UInt8]) {
        if service.wasAskedHead { return }
        var rest = bytes[...]
        while !rest.isEmpty {
            precondition(rest.starts(with: "HTTP/1.1 ".utf8), "an answer does not begin where the last one ends")
            var length = 0
            var isHeadDone = false
            while !isHeadDone {
                guard let end = rest.firstIndex(of: 10) else { preconditionFailure("a head ends early") }
                let line = String(decoding: rest[..<end], as: UTF8.self)
                precondition(line.utf8.last == 13, "a bare line feed")
                rest = rest[(end + 1)...]
                isHeadDone = line.utf8.count == 1
                if line.hasPrefix("content-length: ") { length = Int(line.dropFirst(16).dropLast()) ?? .max }
            }
            precondition(length <= rest.count, "a body ends early")
            rest = rest.dropFirst(length)
        }
    }
}

/// The same bytes come to the same, in whatever pieces.
private func compare(_ steps: [Step]) {
    let pieces = steps.compactMap { step in
        if case .receive(let bytes) = step { bytes } else { nil }
    }
    let whole = pieces.flatMap { $0 }
    let runs = [[whole], pieces, whole.map { [$0] }].map { pieces in
        let connection = Connection(answersAtOnce: true)
        connection.run(pieces.map { .receive($0) })
        return connection
    }
    for run in runs[1...] {
        precondition(run.service.requests == runs[0].service.requests, "other pieces are other requests")
        precondition(Array(run.output.bytes) == Array(runs[0].output.bytes), "other pieces have other answers")
        precondition(run.violation == runs[0].violation && run.isClosed == runs[0].isClosed)
    }
}

private func seeds() -> [[UInt8]] {
    let get = Array("GET /a?b=c HTTP/1.1\r\nHost: a.example:443\r\nAccept: */*\r\n\r\n".utf8)
    let post = Array(
        "POST /s.S/M HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}".utf8)
    let chunks = Array(
        ("POST / HTTP/1.1\r\nHost: [::1]\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5;a=b\r\nhello\r\n0A\r\n0123456789\r\n0\r\nA: b\r\n\r\n").utf8)
    let others = [
        "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET https://a/ HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n\r\n",
        "POST /refuse HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: upgrade\r\nContent-Length: 5\r\n\r\nhello",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
    ].map { Array($0.utf8) }
    return ([get, post, chunks] + others).map { Step.input([.receive($0), .act(0)]) } + [
        Step.input([.receive(get + post + chunks), .act(0), .act(0), .act(0)]),
        Step.input([.act(1), .receive(get), .act(2), .receive(post), .act(0), .act(3), .receive(get), .act(0)]),
        Step.input([.receive(get), .act(4)]),
    ]
}

@_cdecl("LLVMFuzzerInitialize")
package func initialize(_ count: UnsafeMutablePointer<CInt>, _ arguments: Arguments) -> CInt {
    plant(seeds(), count, arguments)
}

@_cdecl("LLVMFuzzerTestOneInput")
package func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let steps = Step.steps(UnsafeBufferPointer(start: start, count: count))
    FuzzLoop.run {
        Connection(answersAtOnce: false).run(steps)
        compare(steps)
    }
    return 0
}
