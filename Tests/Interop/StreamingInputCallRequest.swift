import RPC

/// `grpc.testing.StreamingInputCallRequest`.
struct StreamingInputCallRequest {
    /// How many bytes the payload has.
    let payloadSize: Int
    /// Whether the caller means to have compressed this message; nil: it does not matter.
    let expectCompressed: Bool?

    /// Reads a request.
    init(_ bytes: [UInt8]) throws(Status) {
        let message = try ProtobufMessage(bytes[...])
        payloadSize = try message.message(1)?.bytes(2).count ?? 0
        expectCompressed = try message.boolean(2)
    }
}
