import Conformance
import Testing

/// Risks and near misses, and learning meetings.
@Suite struct CriterionLTests {
    @Test(arguments: CriterionLTable.all) func holds(_ row: ClauseCase) throws { try row.check() }
}

enum CriterionLTable {
    static let all: [ClauseCase] = l1 + l1Intervals + l2 + l2Treatment + l3 + l4 + l5
}

private let day = "2025-06-30"

extension Scenario {
    fileprivate mutating func risk(
        _ id: String, _ assessed: String?, _ likelihood: Int = 2, _ consequence: Int = 2, scored: Bool = true,
        with more: [String: Value] = [:]
    ) {
        var fields: [String: Value] = ["kind": "clinical", "identified_on": .text(assessed ?? "2025-01-01")]
        if let assessed { fields["assessed_on"] = .text(assessed) }
        if scored {
            fields["likelihood"] = .number(likelihood)
            fields["consequence"] = .number(consequence)
        }
        add("risk", id, fields.merging(more) { $1 })
    }

    /// Risks R1 to n, the first operational, and all alike.
    fileprivate mutating func risks(
        _ number: Int, _ assessed: String? = "2025-01-01", _ likelihood: Int = 2, _ consequence: Int = 2,
        scored: Bool = true, with more: [String: Value] = [:]
    ) {
        for index in 1...number {
            let kind: [String: Value] = ["kind": index == 1 ? "operational" : "clinical"]
            risk("R\(index)", assessed, likelihood, consequence, scored: scored, with: kind.merging(more) { $1 })
        }
    }

    fileprivate mutating func reviewed(
        _ risk: String, _ on: String, _ likelihood: Int? = nil, _ consequence: Int? = nil
    ) {
        var fields: [String: Value] = ["subject": .text(risk), "reviewed_on": .text(on)]
        if let likelihood { fields["likelihood"] = .number(likelihood) }
        if let consequence { fields["consequence"] = .number(consequence) }
        add("review", "W-\(risk)-\(on)", fields)
    }

    fileprivate mutating func treatment(
        _ id: String, of risk: String, raised: String, due: String, completed: String? = nil,
        kind: String = "risk_treatment"
    ) {
        var fields: [String: Value] = [
            "kind": .text(kind), "subjects": [risk], "raised_on": .text(raised), "due_on": .text(due),
        ]
        if let completed { fields["completed_on"] = .text(completed) }
        add("action", id, fields)
    }

    fileprivate mutating func decided(_ id: String, _ kind: String, of subject: String, _ on: String) {
        add(
            "decision", id,
            ["kind": .text(kind), "subjects": [subject], "decided_on": .text(on), "reason": "Discussed."])
    }

    fileprivate mutating func learning(
        _ id: String, _ on: String, attended: [String], item: String = "discrepancy", minutes: String = "Kept."
    ) {
        add(
            "meeting", id,
            [
                "held_on": .text(on), "items": [item], "attended": .list(attended), "minutes": .text(minutes),
            ])
    }
}

extension CriterionLTable {
    private static func register(
        _ name: String, _ verdicts: [(String, SystemVerdict)], deciding: [String]? = nil, says: String? = nil,
        _ build: @escaping @Sendable (inout Scenario) -> Void
    ) -> ClauseCase { ClauseCase("l.1", name, verdicts, deciding: deciding, says: says, build: build) }

    /// As at 2025-06-30, so many risks are past their review.
    private static func past(_ past: Int, of number: Int, _ verdict: SystemVerdict) -> ClauseCase {
        register("\(past) of \(number) past review", [(day, verdict)]) {
            for index in 1...number {
                let kind: [String: Scenario.Value] = ["kind": index == number ? "operational" : "clinical"]
                let interval: [String: Scenario.Value] = index <= past ? ["review_days": 30] : [:]
                $0.risk("R\(index)", "2025-01-01", with: kind.merging(interval) { $1 })
            }
        }
    }

