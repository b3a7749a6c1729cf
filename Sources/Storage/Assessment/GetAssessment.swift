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
    // each of 75 clauses would cost more than the union. People come as ids: their names are kept (`AccountNames`),
    // since two joins would cost as much as the rest.
    private static let whole = Statement(
        "assessment.whole",
        """
        select a.assessment_id, a.service_id, a.standard_id, a.standard_version, a.period_from, a.period_to, a.state,
            a.version, a.started_at, a.submitted_at, a.submitted_by,
            (select names_version from lm2.tenant where tenant_id = $1),
            null::int2, null::int2, null::int4, null::timestamptz, null::uuid, null::int2, null::int4,
            null::timestamptz, null::uuid, null::int2, null::bytea, null::text, null::text, null::text, null::int4
        from lm2.assessment a
        where a.tenant_id = $1 and a.assessment_id = $2 and ($3::uuid[] is null or a.service_id = any ($3))
        union all
        (select null, null, null, null, null, null, null, null, null, null, null, null, \(ClauseRow.columns), c.change
        from lm2.assessment_clause c
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
            and ($6::uuid is null or (a.assessment_id = $6 and a.state <> 1))
        order by a.period_from desc, a.assessment_id limit $7
        """)

    private static let stamp = Statement(
        "assessment.stamp",
        """
        select a.state, a.version,
            (select sum(c.change) from lm2.assessment_clause c where c.tenant_id = $1 and c.assessment_id = $2),
            (select names_version from lm2.tenant where tenant_id = $1)
        from lm2.assessment a
        where a.tenant_id = $1 and a.assessment_id = $2 and ($3::uuid[] is null or a.service_id = any ($3))
        """)

    /// Gets one assessment whole, as `getAssessment` does, serialised.
    ///
    /// An answer that was made before is given again while the database says that nothing of the assessment has changed:
    /// that takes one row to read rather than one a clause. Whether the caller may see it is asked each time.
    package func getSerializedAssessment(_ request: GetAssessmentRequest) async throws -> [UInt8] {
        guard let id = Identifier(request.assessmentID), mayKnow(id) else { throw Refusal.notFound("assessment") }
        let key = AssessmentAnswers.Key(assessment: id, date: CivilDate(request.asAt) ?? today)
        if let made = store.assessmentAnswers[key] {
            let rows = try await read(Query(Self.stamp, [tenant, id.value, reach]))
            guard rows.count == 1, mayRead(Messages.AssessmentState(rawValue: Int32(rows.row(0).int2(0)))) else {
                throw Refusal.notFound("assessment")
            }
            let stamp = AssessmentAnswers.Stamp(
                version: rows.row(0).int4(1), changes: rows.row(0).int8(2), names: rows.row(0).int4(3))
            if made.stamp == stamp { return made.bytes }
        }
        let (assessment, stamp) = try await readAssessment(id, on: key.date)
        let bytes = assessment.serialized()
        store.assessmentAnswers.keep(bytes, stamp: stamp, for: key)
        return bytes
    }

    /// Gets one assessment whole, with colours and overdue actions as at a date; today if none is given.
    package func getAssessment(_ request: GetAssessmentRequest) async throws -> Messages.Assessment {
        guard let id = Identifier(request.assessmentID), mayKnow(id) else { throw Refusal.notFound("assessment") }
        return try await readAssessment(id, on: CivilDate(request.asAt) ?? today).assessment
    }

    private func readAssessment(
        _ id: Identifier, on date: CivilDate
    ) async throws -> (assessment: Messages.Assessment, stamp: AssessmentAnswers.Stamp) {
        let rows = try await read(Query(Self.whole, [tenant, id.value, reach]))
        // Where the header is missing the clauses are none of the caller's, if there are any.
        guard rows.count > 0, !rows.row(0).isNull(0) else { throw Refusal.notFound("assessment") }
        let header = rows.row(0)
        let clauses = (1..<rows.count).map { ClauseRow(rows.row($0), from: 12) }
        var people: Set<Identifier> = []
        if !header.isNull(10) { people.insert(Identifier(header.uuid(10))) }
        for clause in clauses { clause.addPeople(to: &people) }
        let names = try await names(of: people, version: header.int4(11))
        var assessment = Self.assessment(
            header, submitter: header.isNull(10) ? "" : names[Identifier(header.uuid(10))] ?? "")
        guard mayRead(assessment.state) else { throw Refusal.notFound("assessment") }
        let standard = try Self.standard(of: assessment)
        store.remember(standard, of: id)
        assessment.asAt = date.description
        assessment.clauses.reserveCapacity(clauses.count)
        var stamp = AssessmentAnswers.Stamp(
            version: Int32(assessment.version), changes: 0, names: header.int4(11))
        for (index, clause) in clauses.enumerated() {
            assessment.clauses.append(try clause.standing(in: standard, on: date, names: names))
            stamp.changes += Int64(rows.row(index + 1).int4(26))
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
                    try token.map { try $0.identifier(1).value } ?? .null, onlyAssessment,
                    request.page.limit,
                ]))
        let (assessments, next) = rows.page(
            of: request.page.size, question: question,
            item: { Self.assessment($0, submitter: $0.isNull(10) ? "" : $0.text(10)) },
            key: { [String($0.date(4)), Identifier($0.uuid(0)).description] })
        return ListAssessmentsResponse(assessments: assessments, nextPageToken: next)
    }

    /// An assessor sees what was submitted, not work in progress.
    private func mayRead(_ state: Messages.AssessmentState) -> Bool {
        caller.engagement == nil || state != .draft
    }

    /// Within an engagement there is one assessment, and no other.
    func mayKnow(_ assessment: Identifier) -> Bool {
        caller.engagement.map { $0.assessment == assessment } ?? true
    }

    /// Reads the columns of `header`, but for the submitter's.
    static func assessment(_ row: Row, submitter: String) -> Messages.Assessment {
        Messages.Assessment(
            assessmentID: Identifier(row.uuid(0)).description, serviceID: Identifier(row.uuid(1)).description,
            standardID: row.text(2), standardVersion: row.text(3),
            periodFrom: CivilDate(dayNumber: row.date(4)).description,
            periodTo: CivilDate(dayNumber: row.date(5)).description,
            state: Messages.AssessmentState(rawValue: Int32(row.int2(6))), version: UInt32(row.int4(7)),
            startedAt: Timestamp(microseconds: row.timestamp(8)),
            submittedAt: row.isNull(9) ? nil : Timestamp(microseconds: row.timestamp(9)),
            submittedBy: submitter)
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
