import Conformance
import Testing

/// The worked examples of the rules, section 6, word for word.
@Suite struct WorkedExampleTests {
    @Test(arguments: WorkedExamples.all) func holds(_ example: ClauseCase) throws { try example.check() }
}

private let day = "2025-06-30"

enum WorkedExamples {
    static let all: [ClauseCase] = a4 + b4 + d1 + d3 + e3 + f4 + g5 + i2 + i8 + k5 + n1

    static let a4 = [
        ClauseCase("a.4", "28 bare days are allowed", [("2025-06-30", .supported)], deciding: ["A1", "A2"]) {
            $0.add(
                "appointment", "A1",
                ["post": "quality_manager", "person": "Ada", "from": "2023-01-01", "to": "2025-02-28"])
            $0.add("appointment", "A2", ["post": "quality_manager", "person": "Bo", "from": "2025-03-29"])
        },
        ClauseCase("a.4", "29 are not", [("2025-06-30", .contradicted)]) {
            $0.add(
                "appointment", "A1",
                ["post": "quality_manager", "person": "Ada", "from": "2023-01-01", "to": "2025-02-28"])
            $0.add("appointment", "A2", ["post": "quality_manager", "person": "Bo", "from": "2025-03-30"])
        },
        ClauseCase("a.4", "what came before the first is untold", [("2025-06-30", .insufficient)]) {
            $0.add("appointment", "A2", ["post": "quality_manager", "person": "Bo", "from": "2025-03-29"])
        },
    ]

    /// Ten staff told of one objective, of whom so many acknowledged at each level.
    private static func told(
        _ name: String, understood: Int, received: Int, _ verdicts: [(String, SystemVerdict)], deciding: [String]
    ) -> ClauseCase {
        ClauseCase("b.4", name, verdicts, deciding: deciding) {
            for index in 0..<10 { $0.employs("P\(index)") }
            $0.add("objective", "O", ["title": "Shorter waits", "from": "2025-01-10"])
            $0.told("C", "2025-02-01", of: "O")
            for index in 0..<understood + received {
                let level = index < understood ? "understood" : "received"
                $0.acknowledged("C", "P\(index)", level: level, on: "2025-02-10")
            }
        }
    }

    static let b4 = [
        told("eight of ten understood", understood: 8, received: 0, [(day, .supported)], deciding: ["O", "C"]),
        told(
            "seven understood and three received", understood: 7, received: 3, [(day, .insufficient)], deciding: ["O"]),
        told(
            "four receipts in all", understood: 4, received: 0,
            [("2025-04-02", .insufficient), (day, .contradicted)], deciding: ["O", "C"]),
        told("four receipts, still pending", understood: 4, received: 0, [("2025-04-02", .insufficient)], deciding: []),
    ]

    static let d1 = [
        ClauseCase(
            "d.1", "two reviews",
            [("2024-06-01", .supported), ("2025-03-02", .supported), ("2025-03-03", .contradicted)], deciding: ["M2"]
        ) {
            $0.reviewed("M1", "2023-03-01")
            $0.reviewed("M2", "2024-03-01")
        },
        ClauseCase("d.1", "two reviews, in time", [("2024-06-01", .supported)], deciding: ["M1", "M2"]) {
            $0.reviewed("M1", "2023-03-01")
            $0.reviewed("M2", "2024-03-01")
        },
        ClauseCase("d.1", "one attender", [("2024-06-01", .insufficient)], deciding: []) {
            $0.reviewed("M1", "2024-03-01", attended: ["Ada"])
        },
        ClauseCase("d.1", "no minutes", [("2024-06-01", .insufficient)], deciding: []) {
            $0.reviewed("M1", "2024-03-01", minutes: "")
        },
        ClauseCase("d.1", "the second with one attender", [("2024-06-01", .contradicted)], deciding: ["M1"]) {
            $0.reviewed("M1", "2023-03-01")
            $0.reviewed("M2", "2024-03-01", attended: ["Ada"])
        },
    ]

