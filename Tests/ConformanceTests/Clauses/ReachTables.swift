import Conformance

/// The rows of a clause whose items are each told to the staff: from 2025-06-01 within 60 days, and 60 to acknowledge.
struct ReachTable: Sendable {
    let clause: String
    /// What the sentence says of one item that has reached enough.
    let says: String
    let item: DueTable.Item

    private func row(
        _ name: String, _ verdicts: [(String, SystemVerdict)], staff: Int = 10, deciding: [String]? = nil,
        says: String? = nil, _ build: @escaping @Sendable (inout Scenario) -> Void
    ) -> ClauseCase {
        ClauseCase(clause, name, verdicts, deciding: deciding, says: says) {
            for index in 0..<staff { $0.employs("P\(index)") }
            item(&$0, "X1", "2025-06-01")
            build(&$0)
        }
    }

    /// Told on 2025-06-05; so many acknowledge.
    private func told(
        _ acknowledged: Int, _ verdicts: [(String, SystemVerdict)], level: String = "received", staff: Int = 10,
        deciding: [String]? = nil
    ) -> ClauseCase {
        row("\(acknowledged) of \(staff) \(level)", verdicts, staff: staff, deciding: deciding) {
            $0.told("C1", "2025-06-05", of: "X1")
            for index in 0..<acknowledged { $0.acknowledged("C1", "P\(index)", level: level) }
        }
    }

    var rows: [ClauseCase] { shares + times + people + many }

    private var shares: [ClauseCase] {
        [
            told(8, [("2025-06-09", .insufficient), ("2025-06-10", .supported)], deciding: ["X1", "C1"]),
            told(8, [("2025-08-05", .supported)], level: "understood"),
            told(7, [("2025-06-10", .insufficient), ("2025-08-05", .insufficient)], deciding: ["X1"]),
            told(5, [("2025-08-05", .insufficient)]),
            told(4, [("2025-08-04", .insufficient), ("2025-08-05", .contradicted)], deciding: ["X1", "C1"]),
            told(0, [("2025-08-05", .insufficient)]),
            told(1, [("2025-06-10", .supported)], staff: 1),
            told(2, [("2025-08-05", .insufficient)], staff: 3),
            told(1, [("2025-08-05", .contradicted)], staff: 3),
            told(0, [("2025-08-05", .insufficient)], staff: 0),
            told(19, [("2025-08-05", .insufficient)], staff: 24),
            told(25, [("2025-08-05", .contradicted)], staff: 51),
        ]
    }

    private var times: [ClauseCase] {
        [
            row("not told", [("2025-07-31", .insufficient), ("2025-08-01", .contradicted)], deciding: ["X1"]) {
                $0.told("C0", "2024-01-10", of: "X0")
            },
            row("not told, and consultation is use", [("2025-08-01", .contradicted)]) {
                $0.add(
                    "communication", "C0",
                    ["kind": "consultation", "subjects": ["X0"], "audiences": ["staff"], "sent_on": "2024-01-10"])
            },
            row("nobody is ever told anything", [("2025-08-01", .insufficient)]) { _ in },
            row("outsiders told", [("2025-08-01", .insufficient)]) {
                $0.told("C1", "2025-06-05", of: "X1", to: ["patients"])
            },
            row(
                "others told for the first time later",
                [("2025-09-08", .insufficient), ("2025-09-09", .contradicted)]
            ) { $0.told("C0", "2025-07-10", of: "X0") },
            row("told late, acknowledged", [("2025-12-31", .supported)]) {
                $0.told("C1", "2025-08-10", of: "X1")
                for index in 0..<8 { $0.acknowledged("C1", "P\(index)", on: "2025-08-11") }
            },
            row("told twice, the first counts", [("2025-08-04", .insufficient), ("2025-08-05", .contradicted)]) {
                $0.told("C1", "2025-06-05", of: "X1")
                $0.told("C2", "2025-07-05", of: "X1")
                $0.acknowledged("C2", "P1", on: "2025-07-06")
            },
            row(
                "told twice, together enough", [("2025-08-05", .supported)], deciding: ["X1", "C1", "C2"], says: says
            ) {
                $0.told("C1", "2025-06-05", of: "X1")
                $0.told("C2", "2025-07-05", of: "X1")
                for index in 0..<4 { $0.acknowledged("C1", "P\(index)") }
                for index in 4..<8 { $0.acknowledged("C2", "P\(index)", on: "2025-07-06") }
            },
            row("a year ago", [("2026-05-31", .contradicted), ("2026-06-01", .insufficient)], deciding: []) {
                $0.told("C0", "2024-01-10", of: "X0")
            },
        ]
    }

