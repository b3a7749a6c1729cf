import Conformance
import Testing

@Suite struct FieldTextTests {
    /// What becomes of a text in a field.
    struct Case: CustomTestStringConvertible {
        let register: Register
        let field: String
        let text: String
        let value: RecordBody.FieldValue?
        /// The problem's text; nil if there is none.
        let problem: String?

        init(_ register: Register, _ field: String, _ text: String, _ value: RecordBody.FieldValue?) {
            (self.register, self.field, self.text, self.value, problem) = (register, field, text, value, nil)
        }

        init(_ register: Register, _ field: String, _ text: String, refused problem: String) {
            (self.register, self.field, self.text, value, self.problem) = (register, field, text, nil, problem)
        }

        var testDescription: String { "\(register.name).\(field): \(text.prefix(40))" }
    }

    @Test(arguments: taken + refused) func isReadOrRefused(_ one: Case) throws {
        let place = try #require(one.register.place(ofField: one.field))
        let field = one.register.fields[place]
        do throws(FieldText.Problem) {
            #expect(try FieldText.value(one.text, for: field) == one.value)
            #expect(one.problem == nil)
        } catch {
            #expect(error.text == one.problem)
        }
    }

    static let taken = [
        Case(.meeting, "held_on", "2026-02-28", .date(CivilDate(dayNumber: 20_512))),
        Case(.meeting, "held_on", " 2026-02-28\t", .date(CivilDate(dayNumber: 20_512))),
        Case(.meeting, "items", " learning ;qms_review;learning", .texts(["qms_review", "learning"])),
        Case(.meeting, "attended", "Ada ;  Bo Ek;Ada", .texts(["Ada", "Bo Ek", "Ada"])),
        Case(.meeting, "attended", "  ", nil),
        Case(.meeting, "minutes", " one;\r\n\ttwo ", .text(" one;\r\n\ttwo ")),
        Case(.meeting, "minutes", "", nil),
        Case(.meeting, "decisions", "0", .integer(0)),
        Case(.meeting, "decisions", " 0012 ", .integer(12)),
        Case(.meeting, "decisions", "1000000000000", .integer(1_000_000_000_000)),
        Case(.incident, "discovered_at", "1970-01-02T00:00:01Z", .time(86_401)),
        Case(.incident, "type", "missed_diagnosis", .text("missed_diagnosis")),
        Case(.incident, "location", " L 1 ", .text("L 1")),
        Case(.incident, "risks", "R1; R2", .texts(["R1", "R2"])),
        Case(.activity, "month", "2026-03-01", .date(CivilDate(dayNumber: 20_513))),
        Case(.appointment, "to", "", nil),
        Case(.appointment, "person", String(repeating: "n", count: 200), .text(String(repeating: "n", count: 200))),
        Case(.appointment, "person", "\u{1F469}\u{200D}\u{2695}\u{FE0F}", .text("\u{1F469}\u{200D}\u{2695}\u{FE0F}")),
    ]

    private static let itemWords =
        "qms_review, nonconformity_review, incident_trends, outcomes, discrepancy, morbidity_mortality, learning, "
        + "risk_review, clinical_governance"
    private static let day = "should be a day, YYYY-MM-DD, not"
    private static let time = "should be an instant in UTC, YYYY-MM-DDThh:mm:ssZ, not"
    private static let count = "should be a whole number from 0 to 1000000000000, not"