    /// Two parent versions, the first implemented if that is asked.
    private static func parent(
        _ name: String, _ verdicts: [(String, SystemVerdict)], field: String? = "yes", implemented: Bool = true,
        deciding: [String]
    ) -> ClauseCase {
        ClauseCase("d.3", name, verdicts, deciding: deciding) {
            if let field { $0.stated("parent_document_system", field, from: "2024-01-01", id: "P") }
            for (document, version, from) in [("D1", "V1", "2025-01-01"), ("D2", "V2", "2025-04-01")] {
                $0.add(
                    "document", document,
                    ["kind": "protocol", "origin": "parent", "core": "no", "created_on": .text(from)])
                $0.approved(version, of: document, 1, from: from)
            }
            guard implemented else { return }
            $0.add("implementation", "J", ["version": "V1", "implemented_on": "2025-01-20", "how": "Briefed."])
        }
    }

    static let d3 = [
        parent("the second pending", [("2025-05-31", .supported)], deciding: ["D1", "J"]),
        parent("the second overdue", [("2025-05-31", .supported), ("2025-06-01", .contradicted)], deciding: ["D2"]),
        parent("nothing implemented", [("2025-06-01", .insufficient)], implemented: false, deciding: ["D1", "D2"]),
        parent("no parent's documents", [("2025-06-01", .notApplicable)], field: "no", deciding: ["P"]),
        parent("no entry", [("2025-06-01", .insufficient)], field: nil, deciding: []),
    ]

    /// So many live versions, the first of them either not authorised or approved by its author.
    private static func live(_ number: Int, unauthorised: Bool, _ verdict: SystemVerdict) -> ClauseCase {
        ClauseCase(
            "e.3", "1 of \(number) \(unauthorised ? "not authorised" : "approved by its author")", [(day, verdict)],
            deciding: verdict == .contradicted ? ["V0"] : nil
        ) {
            for index in 0..<number {
                $0.add(
                    "document", "D\(index)",
                    ["kind": "protocol", "origin": "service", "core": "no", "created_on": "2025-01-01"])
                guard index == 0, unauthorised else {
                    let approver: Scenario.Value = index == 0 ? "Ada" : "Bo"
                    $0.approved("V\(index)", of: "D\(index)", 1, from: "2025-01-01", ["approved_by": approver])
                    continue
                }
                $0.add(
                    "document_version", "V0",
                    [
                        "document": "D0", "number": 1, "author": "Ada", "drafted_on": "2025-01-01",
                        "effective_from": "2025-01-01", "approved_by": "Bo", "approved_on": "2025-01-01",
                    ])
            }
        }
    }

    static let e3 = [true, false].flatMap { unauthorised in
        [
            live(10, unauthorised: unauthorised, .supported), live(4, unauthorised: unauthorised, .insufficient),
            live(3, unauthorised: unauthorised, .contradicted),
        ]
    }

    private static func vetted(
        _ compliant: Int, _ verdicts: [(String, SystemVerdict)], deciding: [String]? = nil
    ) -> ClauseCase {
        ClauseCase("f.4", "\(compliant) of 12 compliant", verdicts, deciding: deciding) {
            $0.stated("research", "yes")
            $0.stated("medico_legal", "no")
            $0.written("research_policy")
            $0.add("special_examination", "X", ["kind": "research", "performed_on": "2024-03-01", "number": 12])
            $0.add(
                "audit", "A",
                [
                    "topic": "vetting_research", "done_on": "2024-06-30", "sample": 12,
                    "compliant": .number(compliant),
                ])
        }
    }

    static let f4 = [
        vetted(12, [("2025-07-01", .supported)], deciding: ["V-research_policy", "A"]),
        vetted(12, [("2025-07-01", .supported), ("2025-07-02", .insufficient)]),
        vetted(11, [("2025-07-01", .insufficient), ("2025-07-02", .insufficient)]),
        vetted(9, [("2025-07-01", .contradicted)], deciding: ["A"]),
        vetted(9, [("2025-07-01", .contradicted), ("2025-07-02", .insufficient)]),
    ]

