import Kernel
import RPC

/// A unary call by Connect: one request of HTTP, one answer.
final class ConnectCall: CallCarrier, HTTPExchange {
    private let service: ConnectService
    private let context: CallContext
    private let begun: UInt64
    private let handler: Result<Handler, Status>
    private let request: EncodedMessage
    private let format: ConnectFormat
    private let acceptsGzip: Bool
    /// Nil once the answer is given or nobody waits for it.
    private var answer: ((HTTPResponse) -> Void)?
    private var call: ServerCall?

    /// What is worth compressing, in bytes.
    private static let leastCompressed = 1_024

    init(
        _ service: ConnectService, _ context: CallContext, begun: UInt64, _ handler: Result<Handler, Status>,
        _ request: EncodedMessage, _ format: ConnectFormat, acceptsGzip: Bool,
        _ answer: @escaping (HTTPResponse) -> Void
    ) {
        self.service = service
        self.context = context
        self.begun = begun
        self.handler = handler
        self.request = request
        self.format = format
        self.acceptsGzip = acceptsGzip
        self.answer = answer
    }

    /// Runs the handler, or refuses the call.
    func begin() {
        let call = ServerCall(self, slot: 0, context: context, begun: begun, first: request, isHalfClosed: true)
        self.call = call
        switch handler {
        case .success(let handler): call.start(handler)
        case .failure(let status):
            fail(call, status, cause: nil)
            release(call)
        }
    }

    // MARK: HTTPExchange

    func cancel() {
        guard let call, answer != nil else { return }
        answer = nil
        call.end(Status(.cancelled, "the client cancelled the call"), cause: nil)
    }

    func end(_ status: Status) {
        guard let call, answer != nil else { return }
        fail(call, status, cause: nil)
    }

    // MARK: CallCarrier

    var loop: EventLoop { service.loop }
    var limits: TransportLimits { service.environment.limits }
    var contexts: CallContexts { service.contexts }

    func maySend(_ call: ServerCall) -> Bool { preconditionFailure("a unary call sends no stream") }

    func send(_ message: EncodedMessage, of call: ServerCall) { preconditionFailure("a unary call sends no stream") }

    func compresses(_ call: ServerCall, _ count: Int) -> Bool { acceptsGzip && count >= Self.leastCompressed }

    func consumed(_ count: Int, of call: ServerCall) {}

    func succeed(_ call: ServerCall, _ message: EncodedMessage?) {
        var response = HTTPResponse(status: 200, body: message?.bytes ?? [])
        response.headers.add("content-type", format.contentType)
        response.headers.add("cache-control", "no-store")
        response.headers.add("x-content-type-options", "nosniff")
        if message?.isCompressed == true { response.headers.add("content-encoding", "gzip") }
        response.headers.add("vary", "accept-encoding")
        give(response)
        call.end(nil, cause: nil)
    }

    func fail(_ call: ServerCall, _ status: Status, cause: String?) {
        give(ConnectError.response(status))
        call.end(status, cause: cause)
    }

    private func give(_ response: HTTPResponse) {
        guard let answer else { return }
        self.answer = nil
        var response = response
        ConnectMetadata.add(context.response, to: &response.headers)
        answer(response)
    }

    func release(_ call: ServerCall) {
        self.call = nil
        service.release()
    }
}
