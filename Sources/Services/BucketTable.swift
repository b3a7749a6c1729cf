import Storage

/// Token buckets by whose they are, in bounded memory.
package struct BucketTable: Sendable {
    /// What each of them is held to.
    package let limit: TokenBucket.Limit
    private let capacity: Int
    private var buckets: [Identifier: TokenBucket] = [:]

    /// Makes an empty table: whoever is not in it has a full bucket.
    package init(_ limit: TokenBucket.Limit, capacity: Int) {
        self.limit = limit
        self.capacity = capacity
    }

    /// How many are kept.
    package var count: Int { buckets.count }

    /// How long there is no token, in microseconds; 0 if there is one.
    package mutating func wait(_ owner: Identifier, at now: Int64) -> Int64 {
        limit.perSecond == 0 ? 0 : buckets[owner]?.wait(limit, at: now) ?? 0
    }

    /// Takes a token, which has to be there.
    package mutating func take(_ owner: Identifier, at now: Int64) {
        guard limit.perSecond > 0 else { return }
        if buckets.count >= capacity, buckets[owner] == nil { makeRoom(at: now) }
        buckets[owner, default: TokenBucket()].take(limit, at: now)
    }

    /// Forgets full buckets, which is the same as keeping them, and if they are few then the fullest eighth, which gives
    /// away least. Sorting costs, and so it is not done for each newcomer.
    private mutating func makeRoom(at now: Int64) {
        buckets = buckets.filter { !$0.value.isFull(at: now) }
        let kept = capacity - max(1, capacity / 8)
        guard buckets.count > kept else { return }
        let sorted = buckets.sorted { $1.value.isFuller(than: $0.value) }
        buckets = Dictionary(uniqueKeysWithValues: sorted.prefix(kept).map { ($0.key, $0.value) })
    }
}
