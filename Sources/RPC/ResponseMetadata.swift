/// What a handler sends beside its messages.
///
/// The native protocol has no such metadata: there it is dropped.
package struct ResponseMetadata: Sendable {
    /// Goes before the first message; what is added later is not sent.
    package var initial = Metadata()
    /// Goes with the status.
    package var trailing = Metadata()
    /// Whether answers are to be compressed, if the caller takes that; nil leaves it to the transport.
    package var compresses: Bool?

    /// Makes one without entries.
    package init() {}
}
