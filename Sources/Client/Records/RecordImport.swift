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

    /// Sends a file: header, then chunks.
    ///
    /// Once anything was sent it is not sent again by itself: rows without a key would be there twice.
    static func send(
        _ file: UploadFile, header: ImportHeader, _ invocation: Invocation
    ) async throws(ClientFailure) -> ImportRecordsResponse {
        if let size = file.size, size > mostBytes {
            throw ClientFailure(
                .localFile, "\(file.name.printableLine) has \(ByteCount.text(size)); at most 32 MiB are taken: split it"
            )
        }
        let session = try invocation.signedIn()
        let bar = ProgressBar(console: invocation.console, name: file.name)
        defer { bar.clear() }
        let method = Methods.RecordsService.importRecords
        let answer = try await session.attempt(limit: session.streamLimit) { client, metadata, remaining in
            let call = try await client.open(method.path, metadata: metadata, timeout: remaining)
            do {
                try await call.send(ImportRecordsRequest(part: .header(header)).serialized())
                var done: UInt64 = 0
                while true {
                    let chunk = try await invocation.blocking { () throws(ClientFailure) in try file.read(chunkSize) }
                    if chunk.isEmpty { break }
                    done += UInt64(chunk.count)
                    try await call.send(ImportRecordsRequest(part: .chunk(chunk)).serialized())
                    bar.update(done: done, total: file.size.map { max($0, done) })
                }
                call.finishSending()
                return try await call.answer()
            } catch let status as Status where status.code == .unavailable {
                throw ClientFailure(
                    .unavailable,
                    [
                        status.message.printable,
                        "It is not known whether the file was taken in: look with \u{2018}lm2 record list\u{2019}, or run it "
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
    static func report(_ answer: ImportRecordsResponse, _ header: ImportHeader) -> Report {
        var report = Report(
            title: [title(answer, header)],
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
                    "problems", [.init("line", "Line"), .init("column", "Column"), .init("problem", "Problem")],
                    rows: answer.problems.map {
                        [.number(UInt64($0.line)), .said($0.column), .text($0.problem)]
                    }, shown: false)
            ])
        report.footer = answer.problems.map(line)
        let left = Int(answer.problemCount) - answer.problems.count
        if left > 0 { report.footer.append("\u{2026} and \(left) more") }
        if answer.problemCount > 0, !header.partial { report.code = .refused }
        return report
    }

    private static func title(_ answer: ImportRecordsResponse, _ header: ImportHeader) -> String {
        if answer.written { return "\(header.register): the file was taken in" }
        if header.dryRun { return "\(header.register): a dry run, nothing was written" }
        if answer.problemCount > 0 {
            return "\(header.register): nothing was written; put the lines right, or take the others in with --partial"
        }
        return "\(header.register): nothing was to be written"
    }

    /// A problem in a line, as a sheet's own reader says it.
    private static func line(_ problem: ImportProblem) -> String {
        let place = "line \(problem.line)" + (problem.column.isEmpty ? "" : ": \(problem.column)")
        return "\(place) \(problem.problem)".printableLine
    }
}
