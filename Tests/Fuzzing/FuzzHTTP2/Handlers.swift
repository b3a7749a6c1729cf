import Kernel
import RPC
import Transport

/// The handlers of one connection, of every kind. They belong to its loop.
final class Handlers: @unchecked Sendable {
    /// The name of the field in which the client says which stream a call is on.
    static let tag = "x-stream"

    /// Handlers that run.
    private(set) var running = 0
    /// The ids of all calls that had a handler.
    private(set) var begun: Set<String> = []
    /// Streams whose handlers have returned, and those whose handlers wait until their client takes more.
    private(set) var returned: Set<UInt32> = []
    private(set) var sending: Set<UInt32> = []
    /// How many messages were sent on each stream.
    private(set) var sent: [UInt32: Int] = [:]
    private var claimed: Set<UInt32> = []
    private var waiting: [UnsafeContinuation<Void, Never>] = []

    private struct Unforeseen: Error {}

    /// Lets a handler go on that waits to be told.
    func goOn(_ slot: Int) {
        if !waiting.isEmpty { waiting.remove(at: slot % waiting.count).resume() }
    }

    func letAllGo() {
        while !waiting.isEmpty { goOn(0) }
    }

    private func run<T>(_ context: CallContext, _ body: () async throws -> T) async throws -> T {
        begin(context)
        defer { end(context) }
        return try await body()
    }

    private func begin(_ context: CallContext) {
        precondition(begun.insert(context.callID).inserted, "a call begins twice")
        if let stream = stream(context) { precondition(claimed.insert(stream).inserted, "a stream has two calls") }
        running += 1
    }

    private func end(_ context: CallContext) {
        running -= 1
        if let stream = stream(context) { returned.insert(stream) }
    }

    private func stream(_ context: CallContext) -> UInt32? { context.metadata[Self.tag].flatMap(UInt32.init) }

    private func send(_ context: CallContext, _ message: [UInt8], _ responses: any ResponseStream) async throws {
        let stream = stream(context)
        if let stream { sending.insert(stream) }
        defer { if let stream { sending.remove(stream) } }
        try await responses.send(message)
        if let stream { sent[stream, default: 0] += 1 }
    }

    /// Routes to them.
    var router: Router {
        var router = Router()
        addUnary(&router)
        addStreams(&router)
        return router
    }

    private func addUnary(_ router: inout Router) {
        let later: @Sendable (CallContext, [UInt8]) async throws -> [UInt8] = { context, request in
            context.response.initial.append("x-first", "1")
            context.response.trailing.append("x-last-bin", bytes: [1])
            context.response.compresses = request.count > 100
            return request
        }
        router.add(
            service: "t", method: "Echo",
            .prompt(
                now: { context, request in
                    if (request.first ?? 0) & 1 != 0 { return nil }
                    self.begin(context)
                    defer { self.end(context) }
                    return request
                }, later: { context, request in try await self.run(context) { try await later(context, request) } }))
        router.add(
            service: "t", method: "Wait",
            .unary { context, request in
                try await self.run(context) {
                    // Also when it is cancelled: it outlives its stream.
                    await withUnsafeContinuation { self.waiting.append($0) }
                    return request
                }
            })
        router.add(
            service: "t", method: "Sleep",
            .unary { context, request in
                try await self.run(context) {
                    try await EventLoop.current?.sleep(for: .seconds(3_600))
                    return request
                }
            })
        router.add(
            service: "t", method: "Fail",
            .unary { context, request in
                try await self.run(context) {
                    guard request.count < 10 else { throw Unforeseen() }
                    throw Status(.notFound, "there is no such thing")
                }
            })
    }

    private func addStreams(_ router: inout Router) {
        router.add(
            service: "t", method: "Sum",
            .clientStream { context, requests in
                try await self.run(context) {
                    var sum: UInt8 = 0
                    while let request = try await requests.next() { sum = request.reduce(sum, &+) }
                    return [sum]
                }
            })
        router.add(
            service: "t", method: "Pour",
            .serverStream { context, request, responses in
                try await self.run(context) {
                    for size in request.prefix(8) {
                        let message = [UInt8](repeating: size, count: Int(size) * 64)
                        try await self.send(context, message, responses)
                    }
                }
            })
        router.add(
            service: "t", method: "Talk",
            .bidirectional { context, requests, responses in
                try await self.run(context) {
                    while let request = try await requests.next() { try await self.send(context, request, responses) }
                }
            })
    }
}

/// Answers at once, or when it is told to. What is cancelled goes on until then.
final class Service: HTTPService {
    final class Exchange: HTTPExchange {
        let request: HTTPRequest
        let answer: (HTTPResponse) -> Void
        var isOver = false
        var isCancelled = false

        init(_ request: HTTPRequest, _ answer: @escaping (HTTPResponse) -> Void) {
            self.request = request
            self.answer = answer
        }

        func cancel() {
            precondition(!isOver && !isCancelled, "an exchange is cancelled after its end")
            isCancelled = true
        }

        func end(_ status: Status) {
            precondition(!isOver && !isCancelled, "an exchange is ended after its end")
            finish(HTTPResponse(status: 503, text: status.message))
        }

        func finish(_ response: HTTPResponse) {
            precondition(!isOver, "an exchange ends twice")
            isOver = true
            if !isCancelled { answer(response) }
        }
    }

    static let bodyLimit = 300
    /// Those that are not over.
    private(set) var exchanges: [Exchange] = []
    /// All that was asked, so that two runs can be compared.
    private(set) var requests: [HTTPRequest] = []
    /// Streams whose requests are answered.
    private(set) var answered: Set<UInt32> = []
    /// Whether an answer may lack the body that its length tells of.
    private(set) var wasAskedHead = false

    var callCount: Int { exchanges.count }

    func admit(_ head: HTTPRequest) -> HTTPAdmission {
        if head.method == "HEAD" { wasAskedHead = true }
        precondition(head.body.isEmpty)
        for field in head.headers.fields {
            precondition(!field.name.isEmpty && field.name == field.name.lowercased())
        }
        return head.target == "/refuse" ? .refuse(HTTPResponse(status: 404)) : .body(limit: Self.bodyLimit)
    }

    func tooLarge(_ head: HTTPRequest, limit: Int) -> HTTPResponse { HTTPResponse(status: 413, text: "too large") }

    func begin(_ request: HTTPRequest, answer: @escaping (HTTPResponse) -> Void) -> any HTTPExchange {
        precondition(request.body.count <= Self.bodyLimit, "the body is larger than was allowed")
        requests.append(request)
        let exchange = Exchange(request, answer)
        exchanges.append(exchange)
        if request.target == "/now" { finish(exchanges.count - 1, 1) }
        return exchange
    }

    /// Answers what is asked in a slot, if anything is, with a body of so many bytes and the request's.
    func finish(_ slot: Int, _ size: Int) {
        exchanges.removeAll { $0.isOver }
        guard !exchanges.isEmpty else { return }
        let exchange = exchanges.remove(at: slot % exchanges.count)
        let request = exchange.request
        if let stream = request.headers.values(of: Handlers.tag).first.flatMap({ UInt32($0) }) {
            answered.insert(stream)
        }
        exchange.finish(
            HTTPResponse(
                status: 200, headers: ["x-target": request.target],
                body: request.body + [UInt8](repeating: 1, count: size)))
    }

    func letAllGo() {
        while !exchanges.isEmpty { finish(0, 0) }
    }
}
