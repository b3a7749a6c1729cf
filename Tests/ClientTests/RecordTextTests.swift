import Client
import Conformance
import Messages
import Testing

private typealias Day = Conformance.CivilDate

@Suite("Records as text")
struct RecordTextTests {
    private static let meeting = [
        "held_on=2026-03-12", "items=outcomes; learning", "attended=Ada Osei;Bo Lind", "minutes= In the folder. ",
    ]

    private func apply(_ words: [String], to body: RecordBody = RecordBody(.meeting)) throws(ClientFailure)
        -> RecordBody
    {
        try FieldAssignments.apply(words, to: body, doing: "lm2 record create")
    }

    private func complaint(_ words: [String]) -> [String] {
        do {
            _ = try apply(words)
            return []
        } catch {
            #expect(error.code == .usage)
            return error.lines
        }
    }

    @Test("Words are read as fields, and change those of a body")
    func words() throws {
        let body = try apply(Self.meeting)
        #expect(body["held_on"] == .date(try #require(Day("2026-03-12"))))
        #expect(body["items"] == .texts(["outcomes", "learning"]))
        #expect(body["minutes"] == .text(" In the folder. "))
        let changed = try apply(["minutes=", "decisions=2", "attended=Ada = Bo"], to: body)
        #expect(changed["minutes"] == nil)
        #expect(changed["decisions"] == .integer(2))
        #expect(changed["attended"] == .texts(["Ada = Bo"]))
        #expect(changed["held_on"] == body["held_on"])
    }

