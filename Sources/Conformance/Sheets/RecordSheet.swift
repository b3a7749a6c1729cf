/// Records of one register as a sheet: comma-separated values in UTF-8 (RFC 4180), one record a row.
///
/// The first line names the columns: `key`, which is the service's own name for the record and may be left out, and
/// one a field of the register, in any order. Cells are texts of fields (`FieldText`); what refers to another record
/// holds its key or its id, and the caller finds the record.
package struct RecordSheet: Sendable {
    /// A record of the sheet.
    package struct Row: Sendable, Equatable {
        /// The line on which it begins, from 1.
        package let line: Int
        /// The service's own name for it; empty if it has none.
        package let key: String
        /// What it says; its references are as the sheet has them.
        package let body: RecordBody
    }

    /// What keeps a row, or the whole sheet, from being taken in.
    package struct Problem: Sendable, Equatable, CustomStringConvertible {
        /// The line on which the row begins, from 1.
        package let line: Int
        /// The column's name; empty if the whole row is meant.
        package let column: String
        /// What is wrong and what is wanted, as the end of a sentence that begins with the line or the column.
        package let problem: String

        /// Something wrong with a row or a cell of it.
        package init(line: Int, column: String, problem: String) {
            self.line = line
            self.column = column
            self.problem = problem
        }

        package var description: String { "line \(line)" + (column.isEmpty ? "" : ": \(column)") + " \(problem)" }
    }

    /// What the records are records of.
    package let register: Register
    /// The rows without a problem, in order. Who wants all or nothing looks at `problemCount` first.
    package let rows: [Row]
    /// The first problems, by line: at most `keptProblems`.
    package let problems: [Problem]
    /// How many problems there are.
    package let problemCount: Int

    /// The most rows of a sheet, beside the names of its columns.
    package static let mostRows = 100_000
    /// The most bytes of a cell.
    package static let largestCell = 65_536
    /// The most bytes of a key.
    package static let longestKey = 100
    /// How many problems are kept.
    package static let keptProblems = 1000

    /// Reads a sheet. Every row is looked at, and every cell of it, so that a file is put right in one go.
    package init(csv: [UInt8], register: Register) {
        var reader = SheetReader(csv, register)
        reader.read()
        self.register = register
        rows = reader.rows
        problems = reader.problems
        problemCount = reader.problemCount
    }

    /// Writes a sheet of records of a register: all its columns in the register's order, lines that end with CRLF.
    ///
    /// What begins like a spreadsheet's formula is left as it is, so that what is written is read back unchanged.
    package static func write(_ register: Register, _ records: [(key: String, body: RecordBody)]) -> [UInt8] {
        var writer = CSVWriter()
        writer.row([SheetReader.keyColumn] + register.fields.map(\.name))
        for (key, body) in records {
            precondition(body.register == register, "a sheet holds records of one register")
            writer.row([key] + body.values.map { $0.map(FieldText.text(of:)) ?? "" })
        }
        return writer.bytes
    }
}

/// Reads a sheet, and collects what is wrong with it.
private struct SheetReader {
    static let keyColumn = "key"

    private enum Column {
        case key
        /// The field at a place of the register's fields.
        case field(Int)
    }

    private let register: Register
    private let fields: [Field]
    private var csv: CSVReader
    private var columns: [Column] = []
    private var lineOfKey: [String: Int] = [:]
    private(set) var rows: [RecordSheet.Row] = []
    private(set) var problems: [RecordSheet.Problem] = []
    private(set) var problemCount = 0

    /// How many columns of a header are looked at: no register has as many fields.
    private static let mostColumns = 1000

    init(_ bytes: [UInt8], _ register: Register) {
        self.register = register
        fields = register.fields
        csv = CSVReader(bytes)
    }

    private mutating func report(_ line: Int, _ column: String, _ problem: String) {
        problemCount += 1
        guard problems.count < RecordSheet.keptProblems else { return }
        problems.append(RecordSheet.Problem(line: line, column: column, problem: problem))
    }

    private func name(_ column: Column) -> String {
        switch column {
        case .key: Self.keyColumn
        case .field(let place): fields[place].name
        }
    }

