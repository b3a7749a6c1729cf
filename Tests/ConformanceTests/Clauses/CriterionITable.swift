import Conformance
import Testing

/// Incidents: the procedures, doses, harm, advisers and staff. The duties to notify have a table of their own.
@Suite struct CriterionITests {
    @Test(arguments: CriterionITable.all) func holds(_ row: ClauseCase) throws { try row.check() }
}

enum CriterionITable {
    static let all: [ClauseCase] =
        i1 + i2 + i2Codes + i3 + i3Rules + i4 + i5 + i6 + i7 + i8 + i8Workplace + i8Suggestions + i9 + i10
}

private let day = "2025-06-30"

extension Scenario {
    fileprivate mutating func exposed(_ id: String, _ incident: String, _ more: [String: Value] = [:]) {
        let fields: [String: Value] = [
            "incident": .text(incident), "noted_on": "2025-06-01", "kind": "unintended", "person_group": "patient",
        ]
        add("exposure", id, fields.merging(more) { $1 })
    }

    fileprivate mutating func investigated(_ id: String, _ incident: String, _ started: String) {
        add("investigation", id, ["incident": .text(incident), "started_on": .text(started), "lead": "Ada"])
    }

    fileprivate mutating func graded(
        _ id: String, _ incident: String, _ on: String, physical: String? = nil, psychological: String? = nil
    ) {
        var fields: [String: Value] = ["incident": .text(incident), "assessed_on": .text(on), "assessor": "Ada"]
        if let physical { fields["physical"] = .text(physical) }
        if let psychological { fields["psychological"] = .text(psychological) }
        add("harm_assessment", id, fields)
    }

    fileprivate mutating func decided(
        _ id: String, _ kind: String, of subject: String, _ on: String, _ more: [String: Value] = [:]
    ) {
        let fields: [String: Value] = [
            "kind": .text(kind), "subjects": [subject], "decided_on": .text(on), "reason": "Discussed.",
        ]
        add("decision", id, fields.merging(more) { $1 })
    }
}

extension CriterionITable {
    private static func procedures(
        _ name: String, _ verdicts: [(String, SystemVerdict)], deciding: [String]? = nil, says: String? = nil,
        _ build: @escaping @Sendable (inout Scenario) -> Void
    ) -> ClauseCase {
        ClauseCase("i.1", name, verdicts, deciding: deciding, says: says) {
            $0.written("incident_reporting_procedure", from: "2025-01-01")
            build(&$0)
        }
    }

