import Conformance
import Messages
import Postgres

extension TenantScope {
    private static let ratings = Statement(
        "assessment.ratings",
        """
        select r.version, r.rating, r.not_applicable_reason, r.narrative, r.rated_at, a.name
        from lm2.rating_revision r
        join lm2.account a on a.tenant_id = r.tenant_id and a.account_id = r.rated_by
        where r.tenant_id = $1 and r.assessment_id = $2 and r.clause_number = $3
            and ($4::int4 is null or r.version < $4)
        order by r.version desc limit $5
        """)

    /// Lists the ratings that a clause has had, the newest first.
    package func listRatings(_ request: ListRatingsRequest) async throws -> ListRatingsResponse {
        guard let assessment = Identifier(request.assessmentID) else { throw Refusal.notFound("assessment") }
        let standard = try await standard(of: assessment)
        guard let clause = standard.clause(request.clauseID) else {
            throw Refusal.invalid(
                field: "clause_id", "\(standard.id) \(standard.version) has no clause \(request.clauseID)")
        }
        let question = "ratings \(assessment) \(clause.id)"
        let token = try PageToken(request.page, of: question, parts: 1)
        let rows = try await read(
            Query(
                Self.ratings,
                [
                    tenant, assessment.value, .int2(Int16(clause.number)),
                    try token.map { .int4(Int32(clamping: try $0.number(0))) } ?? .null, request.page.limit,
                ]))
        let (ratings, next) = rows.page(of: request.page.size, question: question) { row in
            RatingRevision(
                version: UInt32(row.int4(0)), rating: Messages.Rating(rawValue: Int32(row.int2(1))),
                notApplicableReason: row.text(2), narrative: row.text(3),
                ratedAt: Timestamp(microseconds: row.timestamp(4)), ratedBy: row.text(5))
        } key: {
            [String($0.int4(0))]
        }
        return ListRatingsResponse(ratings: ratings, nextPageToken: next)
    }
}
