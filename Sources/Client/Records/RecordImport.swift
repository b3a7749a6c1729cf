import Conformance
import Crypto
import Messages
import RPC
import Transport

/// A sheet on its way to the server.
enum RecordImport {
    /// How many bytes are sent in one message.
    private static let chunkSize = 256 * 1024
    /// The most bytes that the server takes.
    private static let mostBytes: UInt64 = 32 << 20

    /// A file, and the register whose records it has.
    struct Sheet: Sendable {
        let file: UploadFile
        let register: Register
    }

    /// Sends files: for each a header, then chunks.
    ///
    /// Once anything was sent it is not sent again by itself: rows without a key would be there twice.
    static func send(
        _ sheets: [Sheet], header: ImportHeader, _ invocation: Invocation
    ) async throws(ClientFailure) -> ImportRecordsResponse {
        let size = sheets.reduce(0) { $0 + ($1.file.size ?? 0) }
        if size > mostBytes {
            throw ClientFailure(
                .localFile, "the files have \(ByteCount.text(size)) in all; at most 32 MiB are taken: split them")
        }
        let session = try invocation.signedIn()
        let bar = ProgressBar(console: invocation.console, name: sheets.count == 1 ? sheets[0].file.name : "sheets")
        defer { bar.clear() }
        let method = Methods.RecordsService.importRecords
        let answer = try await session.attempt(limit: session.streamLimit) { client, metadata, remaining in
            let call = try await client.open(method.path, metadata: metadata, timeout: remaining)
            do {
                var done: UInt64 = 0
                for sheet in sheets {
                    var header = header
                    header.register = sheet.register.name
                    try await call.send(ImportRecordsRequest(part: .header(header)).serialized())
                    while true {
                        let chunk = try await invocation.blocking { () throws(ClientFailure) in
                            try sheet.file.read(chunkSize)
                        }
                        if chunk.isEmpty { break }
                        done += UInt64(chunk.count)
                        try await call.send(ImportRecordsRequest(part: .chunk(chunk)).serialized())
                        bar.update(done: done, total: size == 0 ? nil : max(size, done))
                    }
                }
                call.finishSending()
                return try await call.answer()
            } catch let status as Status where status.code == .unavailable {
                throw ClientFailure(
                    .unavailable,
                    [
                        status.message.printable,
                        "It is not known whether the files were taken in: look with \u{2018}lm2 record list\u{2019}, or run it "
                            + "again with --dry-run.",
                    ])
            } catch {
                call.cancel()
                throw error
            }
        }
        return try Session.read(ImportRecordsResponse.self, answer)
    }

    /// What came of it, for people and programs.
    static func report(
        _ answer: ImportRecordsResponse, _ header: ImportHeader, of registers: String
    ) -> Report {
        var report = Report(
            title: [title(answer, header, registers)],
            fields: [
                .init("created", "Created", .number(UInt64(answer.created))),
                .init("revised", "Revised", .number(UInt64(answer.revised))),
                .init("unchanged", "Unchanged", .number(UInt64(answer.unchanged))),
                .init("refused", "Refused", .number(UInt64(answer.refused))),
                .init("written", "Written", .flag(answer.written), shown: false),
                .init("dry_run", "Dry run", .flag(header.dryRun), shown: false),
                .init("problem_count", "Problems", .number(UInt64(answer.problemCount)), shown: false),
                .init(
                    "sha256", "SHA-256 of what was written",
                    answer.sha256.isEmpty ? .absent : .text(Hexadecimal.encode(answer.sha256)), shown: false),
            ],
            tables: [
                Table(
                    "problems",
                    [
                        .init("register", "Register"), .init("line", "Line"), .init("column", "Column"),
                        .init("problem", "Problem"),
                    ],
                    rows: answer.problems.map {
                        [.said($0.register), .number(UInt64($0.line)), .said($0.column), .text($0.problem)]
                    }, shown: false)
            ])
        report.footer = answer.problems.map { line($0, named: registers.contains(",")) }
        let left = Int(answer.problemCount) - answer.problems.count
        if left > 0 { report.footer.append("\u{2026} and \(left) more") }
        if answer.problemCount > 0, !header.partial { report.code = .refused }
        return report
    }

    private static func title(
        _ answer: ImportRecordsResponse, _ header: ImportHeader, _ registers: String
    ) -> String {
        if answer.written { return "\(registers): taken in" }
        if header.dryRun { return "\(registers): a dry run, nothing was written" }
        if answer.problemCount > 0 {
            return "\(registers): nothing was written; put the lines right, or take the others in with --partial"
        }
        return "\(registers): nothing was to be written"
    }

    /// A problem in a line, as a sheet's own reader says it.
    private static func line(_ problem: ImportProblem, named: Bool) -> String {
        let place =
            (named ? "\(problem.register) " : "") + "line \(problem.line)"
            + (problem.column.isEmpty ? "" : ": \(problem.column)")
        return "\(place) \(problem.problem)".printableLine
    }
}

extension Register {
    /// The register that a file is named after, such as `incident.csv`.
    init(fileName: String) throws(ClientFailure) {
        let name = fileName.hasSuffix(".csv") ? String(fileName.dropLast(4)) : fileName
        guard let register = Register(name: name) else {
            throw ClientFailure(
                .usage,
                "\(fileName.printableLine) is not named after a register: say which with --register, or name it so")
        }
        self = register
    }
}
