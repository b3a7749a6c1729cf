import Messages

/// `lm2 due`: what is overdue, and what falls due soon.
enum DueCommand {
    static let due = Command(
        "due", summary: "Lists what is overdue and what falls due in the coming days, the earliest first.",
        details: [
            "Reviews, measurements, notifications, meetings, actions, audits, tests of access and training that the records "
                + "ask for, and evidence that stops being current. The due day itself is in time."
        ],
        options: [
            CommandOption("service", "NAME", summary: "Only this service, by name or id; else all that you may see"),
            CommandOption("days", "N", kind: .number(1...366), summary: "So many days ahead; 30 if left out"),
            CommandOption("date", "DATE", kind: .date, summary: "The day from which they are counted; else today"),
        ],
        example: "lm2 due --service 'CT at St Elsewhere' --days 60"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        var request = ListDueRequest(
            days: UInt32(arguments.number("days") ?? 0), asAt: arguments.text("date"))
        if let named = arguments.option("service") { request.serviceID = try await session.service(named) }
        let answer = try await session.call(Methods.VerdictService.listDue, request)
        return report(answer, isOfOne: !request.serviceID.isEmpty)
    }

    private static func report(_ answer: ListDueResponse, isOfOne: Bool) -> Report {
        let overdue = answer.items.count(where: \.overdue)
        var report = Report(
            title: ["Due as at \(answer.asAt): \(answer.total), of which \(overdue) overdue"],
            tables: [
                Table(
                    "due",
                    [
                        .init("due_on", "Due"), .init("overdue", "Late", hidesZero: true), .init("kind", "Kind"),
                        .init("clause_id", "Clause"), .init("what", "What", wraps: true),
                        .init("service_name", isOfOne ? nil : "Service", wraps: true),
                        .init("record_id", "Record", spills: true), .init("service_id", nil),
                    ],
                    rows: answer.items.map { item in
                        [
                            item.overdue ? .word(item.dueOn, .bad) : .text(item.dueOn), .flag(item.overdue),
                            item.kind.plainCell, .said(item.clauseID), .text(item.what), .text(item.serviceName),
                            .said(item.recordID), .text(item.serviceID),
                        ]
                    }, whenEmpty: "Nothing.")
            ])
        let left = Int(answer.total) - answer.items.count
        if left > 0 { report.footer = ["\(left) more are due: ask for fewer days, or for one service."] }
        return report
    }
}
