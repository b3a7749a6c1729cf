import Conformance
import Messages
import Postgres

/// A revision of a record as it is kept, and how it is read.
enum RecordRow {
    /// What is selected of a record `r` at a revision `v` by an account `a`.
    static let columns = """
        r.record_id, r.service_id, r.register, v.revision, v.recorded_at, a.name, v.state, v.body, v.reason, r.key
        """

    /// How a record's latest revision and who recorded it are found.
    static let latest = """
        lm2.record r
        join lm2.record_revision v
            on v.tenant_id = r.tenant_id and v.service_id = r.service_id and v.record_id = r.record_id
            and v.revision = r.revision
        join lm2.account a on a.tenant_id = v.tenant_id and a.account_id = v.recorded_by
        """

    /// The message of a row of `columns`.
    static func record(_ row: Row) throws -> Record {
        let register = row.text(2)
        let state = RecordState(rawValue: Int32(row.int2(6)))
        let body = row.isNull(7) ? nil : try Record.Body(register: register, serialized: row.bytes(7))
        return Record(
            meta: RecordMeta(
                recordID: Identifier(row.uuid(0)).description, serviceID: Identifier(row.uuid(1)).description,
                register: register, revision: UInt32(row.int4(3)),
                recordedAt: Timestamp(microseconds: row.timestamp(4)),
                recordedBy: row.text(5), state: state, happenedOn: try happenedOn(body) ?? "",
                reason: row.isNull(8) ? "" : row.text(8), key: row.isNull(9) ? "" : row.text(9)),
            body: body)
    }

    static func happenedOn(_ body: Record.Body?) throws -> String? {
        guard let body else { return nil }
        return try RecordDraft(Record(body: body)).content.happenedOn?.description
    }
}
