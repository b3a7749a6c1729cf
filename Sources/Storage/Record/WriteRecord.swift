import Conformance
import Messages
import Postgres

extension TenantScope {
    private static let service = Statement(
        "record.service", "select true from lm2.service where tenant_id = $1 and service_id = $2 for share")

    // The lock on the row is what puts a service's revisions in one order.
    private static let clock = Statement(
        "record.clock",
        """
        insert into lm2.record_clock as c (tenant_id, service_id, last_recorded_at, change) values ($1, $2, $3::timestamptz + ($4::bigint - 1) * interval '1 microsecond', 1)
        on conflict (tenant_id, service_id) do update set
            last_recorded_at = greatest($3::timestamptz, c.last_recorded_at + interval '1 microsecond')
                + ($4::bigint - 1) * interval '1 microsecond',
            change = c.change + 1
        returning last_recorded_at
        """)

    // What is referred to, and what that refers to: a rule looks two steps far, to the document of a policy's version.
    private static let known = Statement(
        "record.known",
        """
        select r.record_id, r.register, v.body
        from lm2.record r join lm2.record_revision v
            on v.tenant_id = r.tenant_id and v.service_id = r.service_id and v.record_id = r.record_id
            and v.revision = r.revision
        where r.tenant_id = $1 and r.service_id = $2 and r.state = 1 and r.record_id in (
            select unnest($3::uuid[])
            union select target_id from lm2.record_reference where tenant_id = $1 and record_id = any ($3))
        """)

    private static let taken = Statement(
        "record.taken",
        """
        select record_id from lm2.record
        where tenant_id = $1 and service_id = $2 and register = $3 and unique_key = $4
        """)

    private static let keyTaken = Statement(
        "record.key_taken",
        "select record_id from lm2.record where tenant_id = $1 and service_id = $2 and key = $3")

    private static let locked = Statement(
        "record.locked",
        "select \(RecordRow.columns) from \(RecordRow.latest) where r.tenant_id = $1 and r.record_id = $2"
            + " and ($3::uuid[] is null or r.service_id = any ($3)) for update of r")

    /// Adds a record.
    package func createRecord(_ request: CreateRecordRequest, as write: WriteKey) async throws -> Record {
        guard let service = Identifier(request.serviceID), caller.mayReach(service) else {
            throw Refusal.notFound("service")
        }
        try Self.checkWorkflow(request.record?.body, replacing: nil)
        let draft = try RecordDraft(request.record)
        let id = Identifier.make(now: now)
        return try await once(write) { transaction in
            transaction.changes("record/\(id)", from: nil)
            try await holdService(service, transaction)
            let recordedAt = try await enter(draft, of: service, besides: nil, transaction)
            if !request.key.isEmpty {
                let taken = try await transaction.run(
                    Query(Self.keyTaken, [tenant, service.value, .text(request.key)]))
                guard taken.count == 0 else {
                    throw Refusal.invalid(field: "key", "there is a record with that key already")
                }
            }
            _ = try await transaction.run(queries(of: service).create(id, draft, key: request.key, at: recordedAt))
            return try answer(
                id, service, draft.register, 1, recordedAt, request.record?.body, key: request.key, reason: nil)
        }
    }

    /// Adds a revision to a record.
    package func reviseRecord(_ request: ReviseRecordRequest, as write: WriteKey) async throws -> Record {
        let draft = try RecordDraft(request.record)
        return try await replace(request.recordID, request.expectedRevision, write) { id, seen, transaction in
            let register = seen.meta?.register ?? ""
            guard register == draft.register.name else {
                throw Refusal.invalid(
                    field: "record", "the record is one of \(register), not of \(draft.register.name)")
            }
            guard seen.meta?.state == .live else { throw Refusal.precondition("the record was withdrawn") }
            try Self.checkWorkflow(request.record?.body, replacing: seen.body)
            guard let service = Identifier(seen.meta?.serviceID ?? "") else { throw Refusal.notFound("record") }
            let recordedAt = try await enter(draft, of: service, besides: id, transaction)
            let number = (seen.meta?.revision ?? 0) + 1
            _ = try await transaction.run(queries(of: service).revise(id, number, draft, at: recordedAt))
            // What is due on another day is overdue on another: the clause's facts tell it.
            if try Self.isMoved(seen) { _ = try await transaction.run(refreshClause(ofAction: id)) }
            return try answer(
                id, service, draft.register, number, recordedAt, request.record?.body, key: seen.meta?.key ?? "",
                reason: nil)
        }
    }

