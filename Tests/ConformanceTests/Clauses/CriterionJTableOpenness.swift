import Conformance

private let day = "2025-06-30"

extension Scenario {
    fileprivate mutating func disclosed(_ id: String, _ recipient: String, _ at: String, of incident: String = "I1") {
        let time = at.count == 10 ? at + "T12:00:00Z" : at
        add("disclosure", id, ["incident": .text(incident), "recipient": .text(recipient), "told_at": .text(time)])
    }

    fileprivate mutating func notDisclosed(_ id: String, _ recipient: String, _ on: String) {
        add(
            "decision", id,
            [
                "kind": "not_disclosed", "subjects": ["I1"], "recipient": .text(recipient), "decided_on": .text(on),
                "reason": "Discussed.",
            ])
    }
}

extension CriterionJTable {
    /// An incident on 2025-06-01 that affected care, with disclosure in use.
    private static func care(
        _ name: String, _ verdicts: [(String, SystemVerdict)], affected: [String] = [], deciding: [String]? = nil,
        _ build: @escaping @Sendable (inout Scenario) -> Void
    ) -> ClauseCase {
        ClauseCase("j.4", name, verdicts, deciding: deciding) {
            $0.incident("I0", "2024-01-10")
            $0.disclosed("E0", "other", "2024-01-11", of: "I0")
            $0.incident("I1", "2025-06-01", ["care_affected": "yes", "affected": .list(affected)])
            build(&$0)
        }
    }

    static let j4Care: [ClauseCase] =
        DueTable(
            clause: "j.4", says: "0 of 1 disclosures were made in time",
            limit: .init("2025-06-04", "2025-06-05"), afterUse: .init("2025-07-13", "2025-07-14"),
            silence: "care_affecting_incident", lateFails: true,
            item: { $0.incident($1, $2, ["care_affected": "yes"]) },
            event: { $0.disclosed($1, "clinical_team", $3, of: $2) }
        ).rows + [
            care("all told", [("2025-06-05", .supported)], affected: ["patient", "staff", "other"]) {
                for (index, one) in ["clinical_team", "patient", "staff", "other"].enumerated() {
                    $0.disclosed("E\(index + 1)", one, "2025-06-04")
                }
            },
            care(
                "1 of 4 not told", [("2025-06-05", .insufficient)], affected: ["patient", "staff", "other"]
            ) {
                for (index, one) in ["clinical_team", "patient", "staff"].enumerated() {
                    $0.disclosed("E\(index + 1)", one, "2025-06-04")
                }
            },
            care("1 of 3 not told", [("2025-06-05", .contradicted)], affected: ["patient", "staff"], deciding: ["I1"]) {
                $0.disclosed("E1", "clinical_team", "2025-06-04")
                $0.disclosed("E2", "staff", "2025-06-04")
            },
            care("a carer stands for the patient", [("2025-06-05", .supported)], affected: ["patient"]) {
                $0.disclosed("E1", "clinical_team", "2025-06-04")
                $0.disclosed("E2", "carer", "2025-06-04")
            },
            care("decided not to tell", [("2025-06-05", .supported)], affected: ["patient"]) {
                $0.disclosed("E1", "clinical_team", "2025-06-04")
                $0.notDisclosed("C1", "patient", "2025-06-04")
            },
            care("decided so late", [("2025-06-05", .contradicted)], affected: ["patient"], deciding: ["I1", "C1"]) {
                $0.disclosed("E1", "clinical_team", "2025-06-04")
                $0.notDisclosed("C1", "carer", "2025-06-05")
            },
            care("told half an hour after midnight", [("2025-06-05", .contradicted)], deciding: ["I1", "E1"]) {
                $0.disclosed("E1", "clinical_team", "2025-06-04T23:30:00Z")
            },
            care("told half an hour before midnight", [("2025-06-05", .supported)]) {
                $0.disclosed("E1", "clinical_team", "2025-06-04T22:30:00Z")
            },
            ClauseCase("j.4", "care not affected", [(day, .insufficient)], deciding: []) {
                $0.incident("I1", "2025-06-01", ["care_affected": "no"])
            },
            ClauseCase("j.4", "care untold", [("2025-07-01", .supported), ("2025-07-02", .insufficient)]) {
                $0.incident("I1", "2025-06-01")
                $0.incident("I2", "2025-06-01", ["care_affected": "yes"])
                $0.disclosed("E2", "clinical_team", "2025-06-02", of: "I2")
            },
            ClauseCase(
                "j.4", "care untold of an error", [("2025-07-01", .supported), ("2025-07-02", .insufficient)],
                deciding: ["I1"]
            ) {
                $0.incident("I1", "2025-06-01", level: "error")
                $0.incident("I2", "2025-06-01", ["care_affected": "yes"])
                $0.disclosed("E2", "clinical_team", "2025-06-02", of: "I2")
            },
            ClauseCase("j.4", "care untold of a near miss", [("2025-07-02", .supported)]) {
                $0.incident("I1", "2025-06-01", level: "near_miss")
                $0.incident("I2", "2025-06-01", ["care_affected": "yes"])
                $0.disclosed("E2", "clinical_team", "2025-06-02", of: "I2")
            },
        ]

