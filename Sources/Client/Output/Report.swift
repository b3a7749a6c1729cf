/// What a command answers: fields of one thing, tables of several, or both. Each format writes the same values.
package struct Report: Sendable {
    /// Lines above all else, for people only.
    package var title: [String] = []
    /// What is known of one thing.
    package var fields: [Field] = []
    /// Tables. Those with the same key are one table to a program, and several to people.
    package var tables: [Table] = []
    /// Lines below all else, for people only.
    package var footer: [String] = []
    /// How the program ends once it is printed.
    package var code = ExitCode.done
    /// What JSON says in place of the fields and tables, where that has a form of its own.
    package var document: JSONValue?
    /// Draws the report for people in place of the fields and tables.
    package var drawing: (@Sendable (Page) -> [String])?

    /// How a report is written.
    package enum Format: String, Sendable, CaseIterable {
        case table, json, csv
    }

    /// One fact about one thing.
    package struct Field: Sendable {
        /// Its name for programs, in snake case.
        let key: String
        /// Its name for people.
        let title: String
        let cell: Cell
        /// Whether people see it too.
        let isShown: Bool

        /// A field: `key` in JSON, `title` for people.
        package init(_ key: String, _ title: String, _ cell: Cell, shown: Bool = true) {
            self.key = key
            self.title = title
            self.cell = cell
            isShown = shown
        }
    }

    /// A report; each part may be empty.
    package init(title: [String] = [], fields: [Field] = [], tables: [Table] = [], footer: [String] = []) {
        self.title = title
        self.fields = fields
        self.tables = tables
        self.footer = footer
    }

    /// The report as text.
    package func text(_ format: Format, page: Page) -> String {
        switch format {
        case .table: people(page).map { $0 + "\n" }.joined()
        case .json: (document ?? json).document()
        case .csv: csv
        }
    }

    // MARK: For programs

    /// An array of objects for a table alone; else one object, with its tables as arrays.
    private var json: JSONValue {
        if fields.isEmpty, let key = tables.first?.key, tables.allSatisfy({ $0.key == key }) {
            return .array(objects(of: key))
        }
        var members = fields.map { JSONValue.Member($0.key, $0.cell.json) }
        for table in tables where !members.contains(where: { $0.name == table.key }) {
            members.append(JSONValue.Member(table.key, .array(objects(of: table.key))))
        }
        return .object(members)
    }

    /// The values under one name, as plain text on a line each; nil if no part of the report has that name.
    package func values(of key: String) -> [String]? {
        let found = fields.filter { $0.key == key }.map { $0.cell.csv.text.printableLine }
        if !found.isEmpty { return found }
        let columns = tables.compactMap { table in table.columns.firstIndex { $0.key == key }.map { (table, $0) } }
        guard !columns.isEmpty else { return nil }
        return columns.flatMap { table, index in table.rows.map { $0[index].csv.text.printableLine } }
    }

    /// The names that `values(of:)` knows, in the order of the report.
    package var keys: [String] {
        var keys: [String] = []
        for key in fields.map(\.key) + tables.flatMap({ $0.columns.map(\.key) }) where !keys.contains(key) {
            keys.append(key)
        }
        return keys
    }

    private func objects(of key: String) -> [JSONValue] {
        tables.filter { $0.key == key }.flatMap { table in
            table.rows.map { row in
                .object(zip(table.columns, row).map { JSONValue.Member($0.key, $1.json) })
            }
        }
    }

    /// The tables with the first key that people see, or the fields as one record.
    private var csv: String {
        guard let first = tables.first(where: \.isShown) else {
            return CSVText.record(fields.map(\.key)) + CSVText.record(fields.map { Self.csvField($0.cell) })
        }
        var text = CSVText.record(first.columns.map(\.key))
        for table in tables where table.key == first.key {
            for row in table.rows { text += CSVText.record(row.map(Self.csvField)) }
        }
        return text
    }

    private static func csvField(_ cell: Cell) -> String {
        let (text, isFree) = cell.csv
        return isFree ? CSVText.guarded(text) : text
    }

    // MARK: For people

    private func people(_ page: Page) -> [String] {
        var parts: [[String]] = []
        func wrap(_ lines: [String]) -> [String] {
            guard let width = page.width else { return lines }
            return lines.flatMap { TextWrapping.lines($0, width: width) }
        }
        if !title.isEmpty { parts.append(wrap(title.map(\.printable)).map { page.paint($0, .heading) }) }
        if let drawing {
            parts.append(drawing(page))
        } else {
            let shown = fields.filter { $0.isShown && $0.cell != .absent }
            if !shown.isEmpty { parts.append(Self.definitions(shown, page)) }
            for table in tables where table.isShown {
                let preface = wrap(table.preface.map(\.printable))
                parts.append(preface + (preface.isEmpty ? [] : [""]) + table.lines(page))
            }
        }
        if !footer.isEmpty { parts.append(wrap(footer.map(\.printable))) }
        return Array(parts.joined(separator: [""]))
    }

    /// Names on the left, values on the right, wrapped.
    private static func definitions(_ fields: [Field], _ page: Page) -> [String] {
        let left = (fields.map { $0.title.displayWidth }.max() ?? 0) + 2
        return fields.flatMap { field in
            let text = field.cell.shown
            let lines =
                page.width.map { TextWrapping.lines(text, width: max(20, $0 - left)) }
                ?? text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            return lines.enumerated().map { index, line in
                let name = index == 0 ? field.title : ""
                let gap = String(repeating: " ", count: left - name.displayWidth)
                return page.paint(name, .heading) + gap + page.paint(line, field.cell.tint)
            }
        }
    }
}
