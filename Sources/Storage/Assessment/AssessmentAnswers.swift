import Conformance
import Synchronization

/// Answers to "get one assessment" as they were last made, each with what the database has to say for it to hold still.
///
/// It holds nothing but what was once answered, and gives it to nobody: who asks is let in by the database first.
final class AssessmentAnswers: Sendable {
    /// What was asked.
    struct Key: Hashable {
        let assessment: Identifier
        /// The day for which the colours hold.
        let date: CivilDate
    }

    /// What tells whether an assessment has changed: two that are equal have the same content.
    struct Stamp: Equatable {
        /// The assessment's version.
        var version: Int32
        /// The sum of the counters of its clauses' rows, each of which only ever grows.
        var changes: Int64
        /// The version of the names of the tenant's people.
        var names: Int32
    }

    private struct Kept {
        var entries: [Key: (stamp: Stamp, bytes: [UInt8])] = [:]
        var size = 0
    }

    /// The most bytes of answers that are kept. It bounds memory; what was dropped is made again.
    private static let largestSize = 8 << 20

    private let kept = Mutex(Kept())

    /// The answer that was last made, if it is kept.
    subscript(key: Key) -> (stamp: Stamp, bytes: [UInt8])? { kept.withLock { $0.entries[key] } }

    /// Keeps an answer.
    func keep(_ bytes: [UInt8], stamp: Stamp, for key: Key) {
        guard bytes.count <= Self.largestSize / 8 else { return }
        kept.withLock { kept in
            if kept.size + bytes.count > Self.largestSize {
                kept.entries.removeAll(keepingCapacity: true)
                kept.size = 0
            }
            let previous = kept.entries.updateValue((stamp, bytes), forKey: key)
            kept.size += bytes.count - (previous?.bytes.count ?? 0)
        }
    }
}
