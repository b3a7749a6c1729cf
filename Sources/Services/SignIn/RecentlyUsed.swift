/// A dictionary of bounded size, that forgets what was used least recently.
struct RecentlyUsed<Key: Hashable, Value> {
    private var entries: [Key: (value: Value, use: UInt64)] = [:]
    private var uses: UInt64 = 0
    private let capacity: Int

    /// - Parameter capacity: how many entries there are at the most; at least 1.
    init(capacity: Int) {
        precondition(capacity > 0, "a dictionary that remembers nothing")
        self.capacity = capacity
    }

    var count: Int { entries.count }

    /// The value of a key; reading it is a use, as setting it is.
    subscript(key: Key) -> Value? {
        mutating get {
            guard let index = entries.index(forKey: key) else { return nil }
            uses += 1
            entries.values[index].use = uses
            return entries.values[index].value
        }
        set {
            guard let newValue else {
                entries[key] = nil
                return
            }
            uses += 1
            entries[key] = (newValue, uses)
            if entries.count > capacity { forget() }
        }
    }

    /// Forgets the eighth that was used least recently, so that the sorting is shared by many insertions.
    private mutating func forget() {
        let oldest = entries.map { ($0.value.use, $0.key) }.sorted { $0.0 < $1.0 }
        for (_, key) in oldest.prefix(max(1, capacity / 8)) { entries[key] = nil }
    }
}

extension RecentlyUsed: Sendable where Key: Sendable, Value: Sendable {}