    mutating func read() {
        var cells: [CSVReader.Cell] = []
        guard readHeader(&cells) else { return }
        // Empty lines are nothing at the end, which shows only when a row follows.
        var emptyLines = 0
        var count = 0
        while let row = csv.next(&cells, atMost: columns.count) {
            if row.count <= columns.count, cells.allSatisfy(\.isEmpty) {
                emptyLines += 1
                continue
            }
            for line in (row.line - emptyLines)..<row.line { report(line, "", "is empty: take it out") }
            emptyLines = 0
            guard count < RecordSheet.mostRows else {
                report(row.line, "", "is one too many: a sheet has at most \(RecordSheet.mostRows) rows; split it")
                return
            }
            count += 1
            readRow(row, cells)
        }
    }

    /// Reads the names of the columns; false if the rows can't be read by them.
    private mutating func readHeader(_ cells: inout [CSVReader.Cell]) -> Bool {
        guard let header = csv.next(&cells, atMost: Self.mostColumns), !cells.allSatisfy(\.isEmpty) else {
            report(1, "", "should name the columns: \(([Self.keyColumn] + fields.map(\.name)).joined(separator: ","))")
            return false
        }
        if header.count > Self.mostColumns {
            report(1, "", "has \(header.count) columns; at most \(Self.mostColumns) are looked at")
        }
        var seen: Set<String> = []
        for (index, cell) in cells.enumerated() {
            if let column = column(cell, index) {
                columns.append(column)
                let name = name(column)
                if !seen.insert(name).inserted { report(1, name, "is there twice: keep one of the columns") }
            }
        }
        for field in fields where field.isRequired && !seen.contains(field.name) {
            report(1, field.name, "is missing: a record of \(register.name) needs \(FieldText.form(of: field))")
        }
        return problemCount == 0
    }

    private mutating func column(_ cell: CSVReader.Cell, _ index: Int) -> Column? {
        if let fault = cell.fault {
            report(1, "", "has a column, number \(index + 1), that \(fault.rawValue)")
            return nil
        }
        guard let name = csv.text(cell)?.trimmed else {
            report(1, "", "has a column, number \(index + 1), whose name is no valid UTF-8: save the file as UTF-8")
            return nil
        }
        if name.isEmpty {
            report(1, "", "has a column, number \(index + 1), without a name: name it or take it out")
            return nil
        }
        if name == Self.keyColumn { return .key }
        if let place = register.place(ofField: name) { return .field(place) }
        report(
            1, FieldText.shortened(name),
            "is no field of \(register.name): take the column out, or name it \(Self.keyColumn) or one of "
                + fields.map(\.name).joined(separator: ", "))
        return nil
    }

    private mutating func readRow(_ row: CSVReader.Row, _ cells: [CSVReader.Cell]) {
        let before = problemCount
        for (cell, column) in zip(cells, columns) {
            if let fault = cell.fault { report(row.line, name(column), fault.rawValue) }
        }
        guard row.count == columns.count else {
            // A quotation mark that is out of place makes a row longer or shorter: that is said already.
            if problemCount == before {
                report(row.line, "", "has \(row.count) cells; the first line names \(columns.count) columns")
            }
            return
        }
        var key = ""
        var body = RecordBody(register)
        for (cell, column) in zip(cells, columns) where cell.fault == nil {
            guard let text = text(cell, row.line, column) else { continue }
            switch column {
            case .key: key = readKey(text, row.line)
            case .field(let place):
                do throws(FieldText.Problem) {
                    body[place] = try FieldText.value(text, for: fields[place])
                } catch {
                    report(row.line, fields[place].name, error.text)
                }
            }
        }
        if problemCount == before { rows.append(RecordSheet.Row(line: row.line, key: key, body: body)) }
    }

    private mutating func text(_ cell: CSVReader.Cell, _ line: Int, _ column: Column) -> String? {
        guard let text = csv.text(cell) else {
            report(line, name(column), "is no valid UTF-8: save the file as UTF-8")
            return nil
        }
        guard text.utf8.count <= RecordSheet.largestCell else {
            report(
                line, name(column), "has \(text.utf8.count) bytes; at most \(RecordSheet.largestCell) are allowed")
            return nil
        }
        return text
    }

    private mutating func readKey(_ text: String, _ line: Int) -> String {
        let key = text.trimmed
        guard !key.isEmpty else { return key }
        if let fault = FieldText.fault(ofName: key, atMost: RecordSheet.longestKey) {
            report(line, Self.keyColumn, fault)
        } else if let earlier = lineOfKey[key] {
            report(
                line, Self.keyColumn,
                "is \(FieldText.quoted(key)), as in line \(earlier): give each record a key of its own")
        } else {
            lineOfKey[key] = line
        }
        return key
    }
}
