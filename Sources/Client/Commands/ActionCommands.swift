import Messages

/// Corrective actions.
enum ActionCommands {
    static let group = CommandGroup(
        name: "action", summary: "Corrective actions: what is done about a clause that is not met.",
        commands: [raise, move, list, show])

    private static let action = Positional("ACTION", summary: "The action's id")

    private static let raise = Command(
        "raise", summary: "Raises a corrective action on a clause, as a draft.",
        positionals: [LM2Commands.assessment, Positional("CLAUSE", summary: "The clause's id, such as a.1")],
        options: [
            CommandOption("title", "TEXT", required: true, summary: "What it is, in a line"),
            CommandOption("due-on", "DATE", kind: .date, required: true, summary: "The day by which it is to be done"),
            CommandOption("correction", "TEXT", summary: "What fixes the matter at hand"),
            CommandOption("corrective-action", "TEXT", summary: "What removes its cause"),
            CommandOption("owner-id", "ID", summary: "Who is to do it"),
            CommandOption("cost-pence", "N", kind: .number(0...100_000_000_000), summary: "What it costs, in pence"),
            CommandOption("budget-decision", "TEXT", summary: "What was decided about the budget"),
            CommandOption(
                "subjects", "IDS", summary: "The records that it is about beside the clause, separated by commas"),
        ],
        example: "lm2 action raise 'CT at St Elsewhere' a.2 --title 'Monitor each process' --due-on 2026-12-01"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let id = try await session.assessment(for: arguments)
        let request = RaiseActionRequest(
            idempotencyKey: IdempotencyKey.make(), assessmentID: id, clauseID: arguments["CLAUSE"],
            title: arguments.text("title"), correction: arguments.text("correction"),
            correctiveAction: arguments.text("corrective-action"), ownerID: arguments.text("owner-id"),
            dueOn: arguments.text("due-on"), costPence: arguments.number("cost-pence"),
            budgetDecision: arguments.text("budget-decision"),
            subjects: arguments.text("subjects").split(separator: ",").map(\.trimmed))
        return report(try await session.call(Methods.ActionService.raiseAction, request))
    }

