import Conformance
import Messages
import Postgres

extension TenantScope {
    // The first verdict begins the review. The row is read with a lock that lets other verdicts pass once it has begun.
    private static let beginReview = Statement(
        "assessment.begin_review",
        """
        update lm2.assessment set state = $4, version = version + 1
        where tenant_id = $1 and assessment_id = $2 and state = $3
        """)

    private static let assess = Statement(
        "assessment.assess",
        """
        with assessed as (
            update lm2.assessment_clause
            set change = change + 1, assessor_verdict = $4, assessor_comment = $5, assessor_version = assessor_version + 1,
                assessed_at = $6, assessed_by = $7
            where tenant_id = $1 and assessment_id = $2 and clause_number = $3 and assessor_version = $8
            returning *
        ), revised as (
            insert into lm2.assessor_revision (tenant_id, assessment_id, clause_number, version, verdict, comment,
                assessed_at, assessed_by)
            select tenant_id, assessment_id, clause_number, assessor_version, assessor_verdict, assessor_comment,
                assessed_at, assessed_by
            from assessed
        )
        select \(ClauseRow.columns) from assessed c
        """)

    /// Records an assessor's verdict on a clause of a submitted assessment. The service's rating stays as it is.
    package func assessClause(_ request: AssessClauseRequest, as write: WriteKey) async throws -> ClauseStanding {
        guard let id = Identifier(request.assessmentID) else { throw Refusal.notFound("assessment") }
        let standard = try await standard(
            of: id, requiring: \.allowsAssessing, otherwise: "an assessor scores what was submitted")
        guard let clause = standard.clause(request.clauseID) else {
            throw Refusal.invalid(
                field: "clause_id", "\(standard.id) \(standard.version) has no clause \(request.clauseID)")
        }
        return try await once(write) { transaction in
            transaction.changes(
                "assessment/\(id)/clause/\(clause.id)",
                from: try await currentStanding(id, clause, in: standard, through: transaction))
            let results = try await transaction.run([
                Query(
                    Self.beginReview,
                    [
                        tenant, id.value, .int2(Conformance.AssessmentState.submitted.rawValue),
                        .int2(Conformance.AssessmentState.underReview.rawValue),
                    ]),
                Query(
                    Self.assess,
                    [
                        tenant, id.value, .int2(Int16(clause.number)), .int2(Int16(request.verdict.rawValue)),
                        .text(request.comment), .timestamp(now), caller.account.value,
                        .int4(Int32(clamping: request.expectedVersion)),
                    ]),
            ])
            guard results[1].count == 1 else {
                let current = try await currentStanding(id, clause, in: standard, through: transaction)
                throw Refusal.stale(
                    "the verdict on clause \(clause.id) has version \(current.assessorVersion), "
                        + "not \(request.expectedVersion); look at it again before you judge it",
                    current: current)
            }
            return try await standing(ClauseRow(results[1].row(0)), in: standard)
        }
    }
}
