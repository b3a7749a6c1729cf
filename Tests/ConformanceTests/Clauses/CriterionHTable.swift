import Conformance
import Testing

/// Incidents: whether they are reported, recorded and graded.
@Suite struct CriterionHTests {
    @Test(arguments: CriterionHTable.all) func holds(_ row: ClauseCase) throws { try row.check() }
}

enum CriterionHTable {
    static let all: [ClauseCase] = h1Never + h1Rate + h2 + h3 + h4Lag + h4Locations + h5
}

private let day = "2025-06-30"

extension Scenario {
    /// As at 2025-06-30 activity is counted from June 2024 to May 2025.
    fileprivate mutating func year(_ each: Int, first: Int? = nil, without: String? = nil) {
        site("L1")
        for month in [
            "2024-06", "2024-07", "2024-08", "2024-09", "2024-10", "2024-11", "2024-12", "2025-01", "2025-02",
            "2025-03", "2025-04", "2025-05",
        ] where month != without {
            examined(month, month == "2024-06" ? first ?? each : each)
        }
    }

    fileprivate mutating func risks(_ number: Int) {
        for index in 1...number { add("risk", "R\(index)", ["identified_on": "2024-01-01"]) }
    }

    /// A type of incident each for 1 to n, on that many days of a month.
    fileprivate mutating func incidents(_ number: Int, found: Int, type: String) {
        for index in 1...number {
            incident("F\(index)", "2025-06-0\(index)", type: type, ["route": index <= found ? "found" : "reported"])
        }
    }
}

extension CriterionHTable {
    private static func rate(
        _ name: String, _ verdict: SystemVerdict, near: Int, others: Int, exams: Int = 250, risks: Int = 5,
        deciding: [String]? = nil
    ) -> ClauseCase {
        ClauseCase("h.1", name, [(day, verdict)], deciding: deciding) { records in
            records.year(exams)
            records.risks(risks)
            for index in 0..<near { records.incident("N\(index)", "2025-01-0\(index + 1)", level: "near_miss") }
            for index in 0..<others { records.incident("I\(index)", "2025-02-0\(index + 1)", level: "error") }
        }
    }

    private static func never(
        _ name: String, _ verdict: SystemVerdict, first: String?, exams: Int = 5000, without: String? = nil
    ) -> ClauseCase {
        ClauseCase(
            "h.1", name, [(day, verdict)], deciding: verdict == .contradicted ? ["I1"] : nil,
            says: "of them near misses"
        ) { records in
            records.year(exams / 12, first: exams - 11 * (exams / 12), without: without)
            if let first { records.incident("I1", first) }
        }
    }

    static let h1Never: [ClauseCase] = [
        never("none in the year, 5,000 examinations", .contradicted, first: "2024-05-31"),
        never("none in the year, 4,999 examinations", .insufficient, first: "2024-05-31", exams: 4999),
        never("one on the year's first day", .insufficient, first: "2024-06-01"),
        never("one on the year's last day", .insufficient, first: "2025-05-31"),
        never("the first after the year", .insufficient, first: "2025-06-01"),
        never("none ever", .insufficient, first: nil),
        never("a month untold", .insufficient, first: "2024-05-31", exams: 9000, without: "2024-12"),
        ClauseCase("h.1", "a month begins to count", [("2025-06-29", .insufficient), (day, .contradicted)]) {
            $0.year(500)
            $0.incident("I1", "2024-05-01")
        },
        ClauseCase("h.1", "another location's month untold", [(day, .insufficient)]) {
            $0.year(500)
            $0.site("L2")
            $0.incident("I1", "2024-05-01")
        },
        ClauseCase("h.1", "opened on the second of the last month", [(day, .contradicted)]) {
            $0.year(500)
            $0.site("L2", from: "2025-05-02")
            $0.incident("I1", "2024-05-01")
        },
        ClauseCase("h.1", "opened on the first of the last month", [(day, .insufficient)]) {
            $0.year(500)
            $0.site("L2", from: "2025-05-01")
            $0.incident("I1", "2024-05-01")
        },
    ]

