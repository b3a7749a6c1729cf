import Conformance
import Testing

/// Interventional radiology: outcomes, registries, complications and meetings.
@Suite struct CriterionKTests {
    @Test(arguments: CriterionKTable.all) func holds(_ row: ClauseCase) throws { try row.check() }
}

enum CriterionKTable {
    static let all: [ClauseCase] = k1 + k1Shares + k2 + k3 + k4 + k5 + k6
}

private let day = "2025-06-30"
private let months = [
    "2024-05", "2024-06", "2024-07", "2024-08", "2024-09", "2024-10", "2024-11", "2024-12", "2025-01", "2025-02",
    "2025-03", "2025-04",
]

extension Scenario {
    fileprivate mutating func interventional() { stated("interventional", "yes") }

    fileprivate mutating func outcomes(_ month: String, _ number: Int, procedure: String = "Angioplasty") {
        add(
            "outcome_count", "O-\(month)-\(procedure)",
            ["month": .text(month + "-01"), "procedure": .text(procedure), "outcomes": .number(number)])
    }

    fileprivate mutating func procedures(_ month: String, _ number: Int) {
        examined(month, number, modality: "interventional")
    }

    /// A year of procedures, with so many outcomes in the month of each index.
    fileprivate mutating func year(each procedures: Int, outcomes number: (_ index: Int) -> Int?) {
        interventional()
        site("L1")
        for (index, month) in months.enumerated() {
            self.procedures(month, procedures)
            if let number = number(index) { outcomes(month, number) }
        }
    }

    /// So many months with procedures, one of them with too few outcomes to be sure.
    fileprivate mutating func some(_ number: Int) {
        interventional()
        site("L1")
        for (index, month) in months.enumerated() {
            procedures(month, index < number ? 10 : 0)
            outcomes(month, index == 0 ? 8 : 10)
        }
    }

    fileprivate mutating func complication(_ id: String, _ day: String, _ more: [String: Value] = [:]) {
        add("complication", id, more.merging(["occurred_on": .text(day), "procedure": "Angioplasty"]) { $1 })
    }
}

extension CriterionKTable {
    /// As at 2025-06-30 outcomes are asked for from May 2024 to April 2025.
    private static func year(
        _ name: String, _ verdicts: [(String, SystemVerdict)], each procedures: Int = 10,
        outcomes: @escaping @Sendable (_ index: Int) -> Int?
    ) -> ClauseCase {
        ClauseCase("k.1", name, verdicts) { $0.year(each: procedures, outcomes: outcomes) }
    }

    /// So many months with so many outcomes of 10 or 20 procedures; the rest have all.
    private static func short(
        _ few: Int, with outcomes: Int, of procedures: Int = 10, _ verdict: SystemVerdict
    ) -> ClauseCase {
        year("\(few) months with \(outcomes) of \(procedures)", [(day, verdict)], each: procedures) {
            $0 >= 12 - few ? outcomes : procedures
        }
    }

    static let k1Shares: [ClauseCase] = [
        short(12, with: 9, .supported), short(1, with: 8, .supported), short(2, with: 8, .insufficient),
        short(12, with: 8, .insufficient), short(3, with: 7, .insufficient), short(4, with: 7, .contradicted),
        short(4, with: 15, of: 20, .insufficient), short(4, with: 14, of: 20, .contradicted),
        short(2, with: 17, of: 20, .insufficient), short(2, with: 18, of: 20, .supported),
        short(2, with: 17, of: 19, .insufficient), short(4, with: 20, of: 27, .contradicted),
        short(4, with: 21, of: 28, .insufficient),
    ]

    /// Procedures in the last month only, and outcomes counted in it only.
    private static func single(
        _ name: String, procedures: Int, outcomes: Int, _ verdict: SystemVerdict
    ) -> ClauseCase {
        ClauseCase("k.1", name, [(day, verdict)]) {
            $0.interventional()
            $0.site("L1")
            for month in months { $0.procedures(month, month == "2025-04" ? procedures : 0) }
            $0.outcomes("2025-04", outcomes)
        }
    }

