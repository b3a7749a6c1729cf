import Conformance
import Testing

@Suite struct RecordSheetTests {
    /// A sheet of receipts, and what is to be said of it.
    struct Case: CustomTestStringConvertible {
        let name: String
        let csv: [UInt8]
        /// Each as `line|column|problem`.
        let problems: [String]
        /// The keys of the rows that are taken all the same.
        let keys: [String]

        init(_ name: String, _ csv: String, _ problems: [String], keys: [String] = []) {
            self.init(name, Array(csv.utf8), problems, keys: keys)
        }

        init(_ name: String, _ csv: [UInt8], _ problems: [String], keys: [String] = []) {
            (self.name, self.csv, self.problems, self.keys) = (name, csv, problems, keys)
        }

        var testDescription: String { name }
    }

    private static let header = "key,communication,person,level,given_on\n"
    private static let row = "C1,Ada,received,2026-01-01\n"

    private func problems(_ sheet: RecordSheet) -> [String] {
        sheet.problems.map { "\($0.line)|\($0.column)|\($0.problem)" }
    }

    @Test(arguments: taken + refusedHeaders + refusedRows) func isReadOrRefused(_ one: Case) {
        let sheet = RecordSheet(csv: one.csv, register: .receipt)
        #expect(problems(sheet) == one.problems)
        #expect(sheet.problemCount == one.problems.count)
        #expect(sheet.rows.map(\.key) == one.keys)
        #expect(sheet.register == .receipt)
    }

    static let taken = [
        Case("a row", header + "K,\(row)", [], keys: ["K"]),
        Case("no line end at the end", header + "K,C1,Ada,received,2026-01-01", [], keys: ["K"]),
        Case("no rows", header, []),
        Case("no rows and no line end", String(header.dropLast()), []),
        Case("no column of keys", "communication,person,level,given_on\n\(row)", [], keys: [""]),
        Case("an empty key, more than once", header + ",\(row),\(row)", [], keys: ["", ""]),
        Case(
            "another order of columns", "level,given_on,key,person,communication\nreceived,2026-01-01,K,Ada,C1\n", [],
            keys: ["K"]),
        Case("CRLF", header.dropLast() + "\r\nK,C1,Ada,received,2026-01-01\r\n", [], keys: ["K"]),
        Case("a byte order mark", "\u{FEFF}" + header + "K,\(row)", [], keys: ["K"]),
        Case("empty lines at the end", header + "K,\(row)\n\r\n,,,,\n\n", [], keys: ["K"]),
        Case(
            "everything quoted",
            "\"key\",\"communication\",\"person\",\"level\",\"given_on\"\n"
                + "\"K\",\"C1\",\"Ada\",\"received\",\"2026-01-01\"",
            [], keys: ["K"]),
        Case("spaces around names and keys", " key , communication,person,level,given_on\n K ,\(row)", [], keys: ["K"]),
        Case(
            "a key of 100 bytes", header + String(repeating: "k", count: 100) + ",\(row)", [],
            keys: [String(repeating: "k", count: 100)]),
    ]

    private static let names = "key,communication,person,level,given_on"
    private static let unknown =
        "is no field of receipt: take the column out, or name it key or one of communication, person, level, given_on"

    static let refusedHeaders = [
        Case("nothing", "", ["1||should name the columns: \(names)"]),
        Case("an empty line", "\n\(header)K,\(row)", ["1||should name the columns: \(names)"]),
        Case(
            "an unknown column", "key,communication,person,level,given_on,given_by\nK,\(row.dropLast()),Bo\n",
            ["1|given_by|\(unknown)"]),
        Case("a name in capitals", "key,communication,person,level,given_on,Key\n", ["1|Key|\(unknown)"]),
        Case(
            "semicolons instead of commas", "key;communication\n",
            [
                "1|key;communication|\(unknown)",
                "1|communication|is missing: a record of receipt needs the key or id of a record of communication",
                "1|person|is missing: a record of receipt needs a person\u{2019}s name",
                "1|level|is missing: a record of receipt needs one of received, understood",
                "1|given_on|is missing: a record of receipt needs a day, YYYY-MM-DD",
            ]),
        Case(
            "a required column is missing", "key,communication,person,level\nK,C1,Ada,received\n",
            ["1|given_on|is missing: a record of receipt needs a day, YYYY-MM-DD"]),
        Case(
            "a column twice", "key,communication,person,person,level,given_on,key\n",
            ["1|person|is there twice: keep one of the columns", "1|key|is there twice: keep one of the columns"]),
        Case(
            "a column without a name", "key,communication,person,level,given_on,\n",
            ["1||has a column, number 6, without a name: name it or take it out"]),
        Case(
            "a stray quotation mark", "key,communication,person,level,given_on,a\"b\n",
            ["1||has a column, number 6, that \(strayQuote)"]),
        Case(
            "a name in another encoding", Array("key,communication,person,level,given_on,".utf8) + [0xE9],
            ["1||has a column, number 6, whose name is no valid UTF-8: save the file as UTF-8"]),
        Case(
            "lines that end with CR", "key,communication,person,level,given_on\rK,C1,Ada,received,2026-01-01\r",
            [
                "1||has a column, number 5, that \(strayReturn)", "1|C1|\(unknown)", "1|Ada|\(unknown)",
                "1|received|\(unknown)", "1||has a column, number 9, that \(strayReturn)",
                "1|given_on|is missing: a record of receipt needs a day, YYYY-MM-DD",
            ]),
    ]

