import Messages

/// Where a service's rating disagrees with its records or with the assessor.
enum DisagreementCommands {
    static let group = CommandGroup(
        name: "disagreement", summary: "Where a service's rating disagrees with its own records or with the assessor.",
        commands: [list])

    private static let list = Command(
        "list", summary: "Lists the clauses on which the columns disagree, serious ones first.",
        details: [
            "Serious: the service says met, and its records or the assessor say that it is not. Mild: they are near each "
                + "other. The assessment that covers the date is compared."
        ],
        options: [RecordCommands.service, VerdictCommand.date, VerdictCommand.mode],
        example: "lm2 disagreement list --service 'CT at St Elsewhere'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let request = ListDisagreementsRequest(
            serviceID: try await session.service(arguments.text("service")), asAt: arguments.text("date"),
            mode: VerdictCommand.mode(arguments))
        return report(try await session.call(Methods.VerdictService.listDisagreements, request))
    }

    private static func report(_ answer: ListDisagreementsResponse) -> Report {
        let hasAssessor = answer.disagreements.contains { $0.byAssessor }
        return Report(
            title: [
                answer.assessmentID.isEmpty
                    ? "No assessment of the service covers \(answer.asAt), so there is nothing to compare"
                    : "Disagreements as at \(answer.asAt), rules version \(answer.rulesVersion)"
            ],
            tables: [
                Table(
                    "disagreements",
                    [
                        .init("gravity", "Gravity"), .init("clause_id", "Clause"), .init("rating", "Rated"),
                        .init("colour", "Shows"), .init("system_verdict", "Records say"),
                        .init("assessor_verdict", hasAssessor ? "Assessor says" : nil),
                        .init("by_records", nil), .init("by_assessor", nil), .init("reason", "Why", wraps: true),
                        .init("sentence", nil),
                    ],
                    rows: answer.disagreements.map { item in
                        [
                            item.gravity == .serious ? .word(item.gravity.word, .bad) : item.gravity.plainCell,
                            .text(item.clauseID), item.rating.cell, item.colour.cell, item.systemVerdict.cell,
                            item.assessorVerdict.cell, .flag(item.byRecords), .flag(item.byAssessor),
                            .text(JudgedClause.reason(of: item.sentence)), .text(item.sentence),
                        ]
                    }, whenEmpty: "The columns agree.")
            ])
    }
}
