/// Lets so many events pass at once, and some more every second.
struct Allowance {
    private let burst: UInt64
    private let nanosecondsPerEvent: UInt64
    private var left: UInt64
    private var filledAt: UInt64 = 0

    init(burst: Int, perSecond: Int) {
        self.burst = UInt64(burst)
        nanosecondsPerEvent = 1_000_000_000 / UInt64(perSecond)
        left = UInt64(burst)
    }

    /// Whether one more may pass. `now` is in nanoseconds on a monotonic clock.
    mutating func take(now: UInt64) -> Bool {
        let earned = (now - min(now, filledAt)) / nanosecondsPerEvent
        if earned > 0 {
            left = min(burst, left + min(earned, burst))
            filledAt = now
        }
        guard left > 0 else { return false }
        left -= 1
        return true
    }
}
