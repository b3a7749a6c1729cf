import Kernel

/// How long a client may take for what is coming of a request. It only counts; the engine sets the timer.
struct HTTP1Timeout {
    /// What is coming.
    enum Stage: Equatable {
        /// Nothing has begun: idleness is the connection's matter.
        case none
        /// The head of the request of this number.
        case head(UInt64)
        /// Its body.
        case body(UInt64)
    }

    private(set) var stage = Stage.none
    private var began = MonotonicInstant(nanoseconds: 0)
    private var lastByte = MonotonicInstant(nanoseconds: 0)

    /// Notes what is coming now, and says whether that is something else than before.
    mutating func enter(_ stage: Stage, now: MonotonicInstant) -> Bool {
        guard stage != self.stage else { return false }
        self.stage = stage
        began = now
        lastByte = now
        return true
    }

    /// Notes that bytes have come.
    mutating func noteBytes(now: MonotonicInstant) { lastByte = now }

    /// When it will have taken too long; nil if nothing is coming.
    ///
    /// A head has a fixed time. A body may pause for `stallTimeout`, and has that time and a second for every
    /// `slowestBody` bytes of it altogether: so neither silence nor a trickle holds a connection.
    func due(_ limits: TransportLimits, bodyCount: Int) -> MonotonicInstant? {
        switch stage {
        case .none: return nil
        case .head: return began + limits.headTimeout
        case .body:
            let earned = Duration.seconds(bodyCount / HTTP1Protocol.slowestBody)
            return min(lastByte + limits.stallTimeout, began + (limits.stallTimeout + earned))
        }
    }

    /// What the client is told.
    var refusal: HTTP1Refusal {
        if case .body = stage { return HTTP1Refusal(408, "the request's body took too long to come") }
        return HTTP1Refusal(408, "the request's head took too long to come")
    }
}
