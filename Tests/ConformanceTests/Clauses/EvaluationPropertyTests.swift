import Conformance
import Testing

/// What holds of the rules for any records whatever.
@Suite struct EvaluationPropertyTests {
    /// All examples together are the records of one strange service: every register, many states.
    private static func everything(reversed: Bool = false, and more: [String] = []) throws -> RecordSet {
        var records: [String] = []
        for (index, example) in ClauseExample.all.enumerated() {
            let lines = example.records.split(separator: "\n").filter { $0.hasPrefix("{\"id\"") }
            records += lines.map { line in
                var text = String(line)
                if text.hasSuffix(",") { text.removeLast() }
                // An id of its own for each example's records.
                return Register.allCases.reduce(text) { text, register in
                    text.replacing("\"\(register.name)-", with: "\"\(index)-\(register.name)-")
                }
            }
        }
        let all = reversed ? records.reversed() + more : more + records
        return try Interchange(Array("{\"records\":[\(all.joined(separator: ","))],\"overrides\":[]}".utf8)).set
    }

    private static let dates = ["2024-02-29", "2025-03-31", "2025-10-26", "2026-06-30", "2031-01-01"]

    private func same(_ left: [Judgement], _ right: [Judgement], besides: Set<String> = []) {
        #expect(left.count == 75 && right.count == 75)
        for (one, other) in zip(left, right) where !besides.contains(one.clause) {
            #expect(one.clause == other.clause)
            #expect(one.verdict == other.verdict && one.deciding == other.deciding, "\(one.clause)")
            #expect(one.figures == other.figures && one.sentence == other.sentence, "\(one.clause)")
        }
    }

    @Test(arguments: dates, VisibilityMode.allCases)
    func theOrderOfRecordsChangesNothing(_ date: String, _ mode: VisibilityMode) throws {
        let day = try #require(CivilDate(date))
        same(
            Evaluation.judge(try Self.everything(), at: day, mode: mode),
            Evaluation.judge(try Self.everything(reversed: true), at: day, mode: mode))
    }

    @Test(arguments: dates) func anUnrelatedRecordChangesNothing(_ date: String) throws {
        let day = try #require(CivilDate(date))
        let unrelated = """
            {"id":"zz","register":"training","revisions":[{"recorded_at":"2020-01-01T12:00:00Z","state":"live",
            "fields":{"person":"Nobody","topic":"other_topic","completed_on":"2020-01-01"}}]}
            """
        same(
            Evaluation.judge(try Self.everything(), at: day),
            Evaluation.judge(try Self.everything(and: [unrelated]), at: day))
    }

    /// What is recorded afterwards changes no answer as at a day before.
    @Test(arguments: dates) func aPastAnswerStays(_ date: String) throws {
        let day = try #require(CivilDate(date))
        let later = """
            {"id":"zz","register":"meeting","revisions":[{"recorded_at":"2099-01-01T12:00:00Z","state":"live",
            "fields":{"held_on":"2024-01-01","items":["qms_review","outcomes","nonconformity_review"],
            "attended":["A","B"],"minutes":"x"}}]}
            """
        let before = Evaluation.judge(try Self.everything(), at: day)
        same(before, Evaluation.judge(try Self.everything(and: [later]), at: day))
        guard date < "2031" else { return }
        let happened = Evaluation.judge(try Self.everything(and: [later]), at: day, mode: .happened)
        #expect(zip(before, happened).contains { $0.figures != $1.figures })
    }

    /// Numbers at the ends of their range crash nothing.
    @Test func extremeNumbersCrashNothing() throws {
        let most = 9_007_199_254_740_991
        var scenario = Scenario()
        for register in Register.allCases {
            for (index, number) in [0, 1, most, -most].enumerated() {
                var fields: [String: Scenario.Value] = [:]
                for field in register.fields {
                    switch field.kind {
                    case .text, .person: fields[field.name] = "x"
                    case .persons: fields[field.name] = ["x"]
                    case .integer: fields[field.name] = .number(number)
                    case .date, .plan: fields[field.name] = index % 2 == 0 ? "0001-01-01" : "9999-12-31"
                    case .month: fields[field.name] = "2025-01-01"
                    case .time: fields[field.name] = index % 2 == 0 ? "0001-01-01T00:00:00Z" : "9999-12-31T23:59:59Z"
                    case .choice(let words): fields[field.name] = .text(words[index % words.count])
                    case .choices(let words): fields[field.name] = .list(words)
                    case .reference(let registers):
                        fields[field.name] = .text("\(registers[index % registers.count].name)-\(index)")
                    case .references(let registers):
                        fields[field.name] = .list(registers.map { "\($0.name)-\(index)" })
                    }
                }
                scenario.add(
                    register.name, "\(register.name)-\(index)", fields, recorded: "2000-01-0\(index + 1)T00:00:00Z")
            }
        }
        for (key, value) in [("window_days", 1_000_000), ("met_share", 0), ("candour_working_days", 20_000)] {
            scenario.set(key, .number(value))
        }
        let set = try Interchange(Array(scenario.json().utf8)).set
        for date in ["0001-01-01", "2025-06-30", "9999-12-31"] {
            for mode in VisibilityMode.allCases {
                #expect(Evaluation.judge(set, at: try #require(CivilDate(date)), mode: mode).count == 75)
            }
        }
    }

    /// A tenant's own number moves that tenant's verdict from its first day on.
    @Test func anOverrideHoldsFromItsDay() throws {
        var scenario = Scenario()
        scenario.add("profile_entry", "P", ["field": "interventional", "value": "yes", "from": "2020-01-01"])
        for (index, day) in ["2024-07-15", "2024-10-01", "2025-01-08", "2025-04-02"].enumerated() {
            scenario.add(
                "meeting", "M\(index)",
                ["held_on": .text(day), "items": ["outcomes"], "attended": ["A", "B"], "minutes": "Kept."])
        }
        scenario.add(
            "meeting", "M9",
            ["held_on": "2023-07-01", "items": ["outcomes"], "attended": ["A", "B"], "minutes": "Kept."])
        let before = try scenario.judge("k.5", "2025-06-30")
        scenario.set("outcome_meetings_min", 5, from: "2025-07-01")
        #expect(before.verdict == .supported)
        #expect(try scenario.judge("k.5", "2025-06-30").verdict == .supported)
        #expect(try scenario.judge("k.5", "2025-07-01").verdict == .contradicted)
    }
}