    private static let move = Command(
        "move", summary: "Moves an action to another state.",
        details: [
            "The usual way: draft, issued, agreed, cause-analysed, action-planned, in-progress, evidence-submitted, cleared, "
                + "effectiveness-due, closed. Who owns an action can't clear it."
        ],
        positionals: [
            action, Positional("STATE", kind: .choice(ActionState.words), summary: "Where it goes"),
        ],
        options: [CommandOption("note", "TEXT", summary: "What is said with the move"), LM2Commands.expectedVersion],
        example: "lm2 action move 01890a5d-ac96-774b-bcce-b302099a8057 issued --note 'Agreed at the QMS review'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        var request = MoveActionRequest(
            idempotencyKey: IdempotencyKey.make(), actionID: arguments["ACTION"],
            to: ActionState(word: arguments["STATE"]) ?? .unspecified, note: arguments.text("note"))
        if let version = arguments.number("expected-version") {
            request.expectedVersion = UInt32(version)
        } else {
            request.expectedVersion = try await session.call(
                Methods.ActionService.getAction, GetActionRequest(actionID: request.actionID)
            ).version
        }
        let answer = try await Conflict.shown(Action.self, fields) {
            () async throws(ClientFailure) in try await session.call(Methods.ActionService.moveAction, request)
        }
        return report(answer)
    }

    private static let list = Command(
        "list", summary: "Lists actions, the earliest due first.",
        options: [
            CommandOption("service", "NAME", summary: "Only those of this service, by name or id"),
            CommandOption("assessment", "ID", summary: "Only those of this assessment"),
            CommandOption("overdue", summary: "Only open ones that are past their due date"),
        ],
        example: "lm2 action list --overdue"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        var service = ""
        if let named = arguments.option("service") { service = try await session.service(named) }
        var assessment = ""
        if let named = arguments.option("assessment") { assessment = try await session.assessment(named) }
        let actions = try await session.all(Methods.ActionService.listActions) { page in
            ListActionsRequest(
                page: page, serviceID: service, assessmentID: assessment, overdueOnly: arguments.isSet("overdue"))
        } items: {
            ($0.actions, $0.nextPageToken)
        }
        return table(actions, names: try await session.serviceNames())
    }

    private static let show = Command(
        "show", summary: "Shows an action with its history.", positionals: [action],
        example: "lm2 action show 01890a5d-ac96-774b-bcce-b302099a8057"
    ) { (invocation) async throws(ClientFailure) in
        let request = GetActionRequest(actionID: invocation.arguments["ACTION"])
        return report(try await invocation.signedIn().call(Methods.ActionService.getAction, request))
    }

    private static func state(_ action: Action) -> Cell {
        action.overdue ? .word(action.state.word, .bad) : action.state.plainCell
    }

    private static func fields(_ action: Action) -> [Report.Field] {
        [
            .init("title", "Title", .text(action.title)),
            .init("clause_id", "Clause", .text(action.clauseID)),
            .init("state", "State", action.state.plainCell),
            .init("due_on", "Due", .text(action.dueOn)),
            .init("overdue", "Overdue", .flag(action.overdue), shown: action.overdue),
            .init("owner_name", "Owner", .said(action.ownerName)),
            .init("correction", "Correction", .said(action.correction)),
            .init("corrective_action", "Corrective action", .said(action.correctiveAction)),
            .init("cost_pence", "Cost in pence", action.costPence.map { .number($0) } ?? .absent),
            .init("budget_decision", "Budget decision", .said(action.budgetDecision)),
            .init("raised_by", "Raised by", .said(action.raisedBy)),
            .init("raised_at", "Raised", action.raisedAt.cell),
            .init("completed_on", "Cleared on", .said(action.completedOn), shown: !action.completedOn.isEmpty),
            .init("checked_on", "Effect reviewed on", .said(action.checkedOn), shown: !action.checkedOn.isEmpty),
            .init(
                "subjects", "About the records", .said(action.subjects.joined(separator: ", ")),
                shown: !action.subjects.isEmpty),
            .init("version", "Version", .number(UInt64(action.version))),
            .init("action_id", "Id", .text(action.actionID)),
            .init("assessment_id", "Assessment", .text(action.assessmentID)),
            .init("service_id", "Service's id", .text(action.serviceID), shown: false),
            .init("owner_id", "Owner's id", .said(action.ownerID), shown: false),
        ]
    }

    private static func report(_ action: Action) -> Report {
        var report = Report(fields: fields(action))
        guard !action.history.isEmpty else { return report }
        report.tables = [
            Table(
                "history",
                [
                    .init("version", "Version", right: true), .init("moved_at", "When"), .init("moved_by", "Who"),
                    .init("from", "From"), .init("to", "To"), .init("note", "Note", wraps: true),
                ],
                rows: action.history.map {
                    [
                        .number(UInt64($0.version)), $0.movedAt.cell, .said($0.movedBy), $0.from.plainCell,
                        $0.to.plainCell, .said($0.note),
                    ]
                })
        ]
        return report
    }

    private static func table(_ actions: [Action], names: [String: String]) -> Report {
        Report(tables: [
            Table(
                "actions",
                [
                    .init("due_on", "Due"), .init("state", "State"), .init("overdue", "Overdue", hidesZero: true),
                    .init("clause_id", "Clause"),
                    .init("title", "Title", wraps: true), .init("service_name", "Service", wraps: true),
                    .init("owner_name", "Owner", wraps: true), .init("action_id", "Id", spills: true),
                    .init("assessment_id", nil),
                    .init("service_id", nil), .init("version", nil),
                ],
                rows: actions.map {
                    [
                        .text($0.dueOn), state($0), .flag($0.overdue),
                        .text($0.clauseID), .text($0.title), .said(names[$0.serviceID] ?? $0.serviceID),
                        .said($0.ownerName), .text($0.actionID), .text($0.assessmentID), .text($0.serviceID),
                        .number(UInt64($0.version)),
                    ]
                })
        ])
    }
}