    static let h1Rate: [ClauseCase] = [
        rate(
            "3 in 3,000", .supported, near: 1, others: 2,
            deciding: [
                "R1", "R2", "R3", "R4", "R5", "N0", "I0", "I1",
            ]),
        rate("2 in 3,000", .insufficient, near: 1, others: 1),
        rate("3 in 3,012", .insufficient, near: 1, others: 2, exams: 251),
        rate("no near miss", .insufficient, near: 0, others: 4),
        rate("near misses only", .supported, near: 3, others: 0),
        rate("4 risks", .insufficient, near: 1, others: 2, risks: 4),
        rate("no examination", .insufficient, near: 1, others: 2, exams: 0),
        ClauseCase(
            "h.1", "a risk closes", [("2025-06-29", .insufficient), (day, .supported), ("2025-07-01", .insufficient)]
        ) {
            $0.year(250)
            $0.risks(4)
            $0.add("risk", "R5", ["identified_on": "2025-06-30", "closed_on": "2025-07-01"])
            for index in 1...3 { $0.incident("N\(index)", "2025-05-31", level: "near_miss") }
        },
        ClauseCase("h.1", "what is after the year does not count", [(day, .insufficient)]) {
            $0.year(250)
            $0.risks(5)
            for index in 1...2 { $0.incident("N\(index)", "2025-05-31", level: "near_miss") }
            $0.incident("N3", "2025-06-01")
        },
        ClauseCase("h.1", "one examination", [(day, .supported)]) {
            $0.year(0, first: 1)
            $0.risks(5)
            $0.incident("N1", "2025-05-31", level: "near_miss")
        },
        ClauseCase("h.1", "no activity", [(day, .insufficient)]) {
            $0.site("L1")
            $0.risks(5)
            $0.incident("N1", "2025-05-31", level: "near_miss")
        },
        ClauseCase("h.1", "no location", [(day, .insufficient)]) {
            $0.risks(5)
            $0.incident("N1", "2025-05-31", level: "near_miss")
        },
    ]

    /// Whether the expected types speak; h.2 and h.3 differ only in them.
    private static func types(_ clause: String, _ expected: [String], foreign: String) -> [ClauseCase] {
        func row(
            _ name: String, _ verdict: SystemVerdict, seen: ArraySlice<String>, silent: [String] = [], found: Int = 0,
            of number: Int = 0, type: String? = nil, deciding: [String]? = nil, says: String? = nil
        ) -> ClauseCase {
            ClauseCase(clause, name, [(day, verdict)], deciding: deciding, says: says) { records in
                for type in seen { records.incident("I-\(type)", "2025-05-01", type: type) }
                for type in silent { records.silence("incident_type", type, id: "N-\(type)") }
                if number > 0 { records.incidents(number, found: found, type: type ?? expected[0]) }
            }
        }
        func listed(_ number: Int, seen: Int, _ verdict: SystemVerdict) -> ClauseCase {
            ClauseCase(clause, "\(seen) of \(number) listed types", [(day, verdict)]) {
                let all = [
                    "missed_diagnosis", "wrong_drug", "delay", "infection", "overexposure", "violence", "fall",
                    "injury", "laser", "needlestick", "report_discrepancy", "contrast_reaction", "wrong_patient",
                    "wrong_examination", "manual_handling", "mr_safety", "equipment_failure", "fire_or_estate",
                    "information",
                ]
                let key = clause == "h.2" ? "clinical_types_expected" : "safety_types_expected"
                $0.set(key, .list(Array(all.prefix(number))))
                for type in all.prefix(seen) { $0.incident("I-\(type)", "2025-05-01", type: type) }
            }
        }
        let two = expected.prefix(2)
        let others = Array(expected.dropFirst())
        return [
            row("each type seen", .supported, seen: expected[...]),
            row("one type silent", .insufficient, seen: two, deciding: []),
            row("one type looked at", .supported, seen: two, silent: [expected[2]]),
            row("another type looked at", .insufficient, seen: two, silent: [expected[0]]),
            row("all types looked at", .supported, seen: [], silent: expected),
            row("none", .insufficient, seen: []),
            row(
                "3 of 5 found", .contradicted, seen: [], found: 3, of: 5, deciding: ["F1", "F2", "F3"],
                says: "3 found by others"),
            row("2 of 5 found", .supported, seen: [], silent: others, found: 2, of: 5),
            row("3 of 6 found", .supported, seen: [], silent: others, found: 3, of: 6),
            row("4 of 7 found", .contradicted, seen: [], found: 4, of: 7),
            row("3 of 4 found: too few to contradict", .insufficient, seen: [], silent: others, found: 3, of: 4),
            row("2 of 4 found", .supported, seen: [], silent: others, found: 2, of: 4),
            row("foreign types found", .supported, seen: expected[...], found: 5, of: 5, type: foreign),
            ClauseCase(clause, "a type a year ago", [("2026-04-30", .supported), ("2026-05-01", .insufficient)]) {
                for type in expected { $0.incident("I-\(type)", "2025-05-01", type: type) }
            },
            ClauseCase(clause, "nil returns as asked", [(day, .supported), ("2025-07-01", .insufficient)]) {
                for type in expected { $0.silence("incident_type", type, id: "N-\(type)") }
            },
            listed(10, seen: 9, .supported), listed(9, seen: 8, .insufficient), listed(19, seen: 17, .insufficient),
            ClauseCase(clause, "26 of 51 found", [(day, .contradicted)]) {
                for index in 1...51 {
                    let route: Scenario.Value = index <= 26 ? "found" : "reported"
                    $0.incident("F\(index)", "2025-06-01", type: expected[0], ["route": route])
                }
            },
            ClauseCase(clause, "a list of one", [("2025-05-31", .insufficient), ("2025-06-01", .supported)]) {
                let key = clause == "h.2" ? "clinical_types_expected" : "safety_types_expected"
                $0.set(key, .list([expected[0]]), from: "2025-06-01")
                $0.incident("I1", "2025-05-01", type: expected[0])
            },
        ]
    }

