import Conformance
import Messages
import Postgres

/// Clauses of an assessment that something is put on: evidence, or a corrective action.
struct ClauseTarget: Sendable {
    /// The assessment.
    let assessment: Identifier
    /// The service that it assesses.
    let service: Identifier
    /// The standard that it is pinned to.
    let standard: Conformance.Standard
    /// The numbers of the clauses, ascending, each once: the order in which they are locked.
    let numbers: [Int16]

    private static let lock = Statement(
        "clauses.lock",
        """
        select clause_number, frozen from lm2.assessment_clause
        where tenant_id = $1 and assessment_id = $2 and clause_number = any ($3::int2[])
        order by clause_number for update
        """)

    /// Locks the clauses, in a statement of its own: those that follow in the transaction see what was committed before,
    /// and what they derive of evidence and actions misses nothing. Gives number and whether frozen.
    func lock(_ scope: TenantScope) -> Query {
        Query(Self.lock, [scope.tenant, assessment.value, .int2Array(numbers)])
    }

    private static let refresh = Statement(
        "clauses.refresh",
        """
        update lm2.assessment_clause c
        set change = change + 1, facts = lm2.clause_facts(c.tenant_id, c.assessment_id, c.clause_number),
            evidence_count = (select least(count(*), 32767) from lm2.evidence_link l
                where l.tenant_id = c.tenant_id and l.assessment_id = c.assessment_id
                    and l.clause_number = c.clause_number)
        where c.tenant_id = $1 and c.assessment_id = $2 and c.clause_number = any ($3::int2[])
        returning c.evidence_count
        """)

    /// Derives the clauses' facts and counts anew. They have been locked before. Gives how many items each has.
    func refresh(_ scope: TenantScope) -> Query {
        Query(Self.refresh, [scope.tenant, assessment.value, .int2Array(numbers)])
    }
}

extension TenantScope {
    private static let targeted = Statement(
        "clauses.target",
        """
        select service_id, standard_id, standard_version from lm2.assessment
        where tenant_id = $1 and assessment_id = $2 and ($3::uuid[] is null or service_id = any ($3))
            and ($4::uuid is null or (assessment_id = $4 and state <> 1))
        """)

    /// Finds clauses of an assessment that the caller may know of. `field` is the path of the list of clauses in the request, or of
    /// the only clause.
    func target(
        assessmentID: String, clauseIDs: [String], field: String, isList: Bool = true
    ) async throws -> ClauseTarget {
        guard let assessment = Identifier(assessmentID) else { throw Refusal.notFound("assessment") }
        let rows = try await read(Query(Self.targeted, [tenant, assessment.value, reach, onlyAssessment]))
        guard rows.count == 1 else { throw Refusal.notFound("assessment") }
        let standard = try Self.standard(id: rows.row(0).text(1), version: rows.row(0).text(2))
        var numbers: Set<Int16> = []
        for (index, id) in clauseIDs.enumerated() {
            guard let clause = standard.clause(id) else {
                throw Refusal.invalid(
                    field: isList ? "\(field)[\(index)]" : field,
                    "\(standard.id) \(standard.version) has no clause \(id)")
            }
            numbers.insert(Int16(clause.number))
        }
        return ClauseTarget(
            assessment: assessment, service: Identifier(rows.row(0).uuid(0)), standard: standard,
            numbers: numbers.sorted())
    }
}
