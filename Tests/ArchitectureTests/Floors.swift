/// A target, its floor, and what it may import.
struct Target: Sendable {
    let name: String
    /// Nil: it is for development only.
    let floor: Int?
    let imports: Set<String>
    let path: String

    init(_ name: String, floor: Int?, _ imports: Set<String> = [], path: String? = nil) {
        self.name = name
        self.floor = floor
        self.imports = imports
        self.path = path ?? "Sources/\(name)"
    }
}

enum Floors {
    /// The same table as in Package.swift and docs/ARCHITECTURE.md, lowest first: who is named comes before who names it.
    static let table = [
        Target("CUV", floor: 0),
        Target("CArgon2", floor: 0),
        Target("COpenSSL", floor: 0),
        Target("CPostgres", floor: 0),
        Target("CNGHTTP2", floor: 0),
        Target("CHTTPParser", floor: 0),
        Target("CZlib", floor: 0),
        Target("CProtobuf", floor: 0),
        Target("CMessages", floor: 0, ["CProtobuf"]),

        Target("Conformance", floor: 1),
        Target("RPC", floor: 1),
        Target("Kernel", floor: 1, ["CUV", "Glibc", "Synchronization"]),
        Target("Crypto", floor: 1, ["CArgon2", "COpenSSL", "Synchronization"]),
        Target("Messages", floor: 1, ["CMessages", "CProtobuf", "Glibc"]),

        Target(
            "Transport", floor: 2,
            [
                "Kernel", "RPC", "Messages", "COpenSSL", "CNGHTTP2", "CHTTPParser", "CZlib", "Glibc",
                "Synchronization",
            ]),
        Target("Postgres", floor: 2, ["Kernel", "CPostgres", "Synchronization"]),

        Target("Storage", floor: 3, ["Conformance", "Messages", "Crypto", "Postgres", "Synchronization"]),

        Target("Services", floor: 4, ["Conformance", "RPC", "Messages", "Crypto", "Storage", "Synchronization"]),
        Target("Jobs", floor: 4, ["Conformance", "Kernel", "Crypto", "Storage"]),

        Target(
            "Daemon", floor: 5,
            [
                "Conformance", "RPC", "Kernel", "Crypto", "Messages", "Transport", "Postgres", "Storage", "Services",
                "Jobs", "Glibc", "Synchronization",
            ]),
        Target("lm2d", floor: 5, ["Daemon", "Glibc"]),
        Target(
            "Client", floor: 5,
            ["Conformance", "Kernel", "RPC", "Transport", "Messages", "Crypto", "Glibc", "Synchronization"]),
        Target("lm2", floor: 5, ["Client", "Glibc"]),

        Target(
            "lm2-bench", floor: nil,
            ["Conformance", "Kernel", "RPC", "Transport", "Messages", "Crypto", "CPostgres", "Glibc"]),
        Target("lm2d-interop", floor: nil, ["Daemon", "RPC", "Glibc"], path: "Tests/Interop"),
        Target(
            "TestSupport", floor: nil,
            [
                "Conformance", "RPC", "Kernel", "Messages", "Transport", "Postgres", "Storage", "Services", "Crypto",
                "CNGHTTP2", "Glibc",
                "Synchronization", "Testing", "FoundationEssentials",
            ], path: "Tests/Support"),
    ]

    static func target(_ name: String) -> Target? { table.first { $0.name == name } }

    /// The modules that a Swift file imports, with the numbers of the lines.
    static func imports(in file: SourceFile) -> [(line: Int, module: String)] {
        guard file.contains("import ") else { return [] }
        return file.lines.enumerated().compactMap { index, line in
            var words = line.split(separator: " ")[...]
            while let word = words.first, word.hasPrefix("@") || modifiers.contains(word) { words.removeFirst() }
            guard words.popFirst() == "import" else { return nil }
            if let kind = words.first, kinds.contains(kind) { words.removeFirst() }
            guard let name = words.first?.split(separator: ".").first else { return nil }
            return (index + 1, String(name))
        }
    }

    /// What is wrong with a file's imports, if it is part of the target.
    static func violations(in file: SourceFile, of target: Target) -> [String] {
        imports(in: file).filter { !target.imports.contains($0.module) }
            .map { "\(file.path):\($0.line): \(target.name) may not import \($0.module)" }
    }

    /// The folders that are no target of the table.
    static func unknown(_ folders: [String]) -> [String] { folders.filter { target($0) == nil } }

    /// The targets of a Package.swift that are no tests, with their dependencies.
    static func declared(in package: SourceFile) -> [String: Set<String>] {
        let code = package.lines.filter { !$0.trimmed.hasPrefix("//") }.joined(separator: "\n")
        // Before the first target there are the products, which are declared in the same words.
        guard let start = code.firstRange(of: "\n    targets: [") else { return [:] }
        // After the last target there are the fuzzers', which are tests too.
        let rest = code[start.upperBound...]
        let declarations = rest[..<(rest.firstRange(of: "\n    ]")?.lowerBound ?? rest.endIndex)]
        var targets: [String: Set<String>] = [:]
        for chunk in declarations.split(separator: "\n        .") where !chunk.hasPrefix("testTarget") {
            let quoted = { (text: Substring) in
                text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
                    .filter { $0.offset % 2 == 1 }.map { String($0.element) }
            }
            guard let name = quoted(chunk).first else { continue }
            var names: [String] = []
            if let list = chunk.firstRange(of: "dependencies: [") {
                names = quoted(chunk[list.upperBound...].prefix { $0 != "]" })
            }
            targets[name] = Set(names)
        }
        return targets
    }

    /// What a Package.swift declares that the table does not allow.
    static func violations(in package: SourceFile) -> [String] {
        declared(in: package).sorted { $0.key < $1.key }.flatMap { name, dependencies in
            guard let target = target(name) else { return ["\(name) is not in the table of the floors"] }
            return dependencies.subtracting(target.imports).sorted().map { "\(name) may not depend on \($0)" }
        }
    }

    /// The floors as a Markdown table states them; nil for what is for development only.
    static func documented(in document: SourceFile) -> [String: Int?] {
        var floors: [String: Int?] = [:]
        for line in document.lines where line.hasPrefix("|") {
            let cells = line.split(separator: "|").map { String($0).trimmed }
            guard cells.count == 3, Int(cells[0]) != nil || cells[0] == "dev" else { continue }
            for name in cells[1].split(whereSeparator: { "` ,".contains($0) }) {
                floors[name == "Tests/Support" ? "TestSupport" : String(name)] = .some(Int(cells[0]))
            }
        }
        return floors
    }

    private static let modifiers: Set<Substring> = ["package", "public", "internal", "fileprivate", "private"]
    private static let kinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
    ]
}

extension String {
    /// Without the blanks at both ends.
    var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
