import Conformance
import Testing

/// The index of risk assessments, trends of incidents, and what was learnt.
@Suite struct CriterionMTests {
    @Test(arguments: CriterionMTable.all) func holds(_ row: ClauseCase) throws { try row.check() }
}

enum CriterionMTable {
    static let all: [ClauseCase] = m1 + m1Months + m2 + m3 + m3Shares + m3Quiet + m4
}

private let day = "2025-06-30"

extension Scenario {
    fileprivate mutating func risk(
        _ id: String, _ assessed: String?, at locations: [String] = [], modalities: [String] = [],
        closed: String? = nil
    ) {
        var fields: [String: Value] = ["locations": .list(locations), "modalities": .list(modalities)]
        fields["identified_on"] = .text(assessed ?? "2024-01-01")
        if let assessed { fields["assessed_on"] = .text(assessed) }
        if let closed { fields["closed_on"] = .text(closed) }
        add("risk", id, fields)
    }

    /// Three incidents of a type, the last on 2025-06-01.
    fileprivate mutating func trend(_ type: String = "fall", first: String = "2025-05-01") {
        for (index, day) in [first, "2025-05-10", "2025-06-01"].enumerated() {
            incident("I-\(type)-\(index)", day, type: type)
        }
    }

    fileprivate mutating func decided(
        _ id: String, _ on: String, _ choice: String, of type: String = "fall", stream: String = "incident"
    ) {
        add(
            "decision", id,
            [
                "kind": "trend", "decided_on": .text(on), "choice": .text(choice), "stream": .text(stream),
                "category": .text(type), "reason": "Discussed.",
            ])
    }

    fileprivate mutating func action(_ id: String, of subject: String, _ raised: String) {
        add(
            "action", id,
            ["kind": "improvement", "subjects": [subject], "raised_on": .text(raised), "due_on": .text(raised)])
    }

    fileprivate mutating func meeting(_ id: String, _ on: String, attended: [String] = ["Ada", "Bo"]) {
        add(
            "meeting", id,
            ["held_on": .text(on), "items": ["incident_trends"], "attended": .list(attended), "minutes": "Kept."])
    }
}

extension CriterionMTable {
    /// Computed tomography at L1 since January 2025, so that it has to be in the index by 2025-04-11.
    private static func indexed(
        _ name: String, _ verdicts: [(String, SystemVerdict)], used: Bool = true, deciding: [String]? = nil,
        says: String? = nil, _ build: @escaping @Sendable (inout Scenario) -> Void = { _ in }
    ) -> ClauseCase {
        ClauseCase("m.1", name, verdicts, deciding: deciding, says: says) {
            $0.site("L1")
            $0.site("L9", to: "2021-01-01")
            $0.examined("2025-01", 1)
            if used { $0.risk("R0", "2024-01-01", at: ["L9"]) }
            build(&$0)
        }
    }

