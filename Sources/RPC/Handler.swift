/// What answers a method: bytes of serialised messages in and out.
///
/// A `Status` that is thrown is the call's answer; any other error becomes INTERNAL without its text.
package enum Handler: Sendable {
    /// One message in, one out.
    case unary(@Sendable (CallContext, [UInt8]) async throws -> [UInt8])
    /// Many in, one out.
    case clientStream(@Sendable (CallContext, any RequestStream) async throws -> [UInt8])
    /// One in, many out.
    case serverStream(@Sendable (CallContext, [UInt8], any ResponseStream) async throws -> Void)
    /// Many in, many out, in whatever order.
    case bidirectional(@Sendable (CallContext, any RequestStream, any ResponseStream) async throws -> Void)
}
