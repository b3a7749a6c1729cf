/// The messages that a handler answers with, one after the other. One task writes it.
package protocol ResponseStream: AnyObject, Sendable {
    /// Sends a message; waits while the caller has not granted room for it. Throws what ended the call early, such as CANCELLED.
    func send(_ message: [UInt8]) async throws(Status)
}
