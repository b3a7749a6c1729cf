import Conformance
import Testing

@Suite struct CriterionFTests {
    @Test(arguments: CriterionFTable.all) func holds(_ row: ClauseCase) throws { try row.check() }
}

enum CriterionFTable {
    static let all: [ClauseCase] =
        f1 + f1Gate + f1Documents + f2 + f2Gate + f2Shares + f3 + f3Gate + f3Shares + f3Silence + f4 + f4Gate
        + f4Needed + f4Kinds
}

private let day = "2025-06-30"
private let next = "2025-07-01"

extension Scenario {
    fileprivate mutating func doesMedicoLegal() { profile("medico_legal", is: "yes", id: "PM") }

    fileprivate mutating func doesResearch() { profile("research", is: "yes", id: "PR") }

    /// A policy with a version that is published as it comes into force, unless said otherwise.
    fileprivate mutating func policy(
        _ id: String = "V1", of document: String = "D1", kind: String = "medico_legal_policy",
        origin: String = "service", core: String = "no", days: Int? = nil, from: String = "2024-01-01",
        published: String? = "2024-01-01", withdrawn: String? = nil
    ) {
        self.document(document, kind: kind, origin: origin, core: core, reviewDays: days)
        version(id, of: document, from: from, published: published, withdrawn: withdrawn)
    }

    fileprivate mutating func researchPolicy(published: String? = "2024-01-01", withdrawn: String? = nil) {
        policy(kind: "research_policy", published: published, withdrawn: withdrawn)
    }

    fileprivate mutating func study(
        _ id: String, approved: String? = "REC 1", from: String = "2020-01-01", to: String? = nil,
        recorded: String? = nil
    ) {
        add(
            "research_study", id, ["title": "Trial", "from": .text(from)],
            perhaps: ["approval_reference": approved, "to": to], recorded: recorded)
    }

    fileprivate mutating func examined(_ id: String, _ on: String, study: String? = nil) {
        add(
            "special_examination", id, ["kind": "research", "performed_on": .text(on), "number": 1],
            perhaps: ["study": study])
    }

    fileprivate mutating func reviewed(_ id: String, _ document: String, _ on: String) {
        add("review", id, ["subject": .text(document), "reviewed_on": .text(on)])
    }
}

