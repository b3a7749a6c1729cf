import Conformance
import Testing

@Suite struct CriterionGTests {
    @Test(arguments: CriterionGTable.all) func holds(_ row: ClauseCase) throws { try row.check() }
}

enum CriterionGTable {
    static let all: [ClauseCase] =
        g1 + g2 + g2Shares + g3 + g3Limits + g3Silence + g3Corrective + g3Shares + g4 + g4Reviewed + g4Shares + g5
        + g5Decided + g5Quiet + g5Shares + g6 + g6Shares + g7 + g7Shares
}

private let day = "2025-06-30"
private let next = "2025-07-01"
private let allAreas = [
    "management", "documents", "staffing", "equipment", "referral_and_vetting", "examination", "reporting",
    "infection_control", "medicines_and_contrast", "incidents_and_risk", "audit_and_improvement", "radiation_safety",
]

extension Scenario {
    fileprivate mutating func procedure(
        _ id: String = "V1", of document: String = "D1", kind: String = "nonconformity_procedure",
        origin: String = "service", core: String = "no", days: Int? = nil, from: String = "2024-01-01",
        withdrawn: String? = nil
    ) {
        self.document(document, kind: kind, origin: origin, core: core, reviewDays: days)
        version(id, of: document, from: from, withdrawn: withdrawn)
    }

    fileprivate mutating func found(_ id: String, _ on: String, area: String = "management") {
        add("nonconformity", id, ["area": .text(area), "category": "labelling", "raised_on": .text(on)])
    }
}

extension CriterionGTable {
    static let g1: [ClauseCase] = [
        ClauseCase("g.1", "no procedure", [(day, .insufficient)], deciding: []) { $0.found("N1", "2025-01-01") },
        ClauseCase("g.1", "in force, not published", [(day, .supported)], deciding: ["V1"], says: "version 1") {
            $0.procedure()
        },
        ClauseCase("g.1", "comes into force", [(day, .insufficient), (next, .supported)]) {
            $0.document("D1", kind: "nonconformity_procedure")
            $0.version("V1", of: "D1", from: next, drafted: "2025-06-01")
        },
        ClauseCase("g.1", "never authorised", [(day, .insufficient)], deciding: []) {
            $0.document("D1", kind: "nonconformity_procedure")
            $0.version("V1", of: "D1", from: "2024-01-01", without: "authorised")
        },
        ClauseCase(
            "g.1", "three years, then the grace",
            [
                ("2025-06-29", .supported), (day, .supported), (next, .insufficient), ("2025-07-30", .insufficient),
                ("2025-07-31", .contradicted),
            ], deciding: ["V1"]
        ) { $0.procedure(from: "2022-06-30") },
        ClauseCase(
            "g.1", "a core document's year, then the grace",
            [(day, .supported), (next, .insufficient), ("2025-07-30", .insufficient), ("2025-07-31", .contradicted)]
        ) { $0.procedure(core: "yes", from: "2024-06-29") },
        ClauseCase(
            "g.1", "its own interval",
            [
                ("2024-03-02", .supported), ("2024-03-03", .insufficient), ("2024-04-01", .insufficient),
                ("2024-04-02", .contradicted),
            ]
        ) { $0.procedure(days: 31, from: "2024-01-31") },
        ClauseCase(
            "g.1", "the tenant's interval and grace",
            [
                ("2025-03-03", .supported), ("2025-03-04", .insufficient), ("2025-03-10", .insufficient),
                ("2025-03-11", .contradicted),
            ]
        ) {
            $0.set("other_document_days@g.1", 31)
            $0.set("document_grace_days@g.1", 7)
            $0.procedure(from: "2025-01-31")
        },
        ClauseCase("g.1", "reviewed", [("2025-06-14", .contradicted), ("2025-06-15", .supported)], deciding: ["V1"]) {
            $0.procedure(from: "2020-01-01")
            $0.add("review", "R1", ["subject": "D1", "reviewed_on": "2025-06-15"])
        },
        ClauseCase("g.1", "withdrawn", [("2025-06-29", .supported), (day, .contradicted)], deciding: ["V1"]) {
            $0.procedure(withdrawn: day)
        },
        ClauseCase("g.1", "the record is withdrawn", [("2025-06-29", .supported), (day, .insufficient)], deciding: []) {
            $0.procedure()
            $0.withdraw("D1", on: day)
        },
        ClauseCase("g.1", "a parent's", [(day, .supported)]) { $0.procedure(origin: "parent") },
        ClauseCase("g.1", "an external one", [(day, .insufficient)]) { $0.procedure(origin: "external") },
        ClauseCase("g.1", "another procedure", [(day, .insufficient)]) { $0.procedure(kind: "procedure") },
        ClauseCase("g.1", "one of two", [(day, .supported)], deciding: ["V2"]) {
            $0.procedure(withdrawn: "2025-01-01")
            $0.procedure("V2", of: "D2")
        },
        ClauseCase("g.1", "neither of two", [(day, .contradicted)], deciding: ["V2", "V1"]) {
            $0.procedure(withdrawn: "2025-01-01")
            $0.procedure("V2", of: "D2", from: "2020-01-01")
        },
    ]

