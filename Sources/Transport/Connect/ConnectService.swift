import Kernel
import Messages
import RPC

/// Answers Connect's unary calls (POST of JSON or protobuf to `/package.Service/Method`), and files to everybody else. One
/// for each connection.
package final class ConnectService: HTTPService {
    /// The loop of the connection.
    let loop: EventLoop
    let environment: ServerEnvironment
    private let peer: Peer
    private let files: StaticFiles
    let contexts: CallContexts
    private var running = 0

    /// Makes the service of a connection from a peer.
    package init(loop: EventLoop, peer: Peer, environment: ServerEnvironment, files: StaticFiles) {
        self.loop = loop
        self.peer = peer
        self.environment = environment
        self.files = files
        contexts = CallContexts(environment, loop: loop)
    }

    /// Handlers that run.
    package var callCount: Int { running }

    /// What a request's head asks for.
    private enum Wish {
        case file
        case call(ConnectFormat, path: String, isGzip: Bool)
        case refused(HTTPResponse)
    }

    private func wish(_ head: HTTPRequest) -> Wish {
        let path = String(head.target.prefix { $0 != "?" }.dropFirst())
        guard head.method == "POST" else {
            guard environment.router.handler(for: path) != nil else { return .file }
            var response = refusal(.unimplemented, "\(path) is called by POST", status: 405)
            response.headers.add("allow", "POST")
            return .refused(response)
        }
        // Said twice it is refused as what both are together.
        let contentType = head.headers.values(of: "content-type").joined(separator: ", ")
        guard let format = ConnectFormat(contentType: contentType) else {
            var response = refusal(
                .unimplemented,
                "the content type \"\(contentType.prefix(80))\" is not known; application/json, application/proto and "
                    + "(by HTTP/2) application/grpc are", status: 415)
            response.headers.add("accept-post", "application/json, application/proto, application/grpc")
            return .refused(response)
        }
        let encoding = head.headers["content-encoding"].map { $0.trimmed.lowercased() } ?? "identity"
        guard encoding == "identity" || encoding == "gzip" else {
            var response = refusal(
                .unimplemented, "the content encoding \"\(encoding.prefix(40))\" is not known; identity and gzip are")
            response.headers.add("accept-encoding", "gzip, identity")
            return .refused(response)
        }
        if let version = head.headers["connect-protocol-version"], version != "1" {
            return .refused(
                refusal(.invalidArgument, "connect-protocol-version is \"\(version.prefix(20))\"; only 1 is known"))
        }
        return .call(format, path: path, isGzip: encoding == "gzip")
    }

    /// Whether a request's body may come.
    package func admit(_ head: HTTPRequest) -> HTTPAdmission {
        switch wish(head) {
        case .file: .body(limit: 0)
        case .call: .body(limit: environment.limits.messageSize)
        case .refused(let response): .refuse(response)
        }
    }

    /// What says that a body is too large.
    package func tooLarge(_ head: HTTPRequest, limit: Int) -> HTTPResponse {
        if limit == 0 { return HTTPResponse(status: 413, text: "nobody wants a body here") }
        return refusal(.resourceExhausted, "the message has more than \(limit) bytes", status: 413)
    }

    /// Begins to answer.
    package func begin(_ request: HTTPRequest, answer: @escaping (HTTPResponse) -> Void) -> any HTTPExchange {
        switch wish(request) {
        case .file:
            answer(files.answer(request))
            return Answered()
        case .refused(let response):
            answer(response)
            return Answered()
        case .call(let format, let path, let isGzip):
            let call = makeCall(request, format, path, isGzip: isGzip, answer)
            running += 1
            call.begin()
            return call
        }
    }

    private func makeCall(
        _ request: HTTPRequest, _ format: ConnectFormat, _ path: String, isGzip: Bool,
        _ answer: @escaping (HTTPResponse) -> Void
    ) -> ConnectCall {
        let now = loop.burstBegan.nanoseconds
        let timeout = request.headers["connect-timeout-ms"]
        let milliseconds = timeout.flatMap { $0.utf8.count <= 10 ? UInt64($0) : nil }
        let metadata = ConnectMetadata.read(request.headers)
        let context = contexts.make(
            path, metadata ?? Metadata(), timeout: milliseconds.map { $0 * 1_000_000 }, peer: peer, begun: now,
            conversion: MethodTable.method(path).flatMap(format.conversion))
        let handler: Result<Handler, Status>
        if timeout != nil, milliseconds == nil {
            handler = .failure(Status(.invalidArgument, "connect-timeout-ms has to be a number of up to 10 digits"))
        } else if metadata == nil {
            handler = .failure(Status(.invalidArgument, "the value of a header ending in -bin has to be base64"))
        } else {
            handler = self.handler(path, format)
        }
        let acceptsGzip = (request.headers["accept-encoding"] ?? "").split(separator: ",").contains { item in
            let parts = item.split(separator: ";").map { $0.trimmed.lowercased() }
            // A weight of 0, however it is written, is a refusal.
            let isRefused = parts.dropFirst().contains {
                $0.hasPrefix("q=0") && $0.dropFirst(2).allSatisfy { "0.".contains($0) }
            }
            return parts.first == "gzip" && !isRefused
        }
        return ConnectCall(
            self, context, begun: now, handler, EncodedMessage(bytes: request.body, isCompressed: isGzip), format,
            acceptsGzip: acceptsGzip, answer)
    }

    private func handler(_ path: String, _ format: ConnectFormat) -> Result<Handler, Status> {
        guard let handler = environment.router.handler(for: path) else {
            return .failure(environment.router.unimplemented(path))
        }
        guard let body = handler.unary else {
            return .failure(
                Status(.unimplemented, "\(path) sends or takes a stream; call it by gRPC, or by the native protocol"))
        }
        // A method that the protocol's files do not have can't be told in JSON; there is none but in tests.
        guard let method = MethodTable.method(path) else {
            return format == .proto
                ? .success(handler) : .failure(Status(.unimplemented, "\(path) can't be called with JSON"))
        }
        return .success(format == .proto ? handler : ConnectFormat.json(method, body))
    }

    /// A call's handler has returned.
    func release() { running -= 1 }

    private func refusal(_ code: StatusCode, _ text: String, status: Int? = nil) -> HTTPResponse {
        var response = ConnectError.response(Status(code, text))
        if let status { response.status = status }
        return response
    }

    /// For requests whose answer was there at once.
    private final class Answered: HTTPExchange {
        func cancel() {}
        func end(_ status: Status) {}
    }
}
