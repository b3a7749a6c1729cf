import Conformance
import Messages
import Postgres

extension TenantScope {
    // One row a service, with the sum of its clauses' change counters: it tells whether the facts that were read before
    // still hold, and is a good deal cheaper than they are.
    private static let comparison = Statement(
        "comparison.rows",
        """
        select s.service_id, s.name, u.name, a.assessment_id, a.state, a.standard_id, a.standard_version, f.changes
        from lm2.service s
        join lm2.unit u on u.tenant_id = s.tenant_id and u.unit_id = s.site_id
        left join lateral (
            select assessment_id, state, standard_id, standard_version from lm2.assessment
            where tenant_id = $1 and service_id = s.service_id and period_from <= $2 and period_to >= $2
            order by period_from desc, assessment_id desc limit 1) a on true
        left join lateral (
            select sum(change) changes
            from lm2.assessment_clause where tenant_id = $1 and assessment_id = a.assessment_id) f on true
        where s.tenant_id = $1 and ($3::uuid[] is null or s.service_id = any ($3))
        order by s.name, s.service_id
        """)

    // The facts of assessments, each with the sum that they belong to. Which colours they show, and what is overdue, is
    // derived from them for the date asked: see StandingFacts and CriterionStanding.
    private static let facts = Statement(
        "comparison.facts",
        """
        select assessment_id, sum(change),
            string_agg(set_byte('\\x0000'::bytea, 1, rating::int4) || facts, '' order by clause_number)
        from lm2.assessment_clause where tenant_id = $1 and assessment_id = any ($2) group by assessment_id
        """)

    /// Compares the services that the caller may reach on a date; today if none is given.
    package func compare(_ request: CompareRequest) async throws -> CompareResponse {
        let date = CivilDate(request.date) ?? today
        let rows = try await read(Query(Self.comparison, [tenant, .date(date.dayNumber), reach]))
        let facts = try await clauseFacts(of: rows)
        var answer = CompareResponse(date: date.description)
        answer.rows.reserveCapacity(rows.count)
        var firstColumns: [String: UInt32] = [:]
        for index in 0..<rows.count {
            let row = rows.row(index)
            var line = ComparisonRow(
                serviceID: Identifier(row.uuid(0)).description, serviceName: row.text(1), siteName: row.text(2))
            if !row.isNull(3) {
                line.assessmentID = Identifier(row.uuid(3)).description
                line.state = Messages.AssessmentState(rawValue: Int32(row.int2(4)))
                let standard = try Self.standard(id: row.text(5), version: row.text(6))
                line.firstColumn = Self.columns(of: standard, known: &firstColumns, in: &answer)
                line.cells = try Self.cells(facts[Identifier(row.uuid(3))] ?? [], of: standard, on: date)
            }
            answer.rows.append(line)
        }
        return answer
    }

    /// The facts of each assessment in the comparison's rows: those known from before where they still hold, the others
    /// read.
    private func clauseFacts(of rows: Rows) async throws -> [Identifier: [ClauseFacts]] {
        var facts: [Identifier: [ClauseFacts]] = [:]
        var stale: [Identifier] = []
        for index in 0..<rows.count where !rows.row(index).isNull(3) {
            let id = Identifier(rows.row(index).uuid(3))
            if let known = store.knownFacts[id], known.changes == rows.row(index).int8(7) {
                facts[id] = known.facts
            } else {
                stale.append(id)
            }
        }
        guard !stale.isEmpty else { return facts }
        let read = try await read(
            Query(Self.facts, [tenant, .uuidArray(stale.map { ($0.high, $0.low) })]))
        for index in 0..<read.count {
            let row = read.row(index)
            let id = Identifier(row.uuid(0))
            let clauses = try StandingFacts.readAll(row.bytes(2))
            facts[id] = clauses
            store.knownFacts.keep(clauses, changes: row.int8(1), of: id)
        }
        return facts
    }

    /// The first of a standard's columns, which are added when it comes up first: versions never share a column.
    private static func columns(
        of standard: Conformance.Standard, known: inout [String: UInt32], in answer: inout CompareResponse
    ) -> UInt32 {
        let name = "\(standard.id) \(standard.version)"
        if let first = known[name] { return first }
        let first = UInt32(answer.columns.count)
        known[name] = first
        for criterion in standard.criteria {
            answer.columns.append(
                ComparisonColumn(
                    standardID: standard.id, standardVersion: standard.version, criterionID: criterion.id))
        }
        return first
    }

    private static func cells(
        _ facts: [ClauseFacts], of standard: Conformance.Standard, on date: CivilDate
    ) throws(StorageError) -> [ComparisonCell] {
        guard facts.count == standard.clauses.count else {
            throw .fault("an assessment has \(facts.count) clauses, its standard \(standard.clauses.count)")
        }
        var cells: [ComparisonCell] = []
        cells.reserveCapacity(standard.criteria.count)
        for criterion in standard.criteria {
            let standing = CriterionStanding(of: criterion, in: standard, on: date) { facts[$0] }
            cells.append(ComparisonCell(standing, on: date))
        }
        return cells
    }
}

extension ComparisonCell {
    /// The cell of a standing as at the date.
    init(_ standing: CriterionStanding, on date: CivilDate) {
        self.init(
            worstClauseID: standing.worstClause?.id ?? "",
            worstRating: Messages.Rating(rawValue: Int32(standing.worstRating.rawValue)),
            worstColour: Messages.Colour(standing.worstColour), notStarted: UInt32(standing.notStarted),
            red: UInt32(standing.red), amber: UInt32(standing.amber), green: UInt32(standing.green),
            notApplicable: UInt32(standing.notApplicable), progressPercent: UInt32(standing.progressPercent),
            evidenceAgeDays: standing.newestEvidence.map { UInt32(date - $0) },
            openActions: UInt32(standing.openActions), overdueActions: UInt32(standing.overdueActions))
    }
}
