import RPC

/// `grpc.testing.StreamingOutputCallRequest`.
struct StreamingOutputCallRequest {
    /// What one answer is to be like: `grpc.testing.ResponseParameters`.
    struct Parameters {
        /// How many bytes are wanted.
        let size: Int32
        /// How long to wait before, in microseconds.
        let interval: Int32
        /// Whether the answer is to be compressed; nil: it does not matter.
        let compressed: Bool?
    }

    /// The answers that are wanted, in order.
    let responses: [Parameters]
    /// How the call is to end.
    let responseStatus: EchoStatus

    /// Reads a request.
    init(_ bytes: [UInt8]) throws(Status) {
        let message = try ProtobufMessage(bytes[...])
        var responses: [Parameters] = []
        for one in try message.messages(2) {
            responses.append(Parameters(size: one.int32(1), interval: one.int32(2), compressed: try one.boolean(3)))
        }
        self.responses = responses
        responseStatus = try EchoStatus(7, of: message)
    }
}
