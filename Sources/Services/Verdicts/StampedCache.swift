import Storage
import Synchronization

/// What was computed from a service's records, each with the stamp of the records: it holds while the stamp is the same.
///
/// It gives nothing to anybody by itself: the database says first that the caller may reach the service, and its stamp.
final class StampedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        let stamp: RecordStamp
        let value: Value
        let size: Int
    }

    private struct Kept {
        var entries: [Key: Entry] = [:]
        var size = 0
    }

    /// The most bytes that are kept, about. It bounds memory; what was dropped is computed again.
    private let largestSize: Int
    private let kept = Mutex(Kept())

    init(largestSize: Int) { self.largestSize = largestSize }

    /// What was kept for a key under this stamp.
    func value(for key: Key, stamp: RecordStamp) -> Value? {
        kept.withLock { kept in
            guard let entry = kept.entries[key], entry.stamp == stamp else { return nil }
            return entry.value
        }
    }

    /// Keeps a value of about so many bytes.
    func keep(_ value: Value, for key: Key, stamp: RecordStamp, size: Int) {
        guard size <= largestSize / 4 else { return }
        kept.withLock { kept in
            if kept.size + size > largestSize {
                kept.entries.removeAll(keepingCapacity: true)
                kept.size = 0
            }
            let previous = kept.entries.updateValue(Entry(stamp: stamp, value: value, size: size), forKey: key)
            kept.size += size - (previous?.size ?? 0)
        }
    }
}
