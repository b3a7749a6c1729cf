import Conformance
import Messages
import Postgres

/// One clause of an assessment as it is read from `lm2.assessment_clause`, aliased `c`.
struct ClauseRow {
    /// The columns to select, fourteen.
    static let columns = """
        c.clause_number, c.rating, c.version, c.rated_at, rater.name, c.assessor_verdict, c.assessor_version,
        c.assessed_at, assessor.name, c.evidence_count, c.facts, c.not_applicable_reason, c.narrative, c.assessor_comment
        """

    /// The joins that give the names of rater and assessor.
    static let names = """
        left join lm2.account rater on rater.tenant_id = c.tenant_id and rater.account_id = c.rated_by
        left join lm2.account assessor on assessor.tenant_id = c.tenant_id and assessor.account_id = c.assessed_by
        """

    private let row: Row
    private let first: Int

    /// A row whose columns begin at `first`.
    init(_ row: Row, from first: Int = 0) {
        self.row = row
        self.first = first
    }

    /// How the clause stands as at the date.
    func standing(in standard: Conformance.Standard, on date: CivilDate) throws(StorageError) -> ClauseStanding {
        let number = Int(row.int2(first))
        guard standard.clauses.indices.contains(number),
            let rating = Conformance.Rating(rawValue: row.int2(first + 1))
        else { throw .fault("clause \(number) of an assessment is not one of its standard, or its rating is unknown") }
        let facts = try StandingFacts.read(row.bytes(first + 10), rating: rating)
        return ClauseStanding(
            clauseID: standard.clauses[number].id, rating: Messages.Rating(rawValue: Int32(rating.rawValue)),
            notApplicableReason: row.text(first + 11), narrative: row.text(first + 12),
            version: UInt32(row.int4(first + 2)), ratedAt: time(first + 3), ratedBy: name(first + 4),
            colour: Messages.Colour(facts.colour(on: date)), evidenceCount: UInt32(row.int2(first + 9)),
            openActions: UInt32(facts.actionsDue.count), overdueActions: UInt32(facts.overdueActions(on: date)),
            assessorVerdict: Messages.AssessorVerdict(rawValue: Int32(row.int2(first + 5))),
            assessorComment: row.text(first + 13), assessorVersion: UInt32(row.int4(first + 6)),
            assessedAt: time(first + 7), assessedBy: name(first + 8))
    }

    private func time(_ column: Int) -> Timestamp? {
        row.isNull(column) ? nil : Timestamp(microseconds: row.timestamp(column))
    }

    private func name(_ column: Int) -> String { row.isNull(column) ? "" : row.text(column) }
}

extension Messages.Colour {
    /// The protocol's value of a derived colour; nil is unspecified.
    init(_ colour: Conformance.Colour?) {
        switch colour {
        case nil: self = .unspecified
        case .red: self = .red
        case .amber: self = .amber
        case .green: self = .green
        }
    }
}