    static let l1: [ClauseCase] = [
        register("no risk", [(day, .insufficient)], deciding: []) { _ in },
        register(
            "five", [(day, .supported)], deciding: ["R1", "R2", "R3", "R4", "R5"], says: "4 clinical and 1 operational"
        ) { $0.risks(5) },
        register("four", [(day, .insufficient)]) { $0.risks(4) },
        register("clinical only", [(day, .insufficient)]) { $0.risks(5, with: ["kind": "clinical"]) },
        register("one clinical of five", [(day, .supported)]) {
            $0.risks(4, with: ["kind": "operational"])
            $0.risk("R5", "2025-01-01", with: ["kind": "clinical"])
        },
        register("operational only", [(day, .insufficient)]) { $0.risks(5, with: ["kind": "operational"]) },
        register("one closes", [("2025-06-29", .supported), (day, .insufficient)]) {
            $0.risks(4)
            $0.risk("R5", "2025-01-01", with: ["closed_on": "2025-06-30"])
        },
        register("not scored", [(day, .insufficient)]) { $0.risks(5, scored: false) },
        register("scored at review", [(day, .supported)]) {
            $0.risks(5, scored: false)
            for index in 1...5 { $0.reviewed("R\(index)", "2025-06-01", 2, 3) }
        },
        past(1, of: 5, .insufficient), past(2, of: 7, .contradicted), past(2, of: 8, .insufficient),
        past(1, of: 10, .supported), past(1, of: 9, .insufficient), past(2, of: 19, .insufficient),
        past(7, of: 27, .contradicted),
        register("one assessed, four new ones not yet", [(day, .supported)], deciding: ["R1", "R2", "R3", "R4", "R5"]) {
            $0.risk("R1", "2025-01-01", with: ["kind": "operational"])
            for index in 2...5 { $0.risk("R\(index)", nil, scored: false, with: ["identified_on": "2025-06-01"]) }
        },
    ]

    static let l1Intervals: [ClauseCase] = [
        register("for a year", [("2026-01-02", .supported), ("2026-01-03", .contradicted)]) { $0.risks(5) },
        register("high: for 100 days", [("2025-04-11", .supported), ("2025-04-12", .contradicted)]) {
            $0.risks(5, "2025-01-01", 3, 5)
        },
        register("a score of 12 is not high", [("2025-04-12", .supported)]) { $0.risks(5, "2025-01-01", 3, 4) },
        register("an interval of its own", [("2025-01-31", .supported), ("2025-02-01", .contradicted)]) {
            $0.risks(5, with: ["review_days": 30])
        },
        register("over a leap day", [("2024-05-09", .supported), ("2024-05-10", .contradicted)]) {
            $0.risks(5, "2024-01-30", 5, 5)
            $0.risk("R9", "2024-01-30", 5, 5)
        },
        register("reviewed", [("2025-09-09", .supported), ("2025-09-10", .contradicted)]) {
            $0.risks(5, "2025-01-01", 5, 5)
            for index in 1...5 { $0.reviewed("R\(index)", "2025-06-01") }
        },
        register("reviewed and lowered", [("2026-06-02", .supported), ("2026-06-03", .contradicted)]) {
            $0.risks(5, "2025-01-01", 5, 5)
            for index in 1...5 { $0.reviewed("R\(index)", "2025-06-01", 1, 1) }
        },
        register("reviewed and raised", [("2025-09-09", .supported), ("2025-09-10", .contradicted)]) {
            $0.risks(5)
            for index in 1...5 { $0.reviewed("R\(index)", "2025-06-01", 5, 3) }
        },
        register("never assessed, nor any other", [("2027-01-01", .insufficient)]) { $0.risks(5, nil) },
        register("never assessed, but others", [("2026-01-02", .insufficient), ("2026-01-03", .contradicted)]) {
            $0.risks(5, nil)
            $0.risk("R8", "2024-01-01", with: ["closed_on": "2024-02-01"])
            $0.risk("R9", "2025-12-01", with: ["closed_on": "2025-12-02"])
        },
        register(
            "never assessed, but another reviewed", [("2026-01-02", .insufficient), ("2026-01-03", .contradicted)]
        ) {
            $0.risks(5, nil)
            $0.risk("R9", nil, scored: false, with: ["identified_on": "2024-01-01", "closed_on": "2024-03-01"])
            $0.reviewed("R9", "2024-02-01")
        },
        register("never assessed, but a document reviewed", [("2026-01-03", .insufficient)]) {
            $0.risks(5, nil)
            $0.written("procedure")
            $0.reviewed("D-procedure", "2024-07-01")
        },
        register("never assessed, but another", [("2026-01-02", .insufficient), ("2026-01-03", .contradicted)]) {
            $0.risks(5, nil)
            $0.risk("R9", "2024-01-01", with: ["closed_on": "2024-02-01"])
        },
    ]

