import Conformance
import Messages
import Postgres

/// One clause of an assessment as it is read from `lm2.assessment_clause`, aliased `c`.
struct ClauseRow {
    /// The columns to select, fourteen.
    static let columns = """
        c.clause_number, c.rating, c.version, c.rated_at, c.rated_by, c.assessor_verdict, c.assessor_version,
        c.assessed_at, c.assessed_by, c.evidence_count, c.facts, c.not_applicable_reason, c.narrative, c.assessor_comment
        """

    private let row: Row
    private let first: Int

    /// A row whose columns begin at `first`.
    init(_ row: Row, from first: Int = 0) {
        self.row = row
        self.first = first
    }

    /// Adds who rated and who assessed the clause.
    func addPeople(to people: inout Set<Identifier>) {
        for column in [first + 4, first + 8] where !row.isNull(column) { people.insert(Identifier(row.uuid(column))) }
    }

    /// How the clause stands as at the date, with the names that its people have.
    func standing(
        in standard: Conformance.Standard, on date: CivilDate, names: [Identifier: String]
    ) throws(StorageError) -> ClauseStanding {
        let number = Int(row.int2(first))
        guard standard.clauses.indices.contains(number),
            let rating = Conformance.Rating(rawValue: row.int2(first + 1))
        else { throw .fault("clause \(number) of an assessment is not one of its standard, or its rating is unknown") }
        let facts = try StandingFacts.read(row.bytes(first + 10), rating: rating)
        return ClauseStanding(
            clauseID: standard.clauses[number].id, rating: Messages.Rating(rawValue: Int32(rating.rawValue)),
            notApplicableReason: row.text(first + 11), narrative: row.text(first + 12),
            version: UInt32(row.int4(first + 2)), ratedAt: time(first + 3), ratedBy: name(first + 4, names),
            colour: Messages.Colour(facts.colour(on: date)), evidenceCount: UInt32(row.int2(first + 9)),
            openActions: UInt32(facts.actionsDue.count), overdueActions: UInt32(facts.overdueActions(on: date)),
            assessorVerdict: Messages.AssessorVerdict(rawValue: Int32(row.int2(first + 5))),
            assessorComment: row.text(first + 13), assessorVersion: UInt32(row.int4(first + 6)),
            assessedAt: time(first + 7), assessedBy: name(first + 8, names))
    }

    private func time(_ column: Int) -> Timestamp? {
        row.isNull(column) ? nil : Timestamp(microseconds: row.timestamp(column))
    }

    private func name(_ column: Int, _ names: [Identifier: String]) -> String {
        row.isNull(column) ? "" : names[Identifier(row.uuid(column))] ?? ""
    }
}

extension Messages.Colour {
    /// The protocol's value of a derived colour; nil is unspecified.
    package init(_ colour: Conformance.Colour?) {
        switch colour {
        case nil: self = .unspecified
        case .red: self = .red
        case .amber: self = .amber
        case .green: self = .green
        }
    }
}
