import Conformance
import Messages
import Postgres

extension TenantScope {
    /// The longest engagement: four years of a cycle, and one to spare.
    private static let longestEngagement = 1830

    private static let assessmentToGrant = Statement(
        "engagement.assessment",
        """
        select s.name from lm2.assessment a
        join lm2.service s on s.tenant_id = a.tenant_id and s.service_id = a.service_id
        where a.tenant_id = $1 and a.assessment_id = $2 for share of a
        """)

    private static let body = Statement(
        "engagement.body", "select name from lm2.tenant where tenant_id = $1 and kind = $2")

    private static let assessorsOfBody = Statement(
        "engagement.assessors_of_body",
        """
        select account_id, name, role from lm2.account
        where tenant_id = $1 and account_id = any ($2) and kind = 1 and role = any ($3) and disabled_at is null
        order by account_id
        """)

    private static let point = Statement(
        "engagement.point",
        """
        insert into lm2.engagement_pointer (tenant_id, assessor_id, engagement_id, granting_tenant_id)
        select $1, assessor, $3, $4 from unnest($2::uuid[]) assessor
        """)

    // The assessor's account here has the id that it has in the body, and no credential: it gives the name to what they do.
    private static let admit = Statement(
        "engagement.admit",
        """
        insert into lm2.account (tenant_id, account_id, name, role, kind, created_at)
        select $1, g.id, g.name, g.role, 3, $5 from unnest($2::uuid[], $3::text[], $4::int2[]) g (id, name, role)
        on conflict (tenant_id, account_id) do update set name = excluded.name, role = excluded.role
        """)

    private static let insertEngagement = Statement(
        "engagement.insert",
        """
        insert into lm2.engagement (tenant_id, engagement_id, assessment_id, body_id, body_name, from_day, to_day,
            starts_at, ends_at, granted_by, granted_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """)

    private static let insertAssessors = Statement(
        "engagement.insert_assessors",
        """
        insert into lm2.engagement_assessor (tenant_id, engagement_id, assessor_id)
        select $1, $2, assessor from unnest($3::uuid[]) assessor
        """)

    private static let noSuchAssessor = Refusal.notFound("assessor in that accreditation body")

    /// The statement after which people's names are read anew.
    var namesChanged: Query { SystemScope(store, tenant: caller.tenant).namesChanged }

    /// Grants an assessment to assessors of a body for some days.
    package func grantEngagement(
        _ request: GrantEngagementRequest, as write: WriteKey
    ) async throws -> Messages.Engagement {
        let from = CivilDate(request.from) ?? today
        guard let to = CivilDate(request.to) else {
            throw Refusal.invalid(field: "to", "an engagement ends on a day, YYYY-MM-DD")
        }
        guard from <= to, to >= today else {
            throw Refusal.invalid(field: "to", "the engagement ends on \(to), before it begins or before today")
        }
        guard to - from <= Self.longestEngagement else {
            throw Refusal.invalid(
                field: "to", "the engagement has \(to - from) days; the most is \(Self.longestEngagement)")
        }
        guard let assessment = Identifier(request.assessmentID) else { throw Refusal.notFound("assessment") }
        guard let body = Identifier(request.bodyID), body != caller.tenant else { throw Self.noSuchAssessor }
        let wanted = Set(request.assessorIDs.compactMap { Identifier($0) })
        let id = Identifier.make(now: now)
        return try await once(write) { transaction in
            transaction.changes("engagement/\(id)", from: nil)
            let found = try await transaction.run(
                Query(Self.assessmentToGrant, [tenant, assessment.value]))
            guard found.count == 1 else { throw Refusal.notFound("assessment") }
            let (bodyName, assessors) = try await assessorsOf(body, wanted, transaction)
            let ids = PostgresValue.uuidArray(assessors.map { ($0.id.high, $0.id.low) })
            _ = try await transaction.run([
                Query(Self.point, [body.value, ids, id.value, tenant]),
                SystemScope.entry(caller.tenant),
                Query(
                    Self.admit,
                    [
                        tenant, ids, .textArray(assessors.map(\.name)), .int2Array(assessors.map(\.role)),
                        .timestamp(now),
                    ]),
                namesChanged,
                Query(
                    Self.insertEngagement,
                    [
                        tenant, id.value, assessment.value, body.value, .text(bodyName), .date(from.dayNumber),
                        .date(to.dayNumber), .timestamp(LondonCalendar.start(of: from)),
                        .timestamp(LondonCalendar.start(of: to + 1)), caller.account.value, .timestamp(now),
                    ]),
                Query(Self.insertAssessors, [tenant, id.value, ids]),
            ])
            return try engagement(try await transaction.run(engagementQuery(id)))
        }
    }

    /// The assessors in the body that they belong to, which is left as the tenant that the transaction has entered.
    private func assessorsOf(
        _ body: Identifier, _ wanted: Set<Identifier>, _ transaction: TenantTransaction
    ) async throws -> (bodyName: String, assessors: [(id: Identifier, name: String, role: Int16)]) {
        let roles = Conformance.Role.allCases.filter(\.isOfBody).map(\.rawValue)
        let rows = try await transaction.run([
            SystemScope.entry(body),
            Query(Self.body, [body.value, .int2(TenantKind.accreditationBody.rawValue)]),
            Query(
                Self.assessorsOfBody,
                [body.value, .uuidArray(wanted.map { ($0.high, $0.low) }), .int2Array(roles)]),
        ])
        // One refusal, so that nobody finds out which bodies there are.
        guard rows[1].count == 1, rows[2].count == wanted.count else { throw Self.noSuchAssessor }
        let assessors = (0..<rows[2].count).map { index in
            let row = rows[2].row(index)
            return (Identifier(row.uuid(0)), row.text(1), row.int2(2))
        }
        return (rows[1].row(0).text(0), assessors)
    }
}
