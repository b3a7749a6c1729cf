import Conformance

private let day = "2025-06-30"
private let next = "2025-07-01"

extension Scenario {
    fileprivate mutating func found(_ id: String, _ on: String) {
        add("nonconformity", id, ["area": "management", "category": "labelling", "raised_on": .text(on)])
    }

    fileprivate mutating func action(
        _ id: String, on subject: String, _ raised: String, kind: String = "correction", due: String = "2030-01-01",
        completed: String? = nil, checked: String? = nil
    ) {
        add(
            "action", id,
            [
                "kind": .text(kind), "subjects": [subject], "raised_on": .text(raised), "due_on": .text(due),
            ], perhaps: ["completed_on": completed, "checked_on": checked])
    }

    fileprivate mutating func decided(_ id: String, on subject: String, _ on: String, kind: String = "no_action") {
        add(
            "decision", id,
            [
                "kind": .text(kind), "subjects": [subject], "decided_on": .text(on), "decided_by": "Ada",
                "reason": "A slip.",
            ])
    }

    /// A nonconformity of 2025-01-01 with a correction on the next day: actions are in use.
    fileprivate mutating func inUse() {
        found("N0", "2025-01-01")
        action("A0", on: "N0", "2025-01-02")
    }

    /// A nonconformity with a corrective action.
    fileprivate mutating func corrected(due: String, completed: String? = nil, checked: String? = nil) {
        found("N1", "2025-01-01")
        action(
            "A1", on: "N1", "2025-01-02", kind: "corrective", due: due, completed: completed, checked: checked)
    }
}

extension CriterionGTable {
    static let g3: [ClauseCase] = [
        ClauseCase("g.3", "nothing", [(day, .insufficient)], deciding: []) { _ in },
        ClauseCase("g.3", "actions are not used", [(day, .insufficient)], deciding: ["N1"]) {
            $0.found("N1", "2025-01-01")
        },
        ClauseCase("g.3", "corrected", [(day, .supported)], deciding: ["N1", "A1"], says: "1 of 1") {
            $0.found("N1", "2025-01-01")
            $0.action("A1", on: "N1", "2025-01-20")
        },
        ClauseCase("g.3", "corrective action", [(day, .supported)], deciding: ["N1", "A1"]) {
            $0.found("N1", "2025-01-01")
            $0.action("A1", on: "N1", "2025-01-20", kind: "corrective")
        },
        ClauseCase("g.3", "decided against action", [(day, .supported)], deciding: ["N1", "E1"]) {
            $0.found("N1", "2025-01-01")
            $0.decided("E1", on: "N1", "2025-01-20")
        },
        ClauseCase("g.3", "the earliest of several", [(day, .supported)], deciding: ["N1", "E1"]) {
            $0.found("N1", "2025-01-01")
            $0.action("A1", on: "N1", "2025-01-21")
            $0.decided("E1", on: "N1", "2025-01-20")
            $0.action("A2", on: "N1", "2025-01-22")
        },
        ClauseCase(
            "g.3", "late", [("2025-06-29", .contradicted), (day, .supported)], deciding: ["N0", "A0", "N1", "A1"]
        ) {
            $0.inUse()
            $0.found("N1", "2025-02-01")
            $0.action("A1", on: "N1", day)
        },
        ClauseCase("g.3", "acted on before it was raised", [(day, .supported)], deciding: ["A1", "N1"]) {
            $0.found("N1", "2025-01-20")
            $0.action("A1", on: "N1", "2025-01-10")
        },
        ClauseCase("g.3", "another kind of action", [(day, .insufficient)], deciding: ["N1"]) {
            $0.found("N1", "2025-01-01")
            $0.action("A1", on: "N1", "2025-01-20", kind: "preventive")
        },
        ClauseCase("g.3", "another kind of decision", [(day, .insufficient)], deciding: ["N1"]) {
            $0.found("N1", "2025-01-01")
            $0.decided("E1", on: "N1", "2025-01-20", kind: "budget")
        },
        ClauseCase("g.3", "actions on other matters are no use", [(day, .insufficient)], deciding: ["N1"]) {
            $0.found("N1", "2025-01-01")
            $0.add("risk", "K1", ["kind": "clinical", "area": "management", "identified_on": "2024-01-01"])
            $0.action("A1", on: "K1", "2024-01-01")
            $0.decided("E1", on: "K1", "2024-01-01")
        },
        ClauseCase("g.3", "the action is withdrawn", [("2025-03-31", .supported), ("2025-04-01", .insufficient)]) {
            $0.found("N1", "2025-01-01")
            $0.action("A1", on: "N1", "2025-01-20")
            $0.withdraw("A1", on: "2025-04-01")
        },
        ClauseCase(
            "g.3", "recorded later", [("2025-03-31", .insufficient), ("2025-04-01", .supported)],
            deciding: ["N1", "A1"]
        ) {
            $0.found("N1", "2025-01-01")
            $0.add(
                "action", "A1",
                ["kind": "correction", "subjects": ["N1"], "raised_on": "2025-01-20", "due_on": "2025-02-20"],
                recorded: "2025-04-01")
        },
    ]

