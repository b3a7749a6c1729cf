import Conformance
import Messages
import Postgres

extension TenantScope {
    // The row is locked against a second submission; the clauses against ratings under way, which then find them frozen.
    private static let lockedForSubmission = Statement(
        "assessment.lock_for_submission",
        """
        select state, version from lm2.assessment
        where tenant_id = $1 and assessment_id = $2 and ($3::uuid[] is null or service_id = any ($3))
        for update
        """)

    private static let freeze = Statement(
        "assessment.freeze",
        """
        update lm2.assessment_clause set change = change + 1, frozen = true
        where tenant_id = $1 and assessment_id = $2 and not frozen
        returning clause_number, rating
        """)

    private static let submit = Statement(
        "assessment.submit",
        """
        update lm2.assessment set state = $3, version = version + 1, submitted_at = $4, submitted_by = $5
        where tenant_id = $1 and assessment_id = $2
        """)

    /// Submits a draft in which every clause that the standard asks for is rated.
    package func submitAssessment(
        _ request: SubmitAssessmentRequest, as write: WriteKey
    ) async throws -> Messages.Assessment {
        guard let id = Identifier(request.assessmentID) else { throw Refusal.notFound("assessment") }
        var seen = try await getAssessment(GetAssessmentRequest(assessmentID: request.assessmentID))
        let standard = try Self.standard(of: seen)
        return try await once(write) { transaction in
            transaction.changes("assessment/\(id)", from: seen)
            let locked = try await transaction.run(Query(Self.lockedForSubmission, [tenant, id.value, reach]))
            guard locked.count == 1 else { throw Refusal.notFound("assessment") }
            let row = locked.row(0)
            guard let state = Conformance.AssessmentState(rawValue: row.int2(0)), state == .draft else {
                throw Refusal.precondition("the assessment has been submitted already")
            }
            guard row.int4(1) == Int32(clamping: request.expectedVersion) else {
                throw Refusal.stale(
                    "the assessment has version \(row.int4(1)), not \(request.expectedVersion)", current: seen)
            }
            let frozen = try await transaction.run([
                Query(Self.freeze, [tenant, id.value]),
                Query(
                    Self.submit,
                    [
                        tenant, id.value, .int2(Conformance.AssessmentState.submitted.rawValue), .timestamp(now),
                        caller.account.value,
                    ]),
            ])[0]
            let open = (0..<frozen.count).filter { frozen.row($0).int2(1) == Conformance.Rating.notStarted.rawValue }
                .map { Int(frozen.row($0).int2(0)) }.sorted().map { standard.clauses[$0] }
                .filter { $0.force != .may }
            guard open.isEmpty else { throw Self.unrated(open) }
            seen.state = .submitted
            seen.version += 1
            seen.submittedAt = Timestamp(microseconds: now)
            seen.submittedBy = caller.name
            return seen
        }
    }

    private static func unrated(_ clauses: [Conformance.Clause]) -> Refusal {
        let shown = clauses.prefix(10).map(\.id).joined(separator: ", ")
        let rest = clauses.count > 10 ? " and \(clauses.count - 10) more" : ""
        return .precondition("not every clause is rated: \(shown)\(rest)")
    }
}