extension CriterionFTable {
    static let f1: [ClauseCase] = [
        ClauseCase("f.1", "no policy", [(day, .insufficient)], deciding: []) { $0.doesMedicoLegal() },
        ClauseCase("f.1", "published", [(day, .supported)], deciding: ["V1"], says: "version 1") {
            $0.doesMedicoLegal()
            $0.policy()
        },
        ClauseCase("f.1", "not published", [(day, .insufficient), ("2026-12-31", .insufficient)], deciding: []) {
            $0.doesMedicoLegal()
            $0.policy(published: nil)
        },
        ClauseCase(
            "f.1", "published later", [("2025-02-28", .insufficient), ("2025-03-01", .supported)], deciding: ["V1"]
        ) {
            $0.doesMedicoLegal()
            $0.policy(published: "2025-03-01")
        },
        ClauseCase("f.1", "comes into force", [(day, .insufficient), (next, .supported)], deciding: ["V1"]) {
            $0.doesMedicoLegal()
            $0.document("D1", kind: "medico_legal_policy")
            $0.version("V1", of: "D1", from: next, drafted: "2025-06-01", published: "2025-06-01")
        },
        ClauseCase("f.1", "authorised later", [("2025-01-31", .insufficient), ("2025-02-01", .supported)]) {
            $0.doesMedicoLegal()
            $0.document("D1", kind: "medico_legal_policy")
            $0.version("V1", of: "D1", from: "2025-01-01", authorised: "2025-02-01", published: "2025-01-01")
        },
        ClauseCase("f.1", "never approved", [(day, .insufficient)], deciding: []) {
            $0.doesMedicoLegal()
            $0.document("D1", kind: "medico_legal_policy")
            $0.version("V1", of: "D1", from: "2024-01-01", without: "approved", published: "2024-01-01")
        },
        ClauseCase(
            "f.1", "three years, then the grace",
            [
                ("2025-06-29", .supported), (day, .supported), (next, .insufficient), ("2025-07-30", .insufficient),
                ("2025-07-31", .contradicted),
            ], deciding: ["V1"]
        ) {
            $0.doesMedicoLegal()
            $0.policy(from: "2022-06-30", published: "2022-06-30")
        },
        ClauseCase(
            "f.1", "a core document's year from the leap day, then the grace",
            [
                ("2025-03-01", .supported), ("2025-03-02", .insufficient), ("2025-03-31", .insufficient),
                ("2025-04-01", .contradicted),
            ]
        ) {
            $0.doesMedicoLegal()
            $0.policy(core: "yes", from: "2024-02-29", published: "2024-02-29")
        },
        ClauseCase(
            "f.1", "its own interval",
            [("2025-03-03", .supported), ("2025-03-04", .insufficient), ("2025-04-03", .contradicted)]
        ) {
            $0.doesMedicoLegal()
            $0.policy(core: "yes", days: 31, from: "2025-01-31")
        },
        ClauseCase(
            "f.1", "the tenant's interval, without grace", [("2025-03-03", .supported), ("2025-03-04", .contradicted)]
        ) {
            $0.set("other_document_days", 31)
            $0.set("document_grace_days", 0)
            $0.doesMedicoLegal()
            $0.policy(from: "2025-01-31")
        },
        ClauseCase("f.1", "reviewed", [(day, .supported), (next, .insufficient)]) {
            $0.doesMedicoLegal()
            $0.policy(core: "yes", from: "2020-01-01")
            $0.reviewed("R1", "D1", "2023-06-29")
            $0.reviewed("R2", "D1", "2024-06-29")
        },
        ClauseCase(
            "f.1", "reviewed when overdue", [("2025-06-14", .contradicted), ("2025-06-15", .supported)],
            deciding: ["V1"]
        ) {
            $0.doesMedicoLegal()
            $0.policy(from: "2020-01-01")
            $0.reviewed("R1", "D1", "2025-06-15")
        },
    ]

    static let f1Gate: [ClauseCase] =
        ClauseCase.gateRows(
            "f.1",
            [
                ([:], .insufficient), (["medico_legal": "no"], .notApplicable), (["medico_legal": "yes"], .supported),
            ]
        ) { $0.policy() }
        + [
            ClauseCase("f.1", "gate: only research is known", [(day, .insufficient)], deciding: []) {
                $0.doesResearch()
                $0.policy()
            },
            ClauseCase("f.1", "the profile changes", [(day, .notApplicable), (next, .supported)], deciding: ["V1"]) {
                $0.profile("medico_legal", is: "no", id: "P1")
                $0.profile("medico_legal", is: "yes", from: next, id: "P2")
                $0.policy()
            },
            ClauseCase("f.1", "the profile's entry ends", [(day, .contradicted), (next, .insufficient)], deciding: []) {
                $0.profile("medico_legal", is: "yes", to: day, id: "P1")
                $0.policy(withdrawn: "2025-01-01")
            },
            ClauseCase("f.1", "not applicable, whatever the records", [(day, .notApplicable)], deciding: ["P1"]) {
                $0.profile("medico_legal", is: "no", id: "P1")
                $0.policy(withdrawn: "2025-01-01")
            },
        ]

