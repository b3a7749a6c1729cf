import FoundationEssentials
import Messages
import RPC
import Transport

/// Connect's unary calls. Streams are called in memory.
struct ConnectWay: TestWay {
    private let client: any HTTPTestClient
    private let isJSON: Bool
    let server: Server
    let carriesStreams = false

    init(_ client: any HTTPTestClient, _ server: Server, isJSON: Bool) {
        self.client = client
        self.server = server
        self.isJSON = isJSON
    }

    /// An error as Connect tells it.
    private struct Failure: Decodable {
        struct Detail: Decodable {
            let type: String
            let value: String
        }
        let code: String
        let message: String
        let details: [Detail]?
    }

    func call(_ method: MethodInfo, _ messages: [[UInt8]], _ metadata: Metadata) async throws -> [[UInt8]] {
        let fields =
            [("content-type", isJSON ? "application/json" : "application/proto"), ("connect-protocol-version", "1")]
            + metadata.entries.map { ($0.name, String(decoding: $0.value, as: UTF8.self)) }
        // What is no message can't be written as JSON; then it is sent as it is, to be refused.
        let body = isJSON ? (try? ProtobufJSON.json(messages[0], of: method.requestType)) ?? messages[0] : messages[0]
        let answer = try await client.post("/\(method.path)", fields, body)
        if answer.status == 200 {
            return [isJSON ? try ProtobufJSON.serialized(json: answer.body, as: method.responseType) : answer.body]
        }
        let failure = try JSONDecoder().decode(Failure.self, from: Data(answer.body))
        let name = failure.code == "canceled" ? "CANCELLED" : failure.code.uppercased()
        guard let code = StatusCode.allCases.first(where: { $0.name == name }) else {
            throw HTTPTestFailure(text: "the code \(failure.code)")
        }
        throw Status(
            code, failure.message,
            details: try (failure.details ?? []).map { detail in
                guard let value = GRPCWay.base64(detail.value) else { throw HTTPTestFailure(text: "no base64") }
                return StatusDetail(type: detail.type, value: value)
            })
    }
}
