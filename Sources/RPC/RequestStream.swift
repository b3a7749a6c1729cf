/// The messages that a caller sends, one after the other. One task reads it.
package protocol RequestStream: AnyObject, Sendable {
    /// The next message; nil once the caller has said that none follows. Taking one lets the caller send more.
    /// Throws CANCELLED when the call was cancelled, and what else ended it, such as RESOURCE_EXHAUSTED or DEADLINE_EXCEEDED.
    func next() async throws(Status) -> [UInt8]?
}
