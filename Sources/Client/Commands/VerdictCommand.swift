import Conformance
import Messages

/// `lm2 verdict`: what a service's own records say of each clause.
enum VerdictCommand {
    /// The most deciding records that are looked up.
    private static let mostRecords = 20

    /// The options that say as at which date, and by what records count; other commands have them too.
    static let date = CommandOption("date", "DATE", kind: .date, summary: "The date as at which it holds; else today")
    static let mode = CommandOption(
        "mode", "MODE", kind: .choice(VisibilityMode.allCases.map(\.rawValue)),
        summary: "By what was recorded by then (the default), or by what had happened")

    static let verdict = Command(
        "verdict", summary: "Says what a service's own records say of each clause, as at a date.",
        details: [
            "A clause is supported, contradicted or not applicable, or the records are insufficient to say. By what was "
                + "recorded by then an answer never changes; by what had happened, what was recorded later counts too.",
            "As JSON it is what \u{2018}lm2 evaluate\u{2019} writes of the same records; with --why it also has the rules and how "
                + "many records decided, of which at most 500 ids are sent.",
        ],
        options: [
            RecordCommands.service, date, mode,
            CommandOption("clause", "CLAUSE", summary: "Only this clause, such as k.5"),
            CommandOption(
                "why", summary: "Also the rule, its source, the figures, the settings and the records that decided"),
        ],
        example: "lm2 verdict --service 'CT at St Elsewhere' --date 2026-06-30 --clause k.5 --why"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let clause = arguments.text("clause").lowercased()
        let request = JudgeServiceRequest(
            serviceID: try await session.service(arguments.text("service")), asAt: arguments.text("date"),
            mode: mode(arguments), clauseID: clause)
        let answer = try await session.call(Methods.VerdictService.judgeService, request)
        let name = try await session.nameOfService(request.serviceID)
        var sheet = VerdictSheet(
            subject: name, date: answer.asAt, mode: answer.mode == .happened ? .happened : .recorded,
            rulesVersion: Int(answer.rulesVersion), records: Int(answer.records),
            clauses: try answer.judgements.map { (judgement) throws(ClientFailure) in try JudgedClause(judgement) },
            hasReasons: arguments.isSet("why"))
        if sheet.hasReasons, !clause.isEmpty, let only = sheet.clauses.first {
            for id in only.deciding.prefix(mostRecords) {
                let record = try await session.call(Methods.RecordsService.getRecord, GetRecordRequest(recordID: id))
                sheet.known[id] = try RecordView(record)
            }
        }
        return sheet.report
    }

    /// The mode that a command line asks for.
    static func mode(_ arguments: Arguments) -> VerdictMode {
        VerdictMode(word: arguments.text("mode")) ?? .unspecified
    }
}

extension Session {
    /// A service's name by its id; who may not see the service reads the id.
    func nameOfService(_ id: String) async throws(ClientFailure) -> String {
        let service = try await unlessForbidden { () async throws(ClientFailure) in
            try await self.call(Methods.OrganisationService.getService, GetServiceRequest(serviceID: id))
        }
        return service?.name ?? id
    }
}

extension Messages.SystemVerdict {
    /// The verdict in a report.
    var cell: Cell {
        switch self {
        case .unspecified, .unrecognized: .absent
        case .supported: .word(word, .good)
        case .contradicted: .word(word, .bad)
        case .insufficient: .word(word, .middling)
        case .notApplicable: .word(word, .faint)
        }
    }
}
