import Conformance
import Postgres
import Synchronization

/// The database, with what may be remembered of it for ever because it never changes.
package final class Store: Sendable {
    let database: Database
    let assessmentAnswers = AssessmentAnswers()
    let knownFacts = KnownFacts()
    let accountNames = AccountNames()
    /// The tenants whose audit log has entries to seal.
    package let unsealed = UnsealedTenants()
    private let pins = Mutex<[Identifier: Conformance.Standard]>([:])

    /// How many assessments' standards are remembered. It bounds memory; what is forgotten is read again.
    private static let largestPins = 100_000

    /// Makes the store of a database.
    package init(_ database: Database) {
        self.database = database
    }

    /// The standard that an assessment is pinned to, if it is remembered.
    ///
    /// It spares a write the reading of the assessment. It lets nobody in: the write is still the tenant's alone.
    func pinnedStandard(of assessment: Identifier) -> Conformance.Standard? {
        pins.withLock { $0[assessment] }
    }

    /// Remembers the standard that an assessment is pinned to.
    func remember(_ standard: Conformance.Standard, of assessment: Identifier) {
        pins.withLock { pins in
            if pins.count >= Self.largestPins { pins.removeAll(keepingCapacity: true) }
            pins[assessment] = standard
        }
    }
}