    /// Withdraws a record. What refers to it reads as if it did not, so nothing stands in the way of that.
    package func withdrawRecord(_ request: WithdrawRecordRequest, as write: WriteKey) async throws -> Record {
        guard !PatientIdentifier.isFound(in: request.reason) else {
            throw Refusal.invalid(
                field: "reason", "holds what looks like an NHS number; records never hold patient identifiers")
        }
        return try await replace(request.recordID, request.expectedRevision, write) { id, seen, transaction in
            guard seen.meta?.state == .live else { throw Refusal.precondition("the record was withdrawn already") }
            guard try !Self.isMoved(seen) else {
                throw Refusal.precondition(
                    "an action on a clause is withdrawn by a move: MoveAction to withdrawn, lm2 action move")
            }
            guard let service = Identifier(seen.meta?.serviceID ?? ""),
                let register = Register(name: seen.meta?.register ?? "")
            else { throw Refusal.notFound("record") }
            let recordedAt = try await clock(of: service, transaction)
            let number = (seen.meta?.revision ?? 0) + 1
            _ = try await transaction.run(
                queries(of: service).withdraw(id, number, register, at: recordedAt, reason: request.reason))
            return try answer(
                id, service, register, number, recordedAt, nil, key: seen.meta?.key ?? "", reason: request.reason)
        }
    }

    // MARK: Parts

    private func replace(
        _ recordID: String, _ expected: UInt32, _ write: WriteKey,
        _ body: (Identifier, Record, TenantTransaction) async throws -> Record
    ) async throws -> Record {
        guard let id = Identifier(recordID) else { throw Refusal.notFound("record") }
        return try await once(write) { transaction in
            let rows = try await transaction.run([
                lockClause(ofAction: id), Query(Self.locked, [tenant, id.value, reach]),
            ])[1]
            guard rows.count == 1 else { throw Refusal.notFound("record") }
            let seen = try RecordRow.record(rows.row(0))
            transaction.changes("record/\(id)", from: seen)
            guard seen.meta?.revision == expected else {
                throw Refusal.stale(
                    "the record has revision \(seen.meta?.revision ?? 0), not \(expected)", current: seen)
            }
            return try await body(id, seen, transaction)
        }
    }

    /// Takes the service's clock, and refuses a draft that can't be entered at that time.
    func enter(
        _ draft: RecordDraft, of service: Identifier, besides own: Identifier?, _ transaction: TenantTransaction
    ) async throws -> Int64 {
        let recordedAt = try await clock(of: service, transaction)
        var queries = [
            Query(Self.known, [tenant, service.value, .uuidArray(draft.references.map { ($0.high, $0.low) })])
        ]
        if let key = draft.content.uniqueKey {
            queries.append(
                Query(Self.taken, [tenant, service.value, .text(draft.register.name), .text(key)]))
        }
        let answers = try await transaction.run(queries)
        let known = try (0..<answers[0].count).map { index in
            let row = answers[0].row(index)
            guard let register = Register(name: row.text(1)) else {
                throw StorageError.fault("a record is of an unknown register")
            }
            return KnownRecord(id: Identifier(row.uuid(0)), register: register, body: row.bytes(2))
        }
        try draft.check(against: known, recordedAt: recordedAt)
        if answers.count > 1, answers[1].count > 0, Identifier(answers[1].row(0).uuid(0)) != own {
            throw Refusal.invalid(
                field: "record.\(draft.register.name)",
                "there is a record with the same \(draft.register.uniqueFields.joined(separator: ", ")) already")
        }
        return recordedAt
    }

    /// What writes records of a service as the caller.
    func queries(of service: Identifier) -> RecordQueries {
        RecordQueries(tenant: tenant, service: service, author: caller.account)
    }

    /// Takes the service's clock for so many revisions; gives the time of the first, each next one being a microsecond later.
    func clock(of service: Identifier, for count: Int = 1, _ transaction: TenantTransaction) async throws -> Int64 {
        let last = try await transaction.run(
            Query(Self.clock, [tenant, service.value, .timestamp(now), .int8(Int64(count))]))
        return last.row(0).timestamp(0) - Int64(count - 1)
    }

    /// Refuses a service that is not there.
    func holdService(_ service: Identifier, _ transaction: TenantTransaction) async throws {
        guard try await transaction.run(Query(Self.service, [tenant, service.value])).count == 1 else {
            throw Refusal.notFound("service")
        }
    }

    private func answer(
        _ id: Identifier, _ service: Identifier, _ register: Register, _ number: UInt32, _ recordedAt: Int64,
        _ body: Record.Body?, key: String, reason: String?
    ) throws -> Record {
        Record(
            meta: RecordMeta(
                recordID: id.description, serviceID: service.description, register: register.name, revision: number,
                recordedAt: Timestamp(microseconds: recordedAt), recordedBy: caller.name,
                state: body == nil ? .withdrawn : .live, happenedOn: try RecordRow.happenedOn(body) ?? "",
                reason: reason ?? "", key: key),
            body: body)
    }
}