    static let i1: [ClauseCase] = [
        procedures(
            "both", [("2024-12-31", .insufficient), ("2025-01-01", .supported), (day, .supported)],
            deciding: ["V-incident_investigation_procedure", "V-incident_reporting_procedure"],
            says: "next review due 2028-01-02"
        ) { $0.written("incident_investigation_procedure", from: "2025-01-01") },
        procedures("one only", [(day, .insufficient)]) { _ in },
        procedures(
            "three years on",
            [
                ("2025-06-01", .supported), ("2025-06-02", .insufficient), ("2025-07-01", .insufficient),
                ("2025-07-02", .contradicted),
            ], deciding: ["V-incident_investigation_procedure"]
        ) { $0.written("incident_investigation_procedure", from: "2022-06-01") },
        procedures(
            "a core document, a year on",
            [
                ("2025-06-15", .supported), ("2025-06-16", .insufficient), ("2025-07-15", .insufficient),
                ("2025-07-16", .contradicted),
            ]
        ) { $0.written("incident_investigation_procedure", from: "2024-06-14", ["core": "yes"]) },
        procedures("an interval of its own", [("2025-05-01", .supported), ("2025-05-02", .insufficient)]) {
            $0.written("incident_investigation_procedure", from: "2025-04-01", ["core": "yes", "review_days": 30])
        },
        procedures("reviewed", [("2025-07-31", .supported), ("2025-08-02", .supported)]) {
            $0.written("incident_investigation_procedure", from: "2022-06-01")
            $0.add(
                "review", "W1", ["subject": "D-incident_investigation_procedure", "reviewed_on": "2025-07-15"])
            $0.add(
                "review", "W2", ["subject": "D-incident_investigation_procedure", "reviewed_on": "2025-05-15"])
        },
        procedures("not authorised", [(day, .insufficient)]) {
            $0.add(
                "document", "D1",
                [
                    "kind": "incident_investigation_procedure", "origin": "service", "core": "no",
                    "created_on": "2025-01-01",
                ])
            $0.add(
                "document_version", "V1",
                [
                    "document": "D1", "number": 1, "author": "Ada",
                    "drafted_on": "2025-01-01", "effective_from": "2025-01-01", "approved_by": "Bo",
                    "approved_on": "2025-01-01",
                ])
        },
        procedures("in force later", [("2025-06-29", .insufficient), (day, .supported)]) {
            $0.add(
                "document", "D1",
                [
                    "kind": "incident_investigation_procedure", "origin": "parent", "core": "no",
                    "created_on": "2025-01-01",
                ])
            $0.approved("V1", of: "D1", 1, from: "2025-01-01", ["effective_from": "2025-06-30"])
        },
        procedures("withdrawn", [("2025-06-29", .supported), (day, .contradicted)]) {
            $0.add(
                "document", "D1",
                [
                    "kind": "incident_investigation_procedure", "origin": "service", "core": "no",
                    "created_on": "2025-01-01",
                ])
            $0.approved("V1", of: "D1", 1, from: "2025-01-01", ["withdrawn_on": "2025-06-30"])
        },
        procedures("of an outsider", [(day, .insufficient)]) {
            $0.written("incident_investigation_procedure", from: "2025-01-01", ["origin": "external"])
        },
        procedures("one overdue, another current", [(day, .supported)]) {
            $0.written("incident_investigation_procedure", from: "2020-01-01")
            $0.add(
                "document", "D2",
                [
                    "kind": "incident_investigation_procedure", "origin": "service", "core": "no",
                    "created_on": "2025-01-01",
                ])
            $0.approved("V2", of: "D2", 1, from: "2025-01-01")
        },
    ]

    static let i2: [ClauseCase] =
        ClauseCase.gate("i.2", "ionising_radiation")
        + DueTable(
            clause: "i.2", says: "0 of 1 exposures are investigated",
            limit: .init("2025-06-15", "2025-06-16"), afterUse: .init("2025-07-24", "2025-07-25"),
            silence: "exposure",
            before: {
                $0.stated("ionising_radiation", "yes")
                $0.written("overexposure_procedure")
            },
            besides: ["V-overexposure_procedure"],
            item: {
                $0.incident("I" + $1, $2, type: "overexposure")
                $0.exposed($1, "I" + $1, ["noted_on": .text($2), "received_usv": 5])
            },
            event: { $0.investigated($1, "I" + $2, $3) }
        ).rows

    /// An exposure of an incident on 2025-06-01; the investigation started the next day.
    private static func code(
        _ name: String, _ verdict: SystemVerdict, says: String? = nil, nation: String? = "england",
        started: String? = "2025-06-02", _ exposure: [String: Scenario.Value]
    ) -> ClauseCase {
        ClauseCase("i.2", name, [(day, verdict)], says: says) {
            $0.stated("ionising_radiation", "yes")
            if let nation { $0.stated("nation", nation) }
            $0.written("overexposure_procedure")
            $0.incident("I1", "2025-06-01", type: "overexposure")
            $0.exposed("X1", "I1", exposure)
            if let started { $0.investigated("E1", "I1", started) }
        }
    }