    static let g2: [ClauseCase] = [
        ClauseCase(
            "g.2", "silence", [(day, .insufficient), ("2030-01-01", .insufficient)], deciding: [], says: "0 of 12"
        ) { _ in },
        ClauseCase("g.2", "no area left to look at", [(day, .insufficient)], deciding: []) {
            $0.set("qms_areas", ["radiation_safety"])
            $0.profile("ionising_radiation", is: "no", id: "PI")
            $0.found("N1", "2025-01-01", area: "radiation_safety")
        },
        ClauseCase("g.2", "one area, two found", [(day, .supported)], deciding: ["N1", "N2"], says: "1 of 1") {
            $0.set("qms_areas", ["management"])
            $0.found("N1", "2025-01-01")
            $0.found("N2", "2025-01-02")
        },
        ClauseCase("g.2", "found in another area", [(day, .insufficient)]) {
            $0.set("qms_areas", ["management"])
            $0.found("N1", "2025-01-01", area: "documents")
        },
        ClauseCase("g.2", "leaves the window", [(day, .supported), (next, .insufficient)], deciding: []) {
            $0.set("qms_areas", ["management"])
            $0.found("N1", "2024-07-01")
        },
        ClauseCase(
            "g.2", "leaves the window over a leap day", [("2024-06-29", .supported), ("2024-06-30", .insufficient)]
        ) {
            $0.set("qms_areas", ["management"])
            $0.found("N1", "2023-07-01")
        },
        ClauseCase("g.2", "found", [("2025-02-27", .insufficient), ("2025-02-28", .supported)]) {
            $0.set("qms_areas", ["management"])
            $0.found("N1", "2025-02-28")
        },
        ClauseCase("g.2", "withdrawn", [("2025-03-31", .supported), ("2025-04-01", .insufficient)]) {
            $0.set("qms_areas", ["management"])
            $0.found("N1", "2025-01-01")
            $0.withdraw("N1", on: "2025-04-01")
        },
        ClauseCase(
            "g.2", "none, and said so", [("2025-06-29", .insufficient), (day, .supported)], deciding: ["R1"]
        ) {
            $0.set("qms_areas", ["management"])
            $0.nilReturn("R1", "nonconformity", "management")
        },
        ClauseCase("g.2", "a day too few at the end", [(day, .insufficient)]) {
            $0.set("qms_areas", ["management"])
            $0.nilReturn("R1", "nonconformity", "management", to: "2025-03-21")
        },
        ClauseCase("g.2", "a day too few at the beginning", [(day, .insufficient)]) {
            $0.set("qms_areas", ["management"])
            $0.nilReturn("R1", "nonconformity", "management", from: "2024-07-02")
        },
        ClauseCase("g.2", "none anywhere says nothing of an area", [(day, .insufficient)]) {
            $0.set("qms_areas", ["management"])
            $0.nilReturn("R1", "nonconformity")
        },
        ClauseCase("g.2", "none in another area", [(day, .insufficient)]) {
            $0.set("qms_areas", ["management"])
            $0.nilReturn("R1", "nonconformity", "documents")
        },
        ClauseCase("g.2", "some here, none there", [(day, .supported)], deciding: ["N1", "R1"]) {
            $0.set("qms_areas", ["management", "documents"])
            $0.found("N1", "2025-01-01")
            $0.nilReturn("R1", "nonconformity", "documents")
        },
    ]

    private static func areas(
        _ count: Int, radiation: Bool = false, ionising: String? = nil, _ verdict: SystemVerdict
    ) -> ClauseCase {
        let name = "\(count) areas\(radiation ? " and radiation" : ""), ionising \(ionising ?? "unknown")"
        return ClauseCase("g.2", name, [(day, verdict)]) { scenario in
            if let ionising { scenario.profile("ionising_radiation", is: ionising, id: "PI") }
            for (index, area) in allAreas.prefix(count).enumerated() {
                scenario.found("N\(index)", "2025-01-01", area: area)
            }
            if radiation { scenario.found("N", "2025-01-01", area: "radiation_safety") }
        }
    }

    static let g2Shares: [ClauseCase] = [
        areas(8, .insufficient), areas(9, .supported), areas(12, .supported),
        areas(8, radiation: true, .supported), areas(7, radiation: true, .insufficient),
        areas(8, radiation: true, ionising: "yes", .supported), areas(8, ionising: "yes", .insufficient),
        // 9 of 11 are more than three quarters, 8 of 11 are not, whatever radiation safety says.
        areas(9, ionising: "no", .supported), areas(8, ionising: "no", .insufficient),
        areas(8, radiation: true, ionising: "no", .insufficient),
        ClauseCase("g.2", "a share for all clauses is not one for this", [(day, .insufficient)]) {
            $0.set("met_share", 10)
            $0.found("N1", "2025-01-01")
            $0.found("N2", "2025-01-01", area: "documents")
        },
        ClauseCase("g.2", "a share for this clause", [(day, .supported)], deciding: ["N1", "N2"]) {
            $0.set("met_share@g.2", 10)
            $0.found("N1", "2025-01-01")
            $0.found("N2", "2025-01-01", area: "documents")
        },
    ]
}
