import Conformance
import Messages
import Postgres

extension TenantScope {
    private static let items = Statement(
        "evidence.list",
        """
        select \(EvidenceRow.columns) from \(EvidenceRow.tables)
        where \(EvidenceRow.visible) and ($4::uuid is null or e.service_id = $4)
            and ($5::uuid is null or exists (
                select from lm2.evidence_link l
                where l.tenant_id = $1 and l.evidence_id = e.evidence_id and l.assessment_id = $5
                    and ($6::int2 is null or l.clause_number = $6)))
            and ($7::timestamptz is null or e.sealed_at < $7 or (e.sealed_at = $7 and e.evidence_id > $8::uuid))
        order by e.sealed_at desc, e.evidence_id limit $9
        """)

    /// Lists the items that the caller may see, the newest first.
    package func listEvidence(_ request: ListEvidenceRequest) async throws -> ListEvidenceResponse {
        guard request.clauseID.isEmpty || !request.assessmentID.isEmpty else {
            throw Refusal.invalid(field: "assessment_id", "a clause is one of an assessment: say which")
        }
        // The filter's own assessment has to be one that the caller may know of.
        let target =
            request.assessmentID.isEmpty
            ? nil
            : try await target(
                assessmentID: request.assessmentID, clauseIDs: request.clauseID.isEmpty ? [] : [request.clauseID],
                field: "clause_id", isList: false)
        let question = "evidence \(request.serviceID) \(request.assessmentID) \(request.clauseID)"
        let token = try PageToken(request.page, of: question, parts: 2)
        let rows = try await read(
            Query(
                Self.items,
                [
                    tenant, reach, onlyAssessment, Identifier(request.serviceID).value, (target?.assessment).value,
                    target?.numbers.first.map { .int2($0) } ?? .null,
                    try token.map { .timestamp(try $0.number(0)) } ?? .null,
                    try token.map { try $0.identifier(1).value } ?? .null, request.page.limit,
                ]))
        let (items, next) = try rows.page(
            of: request.page.size, question: question, item: { try EvidenceRow($0).evidence() }, key: EvidenceRow.key)
        return ListEvidenceResponse(evidence: items, nextPageToken: next)
    }
}
