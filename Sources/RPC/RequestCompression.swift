/// Tells a handler whether the caller compressed its messages. It belongs to its call's loop, and only calls that may come
/// compressed have one.
package final class RequestCompression: @unchecked Sendable {
    /// Whether the message that the handler was given last came compressed. The transport sets it when it hands one over.
    package var wasCompressed = false

    /// Makes one for a call whose handler has been given nothing yet.
    package init() {}
}
