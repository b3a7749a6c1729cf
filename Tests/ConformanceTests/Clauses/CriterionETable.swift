import Conformance
import Testing

@Suite struct CriterionETests {
    @Test(arguments: CriterionETable.all) func holds(_ row: ClauseCase) throws { try row.check() }
}

enum CriterionETable {
    static let all: [ClauseCase] = e1 + e1Shares + e2 + e2Shares + e3 + e3Shares + e4 + e4Shares
}

private let day = "2025-06-30"
private let next = "2025-07-01"

extension Scenario {
    fileprivate mutating func used(_ id: String, _ version: String, _ on: String, _ purpose: String = "work") {
        add("document_use", id, ["version": .text(version), "used_on": .text(on), "purpose": .text(purpose)])
    }

    /// A document whose second version V2 replaces V1 on 2025-03-01.
    fileprivate mutating func replaced() {
        document("D1")
        version("V1", of: "D1", from: "2024-01-01")
        version("V2", of: "D1", 2, from: "2025-03-01")
    }

    fileprivate mutating func inForce(_ number: Int, from: String, core: String = "no", days: Int? = nil) {
        document("D\(number)", core: core, reviewDays: days)
        version("V\(number)", of: "D\(number)", from: from)
    }

    fileprivate mutating func review(_ id: String, of subject: String, _ on: String) {
        add("review", id, ["subject": .text(subject), "reviewed_on": .text(on)])
    }

    fileprivate mutating func point(_ id: String, offers: String = "documents", to: String? = nil) {
        add(
            "access_point", id,
            ["location": "L1", "offers": [offers], "all_documents": "yes", "from": "2020-01-01"], perhaps: ["to": to])
    }

    fileprivate mutating func tested(
        _ id: String, _ point: String, _ on: String, found: [String], passed: String = "yes"
    ) {
        add(
            "access_test", id,
            [
                "subject": "documents", "access_point": .text(point), "tested_on": .text(on), "passed": .text(passed),
                "found": .list(found),
            ])
    }
}

extension CriterionETable {
    static let e1: [ClauseCase] = [
        ClauseCase("e.1", "no use", [(day, .insufficient)], deciding: []) { $0.replaced() },
        ClauseCase("e.1", "nine uses", [(day, .insufficient)], says: "at least 10") {
            $0.replaced()
            for index in 0..<9 { $0.used("U\(index)", "V2", "2025-06-01") }
        },
        ClauseCase(
            "e.1", "ten uses", [("2025-05-31", .insufficient), ("2025-06-01", .supported)],
            deciding: ["V2"] + (0..<10).map { "U\($0)" }, says: "10 of 10"
        ) {
            $0.replaced()
            for index in 0..<10 { $0.used("U\(index)", "V2", "2025-06-01", index == 0 ? "evidence" : "work") }
        },
        ClauseCase("e.1", "looked up for history", [(day, .insufficient)], deciding: []) {
            $0.replaced()
            for index in 0..<10 { $0.used("U\(index)", "V1", "2025-06-01", "history") }
        },
        ClauseCase("e.1", "used on the last day", [(day, .insufficient)], says: "1 of 1 uses") {
            $0.replaced()
            $0.used("U1", "V1", "2025-02-28")
        },
        ClauseCase("e.1", "used as it becomes obsolete", [(day, .insufficient)], deciding: ["U1"], says: "0 of 1") {
            $0.replaced()
            $0.used("U1", "V1", "2025-03-01")
        },
        ClauseCase(
            "e.1", "used a day later", [("2025-03-01", .insufficient), ("2025-03-02", .contradicted)],
            deciding: ["V1", "U1"]
        ) {
            $0.replaced()
            $0.used("U1", "V1", "2025-03-02")
        },
        ClauseCase("e.1", "used at the end of the grace", [(day, .insufficient)]) {
            $0.set("obsolete_grace_days", 7)
            $0.replaced()
            $0.used("U1", "V1", "2025-03-08")
        },
        ClauseCase("e.1", "used after the grace", [(day, .contradicted)]) {
            $0.set("obsolete_grace_days", 7)
            $0.replaced()
            $0.used("U1", "V1", "2025-03-09")
        },
        ClauseCase("e.1", "a use leaves the window", [(day, .contradicted), (next, .insufficient)], deciding: []) {
            $0.document("D1")
            $0.version("V1", of: "D1", from: "2023-01-01", withdrawn: "2024-06-01")
            $0.used("U1", "V1", "2024-07-01")
        },
        ClauseCase("e.1", "used before it is in force", [(day, .insufficient)], deciding: ["U1"]) {
            $0.document("D1")
            $0.version("V1", of: "D1", from: "2025-03-02", drafted: "2025-01-01")
            $0.used("U1", "V1", "2025-03-01")
        },
        ClauseCase("e.1", "withdrawn without successor", [(day, .contradicted)]) {
            $0.document("D1")
            $0.version("V1", of: "D1", from: "2024-01-01", withdrawn: "2025-03-01")
            $0.used("U1", "V1", "2025-03-02")
        },
    ]

