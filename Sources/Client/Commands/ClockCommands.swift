import Messages

/// The duties with a time limit that incidents have started.
enum ClockCommands {
    static let group = CommandGroup(
        name: "clock", summary: "Duties with a time limit that incidents have started: notices, reports, candour.",
        commands: [list])

    private static let list = Command(
        "list", summary: "Lists the clocks of a service's incidents, the earliest due first.",
        details: [
            "The numbers only suggest whether an exposure is to be notified, and by which code. A person decides, with a "
                + "reason: \u{2018}lm2 record create notification\u{2019}, or decision with kind=not_notified."
        ],
        options: [RecordCommands.service, VerdictCommand.date, VerdictCommand.mode],
        example: "lm2 clock list --service 'CT at St Elsewhere'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let request = ListClocksRequest(
            serviceID: try await session.service(arguments.text("service")), asAt: arguments.text("date"),
            mode: VerdictCommand.mode(arguments))
        return report(try await session.call(Methods.VerdictService.listClocks, request))
    }

    private static func report(_ answer: ListClocksResponse) -> Report {
        let nation =
            answer.nation.isEmpty
            ? "the nation is unknown, so no code is suggested (profile_entry with field=nation)"
            : "nation \(answer.nation)"
        return Report(
            title: ["Clocks as at \(answer.asAt), \(nation)"],
            tables: [
                Table(
                    "clocks",
                    [
                        .init("due_on", "Due"), .init("state", "State"), .init("duty", "Duty"),
                        .init("suggested_code", "Code"), .init("done_on", "Done"),
                        .init("reason", "Reason", wraps: true),
                        .init("incident_id", "Incident", spills: true), .init("record_id", nil),
                    ],
                    rows: answer.clocks.map { clock in
                        [
                            .text(clock.dueOn), clock.state.cell, .text(clock.duty), .said(clock.suggestedCode),
                            .said(clock.doneOn), .said(clock.reason), .text(clock.incidentID), .said(clock.recordID),
                        ]
                    })
            ])
    }
}

extension ClockState {
    /// The state in a report.
    fileprivate var cell: Cell {
        switch self {
        case .unspecified: .absent
        case .metInTime: .word(word, .good)
        case .metLate, .undecided: .word(word, .middling)
        case .overdue: .word(word, .bad)
        case .due, .decidedNotTo, .unrecognized: .word(word, .plain)
        }
    }
}
