import Messages
import Postgres

extension TenantScope {
    private static let siteForService = Statement(
        "service.site", "select kind from lm2.unit where tenant_id = $1 and unit_id = $2 for share")

    private static let insertService = Statement(
        "service.insert", "insert into lm2.service (tenant_id, service_id, site_id, name) values ($1, $2, $3, $4)")

    private static let oneService = Statement(
        "service.one", "select service_id, site_id, name from lm2.service where tenant_id = $1 and service_id = $2")

    private static let listedServices = Statement(
        "service.list",
        """
        select service_id, site_id, name from lm2.service
        where tenant_id = $1 and ($2::text is null or (name, service_id) > ($2, $3::uuid))
            and ($4::uuid is null or site_id = $4) and ($5::uuid[] is null or service_id = any ($5))
        order by name, service_id limit $6
        """)

    /// Creates a service at a site. Refuses a site that is missing, or is a group.
    package func createService(_ request: CreateServiceRequest, as write: WriteKey) async throws -> Service {
        let id = Identifier.make(now: now)
        guard let site = Identifier(request.siteID) else { throw Refusal.notFound("site") }
        return try await once(write) { transaction in
            transaction.changes("service/\(id)", from: nil)
            let kinds = try await transaction.run(Query(Self.siteForService, [tenant, site.value]))
            guard kinds.count == 1 else { throw Refusal.notFound("site") }
            guard kinds.row(0).int2(0) == Int16(UnitKind.site.rawValue) else {
                throw Refusal.invalid(field: "site_id", "the unit is a group; a service is at a site")
            }
            _ = try await transaction.run(
                Query(Self.insertService, [tenant, id.value, site.value, .text(request.name)]))
            return Service(serviceID: id.description, siteID: site.description, name: request.name)
        }
    }

    /// Gets one service.
    package func getService(_ request: GetServiceRequest) async throws -> Service {
        guard let id = Identifier(request.serviceID), caller.mayReach(id) else { throw Refusal.notFound("service") }
        let rows = try await read(Query(Self.oneService, [tenant, id.value]))
        guard rows.count == 1 else { throw Refusal.notFound("service") }
        return Self.service(rows.row(0))
    }

    /// Lists the services that the caller may reach, by name.
    package func listServices(_ request: ListServicesRequest) async throws -> ListServicesResponse {
        let question = "services \(request.siteID)"
        let token = try PageToken(request.page, of: question, parts: 2)
        let rows = try await read(
            Query(
                Self.listedServices,
                [
                    tenant, token.map { .text($0.parts[0]) } ?? .null,
                    try token.map { try $0.identifier(1).value } ?? .null, Identifier(request.siteID).value, reach,
                    request.page.limit,
                ]))
        let (services, next) = rows.page(of: request.page.size, question: question, item: Self.service) {
            [$0.text(2), Identifier($0.uuid(0)).description]
        }
        return ListServicesResponse(services: services, nextPageToken: next)
    }

    private static func service(_ row: Row) -> Service {
        Service(
            serviceID: Identifier(row.uuid(0)).description, siteID: Identifier(row.uuid(1)).description,
            name: row.text(2))
    }
}
