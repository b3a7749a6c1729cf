/// What is known of one clause of an assessment, with the dates from which everything else is derived for any day.
///
/// Nothing in it goes stale when a date passes: whether evidence is current, and an action overdue, is asked as at a date.
package struct ClauseFacts: Sendable, Equatable {
    /// The days on which an item of accepted evidence is current.
    package struct Evidence: Sendable, Equatable {
        /// The date that the evidence speaks of: the first day on which it is current.
        package var datedOn: CivilDate
        /// The last day on which it is current.
        package var validUntil: CivilDate

        /// Makes the days of an item.
        package init(datedOn: CivilDate, validUntil: CivilDate) {
            self.datedOn = datedOn
            self.validUntil = validUntil
        }

        /// Whether the item is current on the day.
        package func isCurrent(on date: CivilDate) -> Bool { datedOn <= date && date <= validUntil }
    }

    /// What the service says.
    package var rating: Rating
    /// The accepted evidence that is linked to the clause, in no order.
    package var evidence: [Evidence]
    /// The due dates of the open corrective actions on the clause, in no order.
    package var actionsDue: [CivilDate]

    /// Makes the facts of a clause.
    package init(rating: Rating = .notStarted, evidence: [Evidence] = [], actionsDue: [CivilDate] = []) {
        self.rating = rating
        self.evidence = evidence
        self.actionsDue = actionsDue
    }

    /// How the clause shows on the day; nil when it is not started or not applicable.
    package func colour(on date: CivilDate) -> Colour? {
        Colour(rating, hasCurrentEvidence: evidence.contains { $0.isCurrent(on: date) })
    }

    /// The date of the newest evidence that is current on the day.
    package func newestEvidence(on date: CivilDate) -> CivilDate? {
        var newest: CivilDate?
        for item in evidence where item.isCurrent(on: date) { newest = max(newest ?? item.datedOn, item.datedOn) }
        return newest
    }

    /// How many open actions are past their due date on the day. The due date itself is in time (RULES, G4).
    package func overdueActions(on date: CivilDate) -> Int {
        var count = 0
        for due in actionsDue where due < date { count += 1 }
        return count
    }
}