    static let e1Shares: [ClauseCase] =
        [(1, SystemVerdict.supported), (2, .insufficient)].map { count, verdict in
            ClauseCase("e.1", "\(count) of 10 used as it becomes obsolete", [(day, verdict)]) {
                $0.replaced()
                for index in 0..<10 {
                    $0.used("U\(index)", index < count ? "V1" : "V2", index < count ? "2025-03-01" : "2025-06-01")
                }
            }
        } + [
            ClauseCase("e.1", "one stale use of 200", [(day, .contradicted)]) {
                $0.replaced()
                for index in 0..<200 { $0.used("U\(index)", index == 0 ? "V1" : "V2", "2025-06-01") }
            }
        ]

    static let e2: [ClauseCase] = [
        ClauseCase("e.2", "no document", [(day, .insufficient)], deciding: []) { _ in },
        ClauseCase("e.2", "drafts only", [(day, .insufficient)], deciding: []) {
            $0.document("D1")
            $0.version("V1", of: "D1", from: "2025-01-01", without: "approved")
        },
        ClauseCase("e.2", "four documents", [(day, .insufficient)], says: "at least 5") {
            for index in 1...4 { $0.inForce(index, from: "2025-01-01") }
        },
        ClauseCase("e.2", "five documents", [(day, .supported)], says: "5 of 5") {
            for index in 1...5 { $0.inForce(index, from: "2025-01-01") }
        },
        ClauseCase(
            "e.2", "three years, then the grace",
            [(day, .supported), (next, .insufficient), ("2025-07-30", .insufficient), ("2025-07-31", .contradicted)]
        ) { for index in 1...5 { $0.inForce(index, from: "2022-06-30") } },
        ClauseCase(
            "e.2", "a core document's year, then the grace",
            [(day, .supported), (next, .insufficient), ("2025-07-30", .insufficient), ("2025-07-31", .contradicted)]
        ) { for index in 1...5 { $0.inForce(index, from: "2024-06-29", core: "yes") } },
        ClauseCase("e.2", "its own interval", [("2025-03-03", .supported), ("2025-03-04", .insufficient)]) {
            for index in 1...5 { $0.inForce(index, from: "2025-01-31", core: "yes", days: 31) }
        },
        ClauseCase("e.2", "overdue", [("2025-07-31", .contradicted)], deciding: ["D1", "V1"]) {
            $0.inForce(1, from: "2022-06-30")
        },
        ClauseCase("e.2", "reviewed", [(day, .supported), (next, .insufficient)]) {
            for index in 1...5 {
                $0.inForce(index, from: "2020-01-01", core: "yes")
                $0.review("R\(index)", of: "D\(index)", "2024-06-29")
            }
        },
        ClauseCase("e.2", "reviewed before it came into force", [(day, .supported), (next, .insufficient)]) {
            for index in 1...5 {
                $0.inForce(index, from: "2024-06-29", core: "yes")
                $0.review("R\(index)", of: "D\(index)", "2024-01-01")
            }
        },
        ClauseCase("e.2", "a parent's documents", [(day, .insufficient)], deciding: []) {
            for (index, origin) in ["parent", "external"].enumerated() {
                $0.document("D\(index)", origin: origin)
                $0.version("V\(index)", of: "D\(index)", from: "2020-01-01")
            }
        },
        ClauseCase("e.2", "withdrawn", [(day, .insufficient)], deciding: []) {
            $0.document("D1")
            $0.version("V1", of: "D1", from: "2020-01-01", withdrawn: "2025-06-30")
        },
    ]

