import RPC

/// `grpc.testing.SimpleRequest`, as far as this server serves it: it tells nobody who called.
struct SimpleRequest {
    /// How many bytes are wanted.
    let responseSize: Int32
    /// Whether the answer is to be compressed; nil: it does not matter.
    let responseCompressed: Bool?
    /// How the call is to end.
    let responseStatus: EchoStatus
    /// Whether the caller means to have compressed the request; nil: it does not matter.
    let expectCompressed: Bool?

    /// Reads a request.
    init(_ bytes: [UInt8]) throws(Status) {
        let message = try ProtobufMessage(bytes[...])
        responseSize = message.int32(2)
        responseCompressed = try message.boolean(6)
        responseStatus = try EchoStatus(7, of: message)
        expectCompressed = try message.boolean(8)
    }
}

extension ProtobufMessage {
    /// The value of a `grpc.testing.BoolValue` in the field; nil if there is none.
    func boolean(_ number: UInt64) throws(Status) -> Bool? { try message(number).map { $0.int32(1) != 0 } }
}