    static let l2: [ClauseCase] =
        DueTable(
            clause: "l.2", says: "0 of 1 high risks are being treated",
            limit: .init("2025-06-29", "2025-06-30"), afterUse: .init("2025-08-07", "2025-08-08"),
            windowed: false, allDecide: true,
            item: { $0.risk($1, $2, 5, 5, with: $1 == "X0" ? ["closed_on": "2024-02-01"] : [:]) },
            event: { $0.treatment($1, of: $2, raised: $3, due: "2026-05-01") }
        ).rows

    /// A high risk of 2025-06-01, and what is done about it; treatment is in use.
    private static func high(
        _ name: String, _ verdicts: [(String, SystemVerdict)], deciding: [String]? = nil,
        _ build: @escaping @Sendable (inout Scenario) -> Void
    ) -> ClauseCase {
        ClauseCase("l.2", name, verdicts, deciding: deciding) {
            $0.risk("X0", "2024-01-01", with: ["closed_on": "2024-02-01"])
            $0.treatment("A0", of: "X0", raised: "2024-01-02", due: "2024-01-31", completed: "2024-01-30")
            $0.risk("X1", "2025-06-01", 3, 5)
            build(&$0)
        }
    }

    static let l2Treatment: [ClauseCase] = [
        high("accepted", [(day, .supported)], deciding: ["X1", "C1"]) {
            $0.decided("C1", "risk_accepted", of: "X1", "2025-06-29")
        },
        high("treatment done", [("2026-06-30", .supported)]) {
            $0.treatment("A1", of: "X1", raised: "2025-06-02", due: "2025-06-10", completed: "2025-07-10")
        },
        high("treatment overdue", [("2025-06-29", .supported), (day, .contradicted)]) {
            $0.treatment("A1", of: "X1", raised: "2025-06-02", due: "2025-06-15")
        },
        high("one of two treatments overdue", [("2025-06-29", .supported), ("2025-07-30", .supported)]) {
            $0.treatment("A1", of: "X1", raised: "2025-06-02", due: "2025-06-15")
            $0.treatment("A2", of: "X1", raised: "2025-06-02", due: "2025-09-15")
        },
        high("planned within a year", [(day, .supported)]) {
            $0.treatment("A1", of: "X1", raised: "2025-06-02", due: "2026-06-03")
        },
        high("planned for longer", [(day, .insufficient)], deciding: ["X1"]) {
            $0.treatment("A1", of: "X1", raised: "2025-06-02", due: "2026-06-04")
        },
        high("one treatment overdue, one planned for longer", [("2025-07-30", .insufficient)], deciding: ["X1"]) {
            $0.treatment("A1", of: "X1", raised: "2025-06-02", due: "2025-06-15")
            $0.treatment("A2", of: "X1", raised: "2025-06-02", due: "2026-06-04")
        },
        high("another risk accepted", [(day, .contradicted)], deciding: ["X1"]) {
            $0.decided("C1", "risk_accepted", of: "X0", "2025-06-29")
        },
        high("another kind of action", [("2025-06-29", .insufficient), (day, .contradicted)]) {
            $0.treatment("A1", of: "X1", raised: "2025-06-02", due: "2025-06-30", kind: "preventive")
        },
        high("lowered", [("2025-06-30", .insufficient)], deciding: []) { $0.reviewed("X1", "2025-06-30", 3, 4) },
        high("high since the second time", [("2025-08-29", .insufficient), ("2025-08-30", .contradicted)]) {
            $0.reviewed("X1", "2025-07-01", 1, 1)
            $0.reviewed("X1", "2025-08-01", 5, 5)
        },
        high("high all along", [("2025-06-29", .insufficient), (day, .contradicted)]) {
            $0.reviewed("X1", "2025-06-20", 5, 5)
        },
        ClauseCase("l.2", "none high of five", [(day, .supported)]) { $0.risks(5, "2025-01-01", 3, 4) },
        ClauseCase("l.2", "none high of four", [(day, .insufficient)]) { $0.risks(4, "2025-01-01", 3, 4) },
        ClauseCase("l.2", "five, none scored", [(day, .insufficient)]) { $0.risks(5, scored: false) },
    ]

