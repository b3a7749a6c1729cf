import Conformance
import Messages
import Postgres

/// The records of one register of a service as they are read; `sheet()` makes the file of them.
package struct SheetRows: Sendable {
    fileprivate let register: Register
    fileprivate let records: Rows
    fileprivate let keys: Rows

    /// The file: each record under its own key, or else its id, and what it refers to likewise.
    package func sheet() throws -> [UInt8] {
        var names: [String: String] = [:]
        for index in 0..<keys.count { names[Identifier(keys.row(index).uuid(0)).description] = keys.row(index).text(1) }
        let written = try (0..<records.count).map { index in
            let row = records.row(index)
            let id = Identifier(row.uuid(0)).description
            let body = try row.withBytes(1) { try RecordBody(register, serialized: $0) }
            return (key: names[id] ?? id, body: body.mapReferences { names[$0] ?? $0 })
        }
        return RecordSheet.write(register, written)
    }
}

extension TenantScope {
    private static let sheet = Statement(
        "record.sheet",
        """
        select r.record_id, v.body from lm2.record r join lm2.record_revision v
            on v.tenant_id = r.tenant_id and v.service_id = r.service_id and v.record_id = r.record_id
            and v.revision = r.revision
        where r.tenant_id = $1 and r.service_id = $2 and r.register = $3 and r.state = 1 order by r.record_id
        """)

    private static let keys = Statement(
        "record.keys",
        "select record_id, key from lm2.record where tenant_id = $1 and service_id = $2 and key is not null")

    /// Reads a register of a service.
    package func exportSheet(_ request: ExportSheetRequest) async throws -> SheetRows {
        let service = try await reachedService(request.serviceID)
        guard let register = Register(name: request.register) else {
            throw Refusal.invalid(field: "register", "there is no register of that name")
        }
        let records = try await read(
            Query(Self.sheet, [tenant, service.value, .text(register.name)]), on: .slow)
        let keys = try await group([Query(Self.keys, [tenant, service.value])], on: .slow)[0]
        return SheetRows(register: register, records: records, keys: keys)
    }
}
