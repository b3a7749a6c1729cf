import Conformance
import Messages
import Postgres

/// The statements that write revisions of a service's records.
struct RecordQueries {
    let tenant: PostgresValue
    let service: Identifier
    /// Who records.
    let author: Identifier

    private static let insert = Statement(
        "record.insert",
        """
        insert into lm2.record (tenant_id, record_id, service_id, register, revision, state, happened_on, due_on,
            location_id, kind, unique_key, key)
        values ($1, $2, $3, $4, 1, 1, $5, $6, $7, $8, $9, $10)
        """)

    private static let update = Statement(
        "record.update",
        """
        update lm2.record set revision = $3, state = $4, happened_on = coalesce($5, happened_on), due_on = $6,
            location_id = $7, kind = $8, unique_key = $9
        where tenant_id = $1 and record_id = $2
        """)

    private static let insertRevision = Statement(
        "record.insert_revision",
        """
        insert into lm2.record_revision (tenant_id, service_id, record_id, revision, register, recorded_at, recorded_by,
            state, body, reason)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """)

    private static let unrefer = Statement(
        "record.unrefer", "delete from lm2.record_reference where tenant_id = $1 and record_id = $2")

    private static let refer = Statement(
        "record.refer",
        """
        insert into lm2.record_reference (tenant_id, service_id, record_id, target_id)
        select $1, $2, $3, unnest($4::uuid[])
        """)

    /// What puts a new record there; what it refers to comes last.
    func create(_ id: Identifier, _ draft: RecordDraft, key: String, at recordedAt: Int64) -> [Query] {
        [
            Query(
                Self.insert,
                [tenant, id.value, service.value, .text(draft.register.name), date(draft.content.happenedOn)]
                    + columns(draft) + [key.isEmpty ? .null : .text(key)]),
            revision(id, 1, draft.register, at: recordedAt, .live, body: draft.body, reason: nil), refer(id, draft),
        ]
    }

    /// What adds a revision to a record; what it refers to comes last.
    func revise(_ id: Identifier, _ number: UInt32, _ draft: RecordDraft, at recordedAt: Int64) -> [Query] {
        [
            Query(
                Self.update,
                [tenant, id.value, .int4(Int32(number)), .int2(1), date(draft.content.happenedOn)] + columns(draft)),
            revision(id, number, draft.register, at: recordedAt, .live, body: draft.body, reason: nil),
            Query(Self.unrefer, [tenant, id.value]), refer(id, draft),
        ]
    }

    /// What withdraws a record.
    func withdraw(
        _ id: Identifier, _ number: UInt32, _ register: Register, at recordedAt: Int64, reason: String
    ) -> [Query] {
        [
            Query(
                Self.update,
                [tenant, id.value, .int4(Int32(number)), .int2(2), .null, .null, .null, .null, .null]),
            revision(id, number, register, at: recordedAt, .withdrawn, body: nil, reason: reason),
        ]
    }

    private func date(_ day: CivilDate?) -> PostgresValue { day.map { .date($0.dayNumber) } ?? .null }

    private func columns(_ draft: RecordDraft) -> [PostgresValue] {
        [
            date(draft.content.dueOn), draft.content.location.flatMap { Identifier($0) }.value,
            draft.content.kind.map { .text($0) } ?? .null, draft.content.uniqueKey.map { .text($0) } ?? .null,
        ]
    }

    private func revision(
        _ id: Identifier, _ number: UInt32, _ register: Register, at recordedAt: Int64, _ state: RecordState,
        body: [UInt8]?, reason: String?
    ) -> Query {
        Query(
            Self.insertRevision,
            [
                tenant, service.value, id.value, .int4(Int32(number)), .text(register.name), .timestamp(recordedAt),
                author.value, .int2(Int16(state.rawValue)), body.map { .bytes($0) } ?? .null,
                reason.map { .text($0) } ?? .null,
            ])
    }

    private func refer(_ id: Identifier, _ draft: RecordDraft) -> Query {
        Query(
            Self.refer,
            [tenant, service.value, id.value, .uuidArray(draft.references.map { ($0.high, $0.low) })])
    }
}
