/// What a handler sends along with its messages, and how. It is used on the call's loop only.
///
/// A transport sends `initial` before the first message, so what is added later is not sent, and `trailing` with the
/// status.
package final class ResponseMetadata: @unchecked Sendable {
    /// What is sent before the first message.
    package var initial = Metadata()
    /// What is sent with the status.
    package var trailing = Metadata()
    /// Whether the messages that follow are to be compressed, if the caller takes that; nil: as the transport thinks best.
    package var compresses: Bool?

    /// Makes one that says nothing.
    package init() {}
}
