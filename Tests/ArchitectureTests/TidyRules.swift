extension TidyRule {
    /// The most lines that a file may have, if no program wrote it.
    static let lineLimit = 500

    /// Files that were longer when the rule was made, and what they may have: they are to shrink, not to grow.
    static let longFiles = ["Tests/clients/python/test_native.py": 638]

    /// The rules, one after another.
    static let all = [
        TidyRule(
            name: "a file has at most \(lineLimit) lines", places: ["Sources/", "Tests/", "deploy/", "proto/"],
            endings: [".swift", ".sql", ".c", ".h", ".py", ".sh", ".proto"], judgesGenerated: false,
            find: { file in
                let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
                return count > longFiles[file.path] ?? lineLimit ? [count] : []
            },
            bad: [
                sample("Sources/RPC/Long.swift", String(repeating: "\n", count: lineLimit + 1)),
                sample("Tests/clients/python/test_native.py", String(repeating: "\n", count: 639)),
            ],
            good: [
                sample("Sources/RPC/Full.swift", String(repeating: "\n", count: lineLimit)),
                sample("Sources/Messages/Generated/Long.swift", String(repeating: "\n", count: lineLimit + 1)),
            ]),
        TidyRule(
            name: "nothing traps that could be an error, and nothing is left for later", places: ["Sources/"],
            endings: [".swift", ".sql"],
            find: Needle.finder(
                [
                    "try!", " as!", Needle("TODO", startsWord: true), Needle("FIXME", startsWord: true),
                    Needle("fatalError(", startsWord: true),
                ], inComments: true),
            bad: ["try! f()", "let a = b as! C", "// TODO later", "// FIXME", "fatalError()"].map {
                sample("Sources/RPC/Bad.swift", $0)
            },
            good: [
                sample("Sources/RPC/Good.swift", "try f()\nlet a = b as? C\npreconditionFailure()"),
                sample("Tests/RPCTests/Good.swift", "try! f()"),
            ]),
        TidyRule(
            name: "libssl is called only in Transport/TLS", places: ["Sources/"],
            exceptions: ["Sources/Transport/TLS/"], find: Needle.finder([Needle("SSL_", startsWord: true)]),
            bad: [sample("Sources/Transport/Server/Server.swift", "let n = SSL_read(ssl, base, 1)")],
            good: [
                sample("Sources/Transport/TLS/TLSEngine.swift", "let n = SSL_read(ssl, base, 1)"),
                sample("Sources/Transport/Server/Server.swift", "// SSL_read is elsewhere\nlet OPENSSL_SURE = 1"),
            ]),
        TidyRule(
            name: "libcrypto's digests are called only in Crypto and Transport/TLS", places: ["Sources/"],
            exceptions: ["Sources/Crypto/", "Sources/Transport/TLS/"],
            find: Needle.finder([Needle("EVP_", startsWord: true)]),
            bad: [sample("Sources/Storage/Digest.swift", "EVP_DigestInit_ex(context, EVP_sha256(), nil)")],
            good: [sample("Sources/Crypto/SHA256.swift", "EVP_DigestInit_ex(context, EVP_sha256(), nil)")]),
        TidyRule(
            name: "libnghttp2 is called only in Transport/HTTP2", places: ["Sources/"],
            exceptions: ["Sources/Transport/HTTP2/"], find: Needle.finder([Needle("nghttp2_", startsWord: true)]),
            bad: [sample("Sources/Transport/Server/Server.swift", "let n = nghttp2_session_mem_send(session, &data)")],
            good: [sample("Sources/Transport/HTTP2/HTTP2Session.swift", "nghttp2_session_del(pointer)")]),
        TidyRule(
            name: "http_parser is called only in Transport/HTTP1", places: ["Sources/"],
            exceptions: ["Sources/Transport/HTTP1/"], find: Needle.finder([Needle("http_parser_", startsWord: true)]),
            bad: [sample("Sources/Transport/HTTP/HTTPRequest.swift", "http_parser_init(&parser, HTTP_REQUEST)")],
            good: [sample("Sources/Transport/HTTP1/HTTP1Parser.swift", "http_parser_init(&parser, HTTP_REQUEST)")]),
        TidyRule(
            // The bench measures libpq beside the server, in the one file that is named.
            name: "libpq is called only in Postgres", places: ["Sources/"],
            exceptions: ["Sources/Postgres/", "Sources/lm2-bench/Transfer.swift"],
            find: Needle.finder([Needle("PQ", startsWord: true, leadsLowerCase: true)]),
            bad: [sample("Sources/Storage/Store.swift", "defer { PQclear(result) }")],
            good: [
                sample("Sources/Postgres/Rows.swift", "deinit { PQclear(result) }"),
                sample("Sources/Storage/Store.swift", "let PQ = 1, aPQclear = 2"),
            ]),
        TidyRule(
            name: "SQL is written only in Storage, Postgres and lm2-bench", places: ["Sources/"],
            exceptions: ["Sources/Storage/", "Sources/Postgres/", "Sources/lm2-bench/"], find: sqlLines,
            bad: [
                sample("Sources/Services/Bad.swift", "let s = Statement(\"s\", \"select 1 from lm2.tenant\")"),
                sample("Sources/Jobs/Bad.swift", "    delete from lm2.remembered_answer"),
                sample("Sources/Daemon/Bad.swift", "        from lm2.account a"),
            ],
            good: [
                sample("Sources/Storage/Good.swift", "    delete from lm2.remembered_answer"),
                sample(
                    "Sources/Services/Good.swift", "\"lm2.v1.StandardService/GetStandard\"\n// select from lm2.unit"),
            ]),
        TidyRule(
            name: "a clock is read only in Kernel", places: ["Sources/"], exceptions: ["Sources/Kernel/"],
            judgesGenerated: false,
            find: Needle.finder(
                [
                    "clock_gettime", "gettimeofday", "ContinuousClock", "SuspendingClock", "uv_now(", "uv_hrtime(",
                    Needle("time(nil)", startsWord: true), Needle("Date()", startsWord: true),
                ]),
            bad: ["clock_gettime(CLOCK_REALTIME, &time)", "ContinuousClock().now", "let t = time(nil)"].map {
                sample("Sources/Storage/Bad.swift", $0)
            },
            good: [
                sample("Sources/Kernel/Clock.swift", "clock_gettime(CLOCK_REALTIME, &time)"),
                sample("Sources/Storage/Good.swift", "let day = CivilDate()"),
            ]),
        TidyRule(
            name: "only a program asks for the machine's clock; everybody else is given one", places: ["Sources/"],
            exceptions: ["Sources/Kernel/", "Sources/Daemon/", "Sources/Client/"],
            find: Needle.finder(["SystemClock("]),
            bad: [sample("Sources/Services/Bad.swift", "let now = SystemClock().now()")],
            good: [sample("Sources/Daemon/ServeCommand.swift", "let clock = SystemClock()")]),
        TidyRule(
            name: "no path of a machine that it was developed on",
            places: ["Sources/", "Tests/", "deploy/", "proto/", "docs/", "README.md", "Package.swift"], endings: [],
            find: Needle.finder(machinePaths.map { Needle($0, startsWord: true) }, inComments: true),
            bad: machinePaths.map { sample("docs/BAD.md", "It is in \($0)x.") },
            good: [sample("docs/GOOD.md", "It is in /tmp/x, or in frame\(machinePaths[0])x.")]),
        TidyRule(
            name: "an update of a clause's row counts its change", places: ["Sources/"], endings: [".swift", ".sql"],
            find: uncountedUpdates,
            bad: [
                sample(
                    "Sources/Storage/Bad.swift", "\"update lm2.assessment_clause c\n set frozen = true where a = 1\""),
                sample(
                    "Sources/Storage/Bad.swift",
                    "update lm2.assessment_clause set frozen = true where a = 1 and change = change + 1"),
                sample("Sources/Storage/Migrations/0009_bad.sql", "UPDATE assessment_clause\nSET rating = 1;"),
            ],
            good: [
                sample(
                    "Sources/Storage/Good.swift",
                    "update lm2.assessment_clause c\n    set change = change + 1, frozen = true\n    from lm2.record x"),
                sample("Sources/Storage/Good.swift", "update lm2.assessment_clause_note set text = ''"),
            ]),
        TidyRule(
            name: "what other targets can use says what it means", places: ["Sources/"], judgesGenerated: false,
            find: undocumented,
            bad: [
                "package let count: Int", "    @inlinable package static func f() {}", "public struct S {}",
                "/// Far away.\n\npackage init() {}", "// Not for readers of the documentation.\npackage var a = 1",
                "package private(set) var a = 1", "@discardableResult\npackage func f() -> Int { 1 }",
            ].map { sample("Sources/RPC/Bad.swift", $0) },
            good: [
                "/// How many.\npackage let count: Int", "/// Does it.\n@discardableResult\npackage func f() -> Int {",
                "package var description: String {", "package static func < (a: S, b: S) -> Bool {", "let package = 1",
                "package func hash(into hasher: inout Hasher) {", "package import RPC", "package extension S {",
            ].map { sample("Sources/RPC/Good.swift", $0) }),
    ]

    private static func sample(_ path: String, _ text: String) -> SourceFile { SourceFile(path: path, text: text) }

    /// In two halves, for this file is judged too.
    private static let machinePaths = ["/" + "root/", "/" + "work/", "/tmp/" + "build"]

    /// Lines of a literal that begin as a statement or a clause of one and name a table of the schema.
    @Sendable private static func sqlLines(_ file: SourceFile) -> [Int] {
        guard file.contains("lm2.") else { return [] }
        let beginnings = ["select ", "insert ", "update ", "delete ", "with ", "from ", "join ", "merge "]
        return file.lines.enumerated().compactMap { index, line in
            guard !line.trimmed.hasPrefix("//") else { return nil }
            // Each literal in the line, and the line itself, which may lie in a literal of several lines.
            let texts = line.split(separator: "\"").map { String($0).trimmed.lowercased() }
            let isSQL = texts.contains { text in
                beginnings.contains { text.hasPrefix($0) } && text.contains(" lm2.") && !text.contains(" lm2.v1")
            }
            return isSQL ? index + 1 : nil
        }
    }

    /// Updates of lm2.assessment_clause whose SET leaves out the column that the remembered answers rest on.
    @Sendable private static func uncountedUpdates(_ file: SourceFile) -> [Int] {
        guard file.contains("assessment_clause") else { return [] }
        let lines = file.lines.map { $0.lowercased() }
        return lines.indices.compactMap { index in
            let isUpdate = ["update lm2.assessment_clause", "update assessment_clause"].contains { beginning in
                guard let range = lines[index].firstRange(of: beginning) else { return false }
                let rest = lines[index][range.upperBound...]
                return rest.first.map { !$0.isLetter && $0 != "_" } ?? true
            }
            guard isUpdate else { return nil }
            // The statement's words up to its WHERE or FROM; SET is at most a few lines below.
            let words = lines[index...].prefix(8).joined(separator: " ").split(separator: " ").joined(separator: " ")
            guard let start = words.firstRange(of: "assessment_clause"),
                let set = words[start.upperBound...].firstRange(of: " set ")
            else { return index + 1 }
            let assignments = words[set.upperBound...]
            let end = [" where ", " from ", ";", "\"\"\""].compactMap { assignments.firstRange(of: $0)?.lowerBound }
                .min()
            let counted = assignments[..<(end ?? assignments.endIndex)].contains(/change = (c\.)?change \+ 1/)
            return counted ? nil : index + 1
        }
    }

    /// Declarations that other targets see, without a documentation comment right above.
    @Sendable private static func undocumented(_ file: SourceFile) -> [Int] {
        guard file.contains("package ") || file.contains("public ") else { return [] }
        let lines = file.lines.map(\.trimmed)
        return lines.indices.compactMap { index in
            var words = lines[index].split(separator: " ")[...]
            while let word = words.first, word.hasPrefix("@") || word == "nonisolated" { words.removeFirst() }
            guard let access = words.popFirst(), access == "package" || access == "public" else { return nil }
            if words.contains("import") || words.first == "extension" { return nil }
            if witnesses.contains(where: { lines[index].contains($0) }) { return nil }
            let above = lines[..<index].last { !$0.hasPrefix("@") }
            return above?.hasPrefix("///") == true ? nil : index + 1
        }
    }

    /// What says itself what it means, since a protocol of the language asks for it.
    private static let witnesses = [
        "var description:", "var debugDescription:", "func hash(into", "static func ==", "static func <",
        "init(dictionaryLiteral", "init(stringLiteral", "func enqueue(_ job", "func asUnownedTaskExecutor()",
    ]
}
