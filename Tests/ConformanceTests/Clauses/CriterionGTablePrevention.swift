import Conformance

private let day = "2025-06-30"
private let next = "2025-07-01"

extension Scenario {
    fileprivate mutating func found(_ id: String, _ on: String = "2024-01-01") {
        add("nonconformity", id, ["area": "management", "category": "labelling", "raised_on": .text(on)])
    }

    fileprivate mutating func risk(_ id: String) {
        add("risk", id, ["kind": "clinical", "area": "management", "identified_on": "2024-01-01"])
    }

    fileprivate mutating func action(
        _ id: String, on subject: String, _ raised: String, kind: String = "preventive", pence: Int? = nil
    ) {
        var fields: [String: Value] = [
            "kind": .text(kind), "subjects": [subject], "raised_on": .text(raised), "due_on": "2030-01-01",
        ]
        fields["cost_pence"] = pence.map { .number($0) }
        add("action", id, fields)
    }

    fileprivate mutating func trend(
        _ id: String, _ on: String, choice: String = "act", stream: String = "nonconformity"
    ) {
        add(
            "decision", id,
            [
                "kind": "trend", "stream": .text(stream), "category": "labelling", "choice": .text(choice),
                "decided_on": .text(on), "decided_by": "Ada", "reason": "Looked at.",
            ])
    }

    fileprivate mutating func decided(_ id: String, on subject: String, _ on: String, kind: String = "budget") {
        add(
            "decision", id,
            [
                "kind": .text(kind), "subjects": [subject], "decided_on": .text(on), "decided_by": "Ada",
                "reason": "Agreed.",
            ])
    }

    /// A decision to act with its action, of January 2025.
    fileprivate mutating func prevented() {
        trend("E0", "2025-01-01")
        action("A0", on: "E0", "2025-01-02")
    }

    /// An action that costs money with its budget, of January 2025.
    fileprivate mutating func budgeted() {
        found("N1")
        action("A0", on: "N1", "2025-01-01", pence: 100)
        decided("E0", on: "A0", "2025-01-02")
    }
}