    static let k1: [ClauseCase] =
        ClauseCase.gate("k.1", "interventional") + [
            year("no outcome ever", [(day, .insufficient)], outcomes: { _ in nil }),
            ClauseCase(
                "k.1", "outcomes for the first month only", [(day, .contradicted)],
                deciding: months.dropFirst().map { "V-\($0)-L1-interventional" }
            ) {
                $0.year(each: 10) { $0 == 0 ? 10 : nil }
            },
            counted(since: 9, .insufficient), counted(since: 8, .insufficient), counted(since: 7, .contradicted),
            ClauseCase("k.1", "10 months, 1 unknown", [(day, .supported)]) { $0.some(10) },
            ClauseCase("k.1", "9 months, 1 unknown", [(day, .insufficient)]) { $0.some(9) },
            ClauseCase("k.1", "two procedures add up", [(day, .supported)]) {
                $0.year(each: 10) { _ in 5 }
                for month in months { $0.outcomes(month, 4, procedure: "Biopsy") }
            },
            ClauseCase(
                "k.1", "a month begins to count", [("2025-07-29", .supported), ("2025-07-30", .insufficient)]
            ) {
                $0.year(each: 10) { $0 == 1 ? 8 : 9 }
                $0.procedures("2025-05", 10)
                $0.outcomes("2025-05", 8)
            },
            ClauseCase("k.1", "no activity", [(day, .insufficient)], deciding: []) {
                $0.interventional()
                $0.site("L1")
                for month in months { $0.outcomes(month, 9) }
            },
            ClauseCase("k.1", "procedures in one month only", [(day, .supported)]) {
                $0.interventional()
                $0.site("L1")
                for month in months { $0.procedures(month, month == "2025-04" ? 10 : 0) }
                $0.outcomes("2025-04", 9)
            },
            single("outcomes counted for the first time, too few", procedures: 10, outcomes: 7, .contradicted),
            single("outcomes counted for the first time, not sure", procedures: 10, outcomes: 8, .insufficient),
            single("one procedure", procedures: 1, outcomes: 1, .supported),
            ClauseCase("k.1", "no procedure in ten months", [(day, .supported)]) {
                $0.interventional()
                $0.site("L1")
                for (index, month) in months.enumerated() {
                    $0.procedures(month, index < 10 ? 0 : 10)
                    $0.outcomes(month, index < 10 ? 0 : 9)
                }
            },
            ClauseCase("k.1", "no procedure at all", [(day, .insufficient)]) {
                $0.interventional()
                $0.site("L1")
                for month in months { $0.procedures(month, 0) }
            },
            ClauseCase("k.1", "two months without activity", [(day, .insufficient)]) {
                $0.interventional()
                $0.site("L1")
                for month in months.dropFirst(2) {
                    $0.procedures(month, 10)
                    $0.outcomes(month, 10)
                }
            },
        ]

    /// Nothing is counted before the month of that index, and nothing was achieved after it.
    private static func counted(since first: Int, _ verdict: SystemVerdict) -> ClauseCase {
        year("counted since month \(first + 1)", [(day, verdict)]) { $0 == first ? 10 : $0 > first ? 0 : nil }
    }

    /// Periods of 90 days from 2025-01-01: the first ends on 31 March and is due on 30 April.
    private static func submitted(
        _ name: String, _ verdicts: [(String, SystemVerdict)], used: Bool = true, deciding: [String]? = nil,
        _ build: @escaping @Sendable (inout Scenario) -> Void = { _ in }
    ) -> ClauseCase {
        ClauseCase("k.2", name, verdicts, deciding: deciding) {
            $0.interventional()
            $0.stated("registries", "yes")
            $0.add("registry", "G1", ["code": "BSIR", "period_days": 90, "due_days": 30, "from": "2025-01-01"])
            if used {
                $0.add(
                    "registry", "G0",
                    [
                        "code": "Old", "period_days": 90, "due_days": 30, "from": "2020-01-01",
                        "to": "2021-01-01",
                    ])
                submission(&$0, "B0", "2020-06-01", from: "2020-01-01", to: "2020-03-31", registry: "G0")
            }
            build(&$0)
        }
    }

