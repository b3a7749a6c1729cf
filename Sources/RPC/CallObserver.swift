/// Is told of each call's end: for logs and counters. Called on the call's loop, so it must not block.
package protocol CallObserver: AnyObject, Sendable {
    /// A call has ended.
    ///
    /// - Parameters:
    ///   - status: What the caller was told; nil for OK.
    ///   - cause: The real text of an error that the caller was not told, with an INTERNAL status; for the log only.
    ///   - duration: From the call's first frame to its end.
    ///   - requestBytes: Bytes of messages that the caller sent.
    ///   - responseBytes: Bytes of messages that the caller was sent.
    func callEnded(
        _ context: CallContext, status: Status?, cause: String?, duration: Duration, requestBytes: Int,
        responseBytes: Int)
}
