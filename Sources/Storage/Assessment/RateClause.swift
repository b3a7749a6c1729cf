import Conformance
import Messages
import Postgres

extension TenantScope {
    // A rating, its revision, its entry in the audit log, and the remembered answer in one statement and so one round
    // trip. It gives a row when everything held. A row that another writer holds is waited for, and then has another
    // version or is frozen; a key that is taken is a unique violation, which undoes the rating too. A call without a key
    // has a statement of its own: an insert that finds nothing to do still costs a tenth of the whole.
    private static let rate = Statement("assessment.rate", rateSQL(remembering: ""))
    private static let rateRemembered = Statement(
        "assessment.rate_remembered",
        rateSQL(
            remembering: """
                , remembered as (
                    insert into lm2.remembered_answer (tenant_id, account_id, method, key, request_digest, answer,
                        recorded_at)
                    select tenant_id, rated_by, $14, $15, $16, $17, rated_at from rated
                )
                """))

    // What the clause was before is known to the database alone, so its digest is put onto the entry's end there: tag and
    // length of AuditEntry.before_digest, and the hash. Where the version is right, `b` is the row that was changed.
    private static func rateSQL(remembering: String) -> String {
        """
        with rated as (
            update lm2.assessment_clause c
            set change = c.change + 1, rating = $4, not_applicable_reason = $5, narrative = $6, version = c.version + 1,
                rated_at = $7, rated_by = $8
            from lm2.assessment_clause b
            where c.tenant_id = $1 and c.assessment_id = $2 and c.clause_number = $3 and c.version = $9 and not c.frozen
                and b.tenant_id = $1 and b.assessment_id = $2 and b.clause_number = $3
            returning c.tenant_id, c.assessment_id, c.clause_number, c.version, c.rating, c.not_applicable_reason,
                c.narrative, c.rated_at, c.rated_by,
                concat_ws(e'\\x1f', b.version, b.rating, b.not_applicable_reason, b.narrative) as before
        ), logged as (
            insert into lm2.audit_pending (tenant_id, entry_id, body, salt, account_id, subject)
            select tenant_id, $10, $11 || '\\x7a20'::bytea || sha256($12 || convert_to(before, 'UTF8')), $12, rated_by, $13
            from rated
        )\(remembering)
        insert into lm2.rating_revision (tenant_id, assessment_id, clause_number, version, rating,
            not_applicable_reason, narrative, rated_at, rated_by)
        select tenant_id, assessment_id, clause_number, version, rating, not_applicable_reason, narrative, rated_at,
            rated_by
        from rated
        returning version
        """
    }

    /// A rating as the audit log's digests have it, as in the statement above.
    private static func content(_ rating: RatingRevision) -> [UInt8] {
        let parts = ["\(rating.version)", "\(rating.rating.rawValue)", rating.notApplicableReason, rating.narrative]
        return Array(parts.joined(separator: "\u{1f}").utf8)
    }

    private static let pinned = Statement(
        "assessment.pinned",
        """
        select standard_id, standard_version, state from lm2.assessment
        where tenant_id = $1 and assessment_id = $2 and ($3::uuid[] is null or service_id = any ($3))
        """)

    private static let currentClause = Statement(
        "assessment.clause",
        """
        select \(ClauseRow.columns) from lm2.assessment_clause c
        where c.tenant_id = $1 and c.assessment_id = $2 and c.clause_number = $3
        """)

    /// Rates one clause of a draft, if its version is the expected one.
    package func rateClause(_ request: RateClauseRequest, as write: WriteKey) async throws -> RatingRevision {
        try Self.checkReason(request)
        guard let assessment = Identifier(request.assessmentID) else { throw Refusal.notFound("assessment") }
        let answer = RatingRevision(
            version: request.expectedVersion &+ 1, rating: request.rating,
            notApplicableReason: request.notApplicableReason, narrative: request.narrative,
            ratedAt: Timestamp(microseconds: now), ratedBy: caller.name)
        if let clause = store.pinnedStandard(of: assessment)?.clause(request.clauseID),
            try await rate(assessment, clause, request, write, answer)
        {
            return answer
        }
        // The standard was not known yet, or the rating did not hold: find out which, and say why.
        if !write.key.isEmpty, let first: RatingRevision = try await remembered(write) { return first }
        let standard = try await standard(
            of: assessment, requiring: \.allowsRating, otherwise: "ratings can be changed in a draft only")
        guard let clause = standard.clause(request.clauseID) else {
            throw Refusal.invalid(
                field: "clause_id", "\(standard.id) \(standard.version) has no clause \(request.clauseID)")
        }
        // The key may be taken by an answer that has outlived its 24 hours.
        if try await rate(assessment, clause, request, write, answer, forgetting: true) { return answer }
        // Between the two attempts a repeat of this very request may have been carried out.
        if !write.key.isEmpty, let first: RatingRevision = try await remembered(write) { return first }
        let current = try await currentStanding(assessment, clause, in: standard)
        throw Refusal.stale(
            "clause \(clause.id) has version \(current.version), not \(request.expectedVersion); "
                + "look at it again before you rate it",
            current: current)
    }