    static let f1Documents: [ClauseCase] = [
        ClauseCase(
            "f.1", "withdrawn", [("2025-06-29", .supported), (day, .contradicted), (next, .contradicted)],
            deciding: ["V1"]
        ) {
            $0.doesMedicoLegal()
            $0.policy(withdrawn: day)
        },
        ClauseCase("f.1", "unpublished and withdrawn", [("2025-06-29", .insufficient), (day, .contradicted)]) {
            $0.doesMedicoLegal()
            $0.policy(published: nil, withdrawn: day)
        },
        ClauseCase("f.1", "the record is withdrawn", [("2025-06-29", .supported), (day, .insufficient)], deciding: []) {
            $0.doesMedicoLegal()
            $0.policy()
            $0.withdraw("V1", on: day)
        },
        ClauseCase("f.1", "the new version is not published", [("2025-02-28", .supported), (day, .insufficient)]) {
            $0.doesMedicoLegal()
            $0.policy()
            $0.version("V2", of: "D1", 2, from: "2025-03-01")
        },
        ClauseCase("f.1", "the new version is published", [(day, .supported)], deciding: ["V2"], says: "version 2") {
            $0.doesMedicoLegal()
            $0.policy()
            $0.version("V2", of: "D1", 2, from: "2025-03-01", published: "2025-03-01")
        },
        ClauseCase("f.1", "the new version is a draft", [(day, .supported)], deciding: ["V1"]) {
            $0.doesMedicoLegal()
            $0.policy()
            $0.version("V2", of: "D1", 2, from: "2025-03-01", without: "authorised")
        },
        ClauseCase("f.1", "replaced, and the new version is withdrawn", [(day, .contradicted)], deciding: ["V2"]) {
            $0.doesMedicoLegal()
            $0.policy()
            $0.version("V2", of: "D1", 2, from: "2025-03-01", withdrawn: "2025-06-01")
        },
        ClauseCase("f.1", "a parent's", [(day, .supported)], deciding: ["V1"]) {
            $0.doesMedicoLegal()
            $0.policy(origin: "parent")
        },
        ClauseCase("f.1", "an external one", [(day, .insufficient)], deciding: []) {
            $0.doesMedicoLegal()
            $0.policy(origin: "external", withdrawn: "2025-01-01")
        },
        ClauseCase("f.1", "for research", [(day, .insufficient)], deciding: []) {
            $0.doesMedicoLegal()
            $0.policy(kind: "research_policy", withdrawn: "2025-01-01")
        },
        ClauseCase("f.1", "one of two is good", [(day, .supported)], deciding: ["V2"]) {
            $0.doesMedicoLegal()
            $0.policy(withdrawn: "2025-01-01")
            $0.policy("V2", of: "D2")
        },
        ClauseCase("f.1", "one of two is in grace", [(day, .insufficient), ("2025-07-30", .contradicted)]) {
            $0.doesMedicoLegal()
            $0.policy(withdrawn: "2025-01-01")
            $0.policy("V2", of: "D2", from: "2022-06-29")
        },
        ClauseCase("f.1", "one of two is a draft", [(day, .contradicted)], deciding: ["V1"]) {
            $0.doesMedicoLegal()
            $0.policy(withdrawn: "2025-01-01")
            $0.document("D2", kind: "medico_legal_policy")
            $0.version("V2", of: "D2", from: "2025-01-01", without: "authorised")
        },
        ClauseCase("f.1", "both are bad", [(day, .contradicted)], deciding: ["V2", "V1"]) {
            $0.doesMedicoLegal()
            $0.policy(withdrawn: "2025-01-01")
            $0.policy("V2", of: "D2", from: "2020-01-01")
        },
    ]

