import Messages
import Postgres

extension TenantScope {
    private static let oneItem = Statement(
        "evidence.one",
        "select \(EvidenceRow.columns) from \(EvidenceRow.tables) where \(EvidenceRow.visible) and e.evidence_id = $4")

    /// The query for one item that the caller may see.
    func itemQuery(_ id: Identifier) -> Query { Query(Self.oneItem, [tenant, reach, onlyAssessment, id.value]) }

    /// The item of `itemQuery`'s rows. Refuses one that is missing or hidden.
    func item(_ rows: Rows) throws -> Evidence {
        guard rows.count == 1 else { throw Refusal.notFound("item of evidence") }
        return try EvidenceRow(rows.row(0)).evidence()
    }

    /// Gets one item, without its content.
    package func getEvidence(_ request: GetEvidenceRequest) async throws -> Evidence {
        guard let id = Identifier(request.evidenceID) else { throw Refusal.notFound("item of evidence") }
        return try item(try await read(itemQuery(id), about: "evidence/\(id)"))
    }
}