    static let g3Limits: [ClauseCase] = [
        ClauseCase(
            "g.3", "30 days", [("2025-06-29", .supported), (day, .supported), (next, .contradicted)],
            deciding: ["N1"]
        ) {
            $0.inUse()
            $0.found("N1", "2025-05-31")
        },
        ClauseCase("g.3", "over February", [("2025-03-02", .supported), ("2025-03-03", .contradicted)]) {
            $0.inUse()
            $0.found("N1", "2025-01-31")
        },
        ClauseCase("g.3", "over the leap day", [("2024-03-01", .insufficient), ("2024-03-02", .contradicted)]) {
            $0.found("N0", "2023-01-01")
            $0.decided("E0", on: "N0", "2023-01-02")
            $0.found("N1", "2024-01-31")
        },
        ClauseCase(
            "g.3", "from the first use on", [(day, .supported), (next, .contradicted)], deciding: ["N1"]
        ) {
            $0.found("N1", "2025-01-01")
            $0.found("N2", "2025-01-01")
            $0.action("A2", on: "N2", "2025-05-31")
        },
        ClauseCase("g.3", "from the first decision on", [(day, .supported), (next, .contradicted)]) {
            $0.found("N1", "2025-01-01")
            $0.found("N2", "2025-01-01")
            $0.decided("E2", on: "N2", "2025-05-31")
        },
        ClauseCase("g.3", "the tenant's limit", [("2025-06-07", .supported), ("2025-06-08", .contradicted)]) {
            $0.set("nc_action_days", 7)
            $0.inUse()
            $0.found("N1", "2025-05-31")
        },
        ClauseCase("g.3", "leaves the window", [(day, .contradicted), (next, .insufficient)], deciding: []) {
            $0.found("N0", "2024-06-30")
            $0.action("A0", on: "N0", "2024-06-30")
            $0.found("N1", "2024-07-01")
        },
    ]

    static let g3Silence: [ClauseCase] = [
        ClauseCase(
            "g.3", "none, and said so", [("2025-06-29", .insufficient), (day, .supported)], deciding: ["R1"]
        ) { $0.nilReturn("R1", "nonconformity") },
        ClauseCase("g.3", "none, and the statement is too old", [(next, .insufficient)], deciding: []) {
            $0.nilReturn("R1", "nonconformity", from: "2024-01-01")
        },
        ClauseCase("g.3", "a day too few at the beginning", [(day, .insufficient)]) {
            $0.nilReturn("R1", "nonconformity", from: "2024-07-02")
        },
        ClauseCase("g.3", "in two statements", [(day, .supported)], deciding: ["R1", "R2"]) {
            $0.nilReturn("R1", "nonconformity", to: "2024-10-31")
            $0.nilReturn("R2", "nonconformity", from: "2024-11-01")
        },
        ClauseCase("g.3", "a day between two statements", [(day, .insufficient)]) {
            $0.nilReturn("R1", "nonconformity", to: "2024-10-31")
            $0.nilReturn("R2", "nonconformity", from: "2024-11-02")
        },
        ClauseCase("g.3", "none in an area", [(day, .insufficient)]) {
            $0.nilReturn("R1", "nonconformity", "management")
        },
        ClauseCase("g.3", "none said, one found today", [("2025-06-29", .supported), (day, .insufficient)]) {
            $0.nilReturn("R1", "nonconformity", from: "2024-06-30")
            $0.found("N1", day)
        },
        ClauseCase("g.3", "none said, one corrected", [(day, .supported)], deciding: ["N1", "A1"]) {
            $0.nilReturn("R1", "nonconformity")
            $0.found("N1", "2025-01-01")
            $0.action("A1", on: "N1", "2025-01-02")
        },
    ]

