import Crypto
import Glibc

/// `lm2 audit verify`: needs no server and no profile, only the file, the public key, and perhaps a head that was kept.
enum AuditVerification {
    static let verify = Command(
        "verify", summary: "Verifies an exported log, without any server.",
        details: [
            "The public key has to come from outside the database: whoever could change the log could change a key in it. What "
                + "is wrong is named by the first entry that is.",
            "Without --head, a log that was put back to an older state whole is as good as any: keep heads elsewhere.",
        ],
        positionals: [Positional("FILE", summary: "The exported log; - for standard input")],
        options: [
            CommandOption("key", "FILE", required: true, summary: "The installation's public key (PEM)"),
            CommandOption(
                "head", "FILE", summary: "A head that was kept: \u{2018}lm2 audit head --output json\u{2019} prints it"),
        ],
        example: "lm2 audit verify audit.jsonl --key audit.pub --head head.json"
    ) { (invocation) async throws(ClientFailure) in
        let arguments = invocation.arguments
        let (log, key, head) = (arguments["FILE"], arguments.text("key"), arguments.option("head"))
        return try await invocation.blocking { () throws(ClientFailure) in
            try report(
                log, key: try Self.key(key), head: try head.map { (path) throws(ClientFailure) in try kept(path) })
        }
    }

    /// Reads a public key. Blocks.
    static func key(_ path: String) throws(ClientFailure) -> Ed25519.PublicKey {
        let text = try text(path)
        do { return try Ed25519.PublicKey(pem: Array(text.utf8)) } catch {
            throw ClientFailure(.localFile, "the key \(path.printableLine) can't be used: \(error)")
        }
    }

    private static func kept(_ path: String) throws(ClientFailure) -> KeptHead {
        let text = try text(path)
        guard let head = FlatJSON(Array(text.utf8)).flatMap({ KeptHead($0) }) else {
            throw ClientFailure(
                .localFile,
                "\(path.printableLine) holds no head; \u{2018}lm2 audit head --output json\u{2019} prints one")
        }
        return head
    }

    private static func text(_ path: String) throws(ClientFailure) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LocalFile.failure("read", path) }
        defer { close(descriptor) }
        return try LocalFile.text(of: descriptor, path: path)
    }

    private static func report(
        _ path: String, key: Ed25519.PublicKey, head: KeptHead?
    ) throws(ClientFailure) -> Report {
        let file = try LineFile(path: path)
        var finding: AuditFinding?
        var summary: [Report.Field] = []
        do {
            var verifier = try AuditVerifier(key: key, kept: head)
            finding = try first(in: file, &verifier)
            summary = [
                .init("entries", "Entries", .number(verifier.size)),
                .init("seals", "Seals", .number(verifier.sealCount)),
                .init("sealed_at", "Last sealed", verifier.latest.map { .instant($0.head.sealedAt) } ?? .absent),
                .init("root", "Root", verifier.latest.map { .text(Base64.encode($0.head.root)) } ?? .absent),
            ]
        } catch let error as AuditFinding {
            finding = error
        } catch let error as ClientFailure {
            throw error
        } catch {
            throw ClientFailure(.localFile, "the log can't be verified: \(error)")
        }
        var report = Report(fields: [
            .init("genuine", "Genuine", .word(finding == nil ? "yes" : "no", finding == nil ? .good : .bad))
        ])
        if let finding {
            report.fields += [
                .init("finding", "What is wrong", .text(finding.kind.rawValue)),
                .init("leaf_index", "Index", finding.leafIndex.map { .number($0) } ?? .absent),
                .init("entry_id", "Entry", .said(finding.entryID)),
                .init("sentence", "Finding", .text(finding.sentence)),
            ]
            report.code = .notGenuine
        } else {
            report.fields += summary
            report.fields.append(
                .init("head", "Kept head", .text(head == nil ? "none given" : "is of this log's history")))
        }
        return report
    }

    /// The first finding; nil if all is well.
    private static func first(
        in file: LineFile, _ verifier: inout AuditVerifier
    ) throws(ClientFailure) -> AuditFinding? {
        do {
            while let text = try file.next() {
                if text.isEmpty { continue }
                guard let line = ExportedLine(text) else {
                    return AuditFinding(
                        .unreadable, at: verifier.size,
                        "line \(file.lineNumber) is neither a seal nor an entry; \(verifier.size) entries were read")
                }
                try verifier.take(line)
            }
            try verifier.end()
            return nil
        } catch let finding as AuditFinding {
            return finding
        } catch let failure as ClientFailure {
            throw failure
        } catch {
            throw ClientFailure(.localFile, "the log can't be verified: \(error)")
        }
    }
}