    static let h2: [ClauseCase] = types(
        "h.2", ["missed_diagnosis", "wrong_drug", "inappropriate_treatment"], foreign: "fall")

    static let h3: [ClauseCase] = types("h.3", ["violence", "fall", "injury"], foreign: "delay")

    private static func late(_ late: Int, of number: Int, _ verdict: SystemVerdict) -> ClauseCase {
        ClauseCase("h.4", "\(late) of \(number) late", [(day, verdict)]) {
            $0.site("L1")
            for index in 1...number {
                $0.incident(
                    "I\(index)", "2025-06-01", recorded: index > late ? nil : "2025-06-09", ["location": "L1"])
            }
        }
    }

    static let h4Lag: [ClauseCase] = [
        ClauseCase("h.4", "recorded on the seventh day", [(day, .supported)]) {
            $0.site("L1")
            $0.incident("I1", "2025-06-01", recorded: "2025-06-08", ["location": "L1"])
        },
        ClauseCase(
            "h.4", "recorded on the eighth day", [(day, .contradicted)], deciding: ["I1"],
            says: "0 of 1 incidents were recorded within 7 days"
        ) {
            $0.site("L1")
            $0.incident("I1", "2025-06-01", recorded: "2025-06-09", ["location": "L1"])
        },
        ClauseCase("h.4", "the eighth day in London", [(day, .contradicted)]) {
            $0.site("L1")
            $0.incident("I1", "2025-06-01", recorded: "2025-06-08T23:00:00Z", ["location": "L1"])
        },
        ClauseCase("h.4", "discovered after midnight in London", [(day, .supported)]) {
            $0.site("L1")
            $0.incident(
                "I1", "2025-06-01", recorded: "2025-06-09",
                ["location": "L1", "discovered_at": "2025-06-01T23:00:00Z"])
        },
        ClauseCase("h.4", "over a leap day", [("2024-03-31", .contradicted)], deciding: ["I2"]) {
            $0.site("L1")
            $0.incident("I1", "2024-02-23", recorded: "2024-03-01", ["location": "L1"])
            $0.incident("I2", "2024-02-23", recorded: "2024-03-02", ["location": "L1"])
        },
        ClauseCase("h.4", "corrected later", [(day, .supported)]) {
            $0.site("L1")
            $0.incident("I1", "2025-06-01", ["location": "L1"])
            $0.incident("I1", "2025-06-01", recorded: "2025-06-20", ["location": "L1"])
        },
        late(1, of: 3, .contradicted), late(1, of: 4, .insufficient), late(1, of: 9, .insufficient),
        late(1, of: 10, .supported), late(2, of: 19, .insufficient), late(7, of: 27, .contradicted),
        ClauseCase("h.4", "a year ago", [("2026-05-31", .contradicted), ("2026-06-01", .insufficient)]) {
            $0.site("L1")
            $0.incident("I1", "2025-06-01", recorded: "2025-06-09")
        },
    ]

    private static func silent(_ silent: Int, of number: Int, _ verdict: SystemVerdict) -> ClauseCase {
        ClauseCase("h.4", "\(silent) of \(number) locations silent", [(day, verdict)]) {
            for index in 1...number {
                $0.site("L\(index)")
                if index > silent { $0.incident("I\(index)", "2025-06-01", ["location": .text("L\(index)")]) }
            }
        }
    }

