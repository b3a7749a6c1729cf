import Client
import Testing

@Suite("The command line")
struct CommandLineTests {
    private let parser = CommandLineParser(tree: LM2Commands.tree)

    /// What a command line is read as: `option=value` and `WORD=value`, sorted, or the first line of the refusal.
    private func read(_ words: [String]) -> String {
        do {
            switch try parser.parse(words) {
            case .help: return "help"
            case .run(let command, let arguments):
                let words = arguments.words.map { "\($0.key)=\($0.value)" }
                let lists = arguments.lists.map { "\($0.key)=\($0.value.joined(separator: "|"))" }
                let options = arguments.options.map { "--\($0.key)=\($0.value.joined(separator: "|"))" }
                return ([command.name] + words.sorted() + lists.sorted() + options.sorted()).joined(separator: " ")
            }
        } catch {
            #expect(error.code == .usage)
            return error.lines.first ?? ""
        }
    }

    @Test(
        "is read by the table",
        arguments: [
            (["whoami"], "whoami"),
            (["--profile", "other", "whoami", "--output=json"], "whoami --output=json --profile=other"),
            (
                ["assessment", "rate", "CT", "a.1", "met", "--narrative", "-- as said"],
                "rate ASSESSMENT=CT CLAUSE=a.1 RATING=met --narrative=-- as said"
            ),
            (
                ["assessment", "rate", "--service", "CT", "a.1", "not-met"],
                "rate CLAUSE=a.1 RATING=not-met --service=CT"
            ),
            (["assessment", "--timeout", "5", "list"], "list --timeout=5"),
            (
                ["evidence", "upload", "a.pdf", "--link", "CT", "a.1,b.2"],
                "upload FILE=a.pdf --link=CT|a.1,b.2"
            ),
            (["evidence", "download", "x", "-"], "download EVIDENCE=x FILE=-"),
            (["unit", "create", "--kind", "site", "--", "--odd"], "create NAME=--odd --kind=site"),
            (["action", "list", "--overdue"], "list --overdue="),
            (
                ["record", "create", "staff", "person=Ada Osei", "--service", "CT", "from=2026-01-01", "--", "-x=y"],
                "create REGISTER=staff FIELD=VALUE=person=Ada Osei|from=2026-01-01|-x=y --service=CT"
            ),
            (["record", "registers"], "registers"),
            (
                ["record", "export", "--service", "CT", "--output", "a.csv", "--json"],
                "export --json= --output=a.csv --service=CT"
            ),
            (
                ["verdict", "--service", "CT", "--mode", "happened", "--why"],
                "verdict --mode=happened --service=CT --why="
            ),
            (["assessment", "rate", "--help"], "help"),
            (["help", "action"], "help"),
        ])
    func accepts(words: [String], meaning: String) {
        #expect(read(words) == meaning)
    }

    @Test(
        "is refused with what is wrong",
        arguments: [
            (["asessment"], "lm2: there is no command \u{2018}asessment\u{2019}; did you mean assessment?"),
            (["xyzzy"], "lm2: there is no command \u{2018}xyzzy\u{2019}"),
            (
                ["assessment", "rates"],
                "lm2 assessment: there is no command \u{2018}rates\u{2019}; did you mean rate?"
            ),
            (
                ["whoami", "--otput", "json"],
                "lm2 whoami: there is no option \u{2018}--otput\u{2019}; did you mean --output?"
            ),
            (
                ["record", "create", "staff", "--service", "CT"],
                "lm2 record create: FIELD=VALUE is missing: A field with its value; put it in quotes"
            ),
            (
                ["--output", "json", "record", "export", "--service", "CT"],
                "lm2 record export: --output FILE stands after the command: it means something else before it"
            ),
            (
                ["verdict", "--service", "CT", "--mode", "asked"],
                "lm2 verdict: --mode: \u{2018}asked\u{2019} is not one of recorded, happened"
            ),
            (
                ["due", "--days", "367"],
                "lm2 due: --days: \u{2018}367\u{2019} is not a whole number from 1 to 366"
            ),
            (["whoami", "-o"], "lm2 whoami: there is no option \u{2018}-o\u{2019}"),
            (
                ["whoami", "x"],
                "lm2 whoami: \u{2018}x\u{2019} is one word too many; put text of several words in quotes"
            ),
            (["assessment", "rate", "CT", "a.1"], "lm2 assessment rate: RATING is missing: The rating"),
            (
                ["assessment", "rate", "CT", "a.1", "good"],
                "lm2 assessment rate: RATING: \u{2018}good\u{2019} is not one of not-met, met, not-applicable"
            ),
            (
                ["assessment", "start", "CT", "--from", "2026-02-29", "--to", "2026-12-31"],
                "lm2 assessment start: --from: \u{2018}2026-02-29\u{2019} is not a date; write it as YYYY-MM-DD"
            ),
            (
                ["assessment", "start", "CT", "--from", "2026-01-01"],
                "lm2 assessment start: --to DATE is missing: The last day of its period"
            ),
            (["compare", "--date"], "lm2 compare: --date needs DATE"),
            (["compare", "--date", "2026-01-01", "--date=2026-01-02"], "lm2 compare: --date is given twice"),
            (
                ["evidence", "upload", "a", "--link=CT"],
                "lm2 evidence upload: --link is written --link ASSESSMENT CLAUSES"
            ),
            (["action", "list", "--overdue=yes"], "lm2 action list: --overdue takes no value"),
            (
                ["compare", "--timeout", "0"],
                "lm2 compare: --timeout: \u{2018}0\u{2019} is not a whole number from 1 to 86400"
            ),
            (
                ["whoami", "--output", "xml"],
                "lm2 whoami: --output: \u{2018}xml\u{2019} is not one of table, json, csv"
            ),
        ])
    func refuses(words: [String], complaint: String) {
        #expect(read(words) == complaint)
    }

    /// Every command with the words that lead to it.
    private static let commands: [(path: [String], command: Command)] = LM2Commands.tree.entries.flatMap { entry in
        switch entry {
        case .command(let command): [([command.name], command)]
        case .group(let group): group.commands.map { ([group.name, $0.name], $0) }
        }
    }

    @Test("has for every command an example that is right")
    func examples() throws {
        for (path, command) in Self.commands {
            let words = Self.split(command.example)
            #expect(Array(words.prefix(path.count + 1)) == ["lm2"] + path)
            guard case .run(let found, _) = try parser.parse(Array(words.dropFirst())) else {
                Issue.record("\(command.example) is not read as a command")
                continue
            }
            #expect(found.name == command.name)
        }
    }

    @Test("has help at each level, with an example, that fits a terminal")
    func help() throws {
        for path in [[]] + Self.commands.map(\.path) + Self.commands.map({ Array($0.path.prefix(1)) }) {
            guard case .help(let text) = try parser.parse(path + ["--help"]) else {
                Issue.record("\(path) --help gives no help")
                continue
            }
            #expect(text.contains("Usage: lm2"))
            #expect(text.contains("lm2 \(path.joined(separator: " "))"))
            for line in text.split(separator: "\n") where line.displayWidth > 80 {
                #expect(line.hasPrefix("  lm2") || line.hasPrefix("Usage:"), "too wide: \(line)")
            }
        }
        guard case .help(let text) = try parser.parse(["--help"]) else { return }
        for code in ExitCode.allCases { #expect(text.contains("\(code.rawValue)  ")) }
    }

    /// The words of a command line, with single quotes around some.
    private static func split(_ line: String) -> [String] {
        line.split(separator: "'", omittingEmptySubsequences: false).enumerated().flatMap { index, part in
            index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
        }
    }
}