    private static let unclosed = "begins with a quotation mark that is never closed: close it, or double those within"
    private static let afterQuote = "goes on after its closing quotation mark: double the quotation marks within it"
    private static let strayQuote =
        "holds a quotation mark: put the cell between quotation marks, and double those within"
    private static let strayReturn =
        "holds a carriage return: end lines with CRLF or LF, and put cells of several lines between quotation marks"

    static let refusedRows = [
        Case(
            "all bad cells of all bad rows",
            header + "A,,Ada,heard,2026-01-01\nB,\(row)C,C1, ,received,yesterday\n",
            [
                "2|communication|must not be empty: give the key or id of a record of communication",
                "2|level|should be one of received, understood, not \u{2018}heard\u{2019}",
                "4|person|must not be empty: give a person\u{2019}s name",
                "4|given_on|should be a day, YYYY-MM-DD, not \u{2018}yesterday\u{2019}",
            ], keys: ["B"]),
        Case(
            "a key twice", header + "A,\(row)B,\(row)A,\(row)A,\(row)",
            [
                "4|key|is \u{2018}A\u{2019}, as in line 2: give each record a key of its own",
                "5|key|is \u{2018}A\u{2019}, as in line 2: give each record a key of its own",
            ], keys: ["A", "B"]),
        Case(
            "a key of a bad row twice", header + "A,C1,Ada,heard,2026-01-01\nA,\(row)",
            [
                "2|level|should be one of received, understood, not \u{2018}heard\u{2019}",
                "3|key|is \u{2018}A\u{2019}, as in line 2: give each record a key of its own",
            ]),
        Case(
            "a key of 101 bytes", header + String(repeating: "k", count: 101) + ",\(row)",
            ["2|key|has 101 bytes; at most 100 are allowed"]),
        Case(
            "a key that is no item of a list", header + "A;B,\(row)",
            ["2|key|holds ;, which only stands between the items of a list: leave it out"]),
        Case(
            "a key of two lines", header + "\"A\nB\",\(row)",
            ["2|key|is no plain line: a control character (U+000A) is not allowed"]),
        Case(
            "too few and too many cells", header + "A,\(row)B,C1,Ada\nC,\(row.dropLast()),\n",
            ["3||has 3 cells; the first line names 5 columns", "4||has 6 cells; the first line names 5 columns"],
            keys: ["A"]),
        Case(
            "empty lines between", header + "A,\(row)\n,,,,\nB,\(row)",
            ["3||is empty: take it out", "4||is empty: take it out"], keys: ["A", "B"]),
        Case(
            "an unclosed quotation mark", header + "A,\(row)B,C1,\"Ada,received,2026-01-01\nC,\(row)",
            ["3|person|\(unclosed)"], keys: ["A"]),
        Case("an unclosed quotation mark at the end", header + "A,C1,Ada,received,\"", ["2|given_on|\(unclosed)"]),
        Case(
            "text after a quotation mark", header + "A,C1,\"Ada\" Bo,received,never\nB,\(row)",
            ["2|person|\(afterQuote)", "2|given_on|should be a day, YYYY-MM-DD, not \u{2018}never\u{2019}"], keys: ["B"]
        ),
        Case(
            "a quotation mark within", header + "A,C1,Ada \"A\" Bo,received,2026-01-01\nB,\(row)",
            ["2|person|\(strayQuote)"], keys: ["B"]),
        Case(
            "a carriage return within", header + "A,C1,Ada\rBo,received,2026-01-01\nB,\(row)",
            ["2|person|\(strayReturn)"], keys: ["B"]),
        Case(
            "lines are counted through cells of several",
            "key,communication,person,level,given_on\r\nA,C1,\"Ada\n\r\nBo\",received,2026-01-01\r\n"
                + "B,C1,,received,2026-01-01\r\n",
            [
                "2|person|is no plain line: a control character (U+000A) is not allowed",
                "5|person|must not be empty: give a person\u{2019}s name",
            ]),
        Case(
            "another encoding",
            Array((header + "A,C1,Zo").utf8) + [0xEB] + Array(",received,2026-01-01\nB,\(row)".utf8),
            ["2|person|is no valid UTF-8: save the file as UTF-8"], keys: ["B"]),
        Case(
            "a cell of 64 KiB and one byte",
            header + "A,C1,\(String(repeating: "n", count: 65_537)),received,2026-01-01\n",
            ["2|person|has 65537 bytes; at most 65536 are allowed"]),
        Case(
            "a cell of 64 KiB", header + "A,C1,\(String(repeating: "n", count: 65_536)),received,2026-01-01\n",
            ["2|person|has 65536 bytes; at most 200 are allowed"]),
    ]