    private var many: [ClauseCase] {
        let shares: [(Int, Int, SystemVerdict)] = [
            (1, 3, .contradicted), (1, 4, .insufficient), (1, 9, .insufficient), (1, 10, .supported),
            (2, 19, .insufficient), (7, 27, .contradicted),
        ]
        return shares.map { left, of, verdict in
            row("\(left) of \(of) not told", [("2025-08-01", verdict)], staff: 1) {
                $0.told("C0", "2024-01-10", of: "X0")
                for index in 2...of {
                    item(&$0, "X\(index)", "2025-06-01")
                    guard index > left else { continue }
                    $0.told("C\(index)", "2025-06-05", of: "X\(index)")
                    $0.acknowledged("C\(index)", "P0")
                }
            }
        }
    }

    private var people: [ClauseCase] {
        [
            row("only another one acknowledged", [("2025-08-05", .contradicted)]) {
                $0.told("C0", "2025-06-05", of: "X0")
                $0.told("C1", "2025-06-05", of: "X1")
                $0.acknowledged("C0", "P1")
            },
            row("newcomers are left out", [("2025-06-30", .supported), ("2025-07-01", .insufficient)], staff: 1) {
                for index in 1..<9 { $0.employs("New\(index)", from: "2025-05-02") }
                $0.told("C1", "2025-06-05", of: "X1")
                $0.acknowledged("C1", "P0")
            },
            row("leavers are left out", [("2025-06-29", .insufficient), ("2025-06-30", .supported)], staff: 1) {
                for index in 1..<9 { $0.employs("Old\(index)", to: "2025-06-29") }
                $0.told("C1", "2025-06-05", of: "X1")
                $0.acknowledged("C1", "P0")
            },
            row("outsiders' receipts do not count", [("2025-08-05", .contradicted)], staff: 2) {
                $0.told("C1", "2025-06-05", of: "X1")
                for index in 5..<9 { $0.acknowledged("C1", "P\(index)") }
            },
        ]
    }
}

/// The rows of a clause whose items are the locations at which something is reachable; 10 per cent may fail.
struct ReachableTable: Sendable {
    let clause: String
    let subject: String
    /// Whether nine locations of ten are enough.
    let nineOfTen: SystemVerdict

    private func row(
        _ name: String, _ verdicts: [(String, SystemVerdict)], deciding: [String]? = nil,
        says: String? = nil, _ build: @escaping @Sendable (inout Scenario) -> Void
    ) -> ClauseCase { ClauseCase(clause, name, verdicts, deciding: deciding, says: says, build: build) }

    private func point(
        _ records: inout Scenario, _ id: String, at location: String = "L1", offers: String? = nil, to: String? = nil
    ) {
        var fields: [String: Scenario.Value] = [
            "location": .text(location), "offers": [offers ?? subject], "all_documents": "no", "from": "2020-01-01",
        ]
        if let to { fields["to"] = .text(to) }
        records.add("access_point", id, fields)
    }

    private func test(
        _ records: inout Scenario, _ id: String, _ point: String, _ on: String, _ passed: String = "yes",
        subject: String? = nil
    ) {
        records.add(
            "access_test", id,
            [
                "access_point": .text(point), "subject": .text(subject ?? self.subject), "tested_on": .text(on),
                "passed": .text(passed),
            ])
    }

    var rows: [ClauseCase] { points + untested + locations }