    static let e2Shares: [ClauseCase] =
        [(1, 10, SystemVerdict.supported), (2, 8, .insufficient), (2, 7, .contradicted)]
        .map { late, total, verdict in
            ClauseCase("e.2", "\(late) of \(total) overdue", [(day, verdict)]) {
                for index in 0..<total { $0.inForce(index, from: index < late ? "2020-01-01" : "2025-01-01") }
            }
        }
        + [(1, 10, SystemVerdict.supported), (1, 9, .insufficient), (9, 9, .insufficient)]
        .map { late, total, verdict in
            ClauseCase("e.2", "\(late) of \(total) in grace", [(day, verdict)]) {
                for index in 0..<total { $0.inForce(index, from: index < late ? "2022-06-20" : "2025-01-01") }
            }
        }

    static let e3: [ClauseCase] = [
        ClauseCase("e.3", "no document", [(day, .insufficient)], deciding: []) { _ in },
        ClauseCase("e.3", "approved", [(day, .supported)], deciding: ["V1"], says: "1 of 1") {
            $0.inForce(1, from: "2025-01-01")
        },
        ClauseCase("e.3", "not yet effective", [(day, .insufficient), (next, .contradicted)], deciding: ["V1"]) {
            $0.document("D1")
            $0.version("V1", of: "D1", from: next, drafted: "2025-06-01", without: "authorised")
        },
        ClauseCase("e.3", "without approval", [(day, .contradicted)], deciding: ["V1"]) {
            $0.document("D1")
            $0.version("V1", of: "D1", from: "2025-01-01", without: "approved")
        },
        ClauseCase("e.3", "approved by its author", [(day, .contradicted)], deciding: ["V1"]) {
            $0.document("D1")
            $0.version("V1", of: "D1", from: "2025-01-01", approvedBy: "Ada")
        },
        ClauseCase("e.3", "authorised later", [("2025-03-09", .contradicted), ("2025-03-10", .supported)]) {
            $0.document("D1")
            $0.version("V1", of: "D1", from: "2025-03-01", authorised: "2025-03-10")
        },
        ClauseCase("e.3", "a draft beside the version in force", [(day, .supported)], deciding: ["V1"]) {
            $0.inForce(1, from: "2025-01-01")
            $0.version("V2", of: "D1", 2, from: "2025-03-01", without: "approved")
        },
        ClauseCase(
            "e.3", "a draft beside a withdrawn version", [("2025-05-31", .supported), (day, .contradicted)],
            deciding: ["V2"]
        ) {
            $0.document("D1")
            $0.version("V1", of: "D1", from: "2025-01-01", withdrawn: "2025-06-01")
            $0.version("V2", of: "D1", 2, from: "2025-03-01", without: "approved")
        },
        ClauseCase("e.3", "withdrawn", [("2025-05-31", .contradicted), ("2025-06-01", .insufficient)], deciding: []) {
            $0.document("D1")
            $0.version("V1", of: "D1", from: "2025-01-01", without: "approved", withdrawn: "2025-06-01")
        },
        ClauseCase(
            "e.3", "overdue is not unapproved",
            [(day, .supported), (next, .insufficient), ("2026-07-01", .insufficient)], deciding: ["V1"]
        ) { $0.inForce(1, from: "2022-06-30") },
        ClauseCase("e.3", "a parent's document", [(day, .insufficient)], deciding: []) {
            $0.document("D1", origin: "parent")
            $0.version("V1", of: "D1", from: "2025-01-01", without: "approved")
        },
    ]

    static let e3Shares: [ClauseCase] =
        ClauseCase.usualShares("e.3", "not authorised") { scenario, total in
            for index in 0..<total {
                scenario.document("D\(index)")
                scenario.version(
                    "V\(index)", of: "D\(index)", from: "2025-01-01", without: index == 0 ? "authorised" : nil)
            }
        }
        + ClauseCase.usualShares("e.3", "approved by the author") { scenario, total in
            for index in 0..<total {
                scenario.document("D\(index)")
                scenario.version(
                    "V\(index)", of: "D\(index)", from: "2025-01-01", approvedBy: index == 0 ? "Ada" : "Bo")
            }
        }

