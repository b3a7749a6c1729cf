/// How many calls somebody has left: a token bucket, which is full at first, from which each call takes one token, and
/// into which tokens drip at a steady rate.
///
/// It is one number, the moment at which it would be full if nothing more were taken: what is missing then, times the
/// time that a token takes, is how far that moment is ahead (the generic cell rate algorithm of ITU-T I.371 in its
/// virtual scheduling form). A pure value: the time is an argument, in microseconds since 1970.
package struct TokenBucket: Sendable, Equatable {
    /// How fast a bucket fills, and how much it holds.
    package struct Limit: Sendable, Equatable {
        /// Tokens a second, up to a million; 0 for no limit at all.
        package var perSecond: Int
        /// The tokens of a full bucket: so many calls may come at once. From 1 to ten million.
        package var burst: Int

        /// Makes a limit.
        package init(perSecond: Int, burst: Int) {
            self.perSecond = perSecond
            self.burst = burst
        }

        /// No limit.
        package static let none = Limit(perSecond: 0, burst: 1)

        /// What a token takes to drip in, in nanoseconds.
        fileprivate var interval: Int64 { 1_000_000_000 / Int64(clamping: max(perSecond, 1)) }
        /// What an empty bucket takes to be full, in nanoseconds.
        fileprivate var span: Int64 { interval * Int64(max(burst, 1)) }
    }

    /// When it is full again, in nanoseconds since 1970.
    private var fullAt: Int64

    /// A full bucket.
    package init() { fullAt = .min }

    /// Whether it holds all that it can: then it is like a new one, and need not be kept.
    package func isFull(at now: Int64) -> Bool { fullAt <= now * 1000 }

    /// Whether it has been full for longer than the other, or will be full sooner.
    package func isFuller(than other: TokenBucket) -> Bool { fullAt < other.fullAt }

    /// How long it takes until there is a token, in microseconds, rounded up; 0 if there is one.
    package mutating func wait(_ limit: Limit, at now: Int64) -> Int64 {
        guard limit.perSecond > 0 else { return 0 }
        let now = now * 1000
        // A clock that was put back would leave the caller shut out for as long. From then on it fills from empty.
        fullAt = min(fullAt, now + limit.span)
        let missing = max(fullAt, now) + limit.interval - now - limit.span
        return missing > 0 ? (missing + 999) / 1000 : 0
    }

    /// Takes a token, which has to be there: see `wait`.
    package mutating func take(_ limit: Limit, at now: Int64) {
        guard limit.perSecond > 0 else { return }
        fullAt = max(fullAt, now * 1000) + limit.interval
    }
}
