import Messages

/// Service accounts.
enum MachineCommands {
    static let group = CommandGroup(
        name: "machine", summary: "Service accounts, with which other systems call.", commands: [create, list])

    private static let create = Command(
        "create", summary: "Makes a service account; give it a key next.",
        positionals: [Positional("NAME", summary: "Its name")],
        options: [
            CommandOption("role", "ROLE", kind: .choice(Role.words), required: true, summary: "What it may do"),
            UserCommands.services,
        ],
        example: "lm2 machine create 'Dose register' --role contributor --services 'CT at St Elsewhere'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let request = CreateMachineRequest(
            name: arguments["NAME"], role: Role(word: arguments.text("role")) ?? .unspecified,
            serviceIDs: try await session.services(of: arguments), idempotencyKey: IdempotencyKey.make())
        let machine = try await session.call(Methods.MachineService.createMachine, request)
        return Report(fields: [
            .init("name", "Name", .text(machine.name)), .init("role", "Role", machine.role.plainCell),
            .init("service_ids", "Services", machine.serviceIDs.isEmpty ? .absent : .list(machine.serviceIDs)),
            .init("account_id", "Id", .text(machine.accountID)),
        ])
    }

    private static let list = Command(
        "list", summary: "Lists service accounts, by name.", example: "lm2 machine list"
    ) { (invocation) async throws(ClientFailure) in
        let machines = try await invocation.signedIn().machines()
        return Report(tables: [
            Table(
                "machines",
                [
                    .init("name", "Name", wraps: true), .init("role", "Role"),
                    .init("account_id", "Id", spills: true), .init("service_ids", nil),
                ],
                rows: machines.map {
                    [.text($0.name), $0.role.plainCell, .text($0.accountID), .list($0.serviceIDs)]
                })
        ])
    }
}

extension Session {
    /// Every service account.
    func machines() async throws(ClientFailure) -> [Machine] {
        try await all(Methods.MachineService.listMachines) { page in
            ListMachinesRequest(page: page)
        } items: {
            ($0.machines, $0.nextPageToken)
        }
    }

    /// The id of a service account by its id or name.
    func machine(_ named: String) async throws(ClientFailure) -> String {
        if Identifier.isUUID(named) { return named }
        return try Identifier.choose(
            named, of: "service account", among: try await machines().map { ($0.name, $0.accountID) })
    }
}
