import Conformance
import Messages

/// The numbers and lists that the rules use, and what a trust sets in their place.
enum SettingCommands {
    static let group = CommandGroup(
        name: "setting", summary: "The rules' numbers and lists, and what the trust has set in their place.",
        commands: [list, override])

    private static let list = Command(
        "list", summary: "Lists the settings with their defaults and sources, and what the trust has set.",
        options: [CommandOption("changed", summary: "Only those that the trust has set")],
        example: "lm2 setting list --changed"
    ) { (invocation) async throws(ClientFailure) in
        let answer = try await invocation.signedIn().call(
            Methods.VerdictService.listRuleSettings, ListRuleSettingsRequest())
        return report(answer, changedOnly: invocation.arguments.isSet("changed"))
    }

    private static let override = Command(
        "override", summary: "Sets a setting for the trust from a day on.",
        details: [
            "What was judged for earlier days stays as it was, so the first day is today at the earliest. A general value "
                + "does not reach a clause that has a default of its own: set that with --clause."
        ],
        positionals: [
            Positional("KEY", summary: "The setting, such as qms_review_days"),
            Positional("VALUE", summary: "A whole number, or words with ; between them"),
        ],
        options: [
            CommandOption("from", "DATE", kind: .date, required: true, summary: "The first day on which it holds"),
            CommandOption("to", "DATE", kind: .date, summary: "The last day; else it holds until it is set again"),
            CommandOption("clause", "CLAUSE", summary: "Only for this clause, such as k.5"),
            CommandOption("reason", "TEXT", required: true, summary: "Why"),
        ],
        example:
            "lm2 setting override outcome_meetings_min 6 --from 2027-01-01 --clause k.5 --reason 'Agreed by the board'"
    ) { (invocation) async throws(ClientFailure) in
        let arguments = invocation.arguments
        var request = OverrideRuleSettingRequest(
            key: arguments["KEY"], clauseID: arguments.text("clause").lowercased(), from: arguments.text("from"),
            to: arguments.text("to"), reason: arguments.text("reason"), idempotencyKey: IdempotencyKey.make())
        switch try value(arguments["VALUE"], of: arguments["KEY"]) {
        case .number(let number): request.number = Int64(number)
        case .words(let words): request.words = words
        }
        let made = try await invocation.signedIn().call(Methods.VerdictService.overrideRuleSetting, request)
        return Report(fields: [
            .init("key", "Setting", .text(made.key)), .init("clause_id", "Clause", .said(made.clauseID)),
            .init("value", "Value", .text(value(made.number, made.words))), .init("from", "From", .text(made.from)),
            .init("to", "To", .said(made.to)), .init("reason", "Reason", .text(made.reason)),
            .init("recorded_at", "Recorded", made.recordedAt.cell),
            .init("recorded_by", "Recorded by", .said(made.recordedBy)),
        ])
    }

    /// The value that a text means for a setting.
    private static func value(
        _ text: String, of key: String
    ) throws(ClientFailure) -> Conformance.RuleSetting.Value {
        guard let setting = Conformance.RuleSetting.named(key) else {
            var line = "there is no setting \u{2018}\(key.printableLine)\u{2019}"
            let keys = Conformance.RuleSetting.all.map(\.key)
            if let near = Resemblance.nearest(to: key, among: keys) { line += "; did you mean \(near)?" }
            throw ClientFailure(.notFound, [line, "All of them: lm2 setting list"])
        }
        let value: Conformance.RuleSetting.Value? =
            switch setting.fallback {
            case .number: Int(text).map { .number($0) }
            case .words: .words(text.split(separator: ";").map(\.trimmed).filter { !$0.isEmpty })
            }
        guard let value, setting.accepts(value) else {
            throw ClientFailure(
                .usage,
                [
                    "VALUE: \u{2018}\(text.printableLine)\u{2019} is no value of \(key), which takes \(form(of: setting))",
                    "See: lm2 setting override --help",
                ])
        }
        return value
    }

    /// What a setting takes, in words.
    private static func form(of setting: Conformance.RuleSetting) -> String {
        switch setting.kind {
        case .days: "a whole number of days"
        case .workingDays: "a whole number of working days"
        case .percent: "a whole number of per cent"
        case .count: "a whole number"
        case .microsieverts: "a whole number of microsieverts"
        case .tenths: "a whole number of tenths"
        case .grade: "one of \(HarmGrade.words.joined(separator: ", "))"
        case .dates: "days, YYYY-MM-DD, with ; between them"
        case .list(let words): "some of \(words.joined(separator: ", ")), with ; between them"
        }
    }

    private static func value(_ number: Int64?, _ words: [String]) -> String {
        number.map { String($0) } ?? (words.isEmpty ? "none" : words.joined(separator: ";"))
    }

    /// A default with its unit, and those of single clauses.
    private static func defaultText(_ setting: Messages.RuleSetting) -> String {
        guard let number = setting.number else {
            return setting.words.isEmpty ? "none" : setting.words.joined(separator: "; ")
        }
        let unit =
            switch setting.kind {
            case "percent": " %"
            case "count": ""
            case "microsieverts": " \u{B5}Sv"
            default: " " + setting.kind.map { $0 == "_" ? " " : String($0) }.joined()
            }
        let clauses = setting.byClause.map { $0.split(separator: "=").joined(separator: " ") }
        return "\(number)\(unit)" + (clauses.isEmpty ? "" : "; " + clauses.joined(separator: ", "))
    }

    private static func report(_ answer: ListRuleSettingsResponse, changedOnly: Bool) -> Report {
        let changed = Set(answer.overrides.map(\.key))
        let settings = answer.settings.filter { !changedOnly || changed.contains($0.key) }
        return Report(tables: [
            Table(
                "settings",
                [
                    .init("key", "Setting"), .init("default_text", "Default", wraps: true),
                    .init("changed", "Changed", hidesZero: true), .init("source", "Source", wraps: true),
                    .init("default", nil), .init("kind", nil), .init("by_clause", nil),
                ],
                rows: settings.map { setting in
                    [
                        .text(setting.key), .text(defaultText(setting)), .flag(changed.contains(setting.key)),
                        .text(setting.source), .text(value(setting.number, setting.words)), .text(setting.kind),
                        .list(setting.byClause),
                    ]
                }, whenEmpty: "The trust has set none: all are at their defaults."),
            Table(
                "overrides",
                [
                    .init("key", "Setting"), .init("clause_id", "Clause"), .init("value", "Value", wraps: true),
                    .init("from", "From"), .init("to", "To"), .init("recorded_at", "Recorded"),
                    .init("recorded_by", "By", wraps: true), .init("reason", "Reason", wraps: true),
                ],
                rows: answer.overrides.map { item in
                    [
                        .text(item.key), .said(item.clauseID), .text(value(item.number, item.words)), .text(item.from),
                        .said(item.to), item.recordedAt.cell, .said(item.recordedBy), .text(item.reason),
                    ]
                }, preface: ["Set by the trust, in the order in which it was recorded; the latest first day holds:"],
                shown: !answer.overrides.isEmpty),
        ])
    }
}
