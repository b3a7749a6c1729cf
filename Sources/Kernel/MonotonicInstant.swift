import CUV

/// A point on the machine's monotonic clock, in nanoseconds. Good only for differences within one boot.
package struct MonotonicInstant: Sendable, Hashable, Comparable {
    /// Since a point that the machine chose.
    package var nanoseconds: UInt64

    /// A point so many nanoseconds after the clock's start.
    @inlinable package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// Read from any thread; some 25 ns.
    package static var now: MonotonicInstant { MonotonicInstant(nanoseconds: uv_hrtime()) }

    @inlinable package static func < (a: MonotonicInstant, b: MonotonicInstant) -> Bool {
        a.nanoseconds < b.nanoseconds
    }

    /// Saturates at both ends, so that an absurd duration can't trap.
    @inlinable package static func + (a: MonotonicInstant, b: Duration) -> MonotonicInstant {
        let nanoseconds = b.clampedNanoseconds
        if nanoseconds >= 0 {
            let (sum, overflow) = a.nanoseconds.addingReportingOverflow(UInt64(nanoseconds))
            return MonotonicInstant(nanoseconds: overflow ? .max : sum)
        }
        let (difference, overflow) = a.nanoseconds.subtractingReportingOverflow(nanoseconds.magnitude)
        return MonotonicInstant(nanoseconds: overflow ? 0 : difference)
    }

    /// The time from `b` to `a`; saturates at both ends.
    @inlinable package static func - (a: MonotonicInstant, b: MonotonicInstant) -> Duration {
        a >= b
            ? .nanoseconds(Int64(clamping: a.nanoseconds - b.nanoseconds))
            : .nanoseconds(-Int64(clamping: b.nanoseconds - a.nanoseconds))
    }
}

extension Duration {
    /// Whole nanoseconds, clamped to Int64's range (292 years).
    @inlinable package var clampedNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }
}
