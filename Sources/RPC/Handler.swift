/// What answers a method: bytes of serialised messages in and out.
///
/// A `Status` that is thrown is the call's answer; any other error becomes INTERNAL without its text.
package enum Handler: Sendable {
    /// One message in, one out.
    case unary(@Sendable (CallContext, [UInt8]) async throws -> [UInt8])
    /// One message in, one out, from what is in memory: `now` answers without waiting, and so without a task, which costs more
    /// than many an answer. Where something has to be waited for it gives nil and has done nothing, and `later` answers.
    case prompt(
        now: @Sendable (CallContext, [UInt8]) throws -> [UInt8]?,
        later: @Sendable (CallContext, [UInt8]) async throws -> [UInt8])
    /// Many in, one out.
    case clientStream(@Sendable (CallContext, any RequestStream) async throws -> [UInt8])
    /// One in, many out.
    case serverStream(@Sendable (CallContext, [UInt8], any ResponseStream) async throws -> Void)
    /// Many in, many out, in whatever order.
    case bidirectional(@Sendable (CallContext, any RequestStream, any ResponseStream) async throws -> Void)

    /// The same by closures of its own: for a connection, which hands them on with each call. All loops would count their
    /// references to what the router has, and wait for each other's caches; that took some two per cent of a short call.
    package var own: Handler {
        switch self {
        case .unary(let answer): .unary { try await answer($0, $1) }
        case .prompt(let now, let later): .prompt(now: { try now($0, $1) }, later: { try await later($0, $1) })
        case .clientStream(let answer): .clientStream { try await answer($0, $1) }
        case .serverStream(let answer): .serverStream { try await answer($0, $1, $2) }
        case .bidirectional(let answer): .bidirectional { try await answer($0, $1, $2) }
        }
    }

    /// How it answers one message with one; nil if it takes or gives a stream.
    package var unary: (@Sendable (CallContext, [UInt8]) async throws -> [UInt8])? {
        switch self {
        case .unary(let answer), .prompt(_, let answer): answer
        case .clientStream, .serverStream, .bidirectional: nil
        }
    }
}
