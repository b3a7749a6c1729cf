import Conformance

private let day = "2025-06-30"

extension CriterionITable {
    static let i5: [ClauseCase] =
        DueTable(
            clause: "i.5", says: "0 of 1 clinical incidents were told to clinical governance",
            limit: .init("2025-06-29", "2025-06-30"), afterUse: .init("2025-08-07", "2025-08-08"),
            silence: "clinical_incident",
            item: { $0.incident($1, $2, type: "wrong_drug") },
            event: {
                $0.add(
                    "notification", $1,
                    ["incident": .text($2), "duty": "clinical_governance", "body": "Board", "sent_on": .text($3)])
            }
        ).rows + [
            ClauseCase("i.5", "another duty is no event", [(day, .insufficient)]) {
                $0.incident("I1", "2025-06-01", type: "delay")
                $0.add("notification", "E1", ["incident": "I1", "duty": "other_duty", "sent_on": "2025-06-02"])
            },
            ClauseCase("i.5", "none clinical", [(day, .insufficient)], deciding: []) {
                $0.incident("I1", "2025-06-01", type: "fall")
            },
        ]

    static let i6: [ClauseCase] =
        DueTable(
            clause: "i.6", says: "0 of 1 clinical incidents and errors were graded for both kinds of harm",
            limit: .init("2025-06-15", "2025-06-16"), afterUse: .init("2025-07-24", "2025-07-25"),
            silence: "clinical_incident",
            item: { $0.incident($1, $2, type: "wrong_drug") },
            event: {
                $0.add(
                    "harm_assessment", $1,
                    [
                        "incident": .text($2), "assessed_on": .text($3), "physical": "low", "psychological": "none",
                    ])
            }
        ).rows + [
            ClauseCase(
                "i.6", "one grade only, and that is use",
                [("2025-06-15", .insufficient), ("2025-06-16", .insufficient), ("2025-06-17", .contradicted)]
            ) {
                $0.incident("I1", "2025-06-01", type: "delay")
                $0.add("harm_assessment", "H1", ["incident": "I1", "assessed_on": "2025-06-02", "physical": "low"])
            },
            ClauseCase("i.6", "near misses need no grade", [(day, .supported)]) {
                $0.incident("I1", "2025-06-01", level: "near_miss", type: "delay")
            },
            ClauseCase("i.6", "a near miss that is not clinical", [(day, .insufficient)]) {
                $0.incident("I1", "2025-06-01", level: "near_miss", type: "fall")
            },
            ClauseCase("i.6", "errors need one", [("2025-06-16", .contradicted)]) {
                $0.incident("I0", "2024-01-10", type: "delay")
                $0.add("harm_assessment", "H0", ["incident": "I0", "assessed_on": "2024-01-11", "physical": "low"])
                $0.incident("I1", "2025-06-01", level: "error", type: "delay")
            },
        ]

    /// An incident investigated from 2025-06-01 on, with advice in use; who advises, and who would have to.
    private static func adviser(
        _ name: String, _ verdict: SystemVerdict, type: String = "fall", exposed group: String? = nil,
        by adviser: String?
    ) -> ClauseCase {
        ClauseCase("i.7", name, [(day, verdict)]) {
            $0.incident("I0", "2024-01-10")
            $0.add("advice", "A0", ["incident": "I0", "adviser": "mpe", "advised_on": "2024-01-11"])
            $0.incident("I1", "2025-06-01", type: type)
            $0.add("investigation", "J1", ["incident": "I1", "started_on": "2025-06-01"])
            if let group {
                $0.add(
                    "exposure", "X1",
                    ["incident": "I1", "noted_on": "2025-06-01", "kind": "accidental", "person_group": .text(group)])
            }
            if let adviser {
                $0.add("advice", "A1", ["incident": "I1", "adviser": .text(adviser), "advised_on": "2025-06-20"])
            }
        }
    }

    /// Nobody ever advised; about another incident there is a decision.
    private static func notNeeded(_ name: String, _ verdict: SystemVerdict, _ kind: String) -> ClauseCase {
        ClauseCase("i.7", name, [("2025-06-29", .insufficient), (day, verdict)], deciding: ["I1"]) {
            $0.incident("I0", "2024-01-10", type: "laser")
            $0.add(
                "decision", "C0",
                [
                    "kind": .text(kind), "subjects": ["I0"], "adviser": "laser", "reason": "Minor.",
                    "decided_on": "2024-01-11",
                ])
            $0.incident("I1", "2025-06-01", type: "laser")
            $0.add("investigation", "J1", ["incident": "I1", "started_on": "2025-06-01"])
        }
    }

