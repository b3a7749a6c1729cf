import Messages

/// Imaging departments and services.
enum ServiceCommands {
    static let group = CommandGroup(
        name: "service", summary: "Imaging departments and services.", commands: [list, show, create])

    private static let list = Command(
        "list", summary: "Lists services.",
        options: [CommandOption("site", "SITE", summary: "Only those of this site, by name or id")],
        example: "lm2 service list"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        var site = ""
        if let named = invocation.arguments.option("site") { site = try await session.unit(named, kind: .site) }
        let services = try await session.services(ofSite: site)
        let names = try await session.unitNames()
        return Report(tables: [
            Table(
                "services",
                [
                    .init("name", "Name", wraps: true), .init("site_name", "Site", wraps: true),
                    .init("service_id", "Id", spills: true), .init("site_id", nil),
                ],
                rows: services.map {
                    [
                        .text($0.name), .said(names[$0.siteID] ?? $0.siteID), .text($0.serviceID), .text($0.siteID),
                    ]
                })
        ])
    }

    private static let show = Command(
        "show", summary: "Shows a service.", positionals: [Positional("SERVICE", summary: "Its name or id")],
        example: "lm2 service show 'CT at St Elsewhere'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let id = try await session.service(invocation.arguments["SERVICE"])
        return report(
            try await session.call(Methods.OrganisationService.getService, GetServiceRequest(serviceID: id)))
    }

    private static let create = Command(
        "create", summary: "Creates a service at a site.", positionals: [Positional("NAME", summary: "Its name")],
        options: [CommandOption("site", "SITE", required: true, summary: "The site where it is, by name or id")],
        example: "lm2 service create 'CT at St Elsewhere' --site 'St Elsewhere Hospital'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let site = try await session.unit(invocation.arguments.text("site"), kind: .site)
        let request = CreateServiceRequest(
            idempotencyKey: IdempotencyKey.make(), siteID: site, name: invocation.arguments["NAME"])
        return report(try await session.call(Methods.OrganisationService.createService, request))
    }

    private static func report(_ service: Service) -> Report {
        Report(fields: [
            .init("name", "Name", .text(service.name)), .init("service_id", "Id", .text(service.serviceID)),
            .init("site_id", "Site's id", .text(service.siteID)),
        ])
    }
}
