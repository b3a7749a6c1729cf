import Messages

/// The standards that services are assessed against.
enum StandardCommands {
    static let group = CommandGroup(
        name: "standard", summary: "The standards that services are assessed against.", commands: [list, show])

    private static let list = Command(
        "list", summary: "Lists the standards and their versions.", example: "lm2 standard list"
    ) { (invocation) async throws(ClientFailure) in
        let standards = try await invocation.signedIn().all(Methods.StandardService.listStandards) { page in
            ListStandardsRequest(page: page)
        } items: {
            ($0.standards, $0.nextPageToken)
        }
        return Report(tables: [
            Table(
                "standards",
                [
                    .init("standard_id", "Standard"), .init("version", "Version"),
                    .init("criterion_count", "Criteria", right: true), .init("clause_count", "Clauses", right: true),
                    .init("title", "Title", wraps: true),
                ],
                rows: standards.map {
                    [
                        .text($0.standardID), .text($0.version), .number(UInt64($0.criterionCount)),
                        .number(UInt64($0.clauseCount)), .text($0.title),
                    ]
                })
        ])
    }

    private static let show = Command(
        "show", summary: "Shows a standard's text, and the clauses that it is split into.",
        positionals: [Positional("STANDARD", optional: true, summary: "The standard; LM2 if left out")],
        options: [
            CommandOption("version", "VERSION", summary: "The version; the newest if left out"),
            CommandOption("criterion", "LETTER", summary: "Only this criterion, such as a"),
        ],
        example: "lm2 standard show LM2 --criterion a"
    ) { (invocation) async throws(ClientFailure) in
        let arguments = invocation.arguments
        let standard = try await invocation.signedIn().call(
            Methods.StandardService.getStandard,
            GetStandardRequest(standardID: arguments.word("STANDARD") ?? "LM2", version: arguments.text("version")))
        var criteria = standard.criteria
        if let wanted = arguments.option("criterion") {
            criteria = criteria.filter { $0.criterionID == wanted.lowercased() }
            if criteria.isEmpty {
                let known = standard.criteria.map(\.criterionID).joined(separator: ", ")
                throw ClientFailure(
                    .notFound, "\(standard.standardID) has no criterion \u{2018}\(wanted)\u{2019}; it has \(known)")
            }
        }
        return report(standard, criteria)
    }

    private static func report(_ standard: Standard, _ criteria: [Criterion]) -> Report {
        let texts = Table(
            "criteria", [.init("criterion_id", "Criterion"), .init("text", "Text", wraps: true)],
            rows: criteria.map { [.text($0.criterionID), .text($0.text)] }, shown: false)
        let clauses = criteria.map { criterion in
            Table(
                "clauses",
                [
                    .init("criterion_id", nil), .init("clause_id", "Clause"), .init("force", "Force"),
                    .init("requirement", "Requirement", wraps: true), .init("records", "Shown by", wraps: true),
                    .init("anchor", nil), .init("indicator", nil),
                ],
                rows: criterion.clauses.map {
                    [
                        .text(criterion.criterionID), .text($0.clauseID), $0.force.plainCell, .text($0.requirement),
                        .said($0.records), .said($0.anchor), .said($0.indicator),
                    ]
                },
                preface: ["(\(criterion.criterionID)) \(criterion.text)"])
        }
        return Report(
            title: ["\(standard.title) (\(standard.standardID), version \(standard.version))"],
            fields: [
                .init("standard_id", "Standard", .text(standard.standardID), shown: false),
                .init("version", "Version", .text(standard.version), shown: false),
                .init("title", "Title", .text(standard.title), shown: false),
            ], tables: [texts] + clauses)
    }
}