    /// Tries the one statement; false if it found no row to change, or the key taken. `forgetting` frees the key first, if it
    /// is too old.
    private func rate(
        _ assessment: Identifier, _ clause: Conformance.Clause, _ request: RateClauseRequest, _ write: WriteKey,
        _ answer: RatingRevision, forgetting: Bool = false
    ) async throws(StorageError) -> Bool {
        var parameters: [PostgresValue] = [
            tenant, assessment.value, .int2(Int16(clause.number)), .int2(Int16(request.rating.rawValue)),
            .text(request.notApplicableReason), .text(request.narrative), .timestamp(now), caller.account.value,
            .int4(Int32(clamping: request.expectedVersion)),
        ]
        let draft = auditDraft(
            AuditSubject("assessment/\(assessment)/clause/\(clause.id)", after: Self.content(answer)))
        parameters += [draft.id.value, .bytes(draft.body), .bytes(draft.salt), .text(draft.subject)]
        if !write.key.isEmpty {
            parameters += [
                .text(write.method), .text(write.key), .bytes(write.requestDigest), .bytes(answer.serialized()),
            ]
        }
        let query = Query(write.key.isEmpty ? Self.rate : Self.rateRemembered, parameters)
        do {
            let queries = forgetting && !write.key.isEmpty ? [forget(write), query] : [query]
            guard try await group(queries, on: .write)[queries.count - 1].count == 1 else { return false }
            store.unsealed.note(caller.tenant)
            return true
        } catch .keyTaken {
            return false
        }
    }

    private static func checkReason(_ request: RateClauseRequest) throws(Refusal) {
        let hasReason = !request.notApplicableReason.isEmpty
        if request.rating == .notApplicable, !hasReason {
            throw .invalid(field: "not_applicable_reason", "a clause is not applicable for a reason: say which")
        }
        if request.rating != .notApplicable, hasReason {
            throw .invalid(
                field: "not_applicable_reason",
                "only a clause rated not applicable has such a reason; use the narrative")
        }
    }

    /// The standard of an assessment that the caller may reach and whose state is as required.
    func standard(
        of assessment: Identifier, requiring isRight: (Conformance.AssessmentState) -> Bool = { _ in true },
        otherwise rule: String = ""
    ) async throws -> Conformance.Standard {
        guard mayKnow(assessment) else { throw Refusal.notFound("assessment") }
        let rows = try await read(Query(Self.pinned, [tenant, assessment.value, reach]))
        guard rows.count == 1, let state = Conformance.AssessmentState(rawValue: rows.row(0).int2(2)) else {
            throw Refusal.notFound("assessment")
        }
        // An assessor may not know of drafts.
        if caller.engagement != nil, state == .draft { throw Refusal.notFound("assessment") }
        guard isRight(state) else { throw Refusal.precondition("the assessment is \(state.name); \(rule)") }
        let standard = try Self.standard(id: rows.row(0).text(0), version: rows.row(0).text(1))
        store.remember(standard, of: assessment)
        return standard
    }

    /// How a clause that was read stands today.
    func standing(_ row: ClauseRow, in standard: Conformance.Standard) async throws(StorageError) -> ClauseStanding {
        var people: Set<Identifier> = []
        row.addPeople(to: &people)
        return try row.standing(in: standard, on: today, names: try await names(of: people))
    }

    /// How a clause stands now, today, as a transaction sees it.
    func currentStanding(
        _ assessment: Identifier, _ clause: Conformance.Clause, in standard: Conformance.Standard,
        through transaction: TenantTransaction
    ) async throws -> ClauseStanding {
        let rows = try await transaction.run(clauseQuery(assessment, clause))
        guard rows.count == 1 else { throw Refusal.notFound("assessment") }
        return try await standing(ClauseRow(rows.row(0)), in: standard)
    }

    private func clauseQuery(_ assessment: Identifier, _ clause: Conformance.Clause) -> Query {
        Query(Self.currentClause, [tenant, assessment.value, .int2(Int16(clause.number))])
    }

    /// How a clause stands now, today.
    func currentStanding(
        _ assessment: Identifier, _ clause: Conformance.Clause, in standard: Conformance.Standard
    ) async throws -> ClauseStanding {
        let rows = try await read(clauseQuery(assessment, clause))
        guard rows.count == 1 else { throw Refusal.notFound("assessment") }
        return try await standing(ClauseRow(rows.row(0)), in: standard)
    }
}