    static let i2Codes: [ClauseCase] = [
        code("no dose received", .insufficient, ["intended_usv": 10]),
        code("neither dose nor investigation by anybody", .insufficient, started: nil, ["intended_usv": 10]),
        code(
            "code 1", .supported, says: "codes 1: 1",
            ["kind": "accidental", "age_band": "adult", "received_usv": 3000]),
        code(
            "code 2.1", .supported, says: "codes 2.1: 1",
            ["age_band": "child", "intended_usv": 299, "received_usv": 1000]),
        code("code 2.2", .supported, says: "codes 2.2: 1", ["intended_usv": 300, "received_usv": 3000]),
        code(
            "code 2.2, below the next band", .supported, says: "codes 2.2: 1",
            ["intended_usv": 2499, "received_usv": 25_000]),
        code(
            "code 2.3, below the next band", .supported, says: "codes 2.3: 1",
            ["intended_usv": 9999, "received_usv": 25_000]),
        code("code 2.3", .supported, says: "codes 2.3: 1", ["intended_usv": 2500, "received_usv": 25_000]),
        code("code 2.4", .supported, says: "codes 2.4: 1", ["intended_usv": 10_000, "received_usv": 25_000]),
        ClauseCase("i.2", "no procedure", [(day, .insufficient)]) {
            $0.stated("ionising_radiation", "yes")
            $0.silence("exposure")
        },
        ClauseCase(
            "i.2", "the procedure's review is due",
            [
                (day, .supported), ("2025-07-01", .insufficient), ("2025-07-30", .insufficient),
                ("2025-07-31", .contradicted),
            ]
        ) {
            $0.stated("ionising_radiation", "yes")
            $0.written("overexposure_procedure", from: "2022-06-30")
            $0.silence("exposure", to: "2025-04-01")
        },
        ClauseCase("i.2", "the procedure lapsed", [(day, .contradicted)], deciding: ["V-overexposure_procedure"]) {
            $0.stated("ionising_radiation", "yes")
            $0.written("overexposure_procedure", from: "2022-05-01")
            $0.silence("exposure")
        },
    ]

    private static func critical(
        _ name: String, _ verdict: SystemVerdict, rule: [String: Scenario.Value] = ["physical_from": "severe"],
        type: String = "fall", critical: String? = "yes", physical: String? = nil, psychological: String? = nil,
        deciding: [String]? = nil, says: String? = nil
    ) -> ClauseCase {
        ClauseCase("i.3", name, [(day, verdict)], deciding: deciding, says: says) {
            $0.add("critical_rule", "Q1", rule.merging(["from": "2025-01-01"]) { $1 })
            $0.incident("I1", "2025-06-01", type: type, critical.map { ["critical": .text($0)] } ?? [:])
            if physical != nil || psychological != nil {
                $0.graded("H1", "I1", "2025-06-02", physical: physical, psychological: psychological)
            }
        }
    }

    private static func marked(
        _ wrong: Int, unknown: Int = 0, of number: Int, _ verdict: SystemVerdict
    ) -> ClauseCase {
        ClauseCase("i.3", "\(wrong) wrong and \(unknown) unmarked of \(number)", [(day, verdict)]) {
            $0.add("critical_rule", "Q1", ["types": ["fall"], "from": "2025-01-01"])
            for index in 1...number {
                let mark: [String: Scenario.Value] =
                    index <= wrong ? ["critical": "no"] : index <= wrong + unknown ? [:] : ["critical": "yes"]
                $0.incident("I\(index)", "2025-06-01", type: "fall", mark)
            }
        }
    }

    static let i3: [ClauseCase] = [
        critical(
            "severe is severe", .supported, physical: "severe", deciding: ["Q1", "I1"], says: "since 2025-01-01"),
        critical("severe, marked as not", .contradicted, critical: "no", physical: "severe", deciding: ["I1"]),
        critical("fatal is more", .contradicted, critical: "no", physical: "fatal"),
        critical("moderate is less", .supported, critical: "no", physical: "moderate"),
        critical("not marked", .insufficient, critical: nil, physical: "severe", deciding: ["I1"]),
        critical("not graded", .supported, critical: "no"),
        critical("another grade", .supported, critical: "no", psychological: "severe"),
        critical(
            "psychological", .contradicted, rule: ["psychological_from": "low"], critical: "no", psychological: "low"),
        critical(
            "psychological, below", .supported, rule: ["psychological_from": "low"], critical: "no",
            psychological: "none"),
        critical("a type", .contradicted, rule: ["types": ["delay", "fall"]], critical: "no"),
        critical("another type", .supported, rule: ["types": ["delay"]], critical: "no", physical: "fatal"),
        marked(1, of: 9, .contradicted), marked(1, of: 10, .supported), marked(2, of: 19, .contradicted),
        marked(1, unknown: 1, of: 11, .insufficient), marked(0, unknown: 1, of: 10, .supported),
        marked(0, unknown: 1, of: 9, .insufficient), marked(0, unknown: 2, of: 19, .insufficient),
    ]