    /// A patient's harm, assessed on Monday 2025-06-02; no other disclosure ever.
    private static func candour(
        _ name: String, _ verdicts: [(String, SystemVerdict)],
        harm: [String: Scenario.Value] = ["physical": "moderate"], affected: [String] = ["patient"],
        deciding: [String]? = nil, _ build: @escaping @Sendable (inout Scenario) -> Void = { _ in }
    ) -> ClauseCase {
        ClauseCase("j.4", "candour: \(name)", verdicts, deciding: deciding) {
            $0.incident("I1", "2025-06-01", ["care_affected": "no", "affected": .list(affected)])
            $0.add("harm_assessment", "H1", harm.merging(["incident": "I1", "assessed_on": "2025-06-02"]) { $1 })
            build(&$0)
        }
    }

    static let j4Candour: [ClauseCase] = [
        candour(
            "not told", [("2025-06-02", .insufficient), ("2025-06-16", .insufficient), ("2025-06-17", .contradicted)],
            deciding: ["I1"]),
        candour("told on the last day", [("2025-06-17", .supported)], deciding: ["I1", "E1"]) {
            $0.disclosed("E1", "patient", "2025-06-16")
        },
        candour("told late", [("2025-06-17", .contradicted)], deciding: ["I1", "E1"]) {
            $0.disclosed("E1", "patient", "2025-06-17")
        },
        candour("told before it was assessed", [("2025-06-17", .supported)]) {
            $0.disclosed("E1", "patient", "2025-06-01")
        },
        candour("the carer told", [("2025-06-17", .supported)]) { $0.disclosed("E1", "carer", "2025-06-16") },
        candour("somebody else told", [("2025-06-17", .contradicted)]) {
            $0.disclosed("E1", "clinical_team", "2025-06-03")
        },
        candour("decided not to", [("2025-06-17", .supported)], deciding: ["I1", "C1"]) {
            $0.notDisclosed("C1", "patient", "2025-06-16")
        },
        candour("decided so late", [("2025-06-17", .contradicted)]) { $0.notDisclosed("C1", "carer", "2025-06-17") },
        candour("a bank holiday", [("2025-06-17", .insufficient), ("2025-06-18", .contradicted)]) {
            $0.set("bank_holidays", ["2025-06-09"])
        },
        candour("low harm", [("2025-06-17", .insufficient)], harm: ["physical": "low"], deciding: []),
        candour("severe harm", [("2025-06-17", .contradicted)], harm: ["physical": "severe"]),
        candour("moderate distress", [("2025-06-17", .contradicted)], harm: ["psychological": "moderate"]),
        candour("27 days of distress", [("2025-06-17", .insufficient)], harm: ["psychological_days": 27]),
        candour("28 days of distress", [("2025-06-17", .contradicted)], harm: ["psychological_days": 28]),
        candour("no patient", [("2025-06-17", .insufficient)], affected: ["staff", "other"], deciding: []),
        candour(
            "first graded low", [("2025-06-18", .insufficient), ("2025-06-19", .contradicted)],
            harm: ["physical": "low"]
        ) {
            $0.add("harm_assessment", "H2", ["incident": "I1", "assessed_on": "2025-06-04", "physical": "moderate"])
        },
        candour("graded lower afterwards", [("2025-06-17", .contradicted)]) {
            $0.add("harm_assessment", "H2", ["incident": "I1", "assessed_on": "2025-06-04", "physical": "low"])
        },
        candour("one of many", [("2025-06-17", .contradicted)], deciding: ["I1"]) {
            for index in 2...30 {
                $0.incident("I\(index)", "2025-06-01", ["care_affected": "yes"])
                $0.disclosed("E\(index)", "clinical_team", "2025-06-02", of: "I\(index)")
            }
        },
        candour("the patient's clock stands for three days", [("2025-06-06", .supported)]) {
            $0.incident("I1", "2025-06-01", recorded: "2025-06-03", ["care_affected": "yes", "affected": ["patient"]])
            $0.disclosed("E1", "clinical_team", "2025-06-02")
        },
        candour(
            "from a Saturday", [("2025-06-20", .insufficient), ("2025-06-21", .contradicted)],
            harm: ["physical": "none"]
        ) {
            $0.add("harm_assessment", "H2", ["incident": "I1", "assessed_on": "2025-06-07", "physical": "moderate"])
        },
    ]

