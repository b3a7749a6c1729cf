import Messages

/// The places where a service is delivered: words for what is often done with records of the register `location`.
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
        let records = try await session.all(Methods.RecordsService.listRecords) { page in
            ListRecordsRequest(serviceID: service, register: "location", page: page)
        } items: {
            ($0.records, $0.nextPageToken)
        }
        let locations = records.compactMap(Place.init).sorted { ($0.body.name, $0.id) < ($1.body.name, $1.id) }
        return Report(tables: [
            Table(
                "locations",
                [
                    .init("name", "Name", wraps: true), .init("kind", "Kind"), .init("location_id", "Id", spills: true),
                    .init("service_id", nil),
                ],
                rows: locations.map { [.text($0.body.name), $0.body.kind.plainCell, .text($0.id), .text($0.service)] })
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
                summary: "How it delivers the service"),
            CommandOption(
                "from", "DATE", kind: .date, required: true, summary: "The first day on which the service is there"),
        ],
        example: "lm2 location create 'CT at St Elsewhere' 'Trailer 2' --kind mobile --from 2026-04-01"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let body = LocationRecord(
            name: arguments["NAME"], kind: LocationKind(word: arguments.text("kind")) ?? .unspecified,
            from: arguments.text("from"))
        let record = try await session.call(
            Methods.RecordsService.createRecord,
            CreateRecordRequest(
                serviceID: try await session.service(arguments["SERVICE"]), record: Record(body: .location(body)),
                idempotencyKey: IdempotencyKey.make()))
        guard let location = Place(record) else {
            throw ClientFailure(.unavailable, "the server's answer is no location")
        }
        return Report(fields: [
            .init("name", "Name", .text(location.body.name)), .init("kind", "Kind", location.body.kind.plainCell),
            .init("location_id", "Id", .text(location.id)),
            .init("service_id", "Service's id", .text(location.service)),
        ])
    }

    /// A location among records.
    private struct Place {
        let id: String
        let service: String
        let body: LocationRecord

        init?(_ record: Record) {
            guard case .location(let body)? = record.body, let meta = record.meta else { return nil }
            (id, service, self.body) = (meta.recordID, meta.serviceID, body)
        }
    }
}
