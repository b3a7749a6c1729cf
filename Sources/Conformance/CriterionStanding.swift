/// How a service stands on one criterion on a day: its worst applicable clause, and counts (DOMAIN, "Three verdicts").
package struct CriterionStanding: Sendable, Equatable {
    /// The worst applicable clause, the first of several equally bad ones; nil when no clause is applicable.
    package var worstClause: Clause?
    /// What the worst clause is rated; `notApplicable` when no clause is applicable.
    package var worstRating: Rating = .notApplicable
    /// How the worst clause shows; nil when it is not started, or there is none.
    package var worstColour: Colour?
    /// Clauses not started.
    package var notStarted = 0
    /// Clauses not met.
    package var red = 0
    /// Clauses met without current, accepted evidence.
    package var amber = 0
    /// Clauses met with current, accepted evidence.
    package var green = 0
    /// Clauses not applicable.
    package var notApplicable = 0
    /// The date of the newest evidence of the criterion that is accepted and current on the day.
    package var newestEvidence: CivilDate?
    /// Open corrective actions.
    package var openActions = 0
    /// Open corrective actions past their due date.
    package var overdueActions = 0

    /// Rated clauses of all, in per cent rounded down: progress, never the outcome.
    package var progressPercent: Int {
        let rated = red + amber + green + notApplicable
        let all = rated + notStarted
        return all == 0 ? 0 : 100 * rated / all
    }

    /// Derives the standing of a criterion from the facts of its clauses, `facts(number)`, as at the date.
    package init(
        of criterion: Criterion, in standard: Standard, on date: CivilDate, facts: (Int) -> ClauseFacts
    ) {
        var worst = Int.max
        for number in criterion.clauseNumbers {
            let fact = facts(number)
            let colour = fact.colour(on: date)
            count(fact.rating, colour)
            openActions += fact.actionsDue.count
            overdueActions += fact.overdueActions(on: date)
            if let newest = fact.newestEvidence(on: date) { newestEvidence = max(newestEvidence ?? newest, newest) }
            // A clause that the standard only permits never lowers a standing.
            let clause = standard.clauses[number]
            guard clause.force != .may, let goodness = Self.goodness(fact.rating, colour), goodness < worst else {
                continue
            }
            worst = goodness
            worstClause = clause
            worstRating = fact.rating
            worstColour = colour
        }
    }

    private mutating func count(_ rating: Rating, _ colour: Colour?) {
        switch (rating, colour) {
        case (.notApplicable, _): notApplicable += 1
        case (_, .red): red += 1
        case (_, .amber): amber += 1
        case (_, .green): green += 1
        default: notStarted += 1
        }
    }

    /// The order from worst to best: not met, not started, amber, green; nil for what is not applicable.
    private static func goodness(_ rating: Rating, _ colour: Colour?) -> Int? {
        switch (rating, colour) {
        case (.notApplicable, _): nil
        case (_, .red): 0
        case (_, .amber): 2
        case (_, .green): 3
        default: 1
        }
    }
}
