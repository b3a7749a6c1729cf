import Conformance
import Testing

@Suite struct InterchangeWriterTests {
    private struct Record {
        let id: String
        let register: Register
        var revisions: [(recordedAt: Int64, body: RecordBody?)]
    }

    private func written(_ records: [Record], _ overrides: [RuleOverride] = []) -> [UInt8] {
        var writer = InterchangeWriter()
        var text: [UInt8] = []
        for override in overrides { writer.override(override) }
        for record in records {
            writer.record(id: record.id, register: record.register, revisions: record.revisions)
            text += writer.take()
        }
        writer.finish()
        return text + writer.take()
    }

    /// The set as a server puts it together: from the bodies' bytes.
    private func set(_ records: [Record], _ overrides: [RuleOverride]) throws -> RecordSet {
        var builder = RecordSetBuilder()
        for record in records {
            var revisions: [RecordSetBuilder.Revision] = []
            for revision in record.revisions {
                let values = try revision.body?.serialized().withUnsafeBytes { bytes in
                    var reader = BodyReader(bytes)
                    return try reader.values(of: record.register, into: &builder)
                }
                revisions.append(RecordSetBuilder.Revision(recordedAt: revision.recordedAt, values: values))
            }
            builder.add(record.id, record.register, revisions)
        }
        return try builder.set(overrides: overrides)
    }

    private static let days = 19_000...20_700
    private static let microsecondsOfDay: Int64 = 86_400_000_000

    /// Records of all registers, with revisions that nearly coincide, withdrawals and references that lead nowhere.
    private static func records(_ bodies: inout RandomBodies) -> [Record] {
        func id(_ register: Register, _ number: Int) -> String { "\(register.name) \"\(number)\"\\\u{E9}" }
        var records: [Record] = []
        for register in Register.allCases {
            for number in 0..<6 {
                var at = Int64(bodies.number(days)) * microsecondsOfDay + Int64(bodies.number(0...86_399_999_999))
                let revisions = (0..<bodies.number(1...3)).map { index -> (recordedAt: Int64, body: RecordBody?) in
                    at += bodies.once(in: 2) ? Int64(bodies.number(0...2)) : microsecondsOfDay * 30
                    if index > 0, bodies.once(in: 4) { return (at, nil) }
                    let body = bodies.body(register, days: days) { bodies, registers in
                        id(bodies.pick(registers), bodies.number(0...6))
                    }
                    return (at, body)
                }
                records.append(Record(id: id(register, number), register: register, revisions: revisions))
            }
        }
        return records
    }

    private static let overrides: [RuleOverride] = {
        func day(_ number: Int32) -> CivilDate { CivilDate(dayNumber: number) }
        func override(_ key: String, _ value: RuleSetting.Value, to: CivilDate?, _ at: Int64) -> RuleOverride {
            RuleOverride(key: key, value: value, from: day(19_500), to: to, recordedAt: at)
        }
        let noon = 19_400 * microsecondsOfDay + microsecondsOfDay / 2
        return [
            override("window_days", .number(700), to: nil, noon),
            override("window_days", .number(300), to: day(20_600), noon + 1),
            override("met_share@c.2", .number(50), to: day(20_400), noon),
            override("candour_grade", .words(["low"]), to: nil, noon),
            override("bank_holidays", .words(["2025-12-25"]), to: nil, noon),
            override("qms_areas", .words(["documents", "staffing"]), to: nil, noon),
            override("safety_types_expected", .words([]), to: nil, noon),
        ]
    }()

    @Test(arguments: 0..<8) func isJudgedAsTheSetThatWasWritten(_ seed: Int) throws {
        var bodies = RandomBodies(seed: 7000 + UInt64(seed))
        let records = Self.records(&bodies)
        let overrides = seed % 2 == 0 ? Self.overrides : []
        let original = try set(records, overrides)
        let read = try Interchange(written(records, overrides)).set
        #expect(read.count == original.count && read.overrides.count == overrides.count)
        var verdicts: Set<SystemVerdict> = []
        for day in ["2022-06-30", "2024-02-29", "2025-06-30", "2026-06-30", "2026-11-01"] {
            let day = try #require(CivilDate(day))
            for mode in VisibilityMode.allCases {
                let pairs = zip(
                    Evaluation.judge(original, at: day, mode: mode), Evaluation.judge(read, at: day, mode: mode))
                for (one, other) in pairs {
                    #expect(one.clause == other.clause && one.verdict == other.verdict)
                    #expect(one.deciding == other.deciding && one.figures == other.figures, "\(one.clause)")
                    #expect(one.sentence == other.sentence)
                    #expect(one.settings.map(\.key) == other.settings.map(\.key))
                    #expect(one.settings.map(\.value) == other.settings.map(\.value))
                    verdicts.insert(one.verdict)
                }
            }
        }
        // The sets are no empty ones, of which anything would be said alike.
        #expect(verdicts.count >= 3)
    }