    private var points: [ClauseCase] {
        [
            row(
                "one works for a year",
                [
                    ("2025-01-01", .supported), ("2026-01-02", .supported), ("2026-01-03", .contradicted),
                ], deciding: ["L1", "T1"]
            ) {
                $0.site("L1")
                point(&$0, "A1")
                test(&$0, "T1", "A1", "2025-01-01")
            },
            row(
                "one works", [("2025-06-30", .supported)], deciding: ["L1", "T1"],
                says: "1 of 1 locations have an access point"
            ) {
                $0.site("L1")
                point(&$0, "A1")
                test(&$0, "T1", "A1", "2025-01-01")
            },
            row("broken", [("2025-06-14", .supported), ("2025-06-15", .contradicted)], deciding: ["L1", "T2"]) {
                $0.site("L1")
                point(&$0, "A1")
                test(&$0, "T1", "A1", "2025-01-01")
                test(&$0, "T2", "A1", "2025-06-15", "no")
            },
            row("mended", [("2025-06-19", .contradicted), ("2025-06-20", .supported)]) {
                $0.site("L1")
                point(&$0, "A1")
                test(&$0, "T1", "A1", "2025-06-15", "no")
                test(&$0, "T2", "A1", "2025-06-20")
            },
            row("the greater id is the last of a day", [("2025-06-30", .contradicted)]) {
                $0.site("L1")
                point(&$0, "A1")
                test(&$0, "T1", "A1", "2025-06-15")
                test(&$0, "T2", "A1", "2025-06-15", "no")
            },
            row("one of two broken", [("2025-06-30", .supported)]) {
                $0.site("L1")
                point(&$0, "A1")
                point(&$0, "A2")
                test(&$0, "T1", "A1", "2025-06-15", "no")
                test(&$0, "T2", "A2", "2025-06-15")
            },
            row("one broken, one untested", [("2025-06-30", .insufficient)]) {
                $0.site("L1")
                point(&$0, "A1")
                point(&$0, "A2")
                test(&$0, "T1", "A1", "2025-06-15", "no")
            },
            row("a closed one does not work", [("2025-06-29", .supported), ("2025-06-30", .insufficient)]) {
                $0.site("L1")
                point(&$0, "A1", to: "2025-06-29")
                test(&$0, "T1", "A1", "2025-06-15")
            },
            row("works, but is not offered", [("2025-06-30", .insufficient)]) {
                $0.site("L1")
                point(&$0, "A1", offers: "documents")
                test(&$0, "T1", "A1", "2025-06-15")
            },
        ]
    }

    private var untested: [ClauseCase] {
        [
            row("nothing tested anywhere", [("2025-06-30", .insufficient)], deciding: ["L1"]) {
                $0.site("L1")
                point(&$0, "A1")
            },
            row("something else tested", [("2025-06-30", .insufficient)], deciding: ["L1"]) {
                $0.site("L1")
                point(&$0, "A1")
                test(&$0, "T1", "A1", "2024-01-01", subject: "documents")
            },
            row(
                "only elsewhere tested, for a year",
                [("2025-06-16", .insufficient), ("2025-06-17", .contradicted)], deciding: ["L1"]
            ) {
                $0.site("L1")
                $0.site("L2", to: "2025-01-01")
                point(&$0, "A2", at: "L2")
                test(&$0, "T2", "A2", "2024-06-15")
            },
            row(
                "only elsewhere tested, opened a year ago",
                [("2025-07-02", .insufficient), ("2025-07-03", .contradicted)]
            ) {
                $0.site("L1", from: "2024-07-01")
                $0.site("L2", to: "2025-01-01")
                point(&$0, "A2", at: "L2")
                test(&$0, "T2", "A2", "2023-06-15")
            },
        ]
    }

    private func many(
        _ name: String, _ number: Int, broken: Int = 0, unknown: Int = 0, untested: Int = 0,
        _ verdict: SystemVerdict
    ) -> ClauseCase {
        row(name, [("2025-06-30", verdict)]) {
            for index in 1...number {
                $0.site("L\(index)")
                point(&$0, "A\(index)", at: "L\(index)", offers: index > unknown ? nil : "documents")
                guard index > untested else { continue }
                test(&$0, "T\(index)", "A\(index)", "2025-06-15", index <= broken ? "no" : "yes")
            }
        }
    }

    private var locations: [ClauseCase] {
        [
            row("no location", [("2025-06-30", .insufficient)], deciding: []) { _ in },
            row("a closed location", [("2025-06-29", .contradicted), ("2025-06-30", .insufficient)], deciding: []) {
                $0.site("L1", to: "2025-06-29")
                point(&$0, "A1")
                test(&$0, "T1", "A1", "2025-06-15", "no")
            },
            many("all of 12", 12, .supported),
            many("1 broken of 10", 10, broken: 1, nineOfTen),
            many("1 broken of 9", 9, broken: 1, .contradicted),
            many("2 broken of 19", 19, broken: 2, .contradicted),
            many("1 broken of 100", 100, broken: 1, nineOfTen),
            many("1 not offered of 10", 10, unknown: 1, nineOfTen),
            many("1 not offered of 9", 9, unknown: 1, .insufficient),
            many("2 not offered of 19", 19, unknown: 2, .insufficient),
            many("1 not yet tested of 2", 2, untested: 1, .supported),
        ]
    }
}

extension Scenario {
    mutating func acknowledged(
        _ communication: String, _ person: String, level: String = "received", on: String = "2025-06-10"
    ) {
        add(
            "receipt", "\(communication)-\(person)",
            [
                "communication": .text(communication), "person": .text(person), "level": .text(level),
                "given_on": .text(on),
            ])
    }
}
