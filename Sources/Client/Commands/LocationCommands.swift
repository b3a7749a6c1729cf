import Messages

/// The places where a service is delivered.
enum LocationCommands {
    static let group = CommandGroup(
        name: "location", summary: "The places where a service is delivered.", commands: [list, create])

    private static let list = Command(
        "list", summary: "Lists the locations of a service.",
        positionals: [Positional("SERVICE", summary: "The service's name or id")],
        example: "lm2 location list 'CT at St Elsewhere'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let service = try await session.service(invocation.arguments["SERVICE"])
        let locations = try await session.all(Methods.OrganisationService.listLocations) { page in
            ListLocationsRequest(serviceID: service, page: page)
        } items: {
            ($0.locations, $0.nextPageToken)
        }
        return Report(tables: [
            Table(
                "locations",
                [
                    .init("name", "Name", wraps: true), .init("kind", "Kind"), .init("location_id", "Id", spills: true),
                    .init("service_id", nil),
                ],
                rows: locations.map {
                    [.text($0.name), $0.kind.plainCell, .text($0.locationID), .text($0.serviceID)]
                })
        ])
    }

    private static let create = Command(
        "create", summary: "Adds a location to a service.",
        positionals: [
            Positional("SERVICE", summary: "The service's name or id"),
            Positional("NAME", summary: "The location's name"),
        ],
        options: [
            CommandOption(
                "kind", "KIND", kind: .choice(LocationKind.words), required: true,
                summary: "How it delivers the service")
        ],
        example: "lm2 location create 'CT at St Elsewhere' 'Trailer 2' --kind mobile"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        var request = CreateLocationRequest(idempotencyKey: IdempotencyKey.make(), name: arguments["NAME"])
        request.kind = LocationKind(word: arguments.text("kind")) ?? .unspecified
        request.serviceID = try await session.service(arguments["SERVICE"])
        let location = try await session.call(Methods.OrganisationService.createLocation, request)
        return Report(fields: [
            .init("name", "Name", .text(location.name)), .init("kind", "Kind", location.kind.plainCell),
            .init("location_id", "Id", .text(location.locationID)),
            .init("service_id", "Service's id", .text(location.serviceID)),
        ])
    }
}
