import RPC

/// Counts the ends of one connection's calls. It belongs to its loop.
final class CountingObserver: CallObserver, @unchecked Sendable {
    /// The ids of the calls that have ended.
    private(set) var ended: Set<String> = []
    /// Whether an end was of a kind that another run need not have: by the clock, or with an id in its text.
    private(set) var hasVarying = false

    func callEnded(
        _ context: CallContext, status: Status?, cause: String?, duration: Duration, requestBytes: Int,
        responseBytes: Int
    ) {
        precondition(ended.insert(context.callID).inserted, "a call has ended twice")
        if cause != nil || status?.code == .deadlineExceeded { hasVarying = true }
    }
}
