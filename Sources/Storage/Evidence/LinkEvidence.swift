import Conformance
import Messages
import Postgres

extension TenantScope {
    /// The most items that a clause may have. It bounds what is read with the clause.
    private static let mostPerClause = 1000

    private static let insertLinks = Statement(
        "evidence.link",
        """
        insert into lm2.evidence_link (tenant_id, assessment_id, clause_number, evidence_id, linked_at, linked_by)
        select $1, $2, number, $4, $5, $6 from unnest($3::int2[]) number
        on conflict do nothing
        """)

    /// Links an item to clauses of an assessment of the same service. A link that exists stays as it is.
    package func linkEvidence(_ request: LinkEvidenceRequest, as write: WriteKey) async throws -> Evidence {
        guard let id = Identifier(request.evidenceID) else { throw Refusal.notFound("item of evidence") }
        let target = try await target(
            assessmentID: request.assessmentID, clauseIDs: request.clauseIDs, field: "clause_ids")
        return try await once(write) { transaction in
            let locked = try await transaction.run([lockQuery(id), target.lock(self)])
            guard locked[0].count == 1 else { throw Refusal.notFound("item of evidence") }
            guard Identifier(locked[0].row(0).uuid(0)) == target.service else {
                throw Refusal.precondition("the item and the assessment are of different services")
            }
            try Self.checkOpen(locked[1], target)
            transaction.changes("evidence/\(id)", from: try item(try await transaction.run(itemQuery(id))))
            let results = try await transaction.run([
                linkQuery(target, to: id), target.refresh(self), itemQuery(id),
            ])
            try Self.checkRoom(results[1])
            return try item(results[2])
        }
    }

    /// The query that links an item to clauses that were locked.
    func linkQuery(_ target: ClauseTarget, to id: Identifier) -> Query {
        Query(
            Self.insertLinks,
            [
                tenant, target.assessment.value, .int2Array(target.numbers), id.value, .timestamp(now),
                caller.account.value,
            ])
    }

    /// Refuses clauses of an assessment that was submitted, from the rows of `ClauseTarget.lock`.
    static func checkOpen(_ locked: Rows, _ target: ClauseTarget) throws {
        guard locked.count == target.numbers.count else { throw Refusal.notFound("assessment") }
        for index in 0..<locked.count where locked.row(index).bool(1) {
            throw Refusal.precondition("the assessment was submitted; evidence can be linked to a draft only")
        }
    }

    /// Refuses a clause with too many items, from the rows of `ClauseTarget.refresh`.
    static func checkRoom(_ refreshed: Rows) throws(Refusal) {
        for index in 0..<refreshed.count where Int(refreshed.row(index).int2(0)) > mostPerClause {
            throw .exhausted("a clause has at most \(mostPerClause) items of evidence")
        }
    }
}
