import Glibc
import Synchronization

/// A point in civil time: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
package struct WallInstant: Sendable, Hashable, Comparable {
    /// Since 1970-01-01T00:00:00Z; negative before.
    package var microseconds: Int64

    /// A point so many microseconds after 1970-01-01T00:00:00Z.
    @inlinable package init(microseconds: Int64) { self.microseconds = microseconds }
    @inlinable package static func < (a: WallInstant, b: WallInstant) -> Bool { a.microseconds < b.microseconds }
}

/// Where civil time comes from. Only the kernel reads the real clock; everybody else is given one.
package protocol Clock: Sendable {
    func now() -> WallInstant
}

/// The machine's clock.
package struct SystemClock: Clock {
    /// The clock has no state of its own.
    package init() {}

    /// Read from any thread.
    package func now() -> WallInstant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallInstant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }
}

/// A clock that stands still until it is told otherwise: for tests.
package final class ManualClock: Clock {
    private let microseconds: Atomic<Int64>

    /// A clock that stands at this point, in microseconds since 1970.
    package init(microseconds: Int64) { self.microseconds = Atomic(microseconds) }

    /// Where it stands.
    package func now() -> WallInstant { WallInstant(microseconds: microseconds.load(ordering: .acquiring)) }
    /// Puts it to a point, in microseconds since 1970; backwards too.
    package func set(microseconds value: Int64) { microseconds.store(value, ordering: .releasing) }
    /// Puts it on by microseconds; wraps at the end of time.
    package func advance(microseconds delta: Int64) {
        microseconds.wrappingAdd(delta, ordering: .acquiringAndReleasing)
    }
    /// Puts it on, in whole microseconds.
    package func advance(by duration: Duration) { advance(microseconds: duration.clampedNanoseconds / 1_000) }
}
