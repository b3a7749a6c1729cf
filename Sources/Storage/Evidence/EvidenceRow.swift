import Conformance
import Messages
import Postgres

/// One item of evidence as it is read from `lm2.evidence`, aliased `e`, with the clauses that it is linked to.
///
/// Every statement that reads items is made of these parts, so that what is hidden is hidden alike: uploads that were
/// not sealed, services that the caller does not reach, and from an assessor
/// whatever does not hang on the assessment of the engagement.
struct EvidenceRow {
    /// The columns to select, twenty.
    static let columns = """
        e.evidence_id, e.service_id, e.file_name, e.media_type, e.title, e.size, e.sha256, e.dated_on, e.valid_until,
        e.state, e.version, e.sealed_at, e.reviewed_at, e.review_comment, uploader.name, reviewer.name,
        links.assessments, links.clauses, links.standards, links.versions
        """

    /// The tables to select from.
    static let tables = """
        lm2.evidence e
        join lm2.account uploader on uploader.tenant_id = e.tenant_id and uploader.account_id = e.uploaded_by
        left join lm2.account reviewer on reviewer.tenant_id = e.tenant_id and reviewer.account_id = e.reviewed_by
        left join lateral (
            select array_agg(l.assessment_id order by l.assessment_id, l.clause_number) assessments,
                array_agg(l.clause_number order by l.assessment_id, l.clause_number) clauses,
                array_agg(a.standard_id order by l.assessment_id, l.clause_number) standards,
                array_agg(a.standard_version order by l.assessment_id, l.clause_number) versions
            from lm2.evidence_link l
            join lm2.assessment a on a.tenant_id = l.tenant_id and a.assessment_id = l.assessment_id
            where l.tenant_id = $1 and l.evidence_id = e.evidence_id and ($3::uuid is null or (a.assessment_id = $3 and a.state <> 1))) links on true
        """

    /// What the caller may see. The parameters: tenant, the services in reach, the only assessment that the caller sees.
    static let visible = """
        e.tenant_id = $1 and e.sealed_at is not null and ($2::uuid[] is null or e.service_id = any ($2))
            and ($3::uuid is null or links.assessments is not null)
        """

    private let row: Row

    init(_ row: Row) {
        self.row = row
    }

    /// The sort key of lists.
    static func key(_ row: Row) -> [String] { [String(row.timestamp(11)), Identifier(row.uuid(0)).description] }

    /// The item.
    func evidence() throws(StorageError) -> Evidence {
        Evidence(
            evidenceID: Identifier(row.uuid(0)).description, serviceID: Identifier(row.uuid(1)).description,
            fileName: row.text(2), mediaType: row.text(3), title: row.text(4), size: UInt64(row.int8(5)),
            sha256: row.bytes(6), datedOn: CivilDate(dayNumber: row.date(7)).description,
            validUntil: CivilDate(dayNumber: row.date(8)).description,
            state: Messages.EvidenceState(rawValue: Int32(row.int2(9))), uploadedBy: row.text(14),
            uploadedAt: Timestamp(microseconds: row.timestamp(11)),
            reviewedBy: row.isNull(15) ? "" : row.text(15),
            reviewedAt: row.isNull(12) ? nil : Timestamp(microseconds: row.timestamp(12)),
            reviewComment: row.text(13), links: try links(), version: UInt32(row.int4(10)))
    }

    private func links() throws(StorageError) -> [EvidenceLink] {
        guard !row.isNull(16) else { return [] }
        let assessments = row.uuidArray(16)
        let clauses = row.int2Array(17)
        let standards = row.textArray(18)
        let versions = row.textArray(19)
        var links: [EvidenceLink] = []
        links.reserveCapacity(assessments.count)
        for index in assessments.indices {
            let standard = try TenantScope.standard(id: standards[index], version: versions[index])
            let number = Int(clauses[index])
            guard standard.clauses.indices.contains(number) else {
                throw .fault("evidence is linked to clause \(number), which its standard does not have")
            }
            links.append(
                EvidenceLink(
                    assessmentID: Identifier(assessments[index]).description,
                    clauseID: standard.clauses[number].id))
        }
        return links
    }
}