    @Test func saysWhereAProblemIs() throws {
        let sheet = RecordSheet(csv: Array((Self.header + "A,C1,,received,2026-01-01\nB\n").utf8), register: .receipt)
        #expect(
            sheet.problems.map(\.description) == [
                "line 2: person must not be empty: give a person\u{2019}s name",
                "line 3 has 1 cells; the first line names 5 columns",
            ])
    }

    @Test func keepsAThousandProblemsAndCountsTheOthers() {
        let bad = String(repeating: "A,C1,,heard,2026-01-01\n", count: 700)
        let sheet = RecordSheet(csv: Array((Self.header + bad).utf8), register: .receipt)
        // Two a row, and from the second row on the key.
        #expect(sheet.problemCount == 3 * 700 - 1)
        #expect(sheet.problems.count == RecordSheet.keptProblems)
        #expect(sheet.rows.isEmpty)
    }

    @Test func hasAtMostAHundredThousandRows() {
        let rows = String(repeating: ",\(Self.row)", count: RecordSheet.mostRows)
        let full = RecordSheet(csv: Array((Self.header + rows + "\n").utf8), register: .receipt)
        #expect(full.rows.count == RecordSheet.mostRows && full.problemCount == 0)
        let more = RecordSheet(csv: Array((Self.header + rows + ",\(Self.row),\(Self.row)").utf8), register: .receipt)
        #expect(problems(more) == ["100002||is one too many: a sheet has at most 100000 rows; split it"])
    }

    @Test func writesQuotationMarksWhereTheyAreNeeded() {
        let body = RecordBody(
            .receipt,
            [
                "communication": .text("C 1"), "person": .text("=Ada, \"A\""), "level": .text("received"),
                "given_on": .date(CivilDate(dayNumber: 0)),
            ])
        let csv = RecordSheet.write(.receipt, [("", body), ("K'", RecordBody(.receipt))])
        #expect(
            String(decoding: csv, as: UTF8.self)
                == "key,communication,person,level,given_on\r\n"
                + ",C 1,\"=Ada, \"\"A\"\"\",received,1970-01-01\r\nK',,,,\r\n"
        )
    }

    @Test(arguments: Register.allCases) func isReadAsItIsWritten(_ register: Register) {
        var bodies = RandomBodies(seed: 5000 + UInt64(register.ordinal))
        for _ in 0..<10 {
            let records = (0..<20).map { index in
                (key: bodies.once(in: 3) ? "" : "\(bodies.name())\(index)", body: bodies.body(register))
            }
            let csv = RecordSheet.write(register, records)
            let sheet = RecordSheet(csv: csv, register: register)
            #expect(problems(sheet) == [])
            #expect(sheet.rows.map(\.key) == records.map(\.key))
            #expect(sheet.rows.map(\.body) == records.map(\.body))
            #expect(RecordSheet.write(register, sheet.rows.map { ($0.key, $0.body) }) == csv)
        }
    }

    /// Whatever the bytes are, a row is taken or a problem says why it is not; nothing crashes.
    @Test(arguments: [Register.receipt, .meeting, .incident]) func anyBytesAreTakenOrRefused(_ register: Register) {
        var bodies = RandomBodies(seed: 6000 + UInt64(register.ordinal))
        let signs: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D, 0x3B, 0x00, 0xFF, 0xC3, 0x41]
        for _ in 0..<300 {
            var csv = RecordSheet.write(register, (0..<3).map { ("K\($0)", bodies.body(register)) })
            let header = csv.firstIndex(of: 0x0A) ?? 0
            for _ in 0..<bodies.number(1...5) { csv[bodies.number(header + 1...csv.count - 1)] = bodies.pick(signs) }
            let sheet = RecordSheet(csv: csv, register: register)
            // A quotation mark can make one row of two, but nothing else makes a row vanish unseen.
            #expect(sheet.rows.count == 3 || sheet.problemCount > 0 || csv.contains(0x22))
            #expect(sheet.problems == sheet.problems.sorted { $0.line < $1.line })
            // What was taken is as good as what was written.
            let again = RecordSheet(
                csv: RecordSheet.write(register, sheet.rows.map { ($0.key, $0.body) }), register: register)
            #expect(again.rows.map(\.body) == sheet.rows.map(\.body) && again.problemCount == 0)
        }
    }
}