    static let h4Locations: [ClauseCase] =
        [
            silent(1, of: 4, .supported), silent(1, of: 3, .insufficient), silent(2, of: 8, .supported),
            silent(2, of: 7, .insufficient), silent(7, of: 27, .insufficient),
            ClauseCase("h.4", "no location", [(day, .insufficient)]) { $0.incident("I1", "2025-06-01") },
            ClauseCase("h.4", "a location not yet a year old", [("2025-06-29", .insufficient), (day, .supported)]) {
                $0.site("L1", from: "2024-06-30")
                $0.incident("I1", "2025-06-01", ["location": "L1"])
            },
            ClauseCase("h.4", "a new location may be silent", [(day, .supported)]) {
                $0.site("L1")
                $0.site("L2", from: "2024-07-01")
                $0.incident("I1", "2025-06-01", ["location": "L1"])
            },
            ClauseCase("h.4", "a closed location may be silent", [("2025-05-31", .insufficient), (day, .supported)]) {
                $0.site("L1")
                $0.site("L2", to: "2025-06-29")
                $0.incident("I1", "2025-05-01", ["location": "L1"])
            },
            ClauseCase("h.4", "a silent location looked at", [(day, .supported)]) {
                $0.site("L1")
                $0.site("L2")
                $0.incident("I1", "2025-06-01", ["location": "L1"])
                $0.silence("location", "L2")
            },
            ClauseCase("h.4", "another location looked at", [(day, .insufficient)]) {
                $0.site("L1")
                $0.site("L2")
                $0.incident("I1", "2025-06-01", ["location": "L1"])
                $0.silence("location", "L1")
            },
            ClauseCase("h.4", "no incident, but its location not looked at", [(day, .insufficient)]) {
                $0.site("L1")
                $0.silence("incident")
            },
            ClauseCase("h.4", "none of anything", [(day, .insufficient)]) { $0.site("L1") },
        ]
        + ClauseCase.silences("h.4", "incident") {
            $0.site("L1")
            $0.silence("location", "L1", id: "NL")
        }

    static let h5: [ClauseCase] =
        DueTable(
            clause: "h.5", says: "0 of 1 incidents and errors were graded",
            limit: .init("2025-06-15", "2025-06-16"), afterUse: .init("2025-07-24", "2025-07-25"),
            silence: "incident", before: { $0.written("harm_grading_procedure") },
            besides: ["V-harm_grading_procedure"],
            item: { $0.incident($1, $2) },
            event: {
                $0.add("harm_assessment", $1, ["incident": .text($2), "assessed_on": .text($3), "physical": "low"])
            }
        ).rows
        + h5Others

    private static func graded(
        _ name: String, _ verdicts: [(String, SystemVerdict)], level: String = "error",
        _ build: @escaping @Sendable (inout Scenario) -> Void
    ) -> ClauseCase {
        ClauseCase("h.5", name, verdicts) {
            $0.incident("I1", "2025-06-01", level: level)
            build(&$0)
        }
    }

    private static let h5Others: [ClauseCase] = [
        graded("near misses need no grade", [(day, .supported)], level: "near_miss") {
            $0.written("harm_grading_procedure")
        },
        graded("a day of distress is no grade", [(day, .insufficient)]) {
            $0.written("harm_grading_procedure")
            $0.add("harm_assessment", "H1", ["incident": "I1", "assessed_on": "2025-06-02", "psychological_days": 3])
        },
        graded("a psychological grade is one", [(day, .supported)]) {
            $0.written("harm_grading_procedure")
            $0.add("harm_assessment", "H1", ["incident": "I1", "assessed_on": "2025-06-02", "psychological": "none"])
        },
        graded("no procedure", [(day, .insufficient)]) {
            $0.add("harm_assessment", "H1", ["incident": "I1", "assessed_on": "2025-06-02", "physical": "none"])
        },
        graded(
            "three years after it came in force", [("2025-06-30", .supported), ("2025-07-01", .insufficient)]
        ) {
            $0.written("harm_grading_procedure", from: "2022-06-30")
            $0.add("harm_assessment", "H1", ["incident": "I1", "assessed_on": "2025-06-02", "physical": "none"])
        },
        graded(
            "the procedure's review is due",
            [
                ("2025-06-15", .supported), ("2025-06-16", .insufficient),
                ("2025-07-15", .insufficient), ("2025-07-16", .contradicted),
            ]
        ) {
            $0.written("harm_grading_procedure", from: "2024-06-14", ["core": "yes"])
            $0.add("harm_assessment", "H1", ["incident": "I1", "assessed_on": "2025-06-02", "physical": "none"])
        },
    ]
}
