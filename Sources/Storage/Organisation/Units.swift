import Messages
import Postgres

extension TenantScope {
    private static let insertUnit = Statement(
        "unit.insert", "insert into lm2.unit (tenant_id, unit_id, kind, name, parent_id) values ($1, $2, $3, $4, $5)")

    private static let kindOfUnit = Statement(
        "unit.kind", "select kind from lm2.unit where tenant_id = $1 and unit_id = $2 for share")

    private static let listedUnits = Statement(
        "unit.list",
        """
        select unit_id, kind, name, parent_id from lm2.unit
        where tenant_id = $1 and ($2::text is null or (name, unit_id) > ($2, $3::uuid))
        order by name, unit_id limit $4
        """)

    /// Creates a group or a site. Refuses a parent that is missing, or is not a group.
    package func createUnit(_ request: CreateUnitRequest, as write: WriteKey) async throws -> Unit {
        let id = Identifier.make(now: now)
        let parent = Identifier(request.parentID)
        return try await once(write) { transaction in
            transaction.changes("unit/\(id)", from: nil)
            if let parent {
                let kinds = try await transaction.run(Query(Self.kindOfUnit, [tenant, parent.value]))
                guard kinds.count == 1 else { throw Refusal.notFound("group") }
                guard kinds.row(0).int2(0) == Int16(UnitKind.group.rawValue) else {
                    throw Refusal.invalid(field: "parent_id", "the parent is a site; only groups have units below them")
                }
            }
            _ = try await transaction.run(
                Query(
                    Self.insertUnit,
                    [tenant, id.value, .int2(Int16(request.kind.rawValue)), .text(request.name), parent.value]))
            return Unit(
                unitID: id.description, kind: request.kind, name: request.name, parentID: parent?.description ?? "")
        }
    }

    /// Lists groups and sites by name.
    package func listUnits(_ request: ListUnitsRequest) async throws -> ListUnitsResponse {
        let token = try PageToken(request.page, of: "units", parts: 2)
        let rows = try await read(
            Query(
                Self.listedUnits,
                [
                    tenant, token.map { .text($0.parts[0]) } ?? .null,
                    try token.map { try $0.identifier(1).value } ?? .null, request.page.limit,
                ]))
        let (units, next) = rows.page(of: request.page.size, question: "units") { row in
            Unit(
                unitID: Identifier(row.uuid(0)).description, kind: UnitKind(rawValue: Int32(row.int2(1))),
                name: row.text(2), parentID: row.isNull(3) ? "" : Identifier(row.uuid(3)).description)
        } key: {
            [$0.text(2), Identifier($0.uuid(0)).description]
        }
        return ListUnitsResponse(units: units, nextPageToken: next)
    }
}
