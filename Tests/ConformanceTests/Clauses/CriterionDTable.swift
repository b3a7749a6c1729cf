import Conformance
import Testing

@Suite struct CriterionDTests {
    @Test(arguments: CriterionDTable.all) func holds(_ row: ClauseCase) throws { try row.check() }
}

enum CriterionDTable {
    static let all: [ClauseCase] = d1 + d2 + d2Inputs + d2Actions + d3 + d3Gate + d3Shares
}

private let day = "2025-06-30"
private let next = "2025-07-01"
private let inputs = [
    "objectives", "audits", "nonconformities", "incidents", "risks", "feedback", "previous_actions", "resources",
    "improvement",
]

extension Scenario {
    fileprivate mutating func review(
        _ id: String, _ on: String, inputs: [String] = inputs, decisions: Int? = 1, attended: [String] = ["Ada", "Bo"],
        minutes: String = "Kept.", item: String = "qms_review", recorded: String? = nil
    ) {
        var fields: [String: Value] = [
            "held_on": .text(on), "items": [item], "attended": .list(attended), "minutes": .text(minutes),
            "inputs": .list(inputs),
        ]
        fields["decisions"] = decisions.map { .number($0) }
        add("meeting", id, fields, recorded: recorded)
    }

    fileprivate mutating func action(
        _ id: String, of subject: String, _ raised: String, due: String, completed: String? = nil
    ) {
        add(
            "action", id,
            [
                "kind": "improvement", "subjects": [subject], "raised_on": .text(raised), "due_on": .text(due),
            ], perhaps: ["completed_on": completed])
    }

    fileprivate mutating func parent(_ id: String, from: String = "2025-01-01") {
        document(id, origin: "parent")
        version("V\(id)", of: id, from: from)
    }

    fileprivate mutating func implemented(_ id: String, _ version: String, _ on: String) {
        add("implementation", id, ["version": .text(version), "implemented_on": .text(on), "how": "Taught."])
    }

    fileprivate mutating func hasParent() { profile("parent_document_system", is: "yes", id: "PP") }
}

extension CriterionDTable {
    static let d1: [ClauseCase] = [
        ClauseCase("d.1", "no review", [(day, .insufficient)], deciding: []) { _ in },
        ClauseCase(
            "d.1", "two reviews, then none",
            [("2024-06-01", .supported), ("2025-03-02", .supported), ("2025-03-03", .contradicted)],
            deciding: ["M2"], says: "367 days"
        ) {
            $0.review("M1", "2023-03-01")
            $0.review("M2", "2024-03-01")
        },
        ClauseCase(
            "d.1", "a gap kept to the day decides while it ends in the window", [("2024-06-01", .supported)],
            deciding: ["M1", "M2"], says: "366 days"
        ) {
            $0.review("M1", "2023-03-01")
            $0.review("M2", "2024-03-01")
        },
        ClauseCase(
            "d.1", "a gap too long", [("2025-03-02", .supported), ("2025-03-01", .contradicted)],
            deciding: ["M1", "M2"], says: "367 days"
        ) {
            $0.review("M1", "2023-03-01")
            $0.review("M2", "2024-03-02")
        },
        ClauseCase(
            "d.1", "today, the first ever", [("2025-06-29", .insufficient), (day, .supported)], deciding: ["M1"]
        ) {
            $0.review("M1", day)
        },
        ClauseCase("d.1", "two on one day are one", [(day, .supported)], says: "180 days") {
            $0.review("M1", "2025-01-01")
            $0.review("M2", "2025-01-01")
        },
        ClauseCase("d.1", "the earliest of equal gaps", [("2025-01-11", .supported)], deciding: ["M1", "M2"]) {
            $0.review("M1", "2024-12-22")
            $0.review("M2", "2025-01-01")
            $0.review("M3", "2025-01-11")
        },
        ClauseCase("d.1", "one attended", [(day, .insufficient), ("2027-01-01", .insufficient)]) {
            $0.review("M1", "2025-01-01", attended: ["Ada"])
        },
        ClauseCase("d.1", "another item", [(day, .insufficient)]) {
            $0.review("M1", "2025-01-01", item: "clinical_governance")
        },
        ClauseCase("d.1", "minutes come later", [("2025-01-31", .insufficient), ("2025-02-01", .supported)]) {
            $0.review("M1", "2025-01-01", minutes: "")
            $0.review("M1", "2025-01-01", recorded: "2025-02-01")
        },
        ClauseCase("d.1", "withdrawn", [("2025-01-31", .supported), ("2025-02-01", .insufficient)], deciding: []) {
            $0.review("M1", "2025-01-01")
            $0.withdraw("M1", on: "2025-02-01")
        },
        ClauseCase("d.1", "the tenant's limit", [("2025-04-01", .supported), ("2025-04-02", .contradicted)]) {
            $0.set("qms_review_days", 90)
            $0.review("M1", "2025-01-01")
        },
    ]