    private static func submission(
        _ records: inout Scenario, _ id: String, _ on: String, from: String = "2025-01-01", to: String = "2025-03-31",
        registry: String = "G1"
    ) {
        records.add(
            "registry_submission", id,
            [
                "registry": .text(registry), "period_from": .text(from), "period_to": .text(to),
                "submitted_on": .text(on),
            ])
    }

    static let k2: [ClauseCase] =
        ClauseCase.gate("k.2", "interventional", "registries") + [
            submitted(
                "not submitted",
                [("2025-04-29", .insufficient), ("2025-04-30", .insufficient), ("2025-05-01", .contradicted)],
                deciding: ["G1"]),
            submitted(
                "submitted on the last day",
                [("2025-04-29", .insufficient), ("2025-04-30", .supported), ("2025-07-29", .supported)],
                deciding: ["G1", "B1"]
            ) { submission(&$0, "B1", "2025-04-30") },
            submitted("submitted late", [("2025-05-01", .supported)]) { submission(&$0, "B1", "2025-05-01") },
            submitted("the second period is due", [("2025-07-29", .supported), ("2025-07-30", .contradicted)]) {
                submission(&$0, "B1", "2025-04-30")
            },
            submitted("one submission for two periods", [("2025-07-30", .supported)]) {
                submission(&$0, "B1", "2025-07-01", from: "2024-12-01", to: "2025-06-29")
            },
            submitted("a day short at the end", [("2025-05-01", .contradicted)]) {
                submission(&$0, "B1", "2025-04-30", to: "2025-03-30")
            },
            submitted("a day short at the beginning", [("2025-05-01", .contradicted)]) {
                submission(&$0, "B1", "2025-04-30", from: "2025-01-02")
            },
            submitted("to another registry", [("2025-05-01", .contradicted)]) {
                submission(&$0, "B1", "2025-04-30", registry: "G0")
            },
            submitted("nothing ever submitted", [("2025-05-01", .insufficient)], used: false),
            submitted(
                "first submitted elsewhere later", [("2025-06-14", .insufficient), ("2025-06-15", .contradicted)],
                used: false
            ) { submission(&$0, "B1", "2025-05-15", to: "2025-03-30") },
            submitted("closed", [("2025-06-29", .contradicted), (day, .insufficient)], deciding: []) {
                $0.add(
                    "registry", "G1",
                    ["code": "BSIR", "period_days": 90, "due_days": 30, "from": "2025-01-01", "to": "2025-06-29"],
                    recorded: "2025-01-02")
            },
            ClauseCase(
                "k.2", "due on the day on which the period ends",
                [("2025-03-30", .insufficient), ("2025-03-31", .insufficient), ("2025-04-01", .contradicted)],
                deciding: ["G1"]
            ) {
                $0.interventional()
                $0.stated("registries", "yes")
                $0.add("registry", "G1", ["code": "BSIR", "period_days": 90, "due_days": 0, "from": "2025-01-01"])
                submission(&$0, "B0", "2024-06-01", from: "2024-01-01", to: "2024-03-31")
            },
            ClauseCase(
                "k.2", "each day is a period", [("2025-03-01", .insufficient), ("2025-03-02", .contradicted)],
                deciding: ["G1"]
            ) {
                $0.interventional()
                $0.stated("registries", "yes")
                $0.add("registry", "G1", ["code": "BSIR", "period_days": 1, "due_days": 0, "from": "2025-03-01"])
                submission(&$0, "B0", "2024-06-01", from: "2024-01-01", to: "2024-03-31")
            },
            ClauseCase("k.2", "no registry", [(day, .insufficient)], deciding: []) {
                $0.interventional()
                $0.stated("registries", "yes")
            },
            submitted(1, of: 4, .insufficient), submitted(1, of: 3, .contradicted), submitted(1, of: 10, .supported),
            submitted(1, of: 9, .insufficient), submitted(2, of: 19, .insufficient),
            submitted(7, of: 27, .contradicted),
            ClauseCase(
                "k.2", "due a year ago", [("2025-04-29", .contradicted), ("2025-04-30", .insufficient)], deciding: []
            ) {
                $0.interventional()
                $0.stated("registries", "yes")
                // A period of 2000 days from 2018-10-10 ends on 2024-03-31 and is due on 2024-04-30.
                $0.add("registry", "G1", ["code": "A", "period_days": 2000, "due_days": 30, "from": "2018-10-10"])
                submission(&$0, "B1", "2020-06-01", from: "2020-01-01", to: "2020-03-31")
            },
        ]