    private static let nearMiss: DueTable.Item = { $0.incident($1, $2, level: "near_miss") }

    static let l3: [ClauseCase] =
        DueTable(
            clause: "l.3", says: "0 of 1 near misses are linked to a risk",
            limit: .init("2025-06-29", "2025-06-30"), afterUse: .init("2025-08-07", "2025-08-08"),
            silence: "near_miss", item: nearMiss, event: { $0.decided($1, "no_risk_link", of: $2, $3) }
        ).rows + [
            ClauseCase("l.3", "linked to a risk", [("2025-06-01", .supported), (day, .supported)]) {
                $0.risk("R1", "2024-01-01")
                $0.incident("I1", "2025-06-01", level: "near_miss", ["risks": ["R1"]])
            },
            ClauseCase(
                "l.3", "linked to a risk that was withdrawn", [("2025-06-19", .supported), (day, .insufficient)]
            ) {
                $0.risk("R1", "2024-01-01")
                $0.withdraw("R1", on: "2025-06-20")
                $0.incident("I1", "2025-06-01", level: "near_miss", ["risks": ["R1"]])
            },
            ClauseCase("l.3", "another near miss linked", [(day, .contradicted)], deciding: ["I1"]) {
                $0.risk("R1", "2024-01-01")
                $0.incident("I0", "2025-01-01", level: "near_miss", ["risks": ["R1"]])
                $0.incident("I1", "2025-06-01", level: "near_miss")
            },
            ClauseCase("l.3", "not a near miss", [(day, .insufficient)], deciding: []) {
                $0.decided("C0", "no_risk_link", of: "I1", "2024-01-01")
                $0.incident("I1", "2025-06-01", level: "error")
            },
        ]

    private static func attendance(
        _ name: String, _ verdicts: [(String, SystemVerdict)], held: Int = 6, attended: Int,
        since: String = "2020-01-01", item: String = "discrepancy", deciding: [String]? = nil, says: String? = nil
    ) -> ClauseCase {
        ClauseCase("l.4", name, verdicts, deciding: deciding, says: says) {
            $0.employs("Ada", as: "radiologist", from: since)
            for index in 0..<held {
                $0.learning(
                    "M\(index)", "2025-0\(index + 1)-01",
                    attended: ["Bo", "Cy"] + (index >= held - attended ? ["Ada"] : []), item: item)
            }
        }
    }

    private static func radiologists(_ number: Int, absent: Int, _ verdict: SystemVerdict) -> ClauseCase {
        ClauseCase("l.4", "\(absent) of \(number) never attend", [(day, verdict)]) {
            for index in 1...number { $0.employs("P\(index)", as: "radiologist") }
            for index in 1...6 {
                $0.learning(
                    "M\(index)", "2025-0\(index)-01", attended: ["Bo", "Cy"] + (absent..<number).map { "P\($0 + 1)" })
            }
        }
    }

    private static func attendedOf51(_ attended: Int, _ verdict: SystemVerdict) -> ClauseCase {
        ClauseCase("l.4", "\(attended) of 51 attended", [(day, verdict)]) {
            $0.employs("Ada", as: "radiologist")
            for index in 1...51 {
                $0.learning(
                    "M\(index)", "2025-06-01", attended: ["Bo", "Cy"] + (index <= attended ? ["Ada"] : []))
            }
        }
    }