    static let d2: [ClauseCase] = [
        ClauseCase("d.2", "no review", [(day, .insufficient)], deciding: []) { _ in },
        ClauseCase("d.2", "complete", [(day, .supported)], deciding: ["M1"], says: "9 of 9") {
            $0.review("M1", "2025-01-01")
        },
        ClauseCase(
            "d.2", "a year and a day ago", [("2025-06-29", .supported), (day, .supported), (next, .insufficient)]
        ) {
            $0.review("M1", "2024-06-29")
        },
        ClauseCase("d.2", "nothing decided", [(day, .insufficient)]) { $0.review("M1", "2025-01-01", decisions: 0) },
        ClauseCase("d.2", "decisions unknown", [(day, .insufficient)]) {
            $0.review("M1", "2025-01-01", decisions: nil)
        },
        ClauseCase("d.2", "no minutes", [(day, .insufficient)]) { $0.review("M1", "2025-01-01", minutes: "") },
        ClauseCase("d.2", "the last review counts", [(day, .contradicted)], deciding: ["M2"]) {
            $0.review("M1", "2025-01-01")
            $0.review("M2", "2025-02-01", inputs: ["risks"])
        },
        ClauseCase(
            "d.2", "a review with gaps is passed over when it is too old",
            [("2025-06-29", .contradicted), (day, .contradicted), (next, .insufficient)], deciding: []
        ) { $0.review("M1", "2024-06-29", inputs: ["risks"]) },
        ClauseCase("d.2", "an earlier one with gaps", [(day, .supported)], deciding: ["M2"]) {
            $0.review("M1", "2025-01-01", inputs: ["risks"])
            $0.review("M2", "2025-02-01")
        },
    ]

    static let d2Inputs: [ClauseCase] =
        [(8, SystemVerdict.insufficient), (7, .insufficient), (6, .contradicted), (0, .insufficient)]
        .map { count, verdict in
            ClauseCase("d.2", "\(count) of 9 inputs", [(day, verdict)]) {
                $0.review("M1", "2025-01-01", inputs: Array(inputs.prefix(count)))
            }
        }
        + [
            ClauseCase("d.2", "9 of 10 inputs", [(day, .supported)], deciding: ["M1"], says: "9 of 10") {
                $0.set("review_inputs", .list(inputs + ["other_input"]))
                $0.review("M1", "2025-01-01")
            }
        ]

    static let d2Actions: [ClauseCase] = [
        ClauseCase("d.2", "action due", [(day, .supported), (next, .contradicted)], deciding: ["A1"]) {
            $0.review("M1", "2025-01-01")
            $0.action("A1", of: "M1", "2025-01-01", due: "2025-06-16")
        },
        ClauseCase("d.2", "action overdue, review too old", [(next, .contradicted)], deciding: ["A1"]) {
            $0.review("M1", "2024-06-29")
            $0.action("A1", of: "M1", "2024-06-29", due: "2025-06-16")
        },
        ClauseCase("d.2", "action done", [(next, .supported)], deciding: ["A1", "M1"]) {
            $0.review("M1", "2025-01-01")
            $0.action("A1", of: "M1", "2025-01-01", due: "2025-01-16", completed: "2025-06-01")
        },
        ClauseCase(
            "d.2", "action of two years ago", [("2025-06-29", .contradicted), (day, .supported)], deciding: ["M2"]
        ) {
            $0.review("M1", "2023-06-01")
            $0.review("M2", "2025-01-01")
            $0.action("A1", of: "M1", "2023-07-01", due: "2023-08-01")
        },
        ClauseCase("d.2", "action of another meeting", [(day, .supported)]) {
            $0.review("M1", "2025-01-01")
            $0.review("M2", "2025-01-02", attended: ["Ada"])
            $0.action("A1", of: "M2", "2025-01-02", due: "2025-02-01")
        },
        ClauseCase("d.2", "one of 3 actions overdue", [(day, .contradicted)]) { $0.actions(3) },
        ClauseCase("d.2", "one of 4 actions overdue", [(day, .insufficient)]) { $0.actions(4) },
        ClauseCase("d.2", "one of 10 actions overdue", [(day, .supported)]) { $0.actions(10) },
    ]

