import Messages
import RPC

/// How Connect's messages are written.
enum ConnectFormat {
    /// protobuf's own encoding.
    case proto
    /// protobuf's canonical JSON.
    case json

    /// The format that a content type names, whatever its parameters; nil for any other.
    init?(contentType: String) {
        let type = contentType.prefix { $0 != ";" }.trimmed.lowercased()
        let charset = contentType.split(separator: ";").dropFirst().map { $0.trimmed.lowercased() }
            .first { $0.hasPrefix("charset=") }
        switch (type, charset) {
        case ("application/proto", nil): self = .proto
        case ("application/json", nil), ("application/json", "charset=utf-8"),
            ("application/json", "charset=\"utf-8\""):
            self = .json
        default: return nil
        }
    }

    /// The content type of answers.
    var contentType: String {
        switch self {
        case .proto: "application/proto"
        case .json: "application/json"
        }
    }

    /// How a method's requests become protobuf; nil where they are.
    func conversion(_ method: MethodInfo) -> RequestConversion? {
        switch self {
        case .proto: nil
        case .json:
            RequestConversion { json in
                // An empty body is no JSON, but it is what `curl -X POST` sends for a request without fields.
                if json.isEmpty { return [] }
                do throws(JSONError) {
                    return try ProtobufJSON.serialized(json: json, as: method.requestType)
                } catch {
                    throw Status(error)
                }
            }
        }
    }

    /// A handler that answers in JSON.
    static func json(
        _ method: MethodInfo, _ body: @escaping @Sendable (CallContext, [UInt8]) async throws -> [UInt8]
    ) -> Handler {
        .unary { context, request in
            let response = try await body(context, request)
            return try await context.offload(input: response.count) {
                try ProtobufJSON.json(response, of: method.responseType)
            }
        }
    }
}

extension Status {
    /// INVALID_ARGUMENT for JSON that is not the message that was expected.
    fileprivate init(_ error: JSONError) {
        var details: [StatusDetail] = []
        if let field = error.field {
            let violation = FieldViolation(field: field, description: error.reason)
            details.append(
                StatusDetail(
                    type: BadRequest.fullName, value: BadRequest(fieldViolations: [violation]).serialized()))
        }
        self.init(.invalidArgument, error.description, details: details)
    }
}

extension StringProtocol {
    /// Without blanks at its ends.
    var trimmed: SubSequence {
        var text = self[...]
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
