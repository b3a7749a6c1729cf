import Conformance
import Testing

/// Audits: whether they are done as planned, with which tools, and what becomes of them.
@Suite struct CriterionNTests {
    @Test(arguments: CriterionNTable.all) func holds(_ row: ClauseCase) throws { try row.check() }
}

enum CriterionNTable {
    static let all: [ClauseCase] = n1 + n1Sample + n2 + n3 + n4 + n5 + n6
}

private let day = "2025-06-30"

extension Scenario {
    fileprivate mutating func audit(_ id: String, _ on: String, _ more: [String: Value] = [:]) {
        add("audit", id, more.merging(["topic": "other_topic", "done_on": .text(on)]) { $1 })
    }

    fileprivate mutating func planned(_ id: String, due: String) {
        add("audit_plan_item", id, ["title": "Doses", "agreed_on": "2023-12-01", "due_on": .text(due)])
    }

    fileprivate mutating func consulted(
        _ id: String, _ on: String, of subject: String, _ audiences: [String] = ["staff", "clinical_users"],
        kind: String = "consultation"
    ) {
        add(
            "communication", id,
            [
                "kind": .text(kind), "subjects": [subject], "audiences": .list(audiences), "sent_on": .text(on),
            ])
    }
}

extension CriterionNTable {
    static let n1: [ClauseCase] =
        DueTable(
            clause: "n.1", says: "0 of 1 planned audits were done",
            limit: .init("2025-07-27", "2025-07-28"), afterUse: .init("2025-09-04", "2025-09-05"),
            before: { $0.set("sample_min@n.1", 1) },
            item: { $0.planned($1, due: $2) }, event: { $0.audit($1, $3, ["plan_item": .text($2)]) }
        ).rows

    /// So many items done, and so many overdue, as at 2025-06-30.
    private static func plan(_ done: Int, overdue: Int = 0, _ verdict: SystemVerdict) -> ClauseCase {
        ClauseCase("n.1", "\(done) done and \(overdue) overdue", [(day, verdict)]) {
            $0.audit("E0", "2024-01-10")
            for index in 0..<done + overdue {
                $0.planned("X\(index)", due: "2025-02-01")
                if index < done { $0.audit("E\(index + 1)", "2025-02-01", ["plan_item": .text("X\(index)")]) }
            }
        }
    }

    static let n1Sample: [ClauseCase] = [
        plan(3, .insufficient), plan(4, .supported), plan(0, overdue: 1, .contradicted),
        plan(2, overdue: 1, .contradicted), plan(3, overdue: 1, .insufficient), plan(9, overdue: 1, .supported),
        plan(8, overdue: 1, .insufficient), plan(17, overdue: 2, .insufficient), plan(20, overdue: 7, .contradicted),
        ClauseCase(
            "n.1", "five items, the last not audited",
            [("2025-07-05", .supported), ("2025-07-06", .insufficient)], deciding: [], says: "4 of 5"
        ) {
            for (index, day) in ["2024-09-01", "2024-12-01", "2025-02-01", "2025-04-01"].enumerated() {
                $0.planned("X\(index + 1)", due: day)
                $0.audit("E\(index + 1)", day, ["plan_item": .text("X\(index + 1)")])
            }
            $0.planned("X5", due: "2025-05-10")
        },
        ClauseCase("n.1", "an audit that was not planned", [(day, .insufficient)], deciding: []) {
            $0.audit("E1", "2025-02-01")
        },
        ClauseCase("n.1", "not yet due", [("2025-05-31", .insufficient), ("2025-06-01", .supported)]) {
            for index in 1...4 {
                $0.planned("X\(index)", due: "2025-06-01")
                $0.audit("E\(index)", "2025-05-01", ["plan_item": .text("X\(index)")])
            }
        },
    ]

    private static func tools(
        _ professional: Int, local: Int = 0, untold: Int = 0, body: String = "rcr", _ verdict: SystemVerdict,
        deciding: [String]? = nil, says: String? = nil
    ) -> ClauseCase {
        ClauseCase(
            "n.2", "\(professional) \(body), \(local) local, \(untold) untold", [(day, verdict)], deciding: deciding,
            says: says
        ) {
            for index in 0..<professional { $0.audit("P\(index)", "2025-06-01", ["tool_body": .text(body)]) }
            for index in 0..<local { $0.audit("L\(index)", "2025-06-01", ["tool_body": "local_tool"]) }
            for index in 0..<untold { $0.audit("U\(index)", "2025-06-01") }
        }
    }

    static let n2: [ClauseCase] = [
        tools(0, .insufficient, deciding: []), tools(3, .insufficient),
        tools(4, .supported, deciding: ["P0", "P1", "P2", "P3"], says: "4 of 4 audits used"),
        tools(4, body: "sor", .supported), tools(4, body: "bnms", .supported), tools(4, body: "ipem", .supported),
        tools(4, body: "bir", .supported), tools(4, body: "other_professional", .supported),
        tools(2, local: 2, .supported), tools(2, local: 3, .insufficient), tools(1, local: 3, .insufficient),
        tools(1, local: 4, .contradicted, deciding: ["L0", "L1", "L2", "L3"]), tools(0, local: 1, .contradicted),
        tools(2, untold: 2, .supported), tools(2, untold: 3, .insufficient), tools(0, untold: 4, .insufficient),
        tools(1, local: 1, untold: 1, .insufficient), tools(0, local: 3, untold: 1, .insufficient),
        tools(25, untold: 26, .insufficient), tools(6, local: 19, .contradicted),
        ClauseCase("n.2", "a year ago", [("2026-05-31", .supported), ("2026-06-01", .insufficient)], deciding: []) {
            for index in 0..<4 { $0.audit("P\(index)", "2025-06-01", ["tool_body": "rcr"]) }
        },
    ]