    static let i7: [ClauseCase] =
        DueTable(
            clause: "i.7", says: "0 of 1 advisers that incidents need were asked",
            limit: .init("2025-06-29", "2025-06-30"), afterUse: .init("2025-08-07", "2025-08-08"),
            silence: "adviser_incident",
            item: {
                $0.incident($1, $2, type: "laser")
                $0.add("investigation", "J" + $1, ["incident": .text($1), "started_on": .text($2)])
            },
            event: { $0.add("advice", $1, ["incident": .text($2), "adviser": "laser", "advised_on": .text($3)]) }
        ).rows + [
            adviser("overexposure: physics", .supported, type: "overexposure", by: "mpe"),
            adviser("overexposure: nobody", .contradicted, type: "overexposure", by: nil),
            adviser("overexposure: the wrong one", .contradicted, type: "overexposure", by: "rpa"),
            adviser("a patient exposed", .contradicted, exposed: "patient", by: nil),
            adviser("a carer exposed", .supported, exposed: "carer", by: "mpe"),
            adviser("staff exposed", .supported, exposed: "staff", by: "rpa"),
            adviser("the public exposed", .contradicted, exposed: "public", by: "mpe"),
            adviser("exposure of staff by type", .supported, type: "staff_exposure", by: "rpa"),
            adviser("magnetic resonance", .supported, type: "mr_safety", by: "mr_safety"),
            adviser("two needed, one came", .contradicted, type: "overexposure", exposed: "staff", by: "mpe"),
            adviser("none needed", .insufficient, by: nil),
            ClauseCase("i.7", "decided not to", [(day, .supported)], deciding: ["I1", "C1"]) {
                $0.incident("I1", "2025-06-01", type: "laser")
                $0.add("investigation", "J1", ["incident": "I1", "started_on": "2025-06-01"])
                $0.add(
                    "decision", "C1",
                    [
                        "kind": "adviser_not_needed", "subjects": ["I1"], "adviser": "laser", "reason": "Minor.",
                        "decided_on": "2025-06-10",
                    ])
            },
            notNeeded("a decision elsewhere is use", .contradicted, "adviser_not_needed"),
            notNeeded("another decision is not", .insufficient, "no_action"),
            ClauseCase("i.7", "not investigated", [(day, .insufficient)]) {
                $0.incident("I1", "2025-06-01", type: "laser")
            },
            ClauseCase("i.7", "the first investigation counts", [("2025-06-29", .insufficient), (day, .contradicted)]) {
                $0.incident("I0", "2024-01-10")
                $0.add("advice", "A0", ["incident": "I0", "adviser": "mpe", "advised_on": "2024-01-11"])
                $0.incident("I1", "2025-05-01", type: "laser")
                $0.add("investigation", "J1", ["incident": "I1", "started_on": "2025-06-01"])
                $0.add("investigation", "J2", ["incident": "I1", "started_on": "2025-06-20"])
            },
        ]

    static let i10: [ClauseCase] =
        DueTable(
            clause: "i.10", says: "0 of 1 incidents that affected staff led to an offer",
            limit: .init("2025-06-15", "2025-06-16"), afterUse: .init("2025-07-24", "2025-07-25"),
            silence: "staff_incident",
            item: { $0.incident($1, $2, ["affected": ["patient", "staff"]]) },
            event: {
                $0.add(
                    "support_offer", $1,
                    ["incident": .text($2), "offered_on": .text($3), "kind": "occupational_health"])
            }
        ).rows + [
            ClauseCase("i.10", "decided not to", [(day, .supported)], deciding: ["I1", "C1"]) {
                $0.incident("I1", "2025-06-01", ["affected": ["staff"]])
                $0.add(
                    "decision", "C1",
                    [
                        "kind": "support_not_needed", "subjects": ["I1"], "decided_on": "2025-06-20",
                        "reason": "Declined.",
                    ])
            },
            ClauseCase("i.10", "other support is none", [(day, .insufficient)]) {
                $0.incident("I1", "2025-06-01", ["affected": ["staff"]])
                $0.add("support_offer", "O1", ["incident": "I1", "offered_on": "2025-06-02", "kind": "other"])
            },
            ClauseCase("i.10", "patients only", [(day, .insufficient)], deciding: []) {
                $0.incident("I1", "2025-06-01", ["affected": ["patient", "other"]])
            },
            ClauseCase("i.10", "over a leap day", [("2024-02-29", .insufficient), ("2024-03-01", .contradicted)]) {
                $0.incident("I0", "2022-01-10", ["affected": ["staff"]])
                $0.add(
                    "support_offer", "O0",
                    ["incident": "I0", "offered_on": "2022-01-11", "kind": "occupational_health"]
                )
                $0.incident("I1", "2024-02-15", ["affected": ["staff"]])
            },
        ]
}
