/// The instant after which nobody waits for a call's answer.
package struct Deadline: Sendable, Equatable, Comparable {
    /// Nanoseconds on the machine's monotonic clock.
    package var nanoseconds: UInt64

    /// Makes a deadline of nanoseconds on the monotonic clock.
    package init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// How long is left at `now`, in nanoseconds on the monotonic clock; zero once it has passed.
    package func remaining(at now: UInt64) -> Duration {
        now >= nanoseconds ? .zero : .nanoseconds(Int64(clamping: nanoseconds - now))
    }

    package static func < (left: Deadline, right: Deadline) -> Bool { left.nanoseconds < right.nanoseconds }
}