    @Test("Everything that is wrong with the words is said together")
    func complaints() {
        #expect(
            complaint(["held_on=12.3.2026", "itms=outcomes", "minutes=x", "minutes=y", "loose"]) == [
                "lm2 record create: 5 things are wrong; nothing was changed",
                "  held_on should be a day, YYYY-MM-DD, not \u{2018}12.3.2026\u{2019}",
                "  there is no field \u{2018}itms\u{2019} in the register meeting; did you mean items?",
                "  minutes is given twice: put ; between the items of a list",
                "  \u{2018}loose\u{2019} should have the form FIELD=VALUE",
                "  items is missing: give some of qms_review, nonconformity_review, incident_trends, outcomes, discrepancy, "
                    + "morbidity_mortality, learning, risk_review, clinical_governance, with ; between them",
                "See: lm2 record registers meeting",
            ])
        #expect(
            complaint(["held_on=", "items=outcomes"]).first
                == "lm2 record create: held_on must not be empty: give a day, YYYY-MM-DD")
    }

    @Test("Registers are named with hyphens too, and a mistyped one is guessed")
    func registers() throws {
        #expect(try Register(named: "nil-return") == .nilReturn)
        #expect(throws: ClientFailure.self) { try Register(named: "meting") }
    }

    private func view(_ words: [String]) throws -> RecordView {
        var record = try RecordView.message(of: try apply(words))
        record.meta = RecordMeta(register: "meeting", revision: 1, state: .live, happenedOn: "2026-03-12")
        return try RecordView(record)
    }

    @Test("A record is told in a line, and a revision by what it changes")
    func lines() throws {
        let first = try view(Self.meeting)
        #expect(first.summary == "items outcomes;learning, attended Ada Osei;Bo Lind, minutes  In the folder. ")
        let second = try view(["held_on=2026-03-13", "items=outcomes;learning", "attended=Ada Osei", "decisions=1"])
        #expect(
            second.changes(since: first) == """
                held_on: 2026-03-13, before 2026-03-12
                attended: Ada Osei, before Ada Osei;Bo Lind
                minutes cleared
                decisions: 1
                """)
    }

    @Test("Every field of every register keeps its bytes on the way through a revision", arguments: 1...3)
    func roundTrip(seed: UInt64) throws {
        let until = try #require(Day("2026-11-24"))
        var seen: Set<Register> = []
        for entry in DemonstrationRecords.make(.exemplary, seed: seed, until: until) {
            for named in entry.revisions.compactMap(\.body) {
                let body = named.mapReferences { _ in "01890a5d-ac96-774b-bcce-b302099a8057" }
                let record = try RecordView.message(of: body)
                let view = try RecordView(record)
                // The words of a set come in one order, whatever order they were in.
                let again = try RecordView(try RecordView.message(of: try #require(view.body)))
                #expect(again.body == view.body)
                #expect(view.body?.serialized().count == body.serialized().count)
                #expect(RecordView.knowsAll(of: record))
                seen.insert(entry.register)
            }
        }
        #expect(seen.count > 35)
    }

    @Test("A word that this version does not know is noticed")
    func unknownWord() {
        var meeting = MeetingRecord(heldOn: "2026-03-12", items: [.outcomes])
        #expect(RecordView.knowsAll(of: Record(body: .meeting(meeting))))
        meeting.items.append(MeetingItem(rawValue: 99))
        #expect(!RecordView.knowsAll(of: Record(body: .meeting(meeting))))
    }

    private static func sheet(hasReasons: Bool) throws -> VerdictSheet {
        func judgement(_ clause: String, _ verdict: Messages.SystemVerdict, _ words: String) -> Messages.Judgement {
            Messages.Judgement(
                clauseID: clause, verdict: verdict, sentence: words,
                figures: [
                    JudgementFigure(name: "meetings", number: 3), JudgementFigure(name: "last", text: "2026-05-01"),
                    JudgementFigure(name: "longest_gap"),
                ],
                settings: [
                    JudgementSetting(key: "outcome_meetings_min", number: 4), JudgementSetting(key: "bank_holidays"),
                ],
                decidingRecordIDs: ["01890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a8058"],
                decidingRecords: 2, rule: "k < outcome_meetings_min", source: "LM2 k")
        }
        return VerdictSheet(
            subject: "CT", date: "2026-06-30", mode: .recorded, rulesVersion: 1, records: 12,
            clauses: [
                try JudgedClause(
                    judgement("k.5", .contradicted, "Contradicted: 3 meetings in a year (4 needed), the last in May.")),
                try JudgedClause(judgement("k.10", .notApplicable, "Not applicable: no: interventional.")),
                try JudgedClause(judgement("n.1", .supported, "Supported: 1 of 1 audits was done in time.")),
            ], hasReasons: hasReasons)
    }

    @Test("Verdicts stand criterion by criterion, a line or more each")
    func verdicts() throws {
        #expect(
            try Self.sheet(hasReasons: false).report.text(.table, page: Page(width: 60, hasColours: false)) == """
                CT as at 2026-06-30, by what was recorded by then
                1 supported, 1 contradicted, 1 not applicable
                Rules version 1; the service has 12 records

                Criterion k   1 contradicted, 1 not applicable
                k.5   contradicted    3 meetings in a year (4 needed), the
                                      last in May.
                k.10  not applicable  no: interventional.

                Criterion n   1 supported
                n.1   supported       1 of 1 audits was done in time.

                """)
    }

    @Test("Reasons stand under their verdict")
    func reasons() throws {
        let text = try Self.sheet(hasReasons: true).report.text(.table, page: Page(width: 80, hasColours: false))
        #expect(
            text.contains(
                """
                k.5   contradicted    3 meetings in a year (4 needed), the last in May.
                      Rule      k < outcome_meetings_min
                      Source    LM2 k
                      Figures   meetings 3, last 2026-05-01, longest_gap unknown
                      Settings  outcome_meetings_min 4, bank_holidays none
                      Records   2: 01890a5d-ac96-774b-bcce-b302099a8057 and 1 more

                k.10  not applicable
                """))
    }

    @Test("Verdicts are the rules' own form in JSON, and with reasons have the rule")
    func json() throws {
        let page = Page(width: nil, hasColours: false)
        let short = try Self.sheet(hasReasons: false).report.text(.json, page: page)
        #expect(
            short.contains(
                "\"clauses\": {\n    \"k.5\": {\n      \"verdict\": \"contradicted\",\n      \"deciding\": ["))
        #expect(short.contains("\"longest_gap\": null") && short.contains("\"bank_holidays\": []"))
        #expect(!short.contains("\"rule\":"))
        let long = try Self.sheet(hasReasons: true).report.text(.json, page: page)
        #expect(long.contains("\"rule\": \"k < outcome_meetings_min\"") && long.contains("\"deciding_count\": 2"))
    }
}
