import Conformance

/// The verdicts of a service as at a date: criterion by criterion for people, the rules' own form for programs.
package struct VerdictSheet: Sendable {
    /// What is judged, such as a service's name.
    let subject: String
    let date: String
    let mode: VisibilityMode
    let rulesVersion: Int
    /// How many records there are, whether they count or not; nil if nobody said.
    let records: Int?
    let clauses: [JudgedClause]
    /// Whether the rules, figures, settings and records are shown.
    let hasReasons: Bool
    /// Records that decided, by their ids, as far as they were looked up.
    var known: [String: RecordView] = [:]

    /// Verdicts that somebody found.
    package init(
        subject: String, date: String, mode: VisibilityMode, rulesVersion: Int, records: Int?, clauses: [JudgedClause],
        hasReasons: Bool
    ) {
        self.subject = subject
        self.date = date
        self.mode = mode
        self.rulesVersion = rulesVersion
        self.records = records
        self.clauses = clauses
        self.hasReasons = hasReasons
    }

    /// Where the sentences begin: behind the widest clause and the widest verdict.
    private static let left = 22
    /// Where the reasons begin, under the clause.
    private static let indent = 6

    /// The report: drawn for people, a row a clause in CSV.
    package var report: Report {
        var report = Report(
            fields: [
                .init("date", "Date", .text(date)), .init("mode", "Mode", .text(mode.rawValue)),
                .init("rules_version", "Rules", .number(UInt64(rulesVersion))),
            ],
            tables: [
                Table(
                    "clauses",
                    [
                        .init("clause_id", "Clause"), .init("verdict", "Verdict"), .init("sentence", "Why"),
                        .init("deciding_count", "Records"), .init("deciding", "Deciding"),
                    ],
                    rows: clauses.map { clause in
                        [
                            .text(clause.id), .word(clause.verdict.rawValue, clause.verdict.tint),
                            .text(clause.sentence),
                            .number(UInt64(clause.decidingCount)), .list(clause.deciding),
                        ]
                    })
            ])
        report.document = json
        report.drawing = { lines($0) }
        return report
    }

    /// The form of the rules, section 7.
    var json: JSONValue {
        .object([
            .init("date", .string(date)), .init("mode", .string(mode.rawValue)),
            .init("rules_version", .number(UInt64(rulesVersion))),
            .init("clauses", .object(clauses.map { .init($0.id, $0.json(withRule: hasReasons)) })),
        ])
    }

    // MARK: For people

    private func lines(_ page: Page) -> [String] {
        let counted = mode == .recorded ? "what was recorded by then" : "what had happened by then"
        let title = subject + " as at \(date), by \(counted)"
        var lines = wrapped(title, page).map { page.paint($0, .heading) }
        if clauses.count != 1 { lines.append(counts(clauses, page)) }
        var about = "Rules version \(rulesVersion)"
        if let records { about += "; the service has \(records) record\(records == 1 ? "" : "s")" }
        lines.append(page.paint(about, .faint))
        var criterion = ""
        for clause in clauses {
            if clause.criterion != criterion {
                criterion = clause.criterion
                if clauses.count > 1 {
                    let own = clauses.filter { $0.criterion == criterion }
                    lines += ["", page.paint("Criterion \(criterion)", .heading) + "   " + counts(own, page)]
                } else {
                    lines.append("")
                }
            } else if hasReasons {
                lines.append("")
            }
            lines += self.lines(of: clause, page)
        }
        if hasReasons {
            lines.append("")
            lines += wrapped("docs/CLAUSES.md explains the rules' notions, which are in capitals.", page)
        }
        return lines
    }

    /// How many clauses have each verdict; those that none has are left out.
    private func counts(_ clauses: [JudgedClause], _ page: Page) -> String {
        let order: [SystemVerdict] = [.supported, .contradicted, .insufficient, .notApplicable]
        return order.compactMap { verdict -> String? in
            let count = clauses.count { $0.verdict == verdict }
            return count == 0 ? nil : page.paint("\(count) \(verdict.words)", verdict.tint)
        }.joined(separator: ", ")
    }

    private func lines(of clause: JudgedClause, _ page: Page) -> [String] {
        let sentence = clause.reason.printableLine
        let parts = page.width.map { TextWrapping.lines(sentence, width: max(20, $0 - Self.left)) } ?? [sentence]
        var lines = parts.enumerated().map { index, part in
            guard index == 0 else { return String(repeating: " ", count: Self.left) + part }
            let words = clause.verdict.words
            let gap = String(repeating: " ", count: max(1, Self.left - 6 - words.count))
            let id = clause.id + String(repeating: " ", count: max(1, 6 - clause.id.count))
            return page.paint(id, .heading) + page.paint(words, clause.verdict.tint) + gap + part
        }
        if hasReasons { lines += reasons(of: clause, page) }
        return lines
    }

    private func reasons(of clause: JudgedClause, _ page: Page) -> [String] {
        var lines: [String] = []
        func add(_ title: String, _ text: String) {
            guard !text.isEmpty else { return }
            let left = Self.indent + 10
            let parts = page.width.map { TextWrapping.lines(text, width: max(20, $0 - left)) } ?? [text]
            for (index, part) in parts.enumerated() {
                let name = index == 0 ? title : ""
                lines.append(
                    String(repeating: " ", count: Self.indent) + page.paint(name, .faint)
                        + String(repeating: " ", count: 10 - name.count) + part)
            }
        }
        add("Rule", Self.rule(clause))
        add("Source", clause.source.printableLine)
        add("Figures", Self.text(clause.figures))
        add("Settings", Self.text(clause.settings))
        add("Records", deciding(of: clause, page))
        if !known.isEmpty {
            let views = clause.deciding.compactMap { known[$0] }
            let inner = Page(width: page.width.map { $0 - Self.indent }, hasColours: page.hasColours)
            lines.append("")
            lines += RecordCommands.table("records", views).lines(inner).map {
                String(repeating: " ", count: Self.indent) + $0
            }
        }
        return lines
    }

    /// The rule as prose: without the marks around names, and with what "otherwise" leaves.
    private static func rule(_ clause: JudgedClause) -> String {
        if clause.rule == "otherwise" { return "otherwise: neither what contradicts nor what supports it holds" }
        return String(clause.rule.printableLine.filter { $0 != "`" })
    }

    /// How many records decided, and the ids of as many as fit in two lines.
    private func deciding(of clause: JudgedClause, _ page: Page) -> String {
        guard clause.decidingCount > 0 else { return "none" }
        guard known.isEmpty else {
            let shown = clause.deciding.count { known[$0] != nil }
            return shown == clause.decidingCount
                ? String(shown) : "\(clause.decidingCount), of which these \(shown) are shown"
        }
        let room = page.width.map { max(1, ($0 - Self.indent - 10) / 38 * 2) } ?? Int.max
        let fit = clause.deciding.prefix(room == Int.max ? room : max(1, room - 1))
        let left = clause.decidingCount - fit.count
        return "\(clause.decidingCount): " + fit.joined(separator: ", ") + (left > 0 ? " and \(left) more" : "")
    }

    /// Names with values: `pass 3, fail 1`.
    private static func text(_ values: [(name: String, value: JSONValue)]) -> String {
        values.map { "\($0.name) \(text($0.value))" }.joined(separator: ", ")
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text.isEmpty ? "none" : text.printableLine
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .array(let items): items.isEmpty ? "none" : "(" + items.map { text($0) }.joined(separator: ", ") + ")"
        default: "unknown"
        }
    }

    private func wrapped(_ text: String, _ page: Page) -> [String] {
        page.width.map { TextWrapping.lines(text.printableLine, width: $0) } ?? [text.printableLine]
    }
}