    static let m1: [ClauseCase] = [
        indexed(
            "nothing", [("2025-04-11", .insufficient), ("2025-04-12", .contradicted)], deciding: ["L1"],
            says: "0 of 1 pairs of modality and location"),
        indexed("nothing ever", [("2025-04-12", .insufficient), (day, .insufficient)], used: false, deciding: ["L1"]),
        indexed("a risk at the location", [("2025-04-11", .supported)], deciding: ["L1", "R1"]) {
            $0.risk("R1", "2025-04-11", at: ["L1"])
        },
        indexed("a risk of the modality", [(day, .supported)]) { $0.risk("R1", "2025-04-11", modalities: ["ct"]) },
        indexed("assessed late", [("2025-04-30", .contradicted), ("2025-05-01", .supported)]) {
            $0.risk("R1", "2025-05-01", at: ["L9", "L1"], modalities: ["mri", "ct"])
        },
        indexed("assessed long before", [(day, .supported)]) { $0.risk("R1", "2020-05-01", modalities: ["ct"]) },
        indexed("another location", [("2025-04-12", .contradicted)]) { $0.risk("R1", "2025-02-01", at: ["L9"]) },
        indexed("another modality", [("2025-04-12", .contradicted)]) {
            $0.risk("R1", "2025-02-01", at: ["L1"], modalities: ["mri"])
        },
        indexed("of everything", [("2025-04-12", .contradicted)]) { $0.risk("R1", "2025-02-01") },
        indexed("of everything is use", [("2025-05-12", .insufficient), ("2025-05-13", .contradicted)], used: false) {
            $0.risk("R1", "2025-02-01")
        },
        indexed("not assessed", [("2025-04-12", .contradicted)]) { $0.risk("R1", nil, at: ["L1"]) },
        indexed("closed", [("2025-06-29", .supported), (day, .contradicted)]) {
            $0.risk("R1", "2025-02-01", at: ["L1"], closed: "2025-06-30")
        },
        indexed("a document", [("2025-04-12", .supported)], deciding: ["L1", "V-risk_assessment"]) {
            $0.written("risk_assessment", from: "2025-04-01", ["modalities": ["ct"]])
        },
        indexed("a document of others", [("2025-04-12", .supported)], deciding: ["L1", "V-risk_assessment"]) {
            $0.written("risk_assessment", from: "2025-04-01", ["modalities": ["ct"], "origin": "external"])
        },
        indexed("a document of everything", [("2025-04-12", .contradicted)]) {
            $0.written("risk_assessment", from: "2025-04-01")
        },
        indexed("another kind of document", [("2025-04-12", .contradicted)]) {
            $0.written("procedure", from: "2025-04-01", ["modalities": ["ct"]])
        },
        indexed("a document is withdrawn", [("2025-06-29", .supported), (day, .contradicted)]) {
            $0.add(
                "document", "D1",
                ["kind": "risk_assessment", "origin": "service", "locations": ["L1"], "created_on": "2025-03-01"])
            $0.approved("V1", of: "D1", 1, from: "2025-03-01", ["withdrawn_on": "2025-06-30"])
        },
    ]

    private static func pairs(_ without: Int, of number: Int, _ verdict: SystemVerdict) -> ClauseCase {
        ClauseCase("m.1", "\(without) of \(number) not in the index", [(day, verdict)]) {
            for index in 1...number {
                $0.site("L\(index)")
                $0.examined("2025-01", 1, at: "L\(index)")
                if index > without { $0.risk("R\(index)", "2025-01-10", at: ["L\(index)"]) }
            }
        }
    }

    static let m1Months: [ClauseCase] = [
        pairs(1, of: 3, .contradicted), pairs(1, of: 4, .insufficient), pairs(1, of: 9, .insufficient),
        pairs(1, of: 10, .supported), pairs(2, of: 19, .insufficient), pairs(7, of: 27, .contradicted),
        indexed("the month ends", [("2026-01-30", .contradicted), ("2026-01-31", .insufficient)], deciding: []),
        indexed("a second modality", [("2025-06-09", .supported), ("2025-06-10", .contradicted)]) {
            $0.risk("R1", "2025-02-01", modalities: ["ct"])
            $0.examined("2025-03", 1, modality: "mri")
        },
        ClauseCase("m.1", "the month is not over", [("2025-01-30", .insufficient), ("2025-01-31", .supported)]) {
            $0.site("L1")
            $0.examined("2025-01", 1)
            $0.risk("R1", "2025-01-01", at: ["L1"])
        },
        ClauseCase("m.1", "no examination", [(day, .insufficient)], deciding: []) {
            $0.site("L1")
            $0.examined("2025-01", 0)
            $0.risk("R1", "2025-01-10", at: ["L1"])
        },
        ClauseCase("m.1", "a closed location", [("2025-06-29", .supported), (day, .insufficient)], deciding: []) {
            $0.site("L1", to: "2025-06-29")
            $0.examined("2025-01", 10)
            $0.risk("R1", "2025-01-10", at: ["L1"])
        },
        ClauseCase("m.1", "no location", [(day, .insufficient)]) { $0.risk("R1", "2025-01-10", modalities: ["ct"]) },
    ]

