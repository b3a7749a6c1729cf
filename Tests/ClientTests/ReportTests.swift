import Client
import Testing

@Suite("Reports")
struct ReportTests {
    private static let plain = Page(width: nil, hasColours: false)

    private static let list = Report(tables: [
        Table(
            "things",
            [
                .init("name", "Name", wraps: true), .init("count", "Count", right: true), .init("id", nil),
                .init("empty", "Never"), .init("state", "State"),
            ],
            rows: [
                [.text("A long name of a thing"), .number(7), .text("1"), .absent, .word("met", .good)],
                [.text("日本"), .number(1234), .text("2"), .absent, .text("not\nmet")],
            ])
    ])

    @Test("line up their columns, and leave out what says nothing")
    func table() {
        #expect(
            Self.list.text(.table, page: Self.plain) == """
                Name                    Count  State
                A long name of a thing      7  met
                日本                     1234  not
                                               met

                """)
    }

    @Test("fit the terminal by wrapping text")
    func narrow() {
        #expect(
            Self.list.text(.table, page: Page(width: 32, hasColours: false)) == """
                Name                Count  State
                A long name of a        7  met
                thing
                日本                 1234  not
                                           met

                """)
    }

    @Test("move ids to lines of their own where they would not fit")
    func spilling() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057"
        let table = Table(
            "things", [.init("name", "Name", wraps: true), .init("state", "State"), .init("id", "Id", spills: true)],
            rows: [[.text("A thing that is long"), .text("draft"), .text(id)]])
        let report = Report(tables: [table])
        #expect(
            report.text(.table, page: Page(width: 40, hasColours: false)) == """
                Name                  State
                A thing that is long  draft
                  Id: \(id)

                """)
        #expect(report.text(.table, page: Page(width: 70, hasColours: false)).split(separator: "\n").count == 2)
    }

    @Test("say the same with colours as without")
    func colours() {
        let coloured = Self.list.text(.table, page: Page(width: nil, hasColours: true))
        #expect(coloured.contains("\u{1B}[32mmet\u{1B}[0m"))
        #expect(withoutEscapes(coloured) == Self.list.text(.table, page: Self.plain))
    }

    @Test("are arrays of objects in JSON")
    func json() {
        #expect(
            Self.list.text(.json, page: Self.plain) == """
                [
                  {
                    "name": "A long name of a thing",
                    "count": 7,
                    "id": "1",
                    "empty": null,
                    "state": "met"
                  },
                  {
                    "name": "日本",
                    "count": 1234,
                    "id": "2",
                    "empty": null,
                    "state": "not\\nmet"
                  }
                ]

                """)
    }

    @Test("are records in CSV")
    func csv() {
        #expect(
            Self.list.text(.csv, page: Self.plain)
                == "name,count,id,empty,state\r\nA long name of a thing,7,1,,met\r\n日本,1234,2,,\"not\nmet\"\r\n")
    }

    @Test("of one thing are one object, with tables inside")
    func object() {
        var report = Report(fields: [
            .init("id", "Id", .text("7")), .init("secretary", "Hidden", .flag(true), shown: false),
            .init("at", "At", .instant(0)), .init("size", "Size", .size(2048)), .init("nobody", "Nobody", .absent),
        ])
        #expect(
            report.text(.table, page: Self.plain) == "Id    7\nAt    1970-01-01 00:00 UTC\nSize  2.0 KiB\n")
        #expect(
            report.text(.csv, page: Self.plain)
                == "id,secretary,at,size,nobody\r\n7,true,1970-01-01T00:00:00Z,2048,\r\n")
        // Two tables of one key are two for people and one for programs.
        report.tables = ["x", "y"].map { Table("parts", [.init("part", "Part")], rows: [[.text($0)]]) }
        #expect(
            report.text(.json, page: Self.plain) == """
                {
                  "id": "7",
                  "secretary": true,
                  "at": "1970-01-01T00:00:00Z",
                  "size": 2048,
                  "nobody": null,
                  "parts": [
                    {
                      "part": "x"
                    },
                    {
                      "part": "y"
                    }
                  ]
                }

                """)
        #expect(report.text(.csv, page: Self.plain) == "part\r\nx\r\ny\r\n")
    }

    @Test("give one field alone, for scripts")
    func only() {
        #expect(Self.list.values(of: "count") == ["7", "1234"])
        #expect(Self.list.values(of: "state") == ["met", "not met"])
        #expect(Self.list.values(of: "nothing") == nil)
        #expect(Self.list.keys == ["name", "count", "id", "empty", "state"])
        let object = Report(fields: [.init("id", "Id", .text("=7"))], tables: Self.list.tables)
        #expect(object.values(of: "id") == ["=7"])
        let empty = Report(tables: [Table("things", [.init("name", "Name")], rows: [])])
        #expect(empty.values(of: "name") == [])
    }

    @Test("without rows say so, and stay readable for programs")
    func empty() {
        let report = Report(tables: [Table("things", [.init("name", "Name")], rows: [])])
        #expect(report.text(.table, page: Self.plain) == "None.\n")
        #expect(report.text(.json, page: Self.plain) == "[]\n")
        #expect(report.text(.csv, page: Self.plain) == "name\r\n")
    }

    @Test(
        "guard spreadsheets and quote",
        arguments: [
            ("plain", "plain"), ("=1+1", "'=1+1"), ("+44", "'+44"), ("-1", "'-1"), ("@x", "'@x"),
            ("=a,\"b\"", "\"'=a,\"\"b\"\"\""), ("two\nlines", "\"two\nlines\""), ("\u{1B}]x", "]x"),
        ])
    func csvText(text: String, field: String) {
        let report = Report(fields: [.init("text", "Text", .text(text))])
        #expect(report.text(.csv, page: Self.plain) == "text\r\n\(field)\r\n")
    }

    @Test("guard a tab too")
    func csvTab() {
        #expect(CSVText.guarded("\tx") == "'\tx")
    }

    @Test(
        "escape JSON",
        arguments: [
            ("a\"b\\c", #""a\"b\\c""#), ("\u{1B}\u{7F}\u{9B}", #""\u001b\u007f\u009b""#), ("\r\n\t", #""\r\n\t""#),
            ("é日👍", "\"é日👍\""), ("\u{202E}", #""\u202e""#),
        ])
    func jsonText(text: String, json: String) {
        #expect(JSONValue.string(text).document() == json + "\n")
    }

    @Test("never pass a terminal's controls on")
    func controls() {
        let evil = "\u{1B}[2J\u{9B}2J\u{7}"
        let report = Report(
            title: [evil], fields: [.init("a", "A", .text(evil))],
            tables: [Table("t", [.init("b", "B")], rows: [[.word(evil, .good)]], preface: [evil])], footer: [evil])
        for format in Report.Format.allCases {
            let text = report.text(format, page: Self.plain)
            #expect(!text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x9B || $0.value == 7 })
        }
    }
}

/// The text without escape sequences for colours.
func withoutEscapes(_ text: String) -> String {
    text.replacing(/\u{1B}\[[0-9;]*m/, with: "")
}
