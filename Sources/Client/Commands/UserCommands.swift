import Messages

/// The people of the organisation.
enum UserCommands {
    static let group = CommandGroup(
        name: "user", summary: "The people of the organisation, and your own password.",
        commands: [
            invite, list, show, change, reset, UserPasswordCommands.setPassword, UserPasswordCommands.changePassword,
            UserRecordCommands.export, UserRecordCommands.erase,
        ])

    static let person = Positional("PERSON", summary: "The person's name, e-mail address or id")
    static let services = CommandOption(
        "services", "NAMES",
        summary: "The services that a contributor or service lead is confined to, by name or id, separated by commas")

    private static let invite = Command(
        "invite", summary: "Makes an account for a person, with a one-time token to set a password.",
        details: [
            "Nothing is sent: pass the token on to the person, who uses it within seven days: "
                + "lm2 user set-password --server HOST:PORT --ca FILE"
        ],
        positionals: [Positional("EMAIL", summary: "The e-mail address to sign in with")],
        options: [
            CommandOption("name", "NAME", required: true, summary: "The person's name"),
            CommandOption(
                "role", "ROLE", kind: .choice(Role.words), required: true, summary: "What the person may do"),
            services,
        ],
        example: "lm2 user invite grace@northmoor.example --name 'Grace Green' --role quality-manager"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let request = InvitePersonRequest(
            name: arguments.text("name"), email: arguments["EMAIL"],
            role: Role(word: arguments.text("role")) ?? .unspecified,
            serviceIDs: try await session.services(of: arguments), idempotencyKey: IdempotencyKey.make())
        let answer = try await session.call(Methods.PeopleService.invitePerson, request)
        var result = report(answer.person ?? Person())
        result.fields.append(.init("one_time_token", "One-time token", .said(answer.oneTimeToken)))
        return result
    }

    private static let list = Command(
        "list", summary: "Lists people, by name.", example: "lm2 user list"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let people = try await session.people()
        return Report(tables: [
            Table(
                "people",
                [
                    .init("name", "Name", wraps: true), .init("email", "E-mail", wraps: true), .init("role", "Role"),
                    .init("disabled", "Disabled"), .init("has_password", "Password"),
                    .init("account_id", "Id", spills: true), .init("service_ids", nil), .init("created_at", nil),
                    .init("erased", nil),
                ],
                rows: people.map { person in
                    [
                        .text(person.name), .said(person.email), person.role.plainCell, .flag(person.disabled),
                        .flag(person.hasPassword), .text(person.accountID), .list(person.serviceIDs),
                        person.createdAt.cell, .flag(person.erased),
                    ]
                })
        ])
    }

    private static let show = Command(
        "show", summary: "Shows a person.", positionals: [person], example: "lm2 user show grace@northmoor.example"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let id = try await session.person(invocation.arguments["PERSON"])
        return report(try await session.call(Methods.PeopleService.getPerson, GetPersonRequest(accountID: id)))
    }

    private static let change = Command(
        "change", summary: "Changes a person's name, role or services, or disables the account.",
        details: ["It holds from the person's very next call. Who is disabled is signed out as well."],
        positionals: [person],
        options: [
            CommandOption("name", "NAME", summary: "The new name"),
            CommandOption("role", "ROLE", kind: .choice(Role.words), summary: "The new role"), services,
            CommandOption("disable", summary: "Nothing opens the account any more"),
            CommandOption("enable", summary: "The person can sign in again"),
        ],
        example: "lm2 user change 'Grace Green' --role contributor --services 'CT at St Elsewhere'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let (isDisabled, isEnabled) = (arguments.isSet("disable"), arguments.isSet("enable"))
        guard !(isDisabled && isEnabled) else { throw ClientFailure(.usage, "say either --disable or --enable") }
        guard isDisabled || isEnabled || arguments.option("name") != nil || arguments.option("role") != nil else {
            throw ClientFailure(.usage, "what is to change? Say --name, --role, --disable or --enable")
        }
        var request = ChangePersonRequest(
            accountID: try await session.person(arguments["PERSON"]), name: arguments.option("name"),
            role: arguments.option("role").flatMap { Role(word: $0) }, idempotencyKey: IdempotencyKey.make())
        request.serviceIDs = try await session.services(of: arguments)
        if isDisabled || isEnabled { request.disabled = isDisabled }
        return report(try await session.call(Methods.PeopleService.changePerson, request))
    }

    private static let reset = Command(
        "reset", summary: "Makes a one-time token with which a person sets a new password.",
        details: ["Pass it on; it is good for an hour. The old password stays good until the token is used."],
        positionals: [person], example: "lm2 user reset 'Grace Green'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let id = try await session.person(invocation.arguments["PERSON"])
        let answer = try await session.call(
            Methods.PeopleService.startPasswordReset, StartPasswordResetRequest(accountID: id))
        return Report(fields: [
            .init("account_id", "Id", .text(id)), .init("one_time_token", "One-time token", .text(answer.oneTimeToken)),
        ])
    }

    static func report(_ person: Person) -> Report {
        Report(fields: [
            .init("name", "Name", .text(person.name)), .init("email", "E-mail", .said(person.email)),
            .init("role", "Role", person.role.plainCell),
            .init("service_ids", "Services", person.serviceIDs.isEmpty ? .absent : .list(person.serviceIDs)),
            .init("disabled", "Disabled", .flag(person.disabled)),
            .init("has_password", "Password set", .flag(person.hasPassword)),
            .init("created_at", "Since", person.createdAt.cell), .init("erased", "Erased", .flag(person.erased)),
            .init("account_id", "Id", .text(person.accountID)),
        ])
    }
}

extension Session {
    /// Everybody of the organisation.
    func people() async throws(ClientFailure) -> [Person] {
        try await all(Methods.PeopleService.listPeople) { page in
            ListPeopleRequest(page: page)
        } items: {
            ($0.people, $0.nextPageToken)
        }
    }

    /// The id of a person by their id, e-mail address or name.
    func person(_ named: String) async throws(ClientFailure) -> String {
        if Identifier.isUUID(named) { return named }
        let people = try await people()
        if let match = people.first(where: { !$0.email.isEmpty && $0.email == named.lowercased() }) {
            return match.accountID
        }
        return try Identifier.choose(named, of: "person", among: people.map { ($0.name, $0.accountID) })
    }

    /// The ids of the services that `--services` names.
    func services(of arguments: Arguments) async throws(ClientFailure) -> [String] {
        var ids: [String] = []
        for name in arguments.text("services").split(separator: ",").map(\.trimmed) where !name.isEmpty {
            ids.append(try await service(name))
        }
        return ids
    }
}