    static let m2: [ClauseCase] = ReachableTable(clause: "m.2", subject: "index", nineOfTen: .supported).rows

    /// Falls are flagged on 2025-06-01; decisions and actions are in use.
    private static func flagged(
        _ name: String, _ verdicts: [(String, SystemVerdict)], used: Bool = true, deciding: [String]? = nil,
        says: String? = nil, _ build: @escaping @Sendable (inout Scenario) -> Void = { _ in }
    ) -> ClauseCase {
        ClauseCase("m.3", name, verdicts, deciding: deciding, says: says) {
            if used {
                $0.decided("C0", "2024-01-10", "watch", of: "violence")
                $0.action("A0", of: "C0", "2024-01-11")
            }
            $0.trend()
            build(&$0)
        }
    }

    private static let falls = ["I-fall-0", "I-fall-1", "I-fall-2"]

    static let m3: [ClauseCase] = [
        flagged(
            "not decided",
            [("2025-06-01", .insufficient), ("2025-07-01", .insufficient), ("2025-07-02", .contradicted)],
            deciding: falls, says: "fall 3"),
        flagged("nobody ever decides", [("2025-07-02", .insufficient)], used: false, deciding: falls),
        flagged("watched", [("2025-07-01", .supported)], deciding: falls + ["C1"]) {
            $0.decided("C1", "2025-07-01", "watch")
        },
        flagged("nothing to do", [("2025-07-01", .supported)]) { $0.decided("C1", "2025-06-01", "none") },
        flagged("decided late", [("2025-07-02", .supported)]) { $0.decided("C1", "2025-07-02", "none") },
        flagged("decided before the flag", [("2025-07-02", .contradicted)]) {
            $0.decided("C1", "2025-05-31", "watch")
        },
        flagged("decided of another type", [("2025-07-02", .contradicted)]) {
            $0.decided("C1", "2025-06-02", "watch", of: "injury")
        },
        flagged("decided of the other stream", [("2025-07-02", .contradicted)]) {
            $0.decided("C1", "2025-06-02", "watch", stream: "nonconformity")
        },
        flagged(
            "to act, and no action", [("2025-08-09", .insufficient), ("2025-08-10", .contradicted)]
        ) { $0.decided("C1", "2025-06-10", "act") },
        flagged("to act, and action on the last day", [("2025-08-09", .supported)], deciding: falls + ["C1", "A1"]) {
            $0.decided("C1", "2025-06-10", "act")
            $0.action("A1", of: "C1", "2025-08-09")
        },
        flagged("to act, and action late", [("2025-08-10", .supported)]) {
            $0.decided("C1", "2025-06-10", "act")
            $0.action("A1", of: "C1", "2025-08-10")
        },
        flagged("to act, nobody ever acts", [("2025-08-10", .insufficient)], used: false) {
            $0.decided("C1", "2025-06-10", "act")
        },
        flagged("the last decision holds", [("2025-08-10", .contradicted), ("2025-08-11", .supported)]) {
            $0.decided("C1", "2025-06-10", "act")
            $0.decided("C2", "2025-08-11", "watch")
        },
        flagged("one of two types", [("2025-07-02", .contradicted)], deciding: falls) {
            $0.trend("injury")
            $0.decided("C1", "2025-06-02", "watch", of: "injury")
        },
        flagged("one of four types", [("2025-07-02", .insufficient)]) {
            for type in ["injury", "delay", "infection"] {
                $0.trend(type)
                $0.decided("C-\(type)", "2025-06-02", "watch", of: type)
            }
        },
    ]

