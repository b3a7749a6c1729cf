import Messages

/// Groups and sites.
enum UnitCommands {
    static let group = CommandGroup(
        name: "unit", summary: "Hospitals and other sites, and groups of them.", commands: [list, create])

    private static let list = Command(
        "list", summary: "Lists groups and sites.", example: "lm2 unit list"
    ) { (invocation) async throws(ClientFailure) in
        let units = try await invocation.signedIn().units()
        let names = Dictionary(units.map { ($0.unitID, $0.name) }) { first, _ in first }
        return Report(tables: [
            Table(
                "units",
                [
                    .init("name", "Name", wraps: true), .init("kind", "Kind"), .init("parent_name", "In", wraps: true),
                    .init("unit_id", "Id", spills: true), .init("parent_id", nil),
                ],
                rows: units.map {
                    [
                        .text($0.name), $0.kind.plainCell, .said(names[$0.parentID] ?? $0.parentID), .text($0.unitID),
                        .said($0.parentID),
                    ]
                })
        ])
    }

    private static let create = Command(
        "create", summary: "Creates a group or a site.",
        positionals: [Positional("NAME", summary: "Its name")],
        options: [
            CommandOption("kind", "KIND", kind: .choice(UnitKind.words), required: true, summary: "What it is"),
            CommandOption("parent", "GROUP", summary: "The group that it belongs to, by name or id"),
        ],
        example: "lm2 unit create 'St Elsewhere Hospital' --kind site"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        var request = CreateUnitRequest(idempotencyKey: IdempotencyKey.make(), name: arguments["NAME"])
        request.kind = UnitKind(word: arguments.text("kind")) ?? .unspecified
        if let parent = arguments.option("parent") { request.parentID = try await session.unit(parent, kind: .group) }
        let unit = try await session.call(Methods.OrganisationService.createUnit, request)
        return Report(fields: [
            .init("name", "Name", .text(unit.name)), .init("kind", "Kind", unit.kind.plainCell),
            .init("unit_id", "Id", .text(unit.unitID)), .init("parent_id", "In", .said(unit.parentID)),
        ])
    }
}
