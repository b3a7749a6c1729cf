import Crypto
import Messages
import RPC
import Transport

/// The audit log: what was done, and the proof that nobody has changed what it says.
enum AuditCommands {
    static let group = CommandGroup(
        name: "audit", summary: "The audit log: what was done by whom, and the proof that nobody has changed it.",
        commands: [list, head, export, prove, AuditVerification.verify])

    private static let list = Command(
        "list", summary: "Lists entries of the log, the latest first.",
        details: ["An entry has no index until it is sealed, a second after it was made at the latest."],
        options: [
            CommandOption("account", "ID", summary: "Only those of this account"),
            CommandOption("subject", "TEXT", summary: "Only those whose subject begins so, such as action/"),
            CommandOption(
                "limit", "N", kind: .number(1...1_000_000), summary: "At most so many; 100 if left out"),
        ],
        example: "lm2 audit list --subject assessment/ --limit 20"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let limit = Int(arguments.number("limit") ?? 100)
        var entries: [LoggedEntry] = []
        var page = PageRequest()
        repeat {
            page.size = UInt32(min(500, limit - entries.count))
            let answer = try await session.call(
                Methods.AuditService.listEntries,
                ListEntriesRequest(
                    accountID: arguments.text("account"), subjectPrefix: arguments.text("subject"), page: page))
            entries += answer.entries
            page.token = answer.nextPageToken
        } while !page.token.isEmpty && entries.count < limit
        return table(entries)
    }

    private static let head = Command(
        "head", summary: "Shows the latest signed head of the log.",
        details: [
            "Keep it as JSON outside the server, again and again: with it \u{2018}lm2 audit verify --head\u{2019} finds a log "
                + "that was rolled back, or written anew."
        ],
        example: "lm2 audit head --output json"
    ) { (invocation) async throws(ClientFailure) in
        let head = try await invocation.signedIn().call(Methods.AuditService.getSignedHead, GetSignedHeadRequest())
        return Report(fields: fields(head))
    }

    private static let export = Command(
        "export", summary: "Writes the whole log to a file, to be verified anywhere.",
        details: [
            "Each line is a JSON object: a seal, or one of its entries, which follow it. Bytes are in base 64; an entry's body "
                + "is the message lm2.v1.AuditEntry of the protocol."
        ],
        positionals: [Positional("FILE", summary: "Where to write it; - for standard output")],
        options: [CommandOption("force", summary: "Overwrite a file that exists")],
        example: "lm2 audit export audit.jsonl"
    ) { (invocation) async throws(ClientFailure) in
        let path = invocation.arguments["FILE"]
        let force = invocation.arguments.isSet("force")
        let session = try invocation.signedIn()
        let method = Methods.AuditService.exportLog
        // Standard output has one attempt; a file is begun anew with each.
        let output = path == "-" ? DownloadFile() : nil
        let (file, counts) = try await session.attempt(limit: session.streamLimit) { client, metadata, remaining in
            let file = try await invocation.blocking { () throws(ClientFailure) in
                let file = if let output { output } else { try DownloadFile(path: path, overwrites: force) }
                try file.begin()
                return file
            }
            let call = try await client.open(
                method.path, request: ExportLogRequest().serialized(), metadata: metadata, timeout: remaining)
            do {
                return (file, try await receive(call, into: file, invocation))
            } catch {
                call.cancel()
                throw error
            }
        }
        guard !file.isStandardOutput else { return nil }
        return Report(fields: [
            .init("file", "File", .text(file.path)), .init("entries", "Entries", .number(counts.entries)),
            .init("seals", "Seals", .number(counts.seals)),
        ])
    }

    private static func receive(
        _ call: ClientCall, into file: DownloadFile, _ invocation: Invocation
    ) async throws -> (entries: UInt64, seals: UInt64) {
        let bar = ProgressBar(console: invocation.console, name: "audit log")
        defer { bar.clear() }
        var counts = (entries: UInt64(0), seals: UInt64(0))
        var done: UInt64 = 0
        var lines = ""
        func flush() async throws {
            let bytes = Array(lines.utf8)
            lines = ""
            done += UInt64(bytes.count)
            try await invocation.blocking { () throws(ClientFailure) in try file.write(bytes) }
            if !file.isStandardOutput { bar.update(done: done, total: nil) }
        }
        while let bytes = try await call.next() {
            guard let item = try Session.read(ExportLogResponse.self, bytes).item, let line = ExportedLine.text(item)
            else { throw ClientFailure(.refused, "the server sent what is neither a seal nor an entry") }
            if case .seal = item { counts.seals += 1 } else { counts.entries += 1 }
            lines += line
            if lines.utf8.count >= 256 << 10 { try await flush() }
        }
        try await flush()
        try await invocation.blocking { () throws(ClientFailure) in try file.keep() }
        return counts
    }