    static let d3: [ClauseCase] = [
        ClauseCase("d.3", "no parent document", [(day, .insufficient)], deciding: []) {
            $0.hasParent()
            $0.document("D1")
            $0.version("V1", of: "D1", from: "2024-01-01")
        },
        ClauseCase("d.3", "implementation is not used", [(day, .insufficient)], deciding: ["D1"]) {
            $0.hasParent()
            $0.parent("D1")
        },
        ClauseCase("d.3", "implemented", [(day, .supported)], deciding: ["D1", "N1"], says: "1 of 1") {
            $0.hasParent()
            $0.parent("D1")
            $0.implemented("N1", "VD1", "2025-01-20")
        },
        ClauseCase("d.3", "implemented late", [(day, .supported)]) {
            $0.hasParent()
            $0.parent("D1")
            $0.implemented("N1", "VD1", "2025-06-20")
        },
        ClauseCase(
            "d.3", "one not within 60 days", [("2025-05-31", .supported), ("2025-06-01", .contradicted)],
            deciding: ["D2"]
        ) {
            $0.hasParent()
            $0.parent("D1")
            $0.implemented("N1", "VD1", "2025-01-20")
            $0.parent("D2", from: "2025-04-01")
        },
        ClauseCase("d.3", "over the end of February", [("2025-04-01", .supported), ("2025-04-02", .contradicted)]) {
            $0.hasParent()
            $0.parent("D1")
            $0.implemented("N1", "VD1", "2025-01-20")
            $0.parent("D2", from: "2025-01-31")
        },
        ClauseCase("d.3", "first use later", [("2025-06-30", .supported), ("2025-07-01", .contradicted)]) {
            $0.hasParent()
            $0.parent("D1")
            $0.parent("D2")
            $0.implemented("N1", "VD1", "2025-05-01")
        },
        ClauseCase(
            "d.3", "the new version is not", [("2025-05-31", .insufficient), ("2025-06-01", .contradicted)],
            deciding: ["D1"]
        ) {
            $0.hasParent()
            $0.parent("D1")
            $0.implemented("N1", "VD1", "2025-01-20")
            $0.version("W1", of: "D1", 2, from: "2025-04-01")
        },
        ClauseCase("d.3", "authorised last", [("2025-05-31", .supported), ("2025-06-01", .contradicted)]) {
            $0.hasParent()
            $0.parent("D1")
            $0.implemented("N1", "VD1", "2025-01-20")
            $0.document("D2", origin: "parent")
            $0.version("V2", of: "D2", from: "2025-01-01", authorised: "2025-04-01")
        },
    ]

    static let d3Gate: [ClauseCase] =
        ClauseCase.gateRows(
            "d.3",
            [
                ([:], .insufficient), (["parent_document_system": "no"], .notApplicable),
                (["parent_document_system": "yes"], .supported),
            ]
        ) {
            $0.parent("D1")
            $0.implemented("N1", "VD1", "2025-01-20")
        }
        + [
            ClauseCase("d.3", "the profile's entry ends", [(day, .supported), (next, .insufficient)], deciding: []) {
                $0.profile("parent_document_system", is: "yes", to: day, id: "PP")
                $0.parent("D1")
                $0.implemented("N1", "VD1", "2025-01-20")
            },
            ClauseCase(
                "d.3", "the profile changes", [("2025-02-28", .contradicted), ("2025-03-01", .notApplicable)],
                deciding: ["PQ"], says: "parent document system"
            ) {
                $0.hasParent()
                $0.profile("parent_document_system", is: "no", from: "2025-03-01", id: "PQ")
                $0.parent("D1", from: "2024-01-01")
                $0.parent("D2", from: "2024-01-01")
                $0.implemented("N1", "VD1", "2024-01-20")
            },
        ]

    static let d3Shares: [ClauseCase] = ClauseCase.usualShares("d.3", "not implemented") { scenario, total in
        scenario.hasParent()
        for index in 0..<total {
            scenario.parent("D\(index)")
            if index > 0 { scenario.implemented("N\(index)", "VD\(index)", "2025-01-20") }
        }
    }
}

extension Scenario {
    /// A review with so many actions, of which the first is overdue.
    fileprivate mutating func actions(_ total: Int) {
        review("M1", "2025-01-01")
        for index in 0..<total {
            action("A\(index)", of: "M1", "2025-01-01", due: "2025-02-01", completed: index == 0 ? nil : "2025-01-20")
        }
    }
}
