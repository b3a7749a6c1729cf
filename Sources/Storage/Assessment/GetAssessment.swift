import Conformance
import Messages
import Postgres

/// The columns of an assessment without its clauses, in the order in which `assessment(_:)` reads them.
private let header = """
    a.assessment_id, a.service_id, a.standard_id, a.standard_version, a.period_from, a.period_to, a.state, a.version,
    a.started_at, a.submitted_at, submitter.name
    """

extension TenantScope {
    // One statement, so that header and clauses are of one moment. The header is the first row; sending it along with
    // each of 75 clauses would cost more than the union.
    private static let whole = Statement(
        "assessment.whole",
        """
        select \(header), null::int2, null::int2, null::int4, null::timestamptz, null::text, null::int2, null::int4,
            null::timestamptz, null::text, null::int2, null::bytea, null::text, null::text, null::text, null::int4
        from lm2.assessment a
        left join lm2.account submitter
            on submitter.tenant_id = a.tenant_id and submitter.account_id = a.submitted_by
        where a.tenant_id = $1 and a.assessment_id = $2 and ($3::uuid[] is null or a.service_id = any ($3))
        union all
        (select null, null, null, null, null, null, null, null, null, null, null, \(ClauseRow.columns), c.change
        from lm2.assessment_clause c \(ClauseRow.names)
        where c.tenant_id = $1 and c.assessment_id = $2
        order by c.clause_number)
        """)

    private static let listed = Statement(
        "assessment.list",
        """
        select \(header)
        from lm2.assessment a
        left join lm2.account submitter
            on submitter.tenant_id = a.tenant_id and submitter.account_id = a.submitted_by
        where a.tenant_id = $1 and ($2::uuid is null or a.service_id = $2)
            and ($3::uuid[] is null or a.service_id = any ($3))
            and ($4::date is null or a.period_from < $4 or (a.period_from = $4 and a.assessment_id > $5::uuid))
            and ($6 = false or a.state <> 1)
        order by a.period_from desc, a.assessment_id limit $7
        """)

    private static let stamp = Statement(
        "assessment.stamp",
        """
        select a.state, a.version, (
            select sum(c.change) from lm2.assessment_clause c where c.tenant_id = $1 and c.assessment_id = $2)
        from lm2.assessment a
        where a.tenant_id = $1 and a.assessment_id = $2 and ($3::uuid[] is null or a.service_id = any ($3))
        """)

    /// Gets one assessment whole, as `getAssessment` does, serialised.
    ///
    /// An answer that was made before is given again while the database says that nothing of the assessment has changed:
    /// that takes one row to read rather than one a clause. Whether the caller may see it is asked each time.
    package func getSerializedAssessment(_ request: GetAssessmentRequest) async throws -> [UInt8] {
        guard let id = Identifier(request.assessmentID) else { throw Refusal.notFound("assessment") }
        let key = AssessmentAnswers.Key(assessment: id, date: CivilDate(request.asAt) ?? today)
        if let made = store.assessmentAnswers[key] {
            let rows = try await read(Query(Self.stamp, [tenant, id.value, reach]))
            guard rows.count == 1, mayRead(Messages.AssessmentState(rawValue: Int32(rows.row(0).int2(0)))) else {
                throw Refusal.notFound("assessment")
            }
            let stamp = AssessmentAnswers.Stamp(version: rows.row(0).int4(1), changes: rows.row(0).int8(2))
            if made.stamp == stamp { return made.bytes }
        }
        let (assessment, stamp) = try await readAssessment(id, on: key.date)
        let bytes = assessment.serialized()
        store.assessmentAnswers.keep(bytes, stamp: stamp, for: key)
        return bytes
    }

    /// Gets one assessment whole, with colours and overdue actions as at a date; today if none is given.
    package func getAssessment(_ request: GetAssessmentRequest) async throws -> Messages.Assessment {
        guard let id = Identifier(request.assessmentID) else { throw Refusal.notFound("assessment") }
        return try await readAssessment(id, on: CivilDate(request.asAt) ?? today).assessment
    }

    private func readAssessment(
        _ id: Identifier, on date: CivilDate
    ) async throws -> (assessment: Messages.Assessment, stamp: AssessmentAnswers.Stamp) {
        let rows = try await read(Query(Self.whole, [tenant, id.value, reach]))
        // Where the header is missing the clauses are none of the caller's, if there are any.
        guard rows.count > 0, !rows.row(0).isNull(0) else { throw Refusal.notFound("assessment") }
        var assessment = Self.assessment(rows.row(0))
        guard mayRead(assessment.state) else { throw Refusal.notFound("assessment") }
        let standard = try Self.standard(of: assessment)
        store.remember(standard, of: id)
        assessment.asAt = date.description
        assessment.clauses.reserveCapacity(rows.count - 1)
        var stamp = AssessmentAnswers.Stamp(version: Int32(assessment.version), changes: 0)
        for index in 1..<rows.count {
            let row = rows.row(index)
            assessment.clauses.append(try ClauseRow(row, from: 11).standing(in: standard, on: date))
            stamp.changes += Int64(row.int4(25))
        }
        return (assessment, stamp)
    }

    /// Lists assessments, the latest period first.
    package func listAssessments(_ request: ListAssessmentsRequest) async throws -> ListAssessmentsResponse {
        let question = "assessments \(request.serviceID)"
        let token = try PageToken(request.page, of: question, parts: 2)
        let rows = try await read(
            Query(
                Self.listed,
                [
                    tenant, Identifier(request.serviceID).value, reach,
                    try token.map { .date(Int32(clamping: try $0.number(0))) } ?? .null,
                    try token.map { try $0.identifier(1).value } ?? .null, .bool(caller.role == .assessor),
                    request.page.limit,
                ]))
        let (assessments, next) = rows.page(
            of: request.page.size, question: question, item: Self.assessment,
            key: { [String($0.date(4)), Identifier($0.uuid(0)).description] })
        return ListAssessmentsResponse(assessments: assessments, nextPageToken: next)
    }

    /// An assessor sees what was submitted, not work in progress.
    private func mayRead(_ state: Messages.AssessmentState) -> Bool {
        caller.role != .assessor || state != .draft
    }

    /// Reads the columns of `header`.
    static func assessment(_ row: Row) -> Messages.Assessment {
        Messages.Assessment(
            assessmentID: Identifier(row.uuid(0)).description, serviceID: Identifier(row.uuid(1)).description,
            standardID: row.text(2), standardVersion: row.text(3),
            periodFrom: CivilDate(dayNumber: row.date(4)).description,
            periodTo: CivilDate(dayNumber: row.date(5)).description,
            state: Messages.AssessmentState(rawValue: Int32(row.int2(6))), version: UInt32(row.int4(7)),
            startedAt: Timestamp(microseconds: row.timestamp(8)),
            submittedAt: row.isNull(9) ? nil : Timestamp(microseconds: row.timestamp(9)),
            submittedBy: row.isNull(10) ? "" : row.text(10))
    }

    /// The standard that an assessment is pinned to.
    static func standard(of assessment: Messages.Assessment) throws(StorageError) -> Conformance.Standard {
        try standard(id: assessment.standardID, version: assessment.standardVersion)
    }

    /// The standard that something stored is pinned to.
    static func standard(id: String, version: String) throws(StorageError) -> Conformance.Standard {
        guard let standard = Conformance.Standard.find(id, version: version) else {
            throw .fault("an assessment is pinned to \(id) \(version), unknown here")
        }
        return standard
    }
}