    static let f2: [ClauseCase] = [
        ClauseCase("f.2", "no policy", [(day, .insufficient)], deciding: []) { $0.doesResearch() },
        ClauseCase("f.2", "no study", [(day, .supported)], deciding: ["V1"]) {
            $0.doesResearch()
            $0.researchPolicy()
        },
        ClauseCase("f.2", "not published", [(day, .insufficient)]) {
            $0.doesResearch()
            $0.researchPolicy(published: nil)
            $0.study("Y1")
        },
        ClauseCase(
            "f.2", "withdrawn", [("2025-06-29", .supported), (day, .contradicted)], deciding: ["V1"]
        ) {
            $0.doesResearch()
            $0.researchPolicy(withdrawn: day)
            $0.study("Y1")
        },
        ClauseCase("f.2", "three years, then the grace", [(day, .supported), ("2025-07-31", .contradicted)]) {
            $0.doesResearch()
            $0.policy(kind: "research_policy", from: "2022-06-30")
        },
        ClauseCase("f.2", "a policy for medico-legal examinations", [(day, .insufficient)]) {
            $0.doesResearch()
            $0.policy()
        },
        ClauseCase("f.2", "approved", [(day, .supported)], deciding: ["Y1", "V1"], says: "1 of 1") {
            $0.doesResearch()
            $0.researchPolicy()
            $0.study("Y1")
            $0.examined("X1", "2025-01-01", study: "Y1")
        },
        ClauseCase("f.2", "approved, without policy", [(day, .insufficient)]) {
            $0.doesResearch()
            $0.study("Y1")
        },
        ClauseCase("f.2", "unapproved and not begun", [(day, .insufficient)], deciding: ["Y1"]) {
            $0.doesResearch()
            $0.researchPolicy()
            $0.study("Y1", approved: nil)
            $0.examined("X1", "2025-01-01")
        },
        ClauseCase("f.2", "an empty reference", [(day, .contradicted)]) {
            $0.doesResearch()
            $0.researchPolicy()
            $0.study("Y1", approved: "")
            $0.examined("X1", "2025-01-01", study: "Y1")
        },
        ClauseCase(
            "f.2", "unapproved, and examined",
            [("2024-06-30", .insufficient), ("2024-07-01", .contradicted), (day, .contradicted)],
            deciding: ["Y1", "X1", "X2"]
        ) {
            $0.doesResearch()
            $0.researchPolicy()
            $0.study("Y1", approved: nil)
            $0.examined("X1", "2024-07-01", study: "Y1")
            $0.examined("X2", day, study: "Y1")
        },
        ClauseCase(
            "f.2", "the examination leaves the window", [(day, .contradicted), (next, .insufficient)],
            deciding: ["Y1"]
        ) {
            $0.doesResearch()
            $0.researchPolicy()
            $0.study("Y1", approved: nil)
            $0.examined("X1", "2024-07-01", study: "Y1")
        },
        ClauseCase("f.2", "the study ends", [(day, .contradicted), (next, .supported)], deciding: ["V1"]) {
            $0.doesResearch()
            $0.researchPolicy()
            $0.study("Y1", approved: nil, to: day)
            $0.examined("X1", "2025-01-01", study: "Y1")
        },
        ClauseCase("f.2", "the study begins", [(day, .supported), (next, .contradicted)]) {
            $0.doesResearch()
            $0.researchPolicy()
            $0.study("Y1", approved: nil, from: next)
            $0.examined("X1", "2025-01-01", study: "Y1")
        },
        ClauseCase("f.2", "approved later", [("2025-03-31", .contradicted), ("2025-04-01", .supported)]) {
            $0.doesResearch()
            $0.researchPolicy()
            $0.study("Y1", approved: nil)
            $0.study("Y1", recorded: "2025-04-01")
            $0.examined("X1", "2025-01-01", study: "Y1")
        },
        ClauseCase(
            "f.2", "unapproved without policy", [(day, .contradicted)], deciding: ["Y1", "X1"]
        ) {
            $0.doesResearch()
            $0.study("Y1", approved: nil)
            $0.examined("X1", "2025-01-01", study: "Y1")
        },
        ClauseCase("f.2", "wrong in both ways", [(day, .contradicted)], deciding: ["Y1", "V1", "X1"]) {
            $0.doesResearch()
            $0.researchPolicy(withdrawn: "2025-01-01")
            $0.study("Y1", approved: nil)
            $0.examined("X1", "2025-01-01", study: "Y1")
        },
    ]

    static let f2Gate: [ClauseCase] =
        ClauseCase.gateRows(
            "f.2",
            [([:], .insufficient), (["research": "no"], .notApplicable), (["research": "yes"], .supported)]
        ) { $0.researchPolicy() }
        + [
            ClauseCase("f.2", "not applicable, whatever the records", [(day, .notApplicable)], deciding: ["P1"]) {
                $0.profile("research", is: "no", id: "P1")
                $0.researchPolicy(withdrawn: "2025-01-01")
            }
        ]

    static let f2Shares: [ClauseCase] =
        ClauseCase.usualShares("f.2", "unapproved and begun") { scenario, total in
            scenario.doesResearch()
            scenario.researchPolicy()
            for index in 0..<total {
                scenario.study("Y\(index)", approved: index == 0 ? nil : "REC")
                scenario.examined("X\(index)", "2025-01-01", study: "Y\(index)")
            }
        }
        + ClauseCase.oneFails("f.2", "unapproved", [(10, .supported), (9, .insufficient)]) { scenario, total in
            scenario.doesResearch()
            scenario.researchPolicy()
            for index in 0..<total { scenario.study("Y\(index)", approved: index == 0 ? nil : "REC") }
        }
}
