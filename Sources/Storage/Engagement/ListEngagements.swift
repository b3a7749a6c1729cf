import Conformance
import Messages
import Postgres

extension TenantScope {
    private static let columns = """
        g.engagement_id, g.assessment_id, s.name, g.body_name, g.from_day, g.to_day, g.granted_at, g.revoked_at,
        t.name, people.ids, people.names, people.conflicts, people.declared
        """

    private static let tables = """
        lm2.engagement g
        join lm2.tenant t on t.tenant_id = g.tenant_id
        join lm2.assessment a on a.tenant_id = g.tenant_id and a.assessment_id = g.assessment_id
        join lm2.service s on s.tenant_id = a.tenant_id and s.service_id = a.service_id
        join lateral (
            select array_agg(e.assessor_id order by p.name, e.assessor_id) ids,
                array_agg(p.name order by p.name, e.assessor_id) names,
                array_agg(e.conflict order by p.name, e.assessor_id) conflicts,
                array_agg(coalesce((extract(epoch from e.conflict_declared_at) * 1000000)::int8, 0)::text
                    order by p.name, e.assessor_id) declared
            from lm2.engagement_assessor e
            join lm2.account p on p.tenant_id = e.tenant_id and p.account_id = e.assessor_id
            where e.tenant_id = $1 and e.engagement_id = g.engagement_id
                and ($2::uuid is null or e.assessor_id = $2)) people on true
        """

    private static let one = Statement(
        "engagement.one",
        "select \(columns) from \(tables) where g.tenant_id = $1 and g.engagement_id = $3")

    private static let listed = Statement(
        "engagement.list",
        """
        select \(columns) from \(tables)
        where g.tenant_id = $1 and ($3::uuid is null or g.assessment_id = $3)
            and ($4::uuid[] is null or a.service_id = any ($4))
            and ($5::timestamptz is null or g.granted_at < $5 or (g.granted_at = $5 and g.engagement_id > $6::uuid))
        order by g.granted_at desc, g.engagement_id limit $7
        """)

    private static let pointers = Statement(
        "engagement.pointers",
        """
        select engagement_id from lm2.engagement_pointer
        where tenant_id = $1 and assessor_id = $2 and ($3::uuid is null or engagement_id < $3)
        order by engagement_id desc limit $4
        """)

    /// An assessor is shown only themself.
    private var onlyAssessor: PostgresValue { caller.role.isOfBody ? caller.account.value : .null }

    /// The query for one engagement of the tenant that was entered.
    func engagementQuery(_ id: Identifier) -> Query { Query(Self.one, [tenant, onlyAssessor, id.value]) }

    /// The engagement of `engagementQuery`'s rows. Refuses one that is missing.
    func engagement(_ rows: Rows) throws -> Messages.Engagement {
        guard rows.count == 1 else { throw Refusal.notFound("engagement") }
        return engagement(rows.row(0))
    }

    private func engagement(_ row: Row) -> Messages.Engagement {
        let ids = row.isNull(9) ? [] : row.uuidArray(9)
        let (names, conflicts, declared) =
            ids.isEmpty ? ([], [], []) : (row.textArray(10), row.textArray(11), row.textArray(12))
        let assessors = ids.indices.map { index in
            let moment = Int64(declared[index]) ?? 0
            return EngagedAssessor(
                accountID: Identifier(ids[index]).description, name: names[index],
                conflictDeclaredAt: moment == 0 ? nil : Timestamp(microseconds: moment), conflict: conflicts[index])
        }
        return Messages.Engagement(
            engagementID: Identifier(row.uuid(0)).description, tenantID: caller.tenant.description,
            tenantName: row.text(8), assessmentID: Identifier(row.uuid(1)).description, serviceName: row.text(2),
            bodyName: row.text(3), assessors: assessors, from: CivilDate(dayNumber: row.date(4)).description,
            to: CivilDate(dayNumber: row.date(5)).description, grantedAt: Timestamp(microseconds: row.timestamp(6)),
            revokedAt: row.isNull(7) ? nil : Timestamp(microseconds: row.timestamp(7)))
    }

    /// Lists engagements, the latest first: an assessor's own that hold, in whichever tenant, or the tenant's.
    package func listEngagements(_ request: ListEngagementsRequest) async throws -> ListEngagementsResponse {
        if caller.role.isOfBody { return try await listOwnEngagements(request) }
        let question = "engagements \(request.assessmentID)"
        let token = try PageToken(request.page, of: question, parts: 2)
        let rows = try await read(
            Query(
                Self.listed,
                [
                    tenant, .null, Identifier(request.assessmentID).value, reach,
                    try token.map { .timestamp(try $0.number(0)) } ?? .null,
                    try token.map { try $0.identifier(1).value } ?? .null, request.page.limit,
                ]))
        let (engagements, next) = rows.page(of: request.page.size, question: question, item: engagement) {
            [String($0.timestamp(6)), Identifier($0.uuid(0)).description]
        }
        return ListEngagementsResponse(engagements: engagements, nextPageToken: next)
    }

    /// Each tenant is asked through the engagement itself: one that does not hold any more is as if it had never been.
    private func listOwnEngagements(_ request: ListEngagementsRequest) async throws -> ListEngagementsResponse {
        let question = "own engagements"
        let token = try PageToken(request.page, of: question, parts: 1)
        let rows = try await read(
            Query(
                Self.pointers,
                [
                    tenant, caller.account.value, try token.map { try $0.identifier(0).value } ?? .null,
                    request.page.limit,
                ]))
        let (ids, next) = rows.page(of: request.page.size, question: question) {
            Identifier($0.uuid(0))
        } key: {
            [Identifier($0.uuid(0)).description]
        }
        var answer = ListEngagementsResponse(nextPageToken: next)
        for id in ids {
            guard let grant = try await findGrant(id) else { continue }
            guard request.assessmentID.isEmpty || grant.assessment == Identifier(request.assessmentID) else { continue }
            let scope = within(grant)
            do {
                let found = try await scope.read(scope.engagementQuery(id), about: "engagement/\(id)")
                answer.engagements.append(try scope.engagement(found))
            } catch StorageError.engagementRefused { continue }
        }
        return answer
    }

    /// The same call within an engagement of the caller's.
    func within(_ grant: EngagementGrant) -> TenantScope {
        TenantScope(store, caller: caller.within(grant), relation: .engagement, now: now, origin: origin)
    }
}