extension CriterionGTable {
    static let g6: [ClauseCase] = [
        ClauseCase("g.6", "nothing", [(day, .insufficient)], deciding: []) { _ in },
        ClauseCase("g.6", "preventive actions are not used", [(day, .insufficient)], deciding: ["E1"]) {
            $0.trend("E1", "2024-07-01")
        },
        ClauseCase("g.6", "prevented", [(day, .supported)], deciding: ["E0", "A0"], says: "1 of 1") { $0.prevented() },
        ClauseCase(
            "g.6", "60 days", [("2025-06-29", .supported), (day, .supported), (next, .contradicted)],
            deciding: ["E1"]
        ) {
            $0.prevented()
            $0.trend("E1", "2025-05-01")
        },
        ClauseCase("g.6", "over February", [("2025-03-01", .insufficient), ("2025-03-02", .contradicted)]) {
            $0.found("N1")
            $0.action("A1", on: "N1", "2024-01-02")
            $0.trend("E1", "2024-12-31")
        },
        ClauseCase("g.6", "over the leap day", [("2024-03-31", .insufficient), ("2024-04-01", .contradicted)]) {
            $0.found("N1")
            $0.action("A1", on: "N1", "2024-01-02")
            $0.trend("E1", "2024-01-31")
        },
        ClauseCase("g.6", "the tenant's limit", [("2025-05-08", .supported), ("2025-05-09", .contradicted)]) {
            $0.set("trend_action_days", 7)
            $0.prevented()
            $0.trend("E1", "2025-05-01")
        },
        ClauseCase("g.6", "from the first use on", [(day, .insufficient), (next, .contradicted)], deciding: ["E1"]) {
            $0.trend("E1", "2025-01-01")
            $0.found("N1")
            $0.action("A1", on: "N1", "2025-05-01")
        },
        ClauseCase(
            "g.6", "late", [("2025-07-09", .contradicted), ("2025-07-10", .supported)],
            deciding: ["E0", "A0", "E1", "A1"]
        ) {
            $0.prevented()
            $0.trend("E1", "2025-05-01")
            $0.action("A1", on: "E1", "2025-07-10")
        },
        ClauseCase("g.6", "another kind of action", [(day, .insufficient)], deciding: ["E1"]) {
            $0.trend("E1", "2025-01-01")
            $0.action("A1", on: "E1", "2025-01-02", kind: "corrective")
        },
        ClauseCase("g.6", "leaves the window", [(day, .contradicted), (next, .insufficient)], deciding: []) {
            $0.found("N1")
            $0.action("A1", on: "N1", "2024-06-30")
            $0.trend("E1", "2024-07-01")
        },
        ClauseCase("g.6", "the action is withdrawn", [("2025-06-29", .supported), (day, .insufficient)]) {
            $0.prevented()
            $0.withdraw("A0", on: day)
        },
        ClauseCase("g.6", "only watched, nothing prevented", [(day, .insufficient)], deciding: []) {
            $0.trend("E1", "2025-01-01", choice: "watch")
            $0.trend("E2", "2025-01-01", choice: "none")
        },
        ClauseCase("g.6", "only watched, a nonconformity prevented", [(day, .supported)], deciding: ["A1"]) {
            $0.trend("E1", "2025-01-01", choice: "watch")
            $0.found("N1")
            $0.action("A1", on: "N1", "2024-07-01")
        },
        ClauseCase("g.6", "for incidents, a risk prevented", [(day, .supported)], deciding: ["A1"]) {
            $0.trend("E1", "2025-01-01", stream: "incident")
            $0.risk("K1")
            $0.action("A1", on: "K1", "2024-07-01")
        },
        ClauseCase(
            "g.6", "no trend, something prevented a year ago", [(day, .supported), (next, .insufficient)],
            deciding: []
        ) {
            $0.found("N1")
            $0.action("A1", on: "N1", "2024-07-01")
        },
        ClauseCase("g.6", "no trend, two prevented", [(day, .supported)], deciding: ["A1", "A2"]) {
            $0.found("N1")
            $0.risk("K1")
            $0.action("A1", on: "N1", "2025-01-01")
            $0.action("A2", on: "K1", "2025-01-01")
        },
        ClauseCase("g.6", "no trend, a correction", [(day, .insufficient)]) {
            $0.found("N1")
            $0.action("A1", on: "N1", "2025-01-01", kind: "correction")
        },
        ClauseCase("g.6", "no trend, prevented for something else", [(day, .insufficient)]) {
            $0.trend("E1", "2025-01-01", stream: "incident")
            $0.action("A1", on: "E1", "2025-01-02")
        },
        ClauseCase("g.6", "what it was for is withdrawn", [("2025-06-29", .supported), (day, .insufficient)]) {
            $0.found("N1")
            $0.action("A1", on: "N1", "2025-01-01")
            $0.withdraw("N1", on: day)
        },
        ClauseCase("g.6", "time left, something else prevented", [(day, .insufficient)], deciding: []) {
            $0.found("N1")
            $0.action("A1", on: "N1", "2025-01-01")
            $0.trend("E1", "2025-06-01")
        },
    ]

    static let g6Shares: [ClauseCase] = ClauseCase.usualShares("g.6", "not acted upon") { scenario, total in
        for index in 0..<total {
            scenario.trend("E\(index)", "2025-01-01")
            if index > 0 { scenario.action("A\(index)", on: "E\(index)", "2025-01-02") }
        }
    }