    static let i3Rules: [ClauseCase] = [
        ClauseCase("i.3", "no rule", [(day, .insufficient)]) {
            $0.incident("I1", "2025-06-01", ["critical": "no"])
        },
        ClauseCase("i.3", "a rule and no incident", [(day, .supported)], deciding: ["Q1"]) {
            $0.add("critical_rule", "Q1", ["types": ["fall"], "from": "2025-01-01"])
        },
        ClauseCase(
            "i.3", "the rule ends", [("2025-06-29", .supported), (day, .contradicted)], deciding: ["Q1"]
        ) { $0.add("critical_rule", "Q1", ["types": ["fall"], "from": "2025-01-01", "to": "2025-06-29"]) },
        ClauseCase("i.3", "the latest rule holds", [("2025-06-14", .contradicted), ("2025-06-15", .supported)]) {
            $0.add("critical_rule", "Q1", ["types": ["fall"], "from": "2025-01-01"])
            $0.add("critical_rule", "Q2", ["types": ["delay"], "from": "2025-06-15"])
            $0.incident("I1", "2025-06-01", type: "fall", ["critical": "no"])
        },
        ClauseCase("i.3", "the last grading holds", [("2025-06-09", .contradicted), ("2025-06-10", .supported)]) {
            $0.add("critical_rule", "Q1", ["physical_from": "severe", "from": "2025-01-01"])
            $0.incident("I1", "2025-06-01", ["critical": "no"])
            $0.graded("H1", "I1", "2025-06-02", physical: "severe")
            $0.graded("H2", "I1", "2025-06-10", psychological: "low")
        },
        ClauseCase("i.3", "a year ago", [("2026-05-31", .contradicted), ("2026-06-01", .supported)]) {
            $0.add("critical_rule", "Q1", ["types": ["fall"], "from": "2025-01-01"])
            $0.incident("I1", "2025-06-01", type: "fall", ["critical": "no"])
        },
    ]

    private static func recorded(_ late: Int, of number: Int, _ verdict: SystemVerdict) -> ClauseCase {
        ClauseCase("i.4", "\(late) of \(number) late", [(day, verdict)]) {
            for index in 1...number {
                $0.incident(
                    "I\(index)", "2025-06-01", type: "delay", recorded: index > late ? "2025-06-08" : "2025-06-09")
            }
        }
    }

    static let i4: [ClauseCase] =
        ClauseCase.silences("i.4", "clinical_incident") {
            $0.incident("I0", "2025-06-01", type: "fall", recorded: "2025-06-20")
        } + [
            recorded(0, of: 1, .supported), recorded(1, of: 1, .contradicted), recorded(1, of: 3, .contradicted),
            recorded(1, of: 4, .insufficient), recorded(1, of: 9, .insufficient), recorded(1, of: 10, .supported),
            recorded(2, of: 19, .insufficient), recorded(7, of: 27, .contradicted),
            ClauseCase("i.4", "none clinical", [(day, .insufficient)]) {
                $0.incident("I1", "2025-06-01", type: "fall", recorded: "2025-06-20")
            },
            ClauseCase(
                "i.4", "one of two late", [("2025-06-09", .contradicted)], deciding: ["I2"],
                says: "1 of 2 clinical incidents"
            ) {
                $0.incident("I1", "2025-06-01", type: "infection", recorded: "2025-06-08")
                $0.incident("I2", "2025-06-01", type: "other_clinical", recorded: "2025-06-09")
            },
            ClauseCase(
                "i.4", "a year ago",
                [("2026-05-31", .contradicted), ("2026-06-01", .insufficient), ("2026-06-02", .insufficient)]
            ) { $0.incident("I1", "2025-06-01", type: "delay", recorded: "2025-06-09") },
            ClauseCase("i.4", "a nil return while there was one", [(day, .contradicted)]) {
                $0.incident("I1", "2025-06-01", type: "delay", recorded: "2025-06-09")
                $0.silence("clinical_incident")
            },
        ]
}
