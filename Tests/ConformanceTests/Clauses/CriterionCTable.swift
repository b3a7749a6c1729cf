import Conformance
import Testing

@Suite struct CriterionCTests {
    @Test(arguments: CriterionCTable.all) func holds(_ row: ClauseCase) throws { try row.check() }
}

enum CriterionCTable {
    static let all: [ClauseCase] = c1 + c1Shares + c2 + c2Shares + c3 + c3Shares
}

private let day = "2025-06-30"
private let next = "2025-07-01"

extension Scenario {
    fileprivate mutating func inForce(_ id: String, from: String = "2024-01-01", origin: String = "service") {
        document(id, origin: origin)
        version("V\(id)", of: id, from: from)
    }

    /// An access point; without documents named it offers all.
    fileprivate mutating func point(
        _ id: String, at location: String = "L1", of documents: [String]? = nil, offers: String = "documents",
        from: String = "2020-01-01", to: String? = nil
    ) {
        add(
            "access_point", id,
            [
                "location": .text(location), "offers": [offers], "all_documents": documents == nil ? "yes" : "no",
                "documents": .list(documents ?? []), "from": .text(from),
            ], perhaps: ["to": to])
    }

    fileprivate mutating func tested(
        _ id: String, _ point: String, _ on: String, passed: String = "yes", subject: String = "documents"
    ) {
        add(
            "access_test", id,
            [
                "subject": .text(subject), "access_point": .text(point), "tested_on": .text(on),
                "passed": .text(passed),
            ])
    }

    fileprivate mutating func place(_ id: String, from: String = "2020-01-01", to: String? = nil) {
        add("location", id, ["kind": "permanent", "from": .text(from)], perhaps: ["to": to])
    }

    fileprivate mutating func type(
        _ id: String, _ kind: String = "technical", from: String = "2020-01-01", to: String? = nil
    ) {
        add("record_type", id, ["name": .text(id), "class": .text(kind), "from": .text(from)], perhaps: ["to": to])
    }

    fileprivate mutating func looked(_ id: String, _ type: String, _ on: String, passed: String = "yes") {
        add(
            "access_test", id,
            ["subject": "record_type", "record_type": .text(type), "tested_on": .text(on), "passed": .text(passed)])
    }
}

extension CriterionCTable {
    static let c1: [ClauseCase] = [
        ClauseCase("c.1", "no document", [(day, .insufficient)], deciding: []) {
            $0.point("P1")
            $0.tested("T1", "P1", "2025-06-01")
        },
        ClauseCase("c.1", "only a draft", [(day, .insufficient)], deciding: []) {
            $0.document("D1")
            $0.version("V1", of: "D1", from: "2024-01-01", without: "authorised")
            $0.point("P1")
            $0.tested("T1", "P1", "2025-06-01")
        },
        ClauseCase("c.1", "access points are not used", [(day, .insufficient)], deciding: ["D1"]) { $0.inForce("D1") },
        ClauseCase("c.1", "offered with all", [(day, .supported)], deciding: ["D1", "T1"], says: "1 of 1") {
            $0.inForce("D1")
            $0.point("P1")
            $0.tested("T1", "P1", "2025-06-01")
        },
        ClauseCase("c.1", "offered by name", [(day, .supported)], deciding: ["D1", "T1"]) {
            $0.inForce("D1", origin: "external")
            $0.point("P1", of: ["D1"])
            $0.tested("T1", "P1", "2025-06-01")
        },
        ClauseCase(
            "c.1", "tested a year and a day ago",
            [("2025-06-29", .supported), (day, .supported), (next, .insufficient)], deciding: ["D1"]
        ) {
            $0.inForce("D1")
            $0.point("P1")
            $0.tested("T1", "P1", "2024-06-29")
        },
        ClauseCase("c.1", "untested", [(day, .insufficient)], deciding: ["D1"]) {
            $0.inForce("D1")
            $0.point("P1")
            $0.tested("T1", "P1", "2025-06-01", subject: "index")
        },
        ClauseCase(
            "c.1", "breaks", [("2025-05-31", .supported), ("2025-06-01", .contradicted)], deciding: ["D1", "T2"]
        ) {
            $0.inForce("D1")
            $0.point("P1")
            $0.tested("T1", "P1", "2025-01-01")
            $0.tested("T2", "P1", "2025-06-01", passed: "no")
        },
        ClauseCase("c.1", "repaired on the same day", [(day, .supported)], deciding: ["D1", "T2"]) {
            $0.inForce("D1")
            $0.point("P1")
            $0.tested("T1", "P1", "2025-06-01", passed: "no")
            $0.tested("T2", "P1", "2025-06-01")
        },
        ClauseCase("c.1", "broken here, untested there", [(day, .insufficient)]) {
            $0.inForce("D1")
            $0.point("P1")
            $0.point("P2")
            $0.tested("T1", "P1", "2025-06-01", passed: "no")
        },
        ClauseCase("c.1", "broken here, works there", [(day, .supported)], deciding: ["D1", "T1", "T2"]) {
            $0.inForce("D1")
            $0.point("P1")
            $0.point("P2", of: ["D1"])
            $0.tested("T1", "P1", "2025-06-01", passed: "no")
            $0.tested("T2", "P2", "2025-06-02")
        },
        ClauseCase(
            "c.1", "offered nowhere for two weeks",
            [("2025-01-14", .insufficient), ("2025-01-15", .insufficient), ("2025-01-16", .contradicted)],
            deciding: ["D1"]
        ) {
            $0.inForce("D1", from: "2025-01-01")
            $0.point("P1", offers: "index")
        },
        ClauseCase("c.1", "access points used later", [("2025-02-15", .insufficient), ("2025-02-16", .contradicted)]) {
            $0.inForce("D1")
            $0.point("P1", of: [], from: "2025-02-01")
        },
        ClauseCase("c.1", "another document offered", [("2025-06-15", .supported), ("2025-06-16", .contradicted)]) {
            $0.inForce("D1")
            $0.inForce("D2", from: "2025-06-01")
            $0.point("P1", of: ["D1"])
            $0.tested("T1", "P1", "2025-06-01")
        },
        ClauseCase("c.1", "access point closes", [(day, .supported), (next, .contradicted)], deciding: ["D1"]) {
            $0.inForce("D1")
            $0.point("P1", to: day)
            $0.tested("T1", "P1", "2025-06-01")
        },
    ]

