import Messages
import Postgres

extension TenantScope {
    private static let lockedService = Statement(
        "location.service", "select true from lm2.service where tenant_id = $1 and service_id = $2 for share")

    private static let insertLocation = Statement(
        "location.insert",
        "insert into lm2.location (tenant_id, location_id, service_id, kind, name) values ($1, $2, $3, $4, $5)")

    // The service comes first, so that a missing one is told apart from one without locations.
    private static let listedLocations = Statement(
        "location.list",
        """
        select l.location_id, l.kind, l.name
        from lm2.service s left join lateral (
            select location_id, kind, name from lm2.location
            where tenant_id = s.tenant_id and service_id = s.service_id
                and ($3::text is null or (name, location_id) > ($3, $4::uuid))
            order by name, location_id limit $5) l on true
        where s.tenant_id = $1 and s.service_id = $2
        order by l.name, l.location_id
        """)

    /// Adds a location to a service.
    package func createLocation(_ request: CreateLocationRequest, as write: WriteKey) async throws -> Location {
        let id = Identifier.make(now: now)
        guard let service = Identifier(request.serviceID), caller.mayReach(service) else {
            throw Refusal.notFound("service")
        }
        return try await once(write) { transaction in
            transaction.changes("location/\(id)", from: nil)
            guard try await transaction.run(Query(Self.lockedService, [tenant, service.value])).count == 1 else {
                throw Refusal.notFound("service")
            }
            _ = try await transaction.run(
                Query(
                    Self.insertLocation,
                    [tenant, id.value, service.value, .int2(Int16(request.kind.rawValue)), .text(request.name)]))
            return Location(
                locationID: id.description, serviceID: service.description, kind: request.kind, name: request.name)
        }
    }

    /// Lists the locations of a service by name.
    package func listLocations(_ request: ListLocationsRequest) async throws -> ListLocationsResponse {
        guard let service = Identifier(request.serviceID), caller.mayReach(service) else {
            throw Refusal.notFound("service")
        }
        let question = "locations \(service)"
        let token = try PageToken(request.page, of: question, parts: 2)
        let rows = try await read(
            Query(
                Self.listedLocations,
                [
                    tenant, service.value, token.map { .text($0.parts[0]) } ?? .null,
                    try token.map { try $0.identifier(1).value } ?? .null, request.page.limit,
                ]))
        guard rows.count > 0 else { throw Refusal.notFound("service") }
        guard !rows.row(0).isNull(0) else { return ListLocationsResponse() }
        let (locations, next) = rows.page(of: request.page.size, question: question) { row in
            Location(
                locationID: Identifier(row.uuid(0)).description, serviceID: service.description,
                kind: LocationKind(rawValue: Int32(row.int2(1))), name: row.text(2))
        } key: {
            [$0.text(2), Identifier($0.uuid(0)).description]
        }
        return ListLocationsResponse(locations: locations, nextPageToken: next)
    }
}