    static let n3: [ClauseCase] =
        DueTable(
            clause: "n.3", says: "0 of 2 consultations on audits took place",
            limit: .init("2025-07-27", "2025-07-28"), afterUse: .init("2025-09-04", "2025-09-05"),
            item: { $0.audit($1, $2) }, event: { $0.consulted($1, $3, of: $2) }
        ).rows + [
            ClauseCase("n.3", "staff only", [("2025-07-27", .supported), ("2025-07-28", .contradicted)]) {
                $0.audit("X1", "2025-06-01")
                $0.consulted("C1", "2025-06-01", of: "X1", ["staff"])
            },
            ClauseCase("n.3", "clinical users only", [("2025-07-28", .contradicted)], deciding: ["X1"]) {
                $0.audit("X1", "2025-06-01")
                $0.consulted("C1", "2025-06-01", of: "X1", ["clinical_users", "patients"])
            },
            ClauseCase("n.3", "each for itself", [("2025-07-28", .supported)], deciding: ["X1", "C1", "C2"]) {
                $0.audit("X1", "2025-06-01")
                $0.consulted("C1", "2025-06-02", of: "X1", ["clinical_users"])
                $0.consulted("C2", "2025-06-03", of: "X1", ["staff"])
            },
            ClauseCase("n.3", "consulted about the plan", [("2025-07-28", .supported)]) {
                $0.planned("Q1", due: "2025-06-01")
                $0.audit("X1", "2025-06-01", ["plan_item": "Q1"])
                $0.consulted("C1", "2025-01-01", of: "Q1")
            },
            ClauseCase("n.3", "informed", [("2025-07-28", .insufficient)]) {
                $0.audit("X1", "2025-06-01")
                $0.consulted("C1", "2025-06-02", of: "X1", kind: "information")
            },
        ]

    static let n4: [ClauseCase] = ReachTable(clause: "n.4", says: "1 of 1 audits have reached enough staff") {
        $0.audit($1, $2)
    }.rows

    static let n5: [ClauseCase] =
        DueTable(
            clause: "n.5", says: "0 of 1 audits were told to users",
            limit: .init("2025-07-31", "2025-08-01"), afterUse: .init("2025-09-08", "2025-09-09"),
            shares: [
                .init(2, of: 3, .contradicted), .init(1, of: 2, .insufficient), .init(1, of: 3, .insufficient),
                .init(1, of: 4, .supported), .init(4, of: 7, .contradicted), .init(7, of: 27, .insufficient),
                .init(26, of: 51, .contradicted),
            ],
            item: { $0.audit($1, $2) }, event: { $0.told($1, $3, of: $2, to: ["commissioners"]) }
        ).rows + [external("patients"), external("public"), external("clinical_users"), external("partners")] + [
            ClauseCase("n.5", "inside only", [("2025-08-01", .insufficient)]) {
                $0.audit("X1", "2025-06-01")
                $0.told("C1", "2025-06-02", of: "X1", to: ["staff", "management"])
            },
            ClauseCase("n.5", "consulted is use", [("2025-08-01", .insufficient), ("2025-08-02", .contradicted)]) {
                $0.audit("X1", "2025-06-01")
                $0.consulted("C1", "2025-06-02", of: "X1", ["patients"])
            },
        ]

    private static func external(_ audience: String) -> ClauseCase {
        ClauseCase("n.5", "told to \(audience)", [("2025-08-01", .supported)], deciding: ["X1", "C1"]) {
            $0.audit("X1", "2025-06-01")
            $0.told("C1", "2025-06-02", of: "X1", to: ["staff", audience])
        }
    }

    static let n6: [ClauseCase] =
        DueTable(
            clause: "n.6", says: "0 of 1 audits led to a decision",
            limit: .init("2025-08-30", "2025-08-31"), afterUse: .init("2025-10-08", "2025-10-09"),
            item: { $0.audit($1, $2) },
            event: {
                $0.add(
                    "decision", $1,
                    ["kind": "development", "subjects": [$2], "decided_on": .text($3), "reason": "Discussed."])
            }
        ).rows + [
            ClauseCase("n.6", "another decision", [("2025-08-31", .insufficient)]) {
                $0.audit("X1", "2025-06-01")
                $0.add("decision", "C1", ["kind": "no_action", "subjects": ["X1"], "decided_on": "2025-06-02"])
            },
            ClauseCase("n.6", "one decision about many", [("2025-08-31", .supported)], deciding: ["X1", "X2", "C1"]) {
                $0.audit("X1", "2025-06-01")
                $0.audit("X2", "2025-06-02")
                $0.add(
                    "decision", "C1", ["kind": "development", "subjects": ["X1", "X2"], "decided_on": "2025-06-03"])
            },
            ClauseCase("n.6", "over a leap day", [("2024-04-30", .insufficient), ("2024-05-01", .contradicted)]) {
                $0.audit("X0", "2022-01-01")
                $0.add("decision", "C0", ["kind": "development", "subjects": ["X0"], "decided_on": "2022-01-02"])
                $0.audit("X1", "2024-01-31")
            },
        ]
}