    static let l4: [ClauseCase] = [
        attendance(
            "half", [("2025-05-31", .insufficient), ("2025-06-01", .supported)], attended: 3,
            deciding: ["M0", "M1", "M2", "M3", "M4", "M5"], says: "6 learning meetings (6 needed)"),
        attendance("less than half", [(day, .insufficient)], attended: 2),
        attendance("five meetings", [(day, .insufficient)], held: 5, attended: 5),
        attendance("seven meetings, attended three", [("2025-07-01", .insufficient)], held: 7, attended: 3),
        attendance("seven meetings, attended four", [("2025-07-01", .supported)], held: 7, attended: 4),
        attendance("learning", [(day, .supported)], attended: 6, item: "learning"),
        attendance("morbidity and mortality", [(day, .supported)], attended: 6, item: "morbidity_mortality"),
        attendance("something else", [(day, .insufficient)], attended: 6, item: "outcomes"),
        attendance("a newcomer's half", [(day, .supported)], attended: 1, since: "2025-05-01"),
        attendance("on the first day", [(day, .supported)], attended: 1, since: "2025-06-01"),
        attendance("none since the first day", [(day, .insufficient)], attended: 6, since: "2025-06-02"),
        attendance("a year ago", [("2025-12-31", .supported), ("2026-01-01", .insufficient)], attended: 6),
        radiologists(10, absent: 1, .supported), radiologists(9, absent: 1, .insufficient),
        radiologists(3, absent: 3, .insufficient), radiologists(19, absent: 2, .insufficient),
        attendedOf51(25, .insufficient), attendedOf51(26, .supported),
        ClauseCase("l.4", "the first post counts", [(day, .insufficient)]) {
            $0.employs("Ada", as: "radiologist")
            $0.employs("Ada", as: "radiologist", from: "2025-06-01", id: "S2")
            for index in 1...6 {
                $0.learning(
                    "M\(index)", "2025-0\(index)-01", attended: ["Bo", "Cy"] + (index == 6 ? ["Ada"] : []))
            }
        },
        ClauseCase("l.4", "no radiologist", [(day, .insufficient)]) {
            $0.employs("Ada")
            for index in 1...6 { $0.learning("M\(index)", "2025-0\(index)-01", attended: ["Ada", "Bo"]) }
        },
        ClauseCase("l.4", "nobody but one attended", [(day, .insufficient)]) {
            $0.employs("Ada", as: "radiologist")
            for index in 1...6 { $0.learning("M\(index)", "2025-0\(index)-01", attended: ["Ada"]) }
        },
        ClauseCase("l.4", "no minutes", [(day, .insufficient)]) {
            $0.employs("Ada", as: "radiologist")
            for index in 1...6 { $0.learning("M\(index)", "2025-0\(index)-01", attended: ["Ada", "Bo"], minutes: "") }
        },
    ]

    static let l5: [ClauseCase] =
        DueTable(
            clause: "l.5", says: "0 of 1 near misses were answered",
            limit: .init("2025-07-27", "2025-07-28"), afterUse: .init("2025-09-04", "2025-09-05"),
            silence: "near_miss", item: nearMiss,
            event: { $0.treatment($1, of: $2, raised: $3, due: "2026-01-01", kind: "near_miss_response") }
        ).rows + [
            ClauseCase("l.5", "decided to do nothing", [("2025-07-28", .supported)], deciding: ["I1", "C1"]) {
                $0.incident("I1", "2025-06-01", level: "near_miss")
                $0.decided("C1", "no_action", of: "I1", "2025-07-28")
            },
            ClauseCase("l.5", "a decision about something else", [("2025-07-28", .insufficient)]) {
                $0.incident("I1", "2025-06-01", level: "near_miss")
                $0.decided("C1", "no_risk_link", of: "I1", "2025-06-02")
            },
            ClauseCase("l.5", "any kind of action", [("2025-07-28", .supported)]) {
                $0.incident("I1", "2025-06-01", level: "near_miss")
                $0.treatment("A1", of: "I1", raised: "2025-06-02", due: "2025-06-02", kind: "improvement")
            },
            ClauseCase("l.5", "not a near miss", [("2025-07-28", .insufficient)], deciding: []) {
                $0.incident("I1", "2025-06-01", level: "incident")
                $0.treatment("A1", of: "I1", raised: "2025-06-02", due: "2025-06-02")
            },
        ]
}
