import Conformance
import Testing

/// A day of January 2026.
private func january(_ day: Int) -> CivilDate { CivilDate(dayNumber: 20_454) + (day - 1) }

struct ClauseFactsTests {
    @Test("The first of January 2026 is what these tables count from")
    func origin() {
        #expect(january(1).description == "2026-01-01")
    }

    static let colours: [(rating: Rating, current: Bool, colour: Colour?)] = [
        (.notStarted, false, nil),
        (.notStarted, true, nil),
        (.notMet, false, .red),
        (.notMet, true, .red),
        (.met, false, .amber),
        (.met, true, .green),
        (.notApplicable, false, nil),
        (.notApplicable, true, nil),
    ]

    @Test("The colour of each rating with and without current evidence", arguments: colours)
    func colour(rating: Rating, current: Bool, colour: Colour?) {
        #expect(Colour(rating, hasCurrentEvidence: current) == colour)
    }

    /// Evidence of the 10th that is current until the 20th.
    static let days: [(day: Int, colour: Colour, newest: Int?)] = [
        (9, .amber, nil), (10, .green, 10), (15, .green, 10), (20, .green, 10), (21, .amber, nil),
    ]

    @Test("Evidence counts from its own day to its last, both included", arguments: days)
    func currency(day: Int, colour: Colour, newest: Int?) {
        let facts = ClauseFacts(
            rating: .met, evidence: [.init(datedOn: january(10), validUntil: january(20))])
        #expect(facts.colour(on: january(day)) == colour)
        #expect(facts.newestEvidence(on: january(day)) == newest.map(january))
    }

    @Test("The newest evidence is the newest of what is current on the day")
    func newest() {
        let facts = ClauseFacts(
            rating: .met,
            evidence: [
                .init(datedOn: january(1), validUntil: january(31)),
                .init(datedOn: january(5), validUntil: january(8)),
                .init(datedOn: january(20), validUntil: january(31)),
            ])
        #expect(facts.newestEvidence(on: january(6)) == january(5))
        #expect(facts.newestEvidence(on: january(9)) == january(1))
        #expect(facts.newestEvidence(on: january(20)) == january(20))
    }

    @Test("An action is overdue the day after it was due", arguments: [(9, 0), (10, 0), (11, 1), (20, 1), (21, 2)])
    func overdue(day: Int, count: Int) {
        let facts = ClauseFacts(actionsDue: [january(10), january(20)])
        #expect(facts.overdueActions(on: january(day)) == count)
    }
}

struct CriterionStandingTests {
    /// The clauses of criterion g by their place in it, with what they are rated; the others are not applicable.
    static let worst: [(ratings: [Int: Rating], clause: String?, rating: Rating, colour: Colour?)] = [
        ([:], nil, .notApplicable, nil),
        ([0: .met], "g.1", .met, .amber),
        ([0: .met, 1: .notStarted], "g.2", .notStarted, nil),
        ([0: .notStarted, 1: .notMet], "g.2", .notMet, .red),
        ([2: .notMet, 4: .notMet], "g.3", .notMet, .red),
    ]

    @Test("A standing is its worst applicable clause, the first of equals", arguments: worst)
    func worstClause(ratings: [Int: Rating], clause: String?, rating: Rating, colour: Colour?) throws {
        let criterion = try #require(Standard.lm2.criteria.first { $0.id == "g" })
        let standing = CriterionStanding(of: criterion, in: .lm2, on: january(1)) { number in
            ClauseFacts(rating: ratings[number - criterion.clauseNumbers.lowerBound] ?? .notApplicable)
        }
        #expect(standing.worstClause?.id == clause)
        #expect(standing.worstRating == rating)
        #expect(standing.worstColour == colour)
        #expect(standing.notApplicable == criterion.clauseNumbers.count - ratings.count)
    }

    @Test("A clause that is only permitted never lowers a standing")
    func permitted() throws {
        for clause in Standard.lm2.clauses where clause.force == .may {
            let criterion = Standard.lm2.criteria[clause.criterion]
            let standing = CriterionStanding(of: criterion, in: .lm2, on: january(1)) { number in
                ClauseFacts(
                    rating: number == clause.number ? .notMet : .met,
                    evidence: [.init(datedOn: january(1), validUntil: january(1))])
            }
            #expect(standing.worstColour == .green, "\(clause.id)")
            #expect(standing.red == 1, "\(clause.id)")
        }
    }

    @Test("Counts, progress rounded down, actions and the newest evidence are of the whole criterion")
    func counts() throws {
        let criterion = try #require(Standard.lm2.criteria.first { $0.id == "g" })
        let first = criterion.clauseNumbers.lowerBound
        let standing = CriterionStanding(of: criterion, in: .lm2, on: january(15)) { number in
            switch number - first {
            case 0: ClauseFacts(rating: .met, evidence: [.init(datedOn: january(3), validUntil: january(30))])
            case 1: ClauseFacts(rating: .met, evidence: [.init(datedOn: january(9), validUntil: january(14))])
            case 2: ClauseFacts(rating: .notMet, actionsDue: [january(14), january(15)])
            case 3: ClauseFacts(rating: .notApplicable)
            default: ClauseFacts()
            }
        }
        #expect(criterion.clauseNumbers.count == 7)
        #expect([standing.green, standing.amber, standing.red, standing.notApplicable] == [1, 1, 1, 1])
        #expect(standing.notStarted == 3)
        #expect(standing.progressPercent == 57)
        #expect(standing.openActions == 2)
        #expect(standing.overdueActions == 1)
        #expect(standing.newestEvidence == january(3))
    }
}