    private static func labelling(
        _ name: String, _ verdicts: [(String, SystemVerdict)], deciding: [String], says: String? = nil
    ) -> ClauseCase {
        ClauseCase("g.5", name, verdicts, deciding: deciding, says: says) {
            for (id, day) in [("N1", "2024-07-01"), ("N2", "2024-12-10"), ("N3", "2025-05-20")] {
                $0.add(
                    "nonconformity", id,
                    ["area": "examination", "category": "labelling", "raised_on": .text(day)])
            }
            $0.add(
                "decision", "C0",
                [
                    "kind": "trend", "decided_on": "2024-02-01", "choice": "watch", "stream": "nonconformity",
                    "category": "delay", "reason": "Discussed.", "decided_by": "Ada",
                ])
            $0.add(
                "meeting", "M",
                [
                    "held_on": "2025-04-01", "items": ["nonconformity_review"], "attended": ["Ada", "Bo"],
                    "minutes": "Kept.",
                ])
        }
    }

    static let g5 = [
        labelling("pending", [("2025-06-19", .insufficient)], deciding: []),
        labelling("not decided", [("2025-06-20", .contradicted)], deciding: ["N1", "N2", "N3"], says: "labelling 3"),
        labelling(
            "the first falls out",
            [("2025-06-30", .contradicted), ("2025-07-01", .supported)], deciding: ["N2", "M", "N3"]),
    ]

    /// An accidental exposure of 3000 µSv on 2025-06-01; investigations are in use.
    private static func accident(
        _ name: String, started: String?, _ verdicts: [(String, SystemVerdict)], deciding: [String],
        says: String? = nil
    ) -> ClauseCase {
        ClauseCase("i.2", name, verdicts, deciding: deciding, says: says) {
            $0.stated("ionising_radiation", "yes")
            $0.stated("nation", "england")
            $0.written("overexposure_procedure")
            $0.incident("I0", "2024-01-10", type: "delay")
            $0.add("investigation", "J0", ["incident": "I0", "lead": "Ada", "started_on": "2024-01-11"])
            $0.incident("I1", "2025-06-01", type: "overexposure")
            $0.add(
                "exposure", "X1",
                [
                    "incident": "I1", "noted_on": "2025-06-01", "kind": "accidental", "person_group": "patient",
                    "age_band": "adult", "received_usv": 3000,
                ])
            guard let started else { return }
            $0.add("investigation", "J1", ["incident": "I1", "lead": "Ada", "started_on": .text(started)])
        }
    }

    private static func unexposed(from first: String, _ verdict: SystemVerdict) -> ClauseCase {
        ClauseCase("i.2", "no exposure, looked at from \(first)", [(day, verdict)]) {
            $0.stated("ionising_radiation", "yes")
            $0.written("overexposure_procedure")
            $0.silence("exposure", from: first, to: "2025-03-31")
        }
    }

    static let i2 = [
        accident(
            "investigated on the due date", started: "2025-06-15", [("2025-06-15", .supported)],
            deciding: ["V-overexposure_procedure", "X1", "J1"], says: "codes 1: 1"),
        accident(
            "not investigated", started: nil, [("2025-06-15", .insufficient), ("2025-06-16", .contradicted)],
            deciding: ["X1"]),
        unexposed(from: "2024-07-01", .supported), unexposed(from: "2024-07-02", .insufficient),
    ]

    /// An unintended exposure in England on 2025-06-01, 300 µSv intended; notified if a day is given.
    private static func unintended(
        _ name: String, received: Int = 3000, notified: String? = nil, decided: String? = nil,
        _ verdicts: [(String, SystemVerdict)], deciding: [String]? = nil
    ) -> ClauseCase {
        ClauseCase("i.8", name, verdicts, deciding: deciding) {
            $0.stated("nation", "england")
            $0.incident("I1", "2025-06-01", type: "overexposure")
            $0.add(
                "exposure", "X1",
                [
                    "incident": "I1", "noted_on": "2025-06-01", "kind": "unintended", "person_group": "patient",
                    "age_band": "adult", "intended_usv": 300, "received_usv": .number(received),
                ])
            if let notified {
                $0.add(
                    "notification", "E1",
                    ["incident": "I1", "duty": "exposure_notice", "sent_on": .text(notified), "body": "Inspectorate"])
            }
            if let decided {
                $0.add(
                    "decision", "C1",
                    [
                        "kind": "not_notified", "subjects": ["I1"], "duty": "exposure_notice",
                        "decided_on": .text(decided), "decided_by": "Ada", "reason": "Discussed.",
                    ])
            }
        }
    }

