import Conformance
import Messages
import Postgres

extension TenantScope {
    private static let one = Statement(
        "record.one",
        "select \(RecordRow.columns) from \(RecordRow.latest) where r.tenant_id = $1 and r.record_id = $2"
            + " and ($3::uuid[] is null or r.service_id = any ($3))")

    private static let revisions = Statement(
        "record.revisions",
        """
        select \(RecordRow.columns) from lm2.record r
        join lm2.record_revision v
            on v.tenant_id = r.tenant_id and v.service_id = r.service_id and v.record_id = r.record_id
        join lm2.account a on a.tenant_id = v.tenant_id and a.account_id = v.recorded_by
        where r.tenant_id = $1 and r.record_id = $2 and ($3::uuid[] is null or r.service_id = any ($3))
        order by v.revision
        """)

    private static let serviceIsThere = Statement(
        "record.service_is_there", "select true from lm2.service where tenant_id = $1 and service_id = $2")

    private static let listed = Statement(
        "record.list",
        """
        select \(RecordRow.columns), r.happened_on from \(RecordRow.latest)
        where r.tenant_id = $1 and r.service_id = $2 and ($3::text is null or r.register = $3)
            and ($4::date is null or r.happened_on >= $4) and ($5::date is null or r.happened_on <= $5)
            and ($6 or r.state = 1) and ($7::uuid is null or r.location_id = $7)
            and ($8::text is null or r.kind = $8)
            and ($9::date is null or (r.happened_on, r.record_id) < ($9, $10::uuid))
        order by r.happened_on desc, r.record_id desc limit $11
        """)

    private static let exported = Statement(
        "record.export",
        """
        select \(RecordRow.columns) from lm2.record r
        join lm2.record_revision v
            on v.tenant_id = r.tenant_id and v.service_id = r.service_id and v.record_id = r.record_id
        join lm2.account a on a.tenant_id = v.tenant_id and a.account_id = v.recorded_by
        where r.tenant_id = $1 and r.service_id = $2 and ($3 or (v.revision = r.revision and r.state = 1))
            and ($4::uuid is null or (r.record_id, v.revision) > ($4, $5))
        order by r.record_id, v.revision limit $6
        """)

    /// Gets a record at its latest revision.
    package func getRecord(_ request: GetRecordRequest) async throws -> Record {
        guard let id = Identifier(request.recordID) else { throw Refusal.notFound("record") }
        let rows = try await read(Query(Self.one, [tenant, id.value, reach]))
        guard rows.count == 1 else { throw Refusal.notFound("record") }
        return try RecordRow.record(rows.row(0))
    }

    /// Lists all revisions of a record.
    package func listRevisions(_ request: ListRevisionsRequest) async throws -> ListRevisionsResponse {
        guard let id = Identifier(request.recordID) else { throw Refusal.notFound("record") }
        let rows = try await read(Query(Self.revisions, [tenant, id.value, reach]))
        guard rows.count > 0 else { throw Refusal.notFound("record") }
        return ListRevisionsResponse(revisions: try (0..<rows.count).map { try RecordRow.record(rows.row($0)) })
    }

    /// Lists records of a service.
    package func listRecords(_ request: ListRecordsRequest) async throws -> ListRecordsResponse {
        let service = try await reachedService(request.serviceID)
        guard request.register.isEmpty || Register(name: request.register) != nil else {
            throw Refusal.invalid(field: "register", "there is no register of that name")
        }
        let question = [
            "records", request.serviceID, request.register, request.happenedFrom, request.happenedTo,
            request.withdrawn ? "all" : "live", request.locationID, request.kind,
        ].joined(separator: " ")
        let token = try PageToken(request.page, of: question, parts: 2)
        let after = try token.map { token in
            guard let day = CivilDate(token.parts[0]) else { throw Refusal.invalid(field: "page.token", "is damaged") }
            return day
        }
        let rows = try await read(
            Query(
                Self.listed,
                [
                    tenant, service.value, text(request.register), day(request.happenedFrom), day(request.happenedTo),
                    .bool(request.withdrawn), Identifier(request.locationID).value, text(request.kind),
                    after.map { .date($0.dayNumber) } ?? .null, try token.map { try $0.identifier(1).value } ?? .null,
                    request.page.limit,
                ]))
        let (records, next) = try rows.page(of: request.page.size, question: question) {
            try RecordRow.record($0)
        } key: {
            [CivilDate(dayNumber: $0.date(10)).description, Identifier($0.uuid(0)).description]
        }
        return ListRecordsResponse(records: records, nextPageToken: next)
    }

    /// How many revisions are sent together.
    private static let exportPage = 500

    /// Sends the revisions of a service's records in pages.
    package func exportRecords(
        _ request: ExportRecordsRequest, _ send: (ExportRecordsResponse) async throws -> Void
    ) async throws {
        let service = try await reachedService(request.serviceID)
        var last: (Identifier, Int32)?
        while true {
            let rows = try await read(
                Query(
                    Self.exported,
                    [
                        tenant, service.value, .bool(request.history), (last?.0).value,
                        last.map { .int4($0.1) } ?? .null, .int8(Int64(Self.exportPage)),
                    ]), on: .slow)
            guard rows.count > 0 else { return }
            try await send(
                ExportRecordsResponse(revisions: try (0..<rows.count).map { try RecordRow.record(rows.row($0)) }))
            guard rows.count == Self.exportPage else { return }
            let row = rows.row(rows.count - 1)
            last = (Identifier(row.uuid(0)), row.int4(3))
        }
    }

    /// The service, if the caller may reach it and it is there.
    func reachedService(_ text: String) async throws -> Identifier {
        guard let service = Identifier(text), caller.mayReach(service) else { throw Refusal.notFound("service") }
        // Told apart from a service without records; the list itself says nothing of that.
        guard try await group([Query(Self.serviceIsThere, [tenant, service.value])], on: .read)[0].count == 1 else {
            throw Refusal.notFound("service")
        }
        return service
    }

    private func text(_ text: String) -> PostgresValue { text.isEmpty ? .null : .text(text) }

    private func day(_ text: String) -> PostgresValue { CivilDate(text).map { .date($0.dayNumber) } ?? .null }
}
