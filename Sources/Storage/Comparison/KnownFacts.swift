import Conformance
import Synchronization

/// The facts of assessments' clauses as they were last read, each with the sum of the clauses' change counters, which only
/// ever grow: while the database gives the same sum the facts still hold. They reach only who was let in to the sum.
final class KnownFacts: Sendable {
    private struct Entry {
        let changes: Int64
        let facts: [ClauseFacts]
    }

    /// How many assessments' facts are kept, some 10 KiB each. What was dropped is read again.
    private static let largestCount = 500

    private let entries = Mutex<[Identifier: Entry]>([:])

    /// What is known of an assessment.
    subscript(assessment: Identifier) -> (changes: Int64, facts: [ClauseFacts])? {
        entries.withLock { $0[assessment].map { ($0.changes, $0.facts) } }
    }

    /// Keeps what was read of an assessment.
    func keep(_ facts: [ClauseFacts], changes: Int64, of assessment: Identifier) {
        entries.withLock { entries in
            if entries.count >= Self.largestCount { entries.removeAll(keepingCapacity: true) }
            entries[assessment] = Entry(changes: changes, facts: facts)
        }
    }
}
