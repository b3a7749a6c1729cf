import RPC

/// `grpc.testing.EchoStatus`: how a caller wants its call to end.
struct EchoStatus {
    private let status: Status?

    /// Reads the one in a field of a request.
    init(_ number: UInt64, of request: ProtobufMessage) throws(Status) {
        guard let message = try request.message(number) else {
            status = nil
            return
        }
        let code = StatusCode(rawValue: UInt32(bitPattern: message.int32(1))) ?? .unknown
        status = code == .ok ? nil : Status(code, String(decoding: message.bytes(2), as: UTF8.self))
    }

    /// Ends the call if it was asked to end other than well.
    func end() throws(Status) {
        if let status { throw status }
    }
}