    static let g3Corrective: [ClauseCase] = [
        ClauseCase(
            "g.3", "two weeks past due", [("2025-06-29", .supported), (day, .supported), (next, .contradicted)],
            deciding: ["A1"]
        ) { $0.corrected(due: "2025-06-16") },
        ClauseCase("g.3", "the tenant's grace", [("2025-06-16", .supported), ("2025-06-17", .contradicted)]) {
            $0.set("action_grace_days", 0)
            $0.corrected(due: "2025-06-16")
        },
        ClauseCase("g.3", "completed late", [("2025-06-14", .contradicted), ("2025-06-15", .supported)]) {
            $0.corrected(due: "2025-02-01", completed: "2025-06-15")
        },
        ClauseCase(
            "g.3", "90 days without check", [("2025-06-29", .supported), (day, .supported), (next, .insufficient)],
            deciding: ["A1"]
        ) { $0.corrected(due: "2025-04-01", completed: "2025-04-01") },
        ClauseCase("g.3", "from the end of November", [("2025-02-28", .supported), ("2025-03-01", .insufficient)]) {
            $0.found("N1", "2024-11-01")
            $0.action("A1", on: "N1", "2024-11-02", kind: "corrective", due: "2025-01-01", completed: "2024-11-30")
        },
        ClauseCase("g.3", "checked", [(next, .supported)], deciding: ["N1", "A1"]) {
            $0.corrected(due: "2025-04-01", completed: "2025-04-01", checked: "2025-05-01")
        },
        ClauseCase("g.3", "checked when it was late", [("2025-07-09", .insufficient), ("2025-07-10", .supported)]) {
            $0.corrected(due: "2025-04-01", completed: "2025-04-01", checked: "2025-07-10")
        },
        ClauseCase("g.3", "the tenant's days to check", [("2025-04-08", .supported), ("2025-04-09", .insufficient)]) {
            $0.set("effectiveness_days@g.3", 7)
            $0.corrected(due: "2025-04-01", completed: "2025-04-01")
        },
        ClauseCase("g.3", "raised two years ago", [("2025-06-29", .contradicted), (day, .supported)], deciding: ["R1"])
        {
            $0.nilReturn("R1", "nonconformity", from: "2024-06-30")
            $0.found("N1", "2023-07-01")
            $0.action("A1", on: "N1", "2023-07-01", kind: "corrective", due: "2023-08-01")
        },
        ClauseCase("g.3", "an overdue correction", [(day, .supported)], deciding: ["N1", "A1"]) {
            $0.found("N1", "2025-01-01")
            $0.action("A1", on: "N1", "2025-01-02", due: "2025-02-01")
        },
        ClauseCase("g.3", "an overdue corrective action on a risk", [(day, .supported)]) {
            $0.inUse()
            $0.add("risk", "K1", ["kind": "clinical", "area": "management", "identified_on": "2024-01-01"])
            $0.action("A1", on: "K1", "2025-01-02", kind: "corrective", due: "2025-02-01")
        },
        ClauseCase("g.3", "corrective action, without nonconformity in a year", [(day, .insufficient)]) {
            $0.found("N1", "2024-06-30")
            $0.action("A1", on: "N1", "2024-07-01", kind: "corrective", completed: "2025-06-01")
        },
        ClauseCase("g.3", "wrong in both ways", [(day, .contradicted)], deciding: ["A1", "N2"]) {
            $0.corrected(due: "2025-02-01")
            $0.found("N2", "2025-02-01")
        },
    ]

    static let g3Shares: [ClauseCase] =
        ClauseCase.usualShares("g.3", "without action") { scenario, total in
            for index in 0..<total {
                scenario.found("N\(index)", "2025-02-01")
                if index > 0 { scenario.action("A\(index)", on: "N\(index)", "2025-02-02") }
            }
        }
        + ClauseCase.usualShares("g.3", "corrective actions overdue") { scenario, total in
            scenario.found("N1", "2025-01-01")
            for index in 0..<total {
                scenario.action(
                    "A\(index)", on: "N1", "2025-01-02", kind: "corrective", due: "2025-02-01",
                    completed: index == 0 ? nil : "2025-05-01")
            }
        }
        + ClauseCase.oneFails("g.3", "corrective actions unchecked", [(10, .supported), (9, .insufficient)]) {
            scenario, total in
            scenario.found("N1", "2025-01-01")
            for index in 0..<total {
                scenario.action(
                    "A\(index)", on: "N1", "2025-01-02", kind: "corrective", due: "2025-02-01",
                    completed: index == 0 ? "2025-02-01" : "2025-05-01")
            }
        }
        + ClauseCase.oneFails("g.3", "corrective actions open", [(2, .supported)]) { scenario, total in
            scenario.found("N1", "2025-01-01")
            for index in 0..<total {
                scenario.action(
                    "A\(index)", on: "N1", "2025-01-02", kind: "corrective", due: index == 0 ? "2025-06-16" : day,
                    completed: index == 0 ? nil : "2025-05-01")
            }
        }
}
