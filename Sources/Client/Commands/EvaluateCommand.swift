import Conformance
import Glibc

/// `lm2 evaluate`: needs no server and no profile, only records in the interchange form.
enum EvaluateCommand {
    /// What stands for FILE when many sets are judged.
    private static let lines = CommandOption(
        "stdin-lines", summary: "Judge one set a line of standard input; one JSON answer a line")

    static let evaluate = Command(
        "evaluate", summary: "Judges all clauses from exported records alone, without any server.",
        details: [
            "The records are in the interchange form: one JSON object with records and overrides. An object that has a "
                + "date or a mode of its own is judged by these.",
            "With --stdin-lines a set that can't be read has an answer with the one member error, and the program ends "
                + "with the code of an unreadable file once all lines are judged.",
        ],
        positionals: [
            Positional("FILE", replacedBy: lines, summary: "The records of a service; - for standard input")
        ],
        options: [
            CommandOption("date", "DATE", kind: .date, summary: "The date as at which the clauses are judged"),
            CommandOption(
                "mode", "MODE", kind: .choice(VisibilityMode.allCases.map(\.rawValue)),
                summary: "By what was recorded by then (recorded), or by when it happened (happened)"),
            CommandOption("clause", "CLAUSE", summary: "Only this clause, such as k.5"),
            CommandOption(
                "why", summary: "Also the rule, its source, the figures, the settings and the records that decided"),
        ],
        example: "lm2 evaluate ct.json --date 2026-06-30"
    ) { (invocation) async throws(ClientFailure) in
        let arguments = invocation.arguments
        let wish = try Wish(arguments)
        if arguments.isSet("stdin-lines") {
            return try await invocation.blocking { () throws(ClientFailure) in try judgeLines(wish) }
        }
        let path = arguments["FILE"]
        return try await invocation.blocking { () throws(ClientFailure) in
            do { return try wish.answer(to: try contents(path)).report } catch let error as InterchangeError {
                throw ClientFailure(.localFile, "\(path.printableLine) can\u{2019}t be judged: \(error)")
            } catch let failure as ClientFailure {
                throw failure
            } catch {
                throw ClientFailure(.localFile, "\(path.printableLine) can\u{2019}t be judged: \(error)")
            }
        }
    }

    /// What is asked of each set.
    private struct Wish: Sendable {
        let date: Conformance.CivilDate?
        let mode: VisibilityMode?
        let clauses: Set<String>?
        let hasReasons: Bool

        init(_ arguments: Arguments) throws(ClientFailure) {
            date = arguments.option("date").flatMap { Conformance.CivilDate($0) }
            hasReasons = arguments.isSet("why")
            mode = arguments.option("mode").flatMap { VisibilityMode(rawValue: $0) }
            clauses = arguments.option("clause").map { [$0.lowercased()] }
            if let clause = clauses?.first, !Evaluation.clauses.contains(clause) {
                throw ClientFailure(.notFound, "there is no clause \u{2018}\(clause.printableLine)\u{2019}")
            }
        }

        func answer(to text: [UInt8]) throws(InterchangeError) -> VerdictSheet {
            let read = try Interchange(text)
            guard let date = read.date ?? date else {
                throw InterchangeError("no date is given: --date YYYY-MM-DD")
            }
            let mode = read.mode ?? mode ?? .recorded
            return VerdictSheet(
                subject: "Verdicts", date: date.description, mode: mode, rulesVersion: Evaluation.rulesVersion,
                records: nil,
                clauses: Evaluation.judge(read.set, at: date, mode: mode, clauses: clauses).map { JudgedClause($0) },
                hasReasons: hasReasons)
        }
    }

    /// Reads a whole file. Blocks.
    private static func contents(_ path: String) throws(ClientFailure) -> [UInt8] {
        let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LocalFile.failure("read", path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while true {
            let chunk = try LocalFile.read(descriptor, limit: 1 << 20, path: path)
            if chunk.isEmpty { return bytes }
            bytes += chunk
            guard bytes.count <= sizeLimit else {
                throw ClientFailure(.localFile, "\(path.printableLine) has more than \(sizeLimit >> 20) MiB")
            }
        }
    }

    private static let sizeLimit = 1 << 30

    /// Judges standard input line by line. Blocks.
    private static func judgeLines(_ wish: Wish) throws(ClientFailure) -> Report? {
        let file = try LineFile(path: "-", longestLine: sizeLimit)
        var output: [UInt8] = []
        var unreadable: UInt64 = 0
        while let line = try file.next() {
            let answer: JSONValue
            do { answer = try wish.answer(to: line).json } catch {
                unreadable += 1
                answer = .object([.init("error", .string("\(error)"))])
            }
            output += Array(answer.line().utf8)
            if output.count > 1 << 18 {
                try LocalFile.write(output, to: STDOUT_FILENO, path: "standard output")
                output = []
            }
        }
        try LocalFile.write(output, to: STDOUT_FILENO, path: "standard output")
        guard unreadable == 0 else {
            throw ClientFailure(.localFile, "\(unreadable) of \(file.lineNumber) sets could not be judged")
        }
        return nil
    }
}
