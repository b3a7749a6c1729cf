import Synchronization

/// Makes version 7 UUIDs (RFC 9562): 48 bits of time, then random bits. Those of one generator never go backwards.
///
/// Within a millisecond, or when the clock goes back, the next one is the last one plus a random step (the RFC's
/// method 2), so ids sort as they were made and still say nothing of how many there are.
package final class UUIDv7Generator: Sendable {
    /// The generator that the whole process shares.
    package static let shared = UUIDv7Generator()

    private struct State {
        /// The milliseconds of the last id; nil before the first.
        var milliseconds: UInt64?
        /// Its 74 bits after the time: 12, then 62.
        var upper: UInt64 = 0
        var lower: UInt64 = 0
    }

    private static let upperLimit: UInt64 = 1 << 12
    private static let lowerLimit: UInt64 = 1 << 62
    private static let latest: UInt64 = (1 << 48) - 1

    private let state = Mutex(State())

    /// A generator that has made nothing.
    package init() {}

    /// The next id as two big-endian halves.
    ///
    /// - Parameter milliseconds: the time since 1970 UTC. One before 1970 or after the year 10889 counts as the nearest.
    package func next(milliseconds: Int64) -> (high: UInt64, low: UInt64) {
        let now = min(UInt64(max(milliseconds, 0)), UUIDv7Generator.latest)
        let random = SecureRandom()
        return state.withLock { state in
            var time = now
            if let last = state.milliseconds, now <= last {
                time = last
                state.lower += random.next() % (1 << 32) + 1
                if state.lower >= UUIDv7Generator.lowerLimit {
                    state.lower -= UUIDv7Generator.lowerLimit
                    state.upper += 1
                }
                if state.upper == UUIDv7Generator.upperLimit {
                    state.upper = 0
                    time += 1
                }
            } else {
                // The topmost random bit stays free, so that steps within the millisecond do not overflow.
                state.upper = random.next() % (UUIDv7Generator.upperLimit / 2)
                state.lower = random.next() % UUIDv7Generator.lowerLimit
            }
            state.milliseconds = time
            return (time << 16 | 7 << 12 | state.upper, 0b10 << 62 | state.lower)
        }
    }

    /// The next id as 16 bytes.
    package func nextBytes(milliseconds: Int64) -> [UInt8] {
        let (high, low) = next(milliseconds: milliseconds)
        return withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
    }
}