    static let g7: [ClauseCase] = [
        ClauseCase("g.7", "nothing", [(day, .insufficient)], deciding: []) { _ in },
        ClauseCase("g.7", "budgets are not used", [(day, .insufficient)], deciding: ["A1"]) {
            $0.found("N1")
            $0.action("A1", on: "N1", "2024-07-01", pence: 1)
        },
        ClauseCase("g.7", "budgeted", [(day, .supported)], deciding: ["A0", "E0"], says: "1 of 1") { $0.budgeted() },
        ClauseCase(
            "g.7", "90 days", [("2025-06-29", .supported), (day, .supported), (next, .contradicted)],
            deciding: ["A1"]
        ) {
            $0.budgeted()
            $0.action("A1", on: "N1", "2025-04-01", kind: "improvement", pence: 1)
        },
        ClauseCase("g.7", "over February", [("2025-05-01", .supported), ("2025-05-02", .contradicted)]) {
            $0.budgeted()
            $0.action("A1", on: "N1", "2025-01-31", pence: 1)
        },
        ClauseCase("g.7", "over the leap day", [("2024-04-30", .insufficient), ("2024-05-01", .contradicted)]) {
            $0.found("N1", "2022-01-01")
            $0.action("A0", on: "N1", "2023-01-01", pence: 100)
            $0.decided("E0", on: "A0", "2023-01-02")
            $0.action("A1", on: "N1", "2024-01-31", pence: 1)
        },
        ClauseCase("g.7", "the tenant's limit", [("2025-04-08", .supported), ("2025-04-09", .contradicted)]) {
            $0.set("budget_days@g.7", 7)
            $0.budgeted()
            $0.action("A1", on: "N1", "2025-04-01", pence: 1)
        },
        ClauseCase("g.7", "from the first use on", [(day, .supported), (next, .contradicted)], deciding: ["A1"]) {
            $0.found("N1")
            $0.action("A1", on: "N1", "2025-01-01", pence: 1)
            $0.action("A2", on: "N1", "2025-01-01", pence: 1)
            $0.decided("E2", on: "A2", "2025-04-01")
        },
        ClauseCase("g.7", "a budget for an action without cost is use", [(day, .insufficient), (next, .contradicted)]) {
            $0.found("N1")
            $0.action("A1", on: "N1", "2025-01-01", pence: 1)
            $0.action("A2", on: "N1", "2025-01-01")
            $0.decided("E2", on: "A2", "2025-04-01")
        },
        ClauseCase("g.7", "a budget for something else is no use", [(day, .insufficient)], deciding: ["A1"]) {
            $0.found("N1")
            $0.action("A1", on: "N1", "2024-07-01", pence: 1)
            $0.decided("E1", on: "N1", "2024-07-02")
        },
        ClauseCase("g.7", "another kind of decision", [(day, .insufficient)], deciding: ["A1"]) {
            $0.found("N1")
            $0.action("A1", on: "N1", "2024-07-01", pence: 1)
            $0.decided("E1", on: "A1", "2024-07-02", kind: "no_action")
        },
        ClauseCase(
            "g.7", "late", [("2025-07-09", .contradicted), ("2025-07-10", .supported)],
            deciding: ["A0", "E0", "A1", "E1"]
        ) {
            $0.budgeted()
            $0.action("A1", on: "N1", "2025-04-01", pence: 1)
            $0.decided("E1", on: "A1", "2025-07-10")
        },
        ClauseCase("g.7", "costs nothing", [(day, .insufficient)], deciding: []) {
            $0.found("N1")
            $0.action("A1", on: "N1", "2025-01-01", pence: 0)
            $0.action("A2", on: "N1", "2025-01-01")
        },
        ClauseCase("g.7", "costs nothing, beside one that does", [(day, .supported)], deciding: ["A0", "E0"]) {
            $0.budgeted()
            $0.action("A1", on: "N1", "2025-01-01", pence: 0)
        },
        ClauseCase("g.7", "leaves the window", [(day, .contradicted), (next, .insufficient)], deciding: []) {
            $0.found("N1")
            $0.action("A0", on: "N1", "2024-06-30", pence: 1)
            $0.decided("E0", on: "A0", "2024-06-30")
            $0.action("A1", on: "N1", "2024-07-01", pence: 1)
        },
        ClauseCase("g.7", "the cost is known later", [("2025-06-29", .supported), (day, .contradicted)]) {
            $0.budgeted()
            $0.action("A1", on: "N1", "2025-01-01")
            $0.add(
                "action", "A1",
                [
                    "kind": "preventive", "subjects": ["N1"], "raised_on": "2025-01-01", "due_on": "2030-01-01",
                    "cost_pence": 500,
                ], recorded: day)
        },
        ClauseCase(
            "g.7", "none, and said so", [("2025-06-29", .insufficient), (day, .supported)], deciding: ["R1"]
        ) { $0.nilReturn("R1", "costed_action") },
        ClauseCase("g.7", "none, a day too few", [(day, .insufficient)]) {
            $0.nilReturn("R1", "costed_action", from: "2024-07-02")
        },
        ClauseCase("g.7", "none said of nonconformities", [(day, .insufficient)]) {
            $0.nilReturn("R1", "nonconformity")
        },
        ClauseCase("g.7", "none said, one without cost", [(day, .supported)], deciding: ["R1"]) {
            $0.nilReturn("R1", "costed_action")
            $0.found("N1")
            $0.action("A1", on: "N1", "2025-01-01", pence: 0)
        },
        ClauseCase("g.7", "none said, one with cost", [(day, .insufficient)], deciding: ["A1"]) {
            $0.nilReturn("R1", "costed_action")
            $0.found("N1")
            $0.action("A1", on: "N1", "2025-01-01", pence: 1)
        },
    ]

    static let g7Shares: [ClauseCase] = ClauseCase.usualShares("g.7", "without budget") { scenario, total in
        scenario.found("N1")
        for index in 0..<total {
            scenario.action("A\(index)", on: "N1", "2025-01-01", pence: 100)
            if index > 0 { scenario.decided("E\(index)", on: "A\(index)", "2025-01-02") }
        }
    }
}
