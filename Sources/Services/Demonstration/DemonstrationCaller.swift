import Crypto
import Messages
import RPC
import Storage

/// A made-up person of the demonstration, who calls the product's own methods in memory, so that the demonstration holds
/// nothing that a person could not have put there.
struct DemonstrationCaller: Sendable {
    let router: Router
    let token: String
    let now: Int64
    /// The engagement within which it calls; nil for none.
    var engagement: String?

    /// Makes a unary call.
    func call<Request, Response>(_ method: Method<Request, Response>, _ request: Request) async throws -> Response {
        guard let body = router.handler(for: method.path)?.unary else {
            preconditionFailure("\(method.path) is not unary")
        }
        return try Response(serialized: try await body(context(method.path), request.serialized()))
    }

    /// Uploads a file.
    func upload(_ header: UploadHeader, _ content: [UInt8]) async throws -> Evidence {
        let method = Methods.EvidenceService.uploadEvidence
        guard case .clientStream(let body) = router.handler(for: method.path) else {
            preconditionFailure("\(method.path) does not take a stream")
        }
        let messages = [
            UploadEvidenceRequest(part: .header(header)), UploadEvidenceRequest(part: .chunk(content)),
            UploadEvidenceRequest(part: .seal(UploadSeal(sha256: SHA256.digest(content)))),
        ]
        let stream = StoredRequests(messages.map { $0.serialized() })
        return try Evidence(serialized: try await body(context(method.path), stream))
    }

    private func context(_ method: String) -> CallContext {
        var metadata: Metadata = ["authorization": "Bearer \(token)"]
        if let engagement { metadata.append(Authenticator.engagementKey, engagement) }
        return CallContext(
            callID: "demonstration", method: method, metadata: metadata,
            peer: Peer(address: "in memory"), now: now, offload: .inline)
    }
}

/// Messages that are all there already.
private actor StoredRequests: RequestStream {
    private var rest: ArraySlice<[UInt8]>

    init(_ messages: [[UInt8]]) {
        rest = messages[...]
    }

    func next() async throws(Status) -> [UInt8]? { rest.popFirst() }
}