    static let c1Shares: [ClauseCase] = ClauseCase.usualShares("c.1", "offered nowhere") { scenario, total in
        for index in 0..<total { scenario.inForce("D\(index)") }
        scenario.point("P1", of: (1..<total).map { "D\($0)" })
        scenario.tested("T1", "P1", "2025-06-01")
    }

    static let c2: [ClauseCase] = [
        ClauseCase("c.2", "no location", [(day, .insufficient)], deciding: []) {
            $0.point("P1")
            $0.tested("T1", "P1", "2025-06-01")
        },
        ClauseCase("c.2", "tests are not used", [(day, .insufficient)], deciding: ["L1"]) {
            $0.place("L1")
            $0.point("P1")
            $0.tested("T1", "P1", "2021-06-01", subject: "incident_form")
        },
        ClauseCase("c.2", "works", [(day, .supported)], deciding: ["L1", "T1"], says: "1 of 1") {
            $0.place("L1")
            $0.point("P1")
            $0.tested("T1", "P1", "2025-06-01")
        },
        ClauseCase(
            "c.2", "tested a year and a day ago",
            [("2025-06-29", .supported), (day, .supported), (next, .contradicted)], deciding: ["L1", "T1"]
        ) {
            $0.place("L1")
            $0.point("P1")
            $0.tested("T1", "P1", "2024-06-29")
        },
        ClauseCase("c.2", "broken", [(day, .contradicted)], deciding: ["L1", "T2"]) {
            $0.place("L1")
            $0.point("P1")
            $0.tested("T1", "P1", "2025-01-01")
            $0.tested("T2", "P1", "2025-06-01", passed: "no")
        },
        ClauseCase("c.2", "one of two points works", [(day, .supported)], deciding: ["L1", "T1", "T2"]) {
            $0.place("L1")
            $0.point("P1")
            $0.point("P2")
            $0.tested("T1", "P1", "2025-06-01", passed: "no")
            $0.tested("T2", "P2", "2025-06-02")
        },
        ClauseCase("c.2", "broken and untested, worked lately", [(day, .insufficient)], deciding: ["L1"]) {
            $0.place("L1")
            $0.point("P1")
            $0.point("P2")
            $0.tested("T1", "P1", "2025-01-01")
            $0.tested("T2", "P1", "2025-06-01", passed: "no")
        },
        ClauseCase("c.2", "no point any more", [(day, .supported), (next, .insufficient)], deciding: ["L1"]) {
            $0.place("L1")
            $0.point("P1", to: day)
            $0.tested("T1", "P1", "2025-06-01")
        },
        ClauseCase(
            "c.2", "other locations are tested", [(day, .supported), (next, .contradicted)], deciding: ["L2"]
        ) {
            $0.place("L1")
            $0.place("L2")
            $0.point("P1")
            $0.point("P2", at: "L2")
            $0.tested("T1", "P1", "2024-06-29")
            $0.tested("T2", "P1", "2025-06-01")
        },
        ClauseCase("c.2", "opened later", [("2026-02-01", .supported), ("2026-02-02", .contradicted)]) {
            $0.place("L1")
            $0.place("L2", from: "2025-01-31")
            $0.point("P1")
            $0.tested("T1", "P1", "2024-06-29")
            $0.tested("T2", "P1", "2025-06-01")
        },
        ClauseCase("c.2", "location closes", [(day, .contradicted), (next, .insufficient)], deciding: []) {
            $0.place("L1", to: day)
            $0.point("P1")
            $0.tested("T1", "P1", "2025-06-01", passed: "no")
        },
    ]

