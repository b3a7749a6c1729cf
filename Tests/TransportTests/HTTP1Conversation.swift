import Kernel
import RPC
import Transport

/// One connection of HTTP/1.1 without a socket: bytes in, bytes out. It lives on a loop.
final class HTTP1Conversation: EngineHost {
    let loop: EventLoop
    let peer = Peer(address: "192.0.2.1:1")
    let output = ByteQueue()
    var isCongested = false
    private(set) var isClosed = false
    private(set) var violation: String?
    let service: ScriptedHTTPService
    let clock = ManualClock(microseconds: 784_111_777_000_000)
    private var engine: HTTP1ServerEngine?

    init(loop: EventLoop, service: ScriptedHTTPService, limits: TransportLimits = TransportLimits()) {
        self.loop = loop
        self.service = service
        engine = HTTP1ServerEngine(
            host: self,
            environment: ServerEnvironment(router: Router(), limits: limits, clock: clock, offload: .inline),
            service: service)
    }

    /// The engine, while the test has not let it go.
    var server: HTTP1ServerEngine {
        guard let engine else { preconditionFailure("the engine was let go") }
        return engine
    }

    func flushSoon() {}
    func noteActivity() {}

    func close(violation: String?) {
        precondition(!isClosed, "a connection is closed twice")
        isClosed = true
        self.violation = violation
    }

    /// The engine gets the bytes, in pieces that end at these offsets, as long as the connection is open.
    func send(_ bytes: [UInt8], splits: [Int] = []) {
        var start = 0
        for end in splits + [bytes.count] where !isClosed {
            bytes[start..<end].withUnsafeBytes(server.receive)
            start = end
        }
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// What the client got since the last time.
    func received() -> String {
        let text = String(decoding: output.bytes, as: UTF8.self)
        output.consume(output.count)
        return text
    }

    /// The connection is gone, and so is the engine.
    func end() {
        engine?.connectionDidClose()
        engine = nil
    }

    /// Runs a conversation on a loop of its own.
    static func run<T: Sendable>(
        answersAtOnce: Bool = true, limits: TransportLimits = TransportLimits(),
        _ body: @escaping @Sendable (HTTP1Conversation) async throws -> T
    ) async throws -> T {
        let loops = try EventLoopGroup(count: 1)
        loops.start()
        defer { loops.stop() }
        let loop = loops.loops[0]
        return try await loop.run {
            let conversation = HTTP1Conversation(
                loop: loop, service: ScriptedHTTPService(answersAtOnce: answersAtOnce), limits: limits)
            let result = try await body(conversation)
            conversation.end()
            return result
        }
    }
}

/// Answers at once with what it was asked, or later when the test says so.
final class ScriptedHTTPService: HTTPService {
    final class Exchange: HTTPExchange {
        let answer: (HTTPResponse) -> Void
        private(set) var isCancelled = false
        private(set) var isAnswered = false

        init(_ answer: @escaping (HTTPResponse) -> Void) { self.answer = answer }

        func finish(_ response: HTTPResponse) {
            isAnswered = true
            answer(response)
        }
        func cancel() { isCancelled = true }
        func end(_ status: Status) { finish(HTTPResponse(status: 503, text: status.message)) }
    }

    var answersAtOnce = true
    var bodyLimit = 100
    /// Heads with these targets are refused.
    var refusals: [String: HTTPResponse] = [:]
    private(set) var requests: [HTTPRequest] = []
    private(set) var exchanges: [Exchange] = []
    private(set) var headsSeen = 0

    var callCount: Int { exchanges.count { !$0.isAnswered && !$0.isCancelled } }

    init(answersAtOnce: Bool = true) { self.answersAtOnce = answersAtOnce }

    func admit(_ head: HTTPRequest) -> HTTPAdmission {
        headsSeen += 1
        precondition(head.body.isEmpty)
        return refusals[head.target].map { .refuse($0) } ?? .body(limit: bodyLimit)
    }

    func tooLarge(_ head: HTTPRequest, limit: Int) -> HTTPResponse {
        HTTPResponse(status: 413, text: "the most is \(limit)")
    }

    func begin(_ request: HTTPRequest, answer: @escaping (HTTPResponse) -> Void) -> any HTTPExchange {
        requests.append(request)
        let exchange = Exchange(answer)
        if answersAtOnce { exchange.finish(Self.echo(request)) } else { exchanges.append(exchange) }
        return exchange
    }

    static func echo(_ request: HTTPRequest) -> HTTPResponse {
        HTTPResponse(
            status: 200, headers: ["x-line": "\(request.method) \(request.target)"],
            body: request.body.isEmpty ? Array("nothing".utf8) : request.body)
    }
}
