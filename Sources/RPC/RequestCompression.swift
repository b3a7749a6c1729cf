/// Tells a handler whether the caller compressed its messages. The transport writes it and the handler reads it, both on
/// the call's loop.
package final class RequestCompression: @unchecked Sendable {
    /// Whether the message that the handler was given last came compressed. It is set before the handler gets the message:
    /// of a stream, when `next()` returns.
    package var wasCompressed: Bool

    /// Makes one; the argument is about the first message.
    package init(wasCompressed: Bool = false) {
        self.wasCompressed = wasCompressed
    }
}