    static let i8 = [
        unintended(
            "nothing sent", [("2025-06-15", .insufficient), ("2025-06-16", .contradicted)], deciding: ["I1"]),
        unintended(
            "notified in time", notified: "2025-06-14",
            [("2025-06-14", .supported), ("2025-08-24", .supported), ("2025-08-25", .contradicted)]),
        unintended(
            "notified in time, the report pending", notified: "2025-06-14", [(day, .supported)],
            deciding: ["I1", "E1"]),
        unintended(
            "notified late", notified: "2025-06-16",
            [("2025-06-16", .contradicted), ("2026-05-31", .contradicted), ("2026-06-01", .insufficient)],
            deciding: []),
        unintended(
            "no code", received: 2999, [("2025-06-15", .insufficient), ("2025-06-16", .insufficient)], deciding: ["I1"]),
        unintended(
            "no code, notified", received: 2999, notified: "2025-09-01",
            [("2025-08-31", .insufficient), ("2025-09-01", .supported)], deciding: ["I1", "E1"]),
        unintended(
            "no code, decided not to", received: 2999, decided: "2025-09-01",
            [("2025-08-31", .insufficient), ("2025-09-01", .supported)], deciding: ["I1", "C1"]),
    ]

    static let k5 = [
        ClauseCase(
            "k.5", "four meetings in a rolling year", [("2025-06-30", .supported), ("2025-07-01", .contradicted)],
            deciding: ["M2", "M3", "M4"], says: "4 outcome meetings needed in 365 days, 3 found"
        ) {
            $0.add("profile_entry", "P", ["field": "interventional", "value": "yes", "from": "2020-01-01"])
            for (id, day) in [
                ("M1", "2024-07-01"), ("M2", "2024-10-01"), ("M3", "2025-01-08"), ("M4", "2025-04-02"),
            ] {
                $0.add(
                    "meeting", id,
                    ["held_on": .text(day), "items": ["outcomes"], "attended": ["Ada", "Bo"], "minutes": "Kept."])
            }
        },
        ClauseCase("k.5", "the first lacks minutes", [(day, .insufficient)]) {
            $0.add("profile_entry", "P", ["field": "interventional", "value": "yes", "from": "2020-01-01"])
            for (id, day) in [
                ("M1", "2024-07-01"), ("M2", "2024-10-01"), ("M3", "2025-01-08"), ("M4", "2025-04-02"),
            ] {
                var fields: [String: Scenario.Value] = [
                    "held_on": .text(day), "items": ["outcomes"], "attended": ["Ada", "Bo"],
                ]
                if id != "M1" { fields["minutes"] = "Kept." }
                $0.add("meeting", id, fields)
            }
        },
    ]

    /// Five plan items, of which so many were audited.
    private static func planned(
        _ audited: Int, _ verdicts: [(String, SystemVerdict)], deciding: [String]
    ) -> ClauseCase {
        ClauseCase("n.1", "\(audited) of 5 audited", verdicts, deciding: deciding) {
            let days = ["2024-09-01", "2024-12-01", "2025-02-01", "2025-04-01", "2025-05-10"]
            for (index, day) in days.enumerated() {
                $0.add(
                    "audit_plan_item", "X\(index + 1)",
                    ["title": "Doses", "agreed_on": "2024-08-01", "due_on": .text(day)])
                guard index < audited else { continue }
                $0.add(
                    "audit", "E\(index + 1)",
                    ["topic": "other_topic", "done_on": .text(day), "plan_item": .text("X\(index + 1)")])
            }
        }
    }

    static let n1 = [
        planned(
            4, [(day, .supported)], deciding: ["X1", "X2", "X3", "X4", "E1", "E2", "E3", "E4"]),
        planned(4, [("2025-07-05", .supported), ("2025-07-06", .insufficient)], deciding: []),
        planned(3, [("2025-07-06", .contradicted)], deciding: ["X4", "X5"]),
    ]
}

extension Scenario {
    fileprivate mutating func reviewed(
        _ id: String, _ on: String, attended: [String] = ["Ada", "Bo"], minutes: String = "Kept."
    ) {
        add(
            "meeting", id,
            [
                "held_on": .text(on), "items": ["qms_review"], "attended": .list(attended), "minutes": .text(minutes),
            ])
    }
}
