import Conformance
import Messages
import Postgres

extension TenantScope {
    // Whoever reviews or links an item holds its row first and then the clauses' rows, in their order: so no clause is
    // linked while its item is judged, and the two never wait for each other in a circle.
    private static let lockItem = Statement(
        "evidence.lock",
        """
        select e.service_id, e.state, e.version, e.uploaded_by from lm2.evidence e
        where e.tenant_id = $1 and e.evidence_id = $3 and e.sealed_at is not null
            and ($2::uuid[] is null or e.service_id = any ($2))
        for update of e
        """)

    private static let lockLinkedClauses = Statement(
        "evidence.lock_clauses",
        """
        select from lm2.assessment_clause c
        join lm2.evidence_link l on l.tenant_id = c.tenant_id and l.assessment_id = c.assessment_id
            and l.clause_number = c.clause_number
        where c.tenant_id = $1 and l.tenant_id = $1 and l.evidence_id = $2
        order by c.assessment_id, c.clause_number for update of c
        """)

    private static let review = Statement(
        "evidence.review",
        """
        update lm2.evidence
        set state = $3, review_comment = $4, reviewed_at = $5, reviewed_by = $6, version = version + 1
        where tenant_id = $1 and evidence_id = $2
        """)

    private static let keepReview = Statement(
        "evidence.keep_review",
        """
        insert into lm2.evidence_review (tenant_id, evidence_id, version, state, comment, reviewed_at, reviewed_by)
        select tenant_id, evidence_id, version, state, review_comment, reviewed_at, reviewed_by
        from lm2.evidence where tenant_id = $1 and evidence_id = $2
        """)

    private static let refreshLinkedClauses = Statement(
        "evidence.refresh_clauses",
        """
        update lm2.assessment_clause c
        set change = change + 1, facts = lm2.clause_facts(c.tenant_id, c.assessment_id, c.clause_number)
        from lm2.evidence_link l
        where c.tenant_id = $1 and l.tenant_id = $1 and l.evidence_id = $2 and c.assessment_id = l.assessment_id
            and c.clause_number = l.clause_number
        """)

    /// The query that locks an item which the caller may see. Gives service, state, version and uploader.
    func lockQuery(_ id: Identifier) -> Query { Query(Self.lockItem, [tenant, reach, id.value]) }

    /// Accepts or rejects an item; never by who uploaded it.
    package func reviewEvidence(_ request: ReviewEvidenceRequest, as write: WriteKey) async throws -> Evidence {
        guard let id = Identifier(request.evidenceID) else { throw Refusal.notFound("item of evidence") }
        guard let verdict = Conformance.EvidenceState(rawValue: Int16(clamping: request.state.rawValue)),
            verdict != .pending
        else { throw Refusal.invalid(field: "state", "a review accepts or rejects") }
        if verdict == .rejected, request.comment.isEmpty {
            throw Refusal.invalid(field: "comment", "an item is rejected for a reason: say which")
        }
        return try await once(write) { transaction in
            let locked = try await transaction.run([
                lockQuery(id), Query(Self.lockLinkedClauses, [tenant, id.value]),
            ])[0]
            guard locked.count == 1 else { throw Refusal.notFound("item of evidence") }
            let before = try item(try await transaction.run(itemQuery(id)))
            try check(locked.row(0), request, verdict, current: before)
            transaction.changes("evidence/\(id)", from: before)
            let results = try await transaction.run([
                Query(
                    Self.review,
                    [
                        tenant, id.value, .int2(verdict.rawValue), .text(request.comment), .timestamp(now),
                        caller.account.value,
                    ]),
                Query(Self.keepReview, [tenant, id.value]), Query(Self.refreshLinkedClauses, [tenant, id.value]),
                itemQuery(id),
            ])
            return try item(results[3])
        }
    }

    private func check(
        _ row: Row, _ request: ReviewEvidenceRequest, _ verdict: Conformance.EvidenceState, current: Evidence
    ) throws {
        guard Identifier(row.uuid(3)) != caller.account else {
            throw Refusal.forbidden("you uploaded this item; somebody else has to review it")
        }
        guard row.int4(2) == Int32(clamping: request.expectedVersion) else {
            throw Refusal.stale(
                "the item has version \(row.int4(2)), not \(request.expectedVersion); look at it again before you judge it",
                current: current)
        }
        guard let state = Conformance.EvidenceState(rawValue: row.int2(1)) else {
            throw StorageError.fault("evidence has the unknown state \(row.int2(1))")
        }
        guard state.successors.contains(verdict) else {
            throw Refusal.precondition("the item is \(state.name) already")
        }
    }
}