    static let e4: [ClauseCase] = [
        ClauseCase("e.4", "no access point", [(day, .insufficient)], deciding: []) { $0.replaced() },
        ClauseCase("e.4", "untested", [(day, .insufficient)], deciding: ["P1"]) { $0.point("P1") },
        ClauseCase("e.4", "nothing looked at", [(day, .insufficient)], deciding: ["P1"]) {
            $0.point("P1")
            $0.tested("T1", "P1", "2025-06-01", found: [])
        },
        ClauseCase("e.4", "the current one found", [(day, .supported)], deciding: ["P1", "V2", "T1"], says: "1 of 1") {
            $0.replaced()
            $0.point("P1")
            $0.tested("T1", "P1", "2025-06-01", found: ["V2"], passed: "no")
        },
        ClauseCase(
            "e.4", "found a year and a day ago",
            [("2025-06-29", .supported), (day, .supported), (next, .insufficient)], deciding: ["P1"]
        ) {
            $0.inForce(1, from: "2024-01-01")
            $0.point("P1")
            $0.tested("T1", "P1", "2024-06-29", found: ["V1"])
        },
        ClauseCase("e.4", "found as it becomes obsolete", [(day, .supported)]) {
            $0.replaced()
            $0.point("P1")
            $0.tested("T1", "P1", "2025-03-01", found: ["V1", "V2"])
        },
        ClauseCase(
            "e.4", "found a day later",
            [("2025-03-01", .insufficient), (day, .contradicted), ("2027-01-01", .contradicted)],
            deciding: ["P1", "V1", "T1"]
        ) {
            $0.replaced()
            $0.point("P1")
            $0.tested("T1", "P1", "2025-03-02", found: ["V1", "V2"])
        },
        ClauseCase("e.4", "found after a grace", [(day, .supported)]) {
            $0.set("obsolete_grace_days@e.4", 1)
            $0.replaced()
            $0.point("P1")
            $0.tested("T1", "P1", "2025-03-02", found: ["V1", "V2"])
        },
        ClauseCase("e.4", "cleared up", [("2025-06-01", .contradicted), ("2025-06-02", .supported)]) {
            $0.replaced()
            $0.point("P1")
            $0.tested("T1", "P1", "2025-06-01", found: ["V1"])
            $0.tested("T2", "P1", "2025-06-02", found: ["V2"])
        },
        ClauseCase("e.4", "a test that names nothing clears nothing up", [(day, .contradicted)]) {
            $0.replaced()
            $0.point("P1")
            $0.tested("T1", "P1", "2025-06-01", found: ["V1"])
            $0.tested("T2", "P1", "2025-06-02", found: [])
        },
        ClauseCase("e.4", "no documents offered", [(day, .insufficient)], deciding: []) {
            $0.replaced()
            $0.point("P1", offers: "index")
            $0.tested("T1", "P1", "2025-06-01", found: ["V1"])
        },
        ClauseCase("e.4", "access point closes", [(day, .contradicted), (next, .insufficient)], deciding: []) {
            $0.replaced()
            $0.point("P1", to: day)
            $0.tested("T1", "P1", "2025-06-01", found: ["V1"])
        },
    ]

    static let e4Shares: [ClauseCase] =
        ClauseCase.oneFails("e.4", "with an obsolete version", [(10, .contradicted), (100, .contradicted)]) {
            scenario, total in
            scenario.replaced()
            for index in 0..<total {
                scenario.point("P\(index)")
                scenario.tested("T\(index)", "P\(index)", "2025-06-01", found: [index == 0 ? "V1" : "V2"])
            }
        }
        + ClauseCase.oneFails("e.4", "untested", [(10, .supported), (9, .insufficient)]) { scenario, total in
            scenario.replaced()
            for index in 0..<total {
                scenario.point("P\(index)")
                if index > 0 { scenario.tested("T\(index)", "P\(index)", "2025-06-01", found: ["V2"]) }
            }
        }
}