    private static let prove = Command(
        "prove", summary: "Proves that an entry is in the log, and checks the proof.",
        positionals: [Positional("ENTRY", summary: "The entry's id")],
        options: [
            CommandOption("key", "FILE", summary: "The installation's public key (PEM), to check the head's signature")
        ],
        example: "lm2 audit prove 01890a5d-ac96-774b-bcce-b302099a8057 --key audit.pub"
    ) { (invocation) async throws(ClientFailure) in
        let arguments = invocation.arguments
        let path = arguments.option("key")
        let key = try await invocation.blocking { () throws(ClientFailure) in
            try path.map { (path) throws(ClientFailure) in try AuditVerification.key(path) }
        }
        let proof = try await invocation.signedIn().call(
            Methods.AuditService.proveInclusion, ProveInclusionRequest(entryID: arguments["ENTRY"]))
        return report(proof, key: key)
    }

    private static func report(_ proof: InclusionProof, key: Ed25519.PublicKey?) -> Report {
        let entry = proof.entry ?? LoggedEntry()
        let head = proof.head ?? SignedHead()
        let isProven =
            head.treeSize == proof.treeSize
            && MerkleProof.verifyInclusion(
                leafHash: MerkleHash.leaf(entry.body), index: entry.leafIndex ?? .max, size: proof.treeSize,
                root: head.root, hashes: proof.hashes)
        let isSigned = key.map { key in KeptHead(head)?.isSigned(by: key) ?? false }
        var report = Report(
            fields: [
                .init("in_the_log", "In the log", .word(isProven ? "yes" : "no", isProven ? .good : .bad)),
                .init("head_signed", "Head signed", isSigned.map { .flag($0) } ?? .absent),
            ] + entryFields(entry) + fields(head))
        report.tables = [
            Table("hashes", [.init("hash", "Hashes of the proof")], rows: proof.hashes.map { [.text(hex($0))] })
        ]
        if !isProven || isSigned == false { report.code = .notGenuine }
        return report
    }

    // MARK: What is shown

    private static func fields(_ head: SignedHead) -> [Report.Field] {
        [
            .init("tree_size", "Entries", .number(head.treeSize)),
            .init("sealed_at", "Sealed", .instant(head.sealedAt)),
            .init("root", "Root", .text(Base64.encode(head.root))),
            .init("key_id", "Key", .text(Base64.encode(head.keyID))),
            .init("signature", "Signature", .text(Base64.encode(head.signature))),
            .init("tenant_id", "Organisation's id", .text(head.tenantID)),
            .init("sealed_microseconds", "Sealed", .number(UInt64(clamping: head.sealedAt)), shown: false),
        ]
    }

    private static func entryFields(_ logged: LoggedEntry) -> [Report.Field] {
        zip(columns, cells(logged)).map { .init($0.key, $0.title ?? $0.key, $1, shown: $0.title != nil) }
    }

    private static let columns: [Table.Column] = [
        .init("recorded_at", "When"), .init("method", "What", wraps: true), .init("subject", "About", wraps: true),
        .init("role", "As"), .init("account_id", "Who", spills: true), .init("address", "From"),
        .init("leaf_index", "Index", right: true), .init("entry_id", "Id", spills: true),
        .init("account_tenant_id", nil), .init("credential_id", nil), .init("engagement_id", nil),
        .init("call_id", nil),
        .init("before_digest", nil), .init("after_digest", nil), .init("salt", nil),
    ]

    private static func cells(_ logged: LoggedEntry) -> [Cell] {
        // What can't be read is shown as far as it can: the place in the log is what counts then.
        let entry = (try? AuditEntry(serialized: logged.body)) ?? AuditEntry()
        return [
            .instant(entry.recordedAt), .text(entry.method), .text(entry.subject),
            Role(rawValue: Int32(clamping: entry.role)).plainCell, .said(entry.accountID), .said(entry.address),
            logged.leafIndex.map { .number($0) } ?? .absent, .text(entry.entryID), .said(entry.accountTenantID),
            .said(entry.credentialID), .said(entry.engagementID), .said(entry.callID), .said(hex(entry.beforeDigest)),
            .said(hex(entry.afterDigest)), .said(hex(logged.salt)),
        ]
    }

    private static func table(_ entries: [LoggedEntry]) -> Report {
        Report(tables: [Table("entries", columns, rows: entries.map(cells))])
    }

    private static func hex(_ bytes: [UInt8]) -> String { Hexadecimal.encode(bytes) }
}