    private static func submitted(_ left: Int, of number: Int, _ verdict: SystemVerdict) -> ClauseCase {
        ClauseCase("k.2", "\(left) of \(number) not submitted", [("2025-05-02", verdict)]) {
            $0.interventional()
            $0.stated("registries", "yes")
            for index in 1...number {
                $0.add(
                    "registry", "G\(index)",
                    ["code": .text("R\(index)"), "period_days": 90, "due_days": 30, "from": "2025-01-01"])
                if index > left { submission(&$0, "B\(index)", "2025-04-01", registry: "G\(index)") }
            }
        }
    }

    private static func analysed(_ without: Int, of number: Int, _ verdict: SystemVerdict) -> ClauseCase {
        ClauseCase("k.3", "\(without) of \(number) not analysed", [(day, verdict)]) {
            $0.interventional()
            for index in 1...number { $0.complication("Z\(index)", "2025-06-01", index > without ? analysis : [:]) }
        }
    }

    private static let analysis: [String: Scenario.Value] = [
        "grade": 2, "category": "Haematoma", "analysed_on": "2025-06-01",
    ]

    private static func without(_ field: String) -> ClauseCase {
        ClauseCase(
            "k.3", "without \(field)", [("2025-06-29", .insufficient), (day, .contradicted)], deciding: ["Z1"]
        ) {
            $0.interventional()
            var fields = analysis
            fields[field] = nil
            $0.complication("Z1", "2025-06-01", fields)
        }
    }

    static let k3: [ClauseCase] =
        ClauseCase.gate("k.3", "interventional")
        + ClauseCase.silences("k.3", "complication") { $0.interventional() } + [
            without("grade"), without("category"), without("analysed_on"),
            analysed(0, of: 1, .supported), analysed(1, of: 3, .contradicted), analysed(1, of: 4, .insufficient),
            analysed(1, of: 9, .insufficient), analysed(1, of: 10, .supported),
            analysed(2, of: 19, .insufficient), analysed(7, of: 27, .contradicted),
            ClauseCase("k.3", "analysed later", [("2025-07-01", .contradicted), ("2025-07-02", .supported)]) {
                $0.interventional()
                $0.complication("Z1", "2025-06-01", analysis.merging(["analysed_on": "2025-07-02"]) { $1 })
            },
            ClauseCase("k.3", "over a leap day", [("2024-02-29", .insufficient), ("2024-03-01", .contradicted)]) {
                $0.interventional()
                $0.complication("Z1", "2024-02-01")
            },
            ClauseCase(
                "k.3", "a year ago", [("2026-05-31", .contradicted), ("2026-06-01", .insufficient)], deciding: []
            ) {
                $0.interventional()
                $0.complication("Z1", "2025-06-01")
            },
            ClauseCase("k.3", "pending and a nil return", [(day, .insufficient)]) {
                $0.interventional()
                $0.complication("Z1", "2025-06-30")
                $0.silence("complication")
            },
        ]
}