    static let c2Shares: [ClauseCase] = ClauseCase.oneFails(
        "c.2", "broken", [(10, .insufficient), (9, .contradicted)]
    ) { scenario, total in
        for index in 0..<total {
            scenario.place("L\(index)")
            scenario.point("P\(index)", at: "L\(index)")
            scenario.tested("T\(index)", "P\(index)", "2025-06-01", passed: index == 0 ? "no" : "yes")
        }
    }

    static let c3: [ClauseCase] = [
        ClauseCase("c.3", "no type", [(day, .insufficient)], deciding: []) { _ in },
        ClauseCase("c.3", "tests are not used", [(day, .insufficient)], deciding: ["Y1", "Y2"]) {
            $0.type("Y1")
            $0.type("Y2", "quality")
        },
        ClauseCase("c.3", "both classes", [(day, .supported)], deciding: ["Y1", "Y2", "T1", "T2"], says: "2 of 2") {
            $0.type("Y1")
            $0.type("Y2", "quality")
            $0.looked("T1", "Y1", "2025-06-01")
            $0.looked("T2", "Y2", "2025-06-02")
        },
        ClauseCase("c.3", "technical only", [(day, .insufficient)], says: "quality") {
            $0.type("Y1")
            $0.looked("T1", "Y1", "2025-06-01")
        },
        ClauseCase("c.3", "quality only", [(day, .insufficient)]) {
            $0.type("Y1", "quality")
            $0.looked("T1", "Y1", "2025-06-01")
        },
        ClauseCase("c.3", "the quality type ends", [(day, .supported), (next, .insufficient)]) {
            $0.type("Y1")
            $0.type("Y2", "quality", to: day)
            $0.looked("T1", "Y1", "2025-06-01")
            $0.looked("T2", "Y2", "2025-06-01")
        },
        ClauseCase(
            "c.3", "tested a year and a day ago",
            [("2025-06-29", .supported), (day, .supported), (next, .contradicted)], deciding: ["Y1", "T1"]
        ) {
            $0.type("Y1")
            $0.type("Y2", "quality")
            $0.looked("T1", "Y1", "2024-06-29")
            $0.looked("T2", "Y2", "2025-06-01")
        },
        ClauseCase("c.3", "unavailable at last", [(day, .contradicted)], deciding: ["Y1", "T3"]) {
            $0.type("Y1")
            $0.type("Y2", "quality")
            $0.looked("T1", "Y1", "2025-06-01")
            $0.looked("T2", "Y2", "2025-06-01")
            $0.looked("T3", "Y1", "2025-06-02", passed: "no")
        },
        ClauseCase("c.3", "available again", [(day, .supported)]) {
            $0.type("Y1")
            $0.type("Y2", "quality")
            $0.looked("T1", "Y1", "2025-06-01", passed: "no")
            $0.looked("T2", "Y2", "2025-06-01")
            $0.looked("T3", "Y1", "2025-06-02")
        },
        ClauseCase("c.3", "one not yet tested", [(day, .supported), (next, .contradicted)], deciding: ["Y3"]) {
            $0.type("Y1")
            $0.type("Y2", "quality")
            $0.type("Y3", "quality")
            $0.looked("T0", "Y1", "2024-06-29")
            $0.looked("T1", "Y1", "2025-06-01")
            $0.looked("T2", "Y2", "2025-06-01")
        },
    ]

    static let c3Shares: [ClauseCase] = ClauseCase.oneFails(
        "c.3", "unavailable", [(10, .insufficient), (9, .contradicted)]
    ) { scenario, total in
        for index in 0..<total {
            scenario.type("Y\(index)", index % 2 == 0 ? "technical" : "quality")
            scenario.looked("T\(index)", "Y\(index)", "2025-06-01", passed: index == 0 ? "no" : "yes")
        }
    }
}
