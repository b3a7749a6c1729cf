import Conformance
import Messages
import Postgres

/// What a service and its assessor said of a clause by a date.
package struct RatedClause: Sendable {
    /// The clause, as `k.5`.
    package let clause: String
    /// What the service said.
    package let rating: Conformance.Rating
    /// How that showed, by the evidence that was accepted by then and current.
    package let colour: Conformance.Colour?
    /// What the assessor said.
    package let assessorVerdict: Conformance.AssessorVerdict
}

extension TenantScope {
    // Everything as it was recorded before the instant $5, at which the day $3 ends.
    private static let ratings = Statement(
        "verdict.ratings",
        """
        select a.assessment_id, a.standard_id, a.standard_version, c.clause_number, coalesce(r.rating, 0::int2),
            coalesce(v.verdict, 0::int2),
            exists (
                select from lm2.evidence_link l
                join lm2.evidence e on e.tenant_id = l.tenant_id and e.evidence_id = l.evidence_id
                where l.tenant_id = $1 and l.assessment_id = a.assessment_id and l.clause_number = c.clause_number
                    and l.linked_at < $5 and e.dated_on <= $3 and e.valid_until >= $3 and (
                        select w.state from lm2.evidence_review w
                        where w.tenant_id = $1 and w.evidence_id = e.evidence_id and w.reviewed_at < $5
                        order by w.version desc limit 1) = 2)
        from (
            select assessment_id, standard_id, standard_version from lm2.assessment
            where tenant_id = $1 and service_id = $2 and period_from <= $3 and period_to >= $3 and started_at < $5
                and ($4::uuid is null or (assessment_id = $4 and state <> 1))
            order by period_from desc, assessment_id desc limit 1) a
        join lm2.assessment_clause c on c.tenant_id = $1 and c.assessment_id = a.assessment_id
        left join lateral (
            select rating from lm2.rating_revision
            where tenant_id = $1 and assessment_id = a.assessment_id and clause_number = c.clause_number
                and rated_at < $5
            order by version desc limit 1) r on true
        left join lateral (
            select verdict from lm2.assessor_revision
            where tenant_id = $1 and assessment_id = a.assessment_id and clause_number = c.clause_number
                and assessed_at < $5
            order by version desc limit 1) v on true
        order by c.clause_number
        """)

    /// What was said of the clauses of the assessment whose period contains the date, by what was recorded by then; nil
    /// if there is none.
    package func readRatings(
        of service: Identifier, at date: CivilDate
    ) async throws -> (assessment: Identifier, clauses: [RatedClause])? {
        let end = LondonCalendar.start(of: date + 1)
        let rows = try await read(
            Query(
                Self.ratings, [tenant, service.value, .date(date.dayNumber), onlyAssessment, .timestamp(end)]))
        guard rows.count > 0 else { return nil }
        let first = rows.row(0)
        let standard = try Self.standard(id: first.text(1), version: first.text(2))
        let clauses = try (0..<rows.count).map { index in
            let row = rows.row(index)
            let number = Int(row.int2(3))
            guard standard.clauses.indices.contains(number), let rating = Conformance.Rating(rawValue: row.int2(4)),
                let verdict = Conformance.AssessorVerdict(rawValue: row.int2(5))
            else { throw StorageError.fault("clause \(number) of an assessment is damaged") }
            return RatedClause(
                clause: standard.clauses[number].id, rating: rating,
                colour: Conformance.Colour(rating, hasCurrentEvidence: row.bool(6)), assessorVerdict: verdict)
        }
        return (Identifier(first.uuid(0)), clauses)
    }

    // Evidence that hangs on a clause: the file of a clause that nobody asks for any more need not be renewed.
    private static let expiring = Statement(
        "verdict.expiring_evidence",
        """
        select e.service_id, e.evidence_id, e.title, e.valid_until from lm2.evidence e
        where e.tenant_id = $1 and ($2::uuid is null or e.service_id = $2)
            and ($3::uuid[] is null or e.service_id = any ($3)) and e.sealed_at is not null and e.state = 2
            and e.valid_until >= $4 and e.valid_until <= $5
            and exists (
                select from lm2.evidence_link l where l.tenant_id = $1 and l.evidence_id = e.evidence_id
                    and ($6::uuid is null or l.assessment_id = $6))
        order by e.valid_until, e.evidence_id limit $7
        """)

    /// Accepted evidence that hangs on a clause and stops being current within some days.
    package func expiringEvidence(
        of service: Identifier?, from date: CivilDate, within days: Int, most: Int
    ) async throws -> [(service: Identifier, evidence: Identifier, title: String, validUntil: CivilDate)] {
        let rows = try await read(
            Query(
                Self.expiring,
                [
                    tenant, service.value, reach, .date(date.dayNumber), .date((date + days).dayNumber), onlyAssessment,
                    .int8(Int64(most)),
                ]))
        return (0..<rows.count).map { index in
            let row = rows.row(index)
            return (
                Identifier(row.uuid(0)), Identifier(row.uuid(1)), row.text(2), CivilDate(dayNumber: row.date(3))
            )
        }
    }
}