    @Test func putsEachRecordOnALineOfItsOwn() throws {
        let body = RecordBody(
            .meeting,
            [
                "held_on": .date(CivilDate(dayNumber: 20_455)), "items": .texts(["learning", "unheard_of"]),
                "attended": .texts(["Ada", "Bo \"B\""]), "minutes": .text("a\\\r\n\tb\u{1}\u{1F}\u{7F}/\u{1F469}"),
                "decisions": .integer(0), "effectiveness": .text("unheard_of"),
            ])
        let incident = RecordBody(.incident, ["discovered_at": .time(0), "risks": .texts(["M"])])
        let text = written(
            [
                Record(id: "M", register: .meeting, revisions: [(1_000_000, body), (1_000_001, nil)]),
                Record(id: "I", register: .incident, revisions: [(-1, incident)]),
            ], [Self.overrides[1], Self.overrides[3]])
        #expect(
            String(decoding: text, as: UTF8.self) == #"""
                {"records": [
                {"id": "M", "register": "meeting", "revisions": [\#
                {"recorded_at": "1970-01-01T00:00:01Z", "state": "live", \#
                "fields": {"held_on": "2026-01-02", "items": ["learning"], "attended": ["Ada", "Bo \"B\""], \#
                "minutes": "a\\\r\n\tb\u0001\u001f\#u{7F}/\#u{1F469}", "decisions": 0}}, \#
                {"recorded_at": "1970-01-01T00:00:01.000001Z", "state": "withdrawn"}]},
                {"id": "I", "register": "incident", "revisions": [{"recorded_at": "1969-12-31T23:59:59.999999Z", \#
                "state": "live", "fields": {"discovered_at": "1970-01-01T00:00:00Z", "risks": ["M"]}}]}
                ],
                "overrides": [
                {"key": "window_days", "value": 300, "from": "2023-05-23", "to": "2026-05-27", \#
                "recorded_at": "2023-02-12T12:00:00.000001Z"},
                {"key": "candour_grade", "value": "low", "from": "2023-05-23", "recorded_at": "2023-02-12T12:00:00Z"}
                ]}

                """#)
        #expect(try Interchange(text).set.count == 2)
    }

    @Test func writesAnEmptySet() throws {
        let text = written([])
        #expect(String(decoding: text, as: UTF8.self) == "{\"records\": [\n],\n\"overrides\": [\n]}\n")
        #expect(try Interchange(text).set.count == 0)
    }

    /// What is taken in pieces is what would be taken at once.
    @Test func isTakenInPieces() {
        var bodies = RandomBodies(seed: 8000)
        let records = Self.records(&bodies)
        var writer = InterchangeWriter()
        for record in records { writer.record(id: record.id, register: record.register, revisions: record.revisions) }
        for override in Self.overrides { writer.override(override) }
        writer.finish()
        #expect(writer.take() == written(records, Self.overrides))
        #expect(writer.take().isEmpty)
    }

    /// Texts survive whatever signs they have, and revisions of one instant stay in their order.
    @Test func losesNoText() throws {
        var bodies = RandomBodies(seed: 9000)
        for _ in 0..<200 {
            let title = bodies.text(atMost: 200) + "\u{0}\u{8}\u{C}\u{1B}"
            let revisions = [("", "2020-01-01"), (title, "2020-01-02")].map { reason, day in
                (
                    recordedAt: Int64(5),
                    body: Optional(
                        RecordBody(
                            .auditPlanItem, ["title": .text(reason), "agreed_on": CivilDate(day).map { .date($0) }]))
                )
            }
            let text = written([Record(id: title, register: .auditPlanItem, revisions: revisions)])
            let read = try Interchange(text).set
            let latest = try #require(read.latest(of: title))
            guard case .text(let same) = latest["title"] else { preconditionFailure("no title") }
            #expect(Array(same.utf8) == Array(title.utf8))
            #expect(latest.happenedOn == CivilDate("2020-01-02"))
        }
    }
}