    static let j5: [ClauseCase] =
        DueTable(
            clause: "j.5", says: "0 of 1 incidents were investigated",
            limit: .init("2025-08-24", "2025-08-25"), afterUse: .init("2025-10-02", "2025-10-03"),
            silence: "incident",
            item: { $0.incident($1, $2) },
            event: {
                $0.add(
                    "investigation", $1,
                    [
                        "incident": .text($2), "lead": "Ada", "started_on": .text($3), "completed_on": .text($3),
                        "findings": "Found.",
                    ])
            }
        ).rows + [
            ClauseCase("j.5", "started is not completed, nor use", [("2025-08-25", .insufficient)]) {
                $0.incident("I1", "2025-06-01")
                $0.add("investigation", "J1", ["incident": "I1", "started_on": "2025-06-01"])
            },
            ClauseCase("j.5", "completed later", [("2025-08-23", .insufficient), ("2025-08-24", .supported)]) {
                $0.incident("I1", "2025-06-01")
                $0.add(
                    "investigation", "J1",
                    ["incident": "I1", "started_on": "2025-06-01", "completed_on": "2025-08-24", "findings": "Found."])
            },
        ]

    static let j6: [ClauseCase] =
        ReachTable(clause: "j.6", says: "1 of 1 closed incidents have reached enough staff") {
            $0.incident($1, "2025-05-01", ["closed_on": .text($2)])
            $0.add(
                "investigation", "J" + $1,
                ["incident": .text($1), "started_on": "2025-05-02", "completed_on": "2025-05-20", "findings": "Found."])
        }.rows
        + ClauseCase.silences("j.6", "incident") { $0.employs("Ada") } + [
            ClauseCase("j.6", "closed without investigation", [("2025-08-01", .insufficient)], deciding: []) {
                $0.employs("Ada")
                $0.told("C0", "2024-01-10", of: "X0")
                $0.incident("I1", "2025-05-01", ["closed_on": "2025-06-01"])
                $0.add("investigation", "J1", ["incident": "I1", "started_on": "2025-05-02"])
            },
            ClauseCase("j.6", "not closed", [("2025-08-01", .insufficient)], deciding: []) {
                $0.employs("Ada")
                $0.told("C0", "2024-01-10", of: "X0")
                $0.incident("I1", "2025-05-01")
                $0.add(
                    "investigation", "J1",
                    ["incident": "I1", "started_on": "2025-05-02", "completed_on": "2025-05-20", "findings": "Found."])
            },
        ]

    static let j7: [ClauseCase] =
        DueTable(
            clause: "j.7", says: "0 of 1 changes in practice were told to staff",
            limit: .init("2025-06-15", "2025-06-16"), afterUse: .init("2025-07-24", "2025-07-25"),
            silence: "practice_change",
            item: {
                $0.add(
                    "action", $1,
                    [
                        "kind": "practice_change", "subjects": ["I0"], "raised_on": "2024-01-01", "due_on": .text($2),
                        "completed_on": .text($2),
                    ])
            },
            event: { $0.told($1, $3, of: $2) }
        ).rows + [
            ClauseCase("j.7", "outsiders told", [("2025-06-16", .insufficient)]) {
                $0.change("practice_change")
                $0.told("C1", "2025-06-02", of: "A1", to: ["patients", "management"])
            },
            ClauseCase("j.7", "staff consulted", [("2025-06-16", .insufficient)]) {
                $0.change("practice_change")
                $0.add(
                    "communication", "C1",
                    ["kind": "consultation", "subjects": ["A1"], "audiences": ["staff"], "sent_on": "2025-06-02"])
            },
            ClauseCase("j.7", "another action", [("2025-06-16", .insufficient)], deciding: []) {
                $0.change("improvement")
                $0.told("C1", "2025-06-02", of: "A1")
            },
        ]
}

extension Scenario {
    fileprivate mutating func change(_ kind: String) {
        add(
            "action", "A1",
            [
                "kind": .text(kind), "subjects": ["I1"], "raised_on": "2025-05-01", "due_on": "2025-06-01",
                "completed_on": "2025-06-01",
            ])
        incident("I1", "2025-05-01")
    }
}