    static let refused =
        [
            Case(.meeting, "held_on", "", refused: "must not be empty: give a day, YYYY-MM-DD"),
            Case(.meeting, "held_on", "2026-02-29", refused: "\(day) \u{2018}2026-02-29\u{2019}"),
            Case(.meeting, "held_on", "28/02/2026", refused: "\(day) \u{2018}28/02/2026\u{2019}"),
            Case(.meeting, "held_on", "\u{1B}[2J", refused: "\(day) \u{2018}\u{FFFD}[2J\u{2019}"),
            Case(
                .meeting, "held_on", String(repeating: "9", count: 70_000),
                refused: "\(day) \u{2018}\(String(repeating: "9", count: 60))\u{2026}\u{2019}"),
            Case(
                .activity, "month", "2026-03-02",
                refused: "should be the first day of a month, YYYY-MM-01, not \u{2018}2026-03-02\u{2019}"),
            Case(
                .meeting, "items", "learning;lunch",
                refused: "should be some of \(itemWords), with ; between them, not \u{2018}lunch\u{2019}"),
            Case(
                .meeting, "items", " ", refused: "must not be empty: give some of \(itemWords), with ; between them"),
            Case(.meeting, "minutes", "a\u{0}b", refused: control("0000")),
            Case(.meeting, "minutes", "a\u{7F}b", refused: control("007F")),
            Case(.meeting, "minutes", "a\u{85}b", refused: control("0085")),
            Case(
                .meeting, "minutes", String(repeating: "\u{E9}", count: 1001),
                refused: "has 2002 bytes; at most 2000 are allowed"),
            Case(
                .incident, "discovered_at", "2026-01-01T10:00:00.5Z",
                refused: "\(time) \u{2018}2026-01-01T10:00:00.5Z\u{2019}"),
            Case(.incident, "discovered_at", "2026-01-01 10:00", refused: "\(time) \u{2018}2026-01-01 10:00\u{2019}"),
            Case(
                .incident, "discovered_at", "2026-01-01T10:00:00+1",
                refused: "\(time) \u{2018}2026-01-01T10:00:00+1\u{2019}"),
            Case(
                .incident, "route", "Found", refused: "should be one of reported, found, not \u{2018}Found\u{2019}"),
            Case(
                .incident, "location", "L1;L2",
                refused: "holds ;, which only stands between the items of a list: leave it out"),
            Case(
                .incident, "risks", "R1;R\n2",
                refused: "has an item, \u{2018}R\u{FFFD}2\u{2019}, that is no plain line: "
                    + "a control character (U+000A) is not allowed"),
            Case(
                .appointment, "person", "Ada;Bo",
                refused: "holds ;, which only stands between the items of a list: leave it out"),
            Case(.appointment, "person", " ", refused: "must not be empty: give a person\u{2019}s name"),
            Case(
                .appointment, "person", String(repeating: "n", count: 201),
                refused: "has 201 bytes; at most 200 are allowed"),
            Case(
                .receipt, "communication", "",
                refused: "must not be empty: give the key or id of a record of communication"),
            Case(
                .measurement, "subject", "",
                refused: "must not be empty: give the key or id of a record of indicator or process"),
        ]
        + ["1.0", "1,000", "+1", "-1", "", "x", "1000000000001", "99999999999999999999", "0x1", "\u{661}"].map { text in
            text.isEmpty
                ? Case(
                    .activity, "examinations", text,
                    refused: "must not be empty: give a whole number from 0 to 1000000000000")
                : Case(.activity, "examinations", text, refused: "\(count) \u{2018}\(text)\u{2019}")
        }
        + ["Ada;", ";Ada", "Ada; ;Bo", ";"].map {
            Case(
                .meeting, "attended", $0,
                refused: "has an empty item: put one ; between two items, and none at the ends")
        }

    private static func control(_ digits: String) -> String {
        "holds a control character (U+\(digits)): take it out; only line breaks and tabs are allowed"
    }

    @Test(arguments: Register.allCases) func isReadAsItIsWritten(_ register: Register) throws {
        var bodies = RandomBodies(seed: 4000 + UInt64(register.ordinal))
        for _ in 0..<200 {
            for (field, value) in zip(register.fields, bodies.body(register).values) {
                guard let value else { continue }
                let text = FieldText.text(of: value)
                #expect(try FieldText.value(text, for: field) == value, "\(register.name).\(field.name): \(text)")
            }
        }
    }

    @Test func writesInstantsThatAreReadAgain() {
        let cases: [(Int64, String)] = [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999Z"), (1, "1970-01-01T00:00:00.000001Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00Z"), (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"),
            (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"), (86_399_120_000, "1970-01-01T23:59:59.120000Z"),
        ]
        for (microseconds, text) in cases {
            #expect(UTCInstant.text(microseconds: microseconds) == text)
            #expect(UTCInstant.microseconds(text) == microseconds)
        }
        #expect(UTCInstant.text(microseconds: .min) == "0001-01-01T00:00:00Z")
        #expect(UTCInstant.text(microseconds: .max) == "9999-12-31T23:59:59.999999Z")
        #expect(UTCInstant.text(seconds: .min) == "0001-01-01T00:00:00Z")
        #expect(UTCInstant.text(seconds: .max) == "9999-12-31T23:59:59Z")
    }
}