    /// The first of so many types are not decided about; the first decision ever is of 2025-06-02.
    private static func undecided(_ left: Int, of number: Int, _ verdict: SystemVerdict) -> ClauseCase {
        ClauseCase(
            "m.3", "\(left) of \(number) trends undecided", [("2025-07-02", .supported), ("2025-07-03", verdict)]
        ) {
            let types = [
                "fall", "violence", "injury", "delay", "infection", "laser", "mr_safety", "information", "needlestick",
                "wrong_drug", "wrong_patient", "wrong_examination", "overexposure", "other_clinical", "manual_handling",
                "equipment_failure", "staff_exposure", "other_safety", "fire_or_estate",
            ]
            for (index, type) in types.prefix(number).enumerated() {
                $0.trend(type)
                if index >= left { $0.decided("C\(index)", "2025-06-02", "watch", of: type) }
            }
        }
    }

    static let m3Shares: [ClauseCase] = [
        undecided(1, of: 3, .contradicted), undecided(1, of: 4, .insufficient), undecided(1, of: 9, .insufficient),
        undecided(1, of: 10, .supported), undecided(2, of: 19, .insufficient), undecided(2, of: 7, .contradicted),
    ]

    static let m3Quiet: [ClauseCase] =
        ClauseCase.silences("m.3", "incident") + [
            ClauseCase(
                "m.3", "two alike, and a meeting", [("2025-09-09", .supported), ("2025-09-10", .insufficient)]
            ) {
                $0.incident("I1", "2025-05-01", type: "fall")
                $0.incident("I2", "2025-05-02", type: "fall")
                $0.meeting("M1", "2025-06-01")
            },
            ClauseCase("m.3", "a meeting of one", [(day, .insufficient)]) {
                $0.incident("I1", "2025-05-01", type: "fall")
                $0.meeting("M1", "2025-06-01", attended: ["Ada"])
            },
            ClauseCase("m.3", "a meeting and no incident", [(day, .insufficient)]) { $0.meeting("M1", "2025-06-01") },
            ClauseCase("m.3", "an incident and no meeting", [(day, .insufficient)]) {
                $0.incident("I1", "2025-05-01", type: "fall")
            },
            ClauseCase("m.3", "the first falls out", [("2025-07-10", .contradicted), ("2025-07-11", .supported)]) {
                $0.decided("C0", "2024-01-10", "watch", of: "violence")
                $0.trend(first: "2024-07-11")
                $0.meeting("M1", "2025-06-10")
            },
            ClauseCase("m.3", "a list of its own", [("2025-07-02", .supported)]) {
                $0.set("trend_count@m.3", 4)
                $0.decided("C0", "2024-01-10", "watch", of: "violence")
                $0.trend()
                $0.meeting("M1", "2025-06-10")
            },
        ]

    static let m4: [ClauseCase] =
        DueTable(
            clause: "m.4", says: "0 of 1 closed incidents have learning",
            limit: .init("2025-06-29", "2025-06-30"), afterUse: .init("2025-08-07", "2025-08-08"),
            silence: "incident",
            item: { $0.incident($1, "2024-01-01", ["closed_on": .text($2)]) },
            event: {
                $0.add(
                    "investigation", $1,
                    [
                        "incident": .text($2), "lead": "Ada", "started_on": .text($3), "learning_on": .text($3),
                        "learning": "Two names each time.",
                    ])
            }
        ).rows + [
            ClauseCase("m.4", "not closed", [(day, .insufficient)], deciding: []) {
                $0.incident("I1", "2025-06-01")
                $0.add("investigation", "J1", ["incident": "I1", "started_on": "2025-06-01"])
            },
            ClauseCase("m.4", "investigated without learning", [(day, .insufficient)], deciding: ["I1"]) {
                $0.incident("I1", "2025-05-01", ["closed_on": "2025-06-01"])
                $0.add("investigation", "J1", ["incident": "I1", "started_on": "2025-05-02"])
            },
        ]
}
