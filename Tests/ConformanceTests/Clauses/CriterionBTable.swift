import Conformance
import Testing

@Suite struct CriterionBTests {
    @Test(arguments: CriterionBTable.all) func holds(_ row: ClauseCase) throws { try row.check() }
}

enum CriterionBTable {
    static let all: [ClauseCase] = b1 + b1Shares + b2 + b2Shares + b3 + b3Shares + b4 + b5 + b5Shares + b6
}

private let day = "2025-06-30"
private let next = "2025-07-01"

extension Scenario {
    fileprivate mutating func objective(
        _ id: String, from: String = "2020-01-01", to: String? = nil, owner: String? = "Ada", policy: String? = nil,
        days: Int? = nil
    ) {
        var fields: [String: Value] = ["title": "Better", "from": .text(from)]
        fields["review_days"] = days.map { .number($0) }
        add("objective", id, fields, perhaps: ["to": to, "owner": owner, "policy": policy])
    }

    fileprivate mutating func works(_ person: String, id: String = "S1", from: String = "2020-01-01", to: String? = nil)
    {
        add("staff", id, ["person": .text(person), "profession": "nurse", "from": .text(from)], perhaps: ["to": to])
    }

    fileprivate mutating func indicator(
        _ id: String, of objective: String, target: Int? = 900, days: Int? = nil, from: String = "2020-01-01",
        to: String? = nil
    ) {
        var fields: [String: Value] = [
            "objective": .text(objective), "unit": "share", "direction": "at_least", "from": .text(from),
        ]
        fields["target"] = target.map { .number($0) }
        fields["interval_days"] = days.map { .number($0) }
        add("indicator", id, fields, perhaps: ["to": to])
    }

    fileprivate mutating func measured(_ id: String, _ indicator: String, _ on: String, value: Int? = 950) {
        var fields: [String: Value] = ["subject": .text(indicator), "measured_on": .text(on)]
        fields["value"] = value.map { .number($0) }
        add("measurement", id, fields)
    }

    fileprivate mutating func review(_ id: String, of subject: String, _ on: String) {
        add("review", id, ["subject": .text(subject), "reviewed_on": .text(on)])
    }

    fileprivate mutating func says(
        _ id: String, _ on: String, to audiences: [String] = ["staff"], of subjects: [String] = [],
        kind: String = "information"
    ) {
        add(
            "communication", id,
            [
                "kind": .text(kind), "subjects": .list(subjects), "audiences": .list(audiences), "sent_on": .text(on),
            ])
    }

    /// Some of the staff, Person 0 and on, confirm a communication.
    fileprivate mutating func confirmed(
        _ communication: String, _ persons: Range<Int>, _ level: String = "understood", on: String = "2025-03-01"
    ) {
        for index in persons {
            add(
                "receipt", "R\(index)",
                [
                    "communication": .text(communication), "person": .text("Person \(index)"), "level": .text(level),
                    "given_on": .text(on),
                ])
        }
    }

    /// Ten staff and an objective from 2025-01-10.
    fileprivate mutating func tenStaff(told: String? = "2025-02-01") {
        for index in 0..<10 { works("Person \(index)", id: "S\(index)") }
        objective("O1", from: "2025-01-10")
        if let told { says("C1", told, of: ["O1"]) }
    }

    fileprivate mutating func policy() {
        document("Q", kind: "quality_policy")
        version("V1", of: "Q", from: "2024-01-01")
    }
}

extension CriterionBTable {
    static let b1: [ClauseCase] = [
        ClauseCase("b.1", "no objective", [(day, .insufficient)], deciding: []) { $0.works("Ada") },
        ClauseCase("b.1", "two objectives", [(day, .insufficient)], says: "at least 3") {
            $0.works("Ada")
            $0.objective("O1")
            $0.objective("O2")
        },
        ClauseCase("b.1", "three objectives", [(day, .supported)], deciding: ["O1", "O2", "O3", "S1"]) {
            $0.works("Ada")
            for index in 1...3 { $0.objective("O\(index)") }
        },
        ClauseCase("b.1", "owner leaves", [(day, .supported), (next, .contradicted)]) {
            $0.works("Ada", to: day)
            for index in 1...3 { $0.objective("O\(index)") }
        },
        ClauseCase("b.1", "a single owner has left", [(day, .contradicted)], deciding: ["O1", "S1"]) {
            $0.works("Ada", to: "2025-03-31")
            $0.objective("O1")
        },
        ClauseCase("b.1", "owner has come back", [(day, .supported)], deciding: ["O1", "O2", "O3", "S2"]) {
            $0.works("Ada", to: "2024-03-31")
            $0.works("Ada", id: "S2", from: "2025-04-01")
            for index in 1...3 { $0.objective("O\(index)") }
        },
        ClauseCase("b.1", "owner never was staff", [(day, .insufficient)], deciding: ["O1", "O2", "O3"]) {
            $0.works("Bo")
            for index in 1...3 { $0.objective("O\(index)") }
        },
        ClauseCase("b.1", "without owner", [(day, .insufficient)]) {
            $0.works("Ada")
            for index in 1...3 { $0.objective("O\(index)", owner: nil) }
        },
        ClauseCase(
            "b.1", "lapsed", [("2025-06-28", .insufficient), ("2025-06-29", .insufficient), (day, .contradicted)],
            deciding: ["O2"]
        ) {
            $0.works("Ada")
            $0.objective("O1", to: "2024-12-31")
            $0.objective("O2", to: "2025-03-31")
        },
        ClauseCase("b.1", "not lapsed while one is open", [(day, .insufficient)]) {
            $0.works("Ada")
            $0.objective("O1", to: "2023-12-31")
            $0.objective("O2")
        },
        ClauseCase("b.1", "taken up again", [(day, .contradicted), (next, .insufficient)]) {
            $0.works("Ada")
            $0.objective("O1", to: "2023-12-31")
            $0.objective("O2", from: next)
        },
    ]

    static let b1Shares: [ClauseCase] =
        ClauseCase.usualShares("b.1", "of somebody who left") { scenario, total in
            scenario.works("Ada")
            scenario.works("Bo", id: "S2", to: "2025-01-31")
            for index in 0..<total { scenario.objective("O\(index)", owner: index == 0 ? "Bo" : "Ada") }
        }
        + ClauseCase.oneFails("b.1", "without owner", [(10, .supported), (9, .insufficient)]) { scenario, total in
            scenario.works("Ada")
            for index in 0..<total { scenario.objective("O\(index)", owner: index == 0 ? nil : "Ada") }
        }

    static let b2: [ClauseCase] = [
        ClauseCase("b.2", "no objective", [(day, .insufficient)], deciding: []) { _ in },
        ClauseCase("b.2", "no indicator", [(day, .insufficient)], deciding: ["O1"]) { $0.objective("O1") },
        ClauseCase("b.2", "no target", [(day, .insufficient)]) {
            $0.objective("O1")
            $0.indicator("I1", of: "O1", target: nil)
            $0.measured("E1", "I1", "2025-06-01")
        },
        ClauseCase("b.2", "100 days", [("2025-06-29", .supported), (day, .supported), (next, .contradicted)]) {
            $0.objective("O1")
            $0.indicator("I1", of: "O1")
            $0.measured("E1", "I1", "2025-03-22")
        },
        ClauseCase("b.2", "a poor value is a value", [(day, .supported)], deciding: ["O1", "E1"], says: "1 of 1") {
            $0.objective("O1")
            $0.indicator("I1", of: "O1")
            $0.measured("E1", "I1", "2025-06-01", value: 0)
        },
        ClauseCase("b.2", "its own interval", [("2025-03-03", .supported), ("2025-03-04", .contradicted)]) {
            $0.objective("O1")
            $0.indicator("I1", of: "O1", days: 31)
            $0.measured("E1", "I1", "2025-01-31")
        },
        ClauseCase(
            "b.2", "its own interval over a leap day", [("2024-03-02", .supported), ("2024-03-03", .contradicted)]
        ) {
            $0.objective("O1")
            $0.indicator("I1", of: "O1", days: 31)
            $0.measured("E1", "I1", "2024-01-31")
        },
        ClauseCase("b.2", "a measurement without value", [(day, .insufficient)], deciding: ["O1"]) {
            $0.objective("O1")
            $0.indicator("I1", of: "O1")
            $0.measured("E1", "I1", "2024-03-22", value: nil)
        },
        ClauseCase(
            "b.2", "others are measured", [("2025-05-12", .supported), ("2025-05-13", .contradicted)],
            deciding: ["O2"]
        ) {
            $0.objective("O1")
            $0.indicator("I1", of: "O1")
            $0.measured("E1", "I1", "2025-01-01")
            $0.measured("E2", "I1", "2025-04-01")
            $0.objective("O2")
            $0.indicator("I2", of: "O2", from: "2025-02-01")
        },
        ClauseCase("b.2", "one of its indicators is current", [(day, .supported)], deciding: ["O1", "E2"]) {
            $0.objective("O1")
            $0.indicator("I1", of: "O1")
            $0.indicator("I2", of: "O1")
            $0.measured("E1", "I1", "2024-01-01")
            $0.measured("E2", "I2", "2025-06-01")
        },
        ClauseCase("b.2", "one overdue, one pending", [(day, .contradicted)], deciding: ["O1", "E1"]) {
            $0.objective("O1")
            $0.indicator("I1", of: "O1")
            $0.indicator("I2", of: "O1", from: "2025-06-01")
            $0.measured("E1", "I1", "2024-01-01")
        },
        ClauseCase("b.2", "indicator ends", [(day, .supported), (next, .insufficient)]) {
            $0.objective("O1")
            $0.indicator("I1", of: "O1", to: day)
            $0.measured("E1", "I1", "2025-06-01")
        },
        ClauseCase("b.2", "objective ends", [(day, .contradicted), (next, .insufficient)], deciding: []) {
            $0.objective("O1", to: day)
            $0.indicator("I1", of: "O1")
            $0.measured("E1", "I1", "2024-01-01")
        },
    ]

    static let b2Shares: [ClauseCase] = ClauseCase.usualShares("b.2", "not measured") { scenario, total in
        for index in 0..<total {
            scenario.objective("O\(index)")
            scenario.indicator("I\(index)", of: "O\(index)")
            scenario.measured("E\(index)", "I\(index)", index == 0 ? "2025-01-01" : "2025-06-01")
        }
    }

    static let b3: [ClauseCase] = [
        ClauseCase("b.3", "no objective", [(day, .insufficient)], deciding: []) { $0.policy() },
        ClauseCase("b.3", "no policy", [(day, .insufficient)], deciding: ["O1"]) { $0.objective("O1") },
        ClauseCase("b.3", "policy in force", [(day, .supported)], deciding: ["O1", "V1"], says: "1 of 1") {
            $0.policy()
            $0.objective("O1", policy: "V1")
        },
        ClauseCase("b.3", "policy from a day on", [("2024-12-31", .insufficient), ("2025-01-01", .supported)]) {
            $0.document("Q", kind: "quality_policy")
            $0.version("V1", of: "Q", from: "2025-01-01", drafted: "2024-11-01")
            $0.objective("O1", policy: "V1")
        },
        ClauseCase("b.3", "policy not authorised", [(day, .insufficient)]) {
            $0.document("Q", kind: "quality_policy")
            $0.version("V1", of: "Q", from: "2024-01-01", without: "authorised")
            $0.objective("O1", policy: "V1")
        },
        ClauseCase(
            "b.3", "policy superseded",
            [("2025-03-31", .supported), ("2025-04-01", .insufficient), (day, .insufficient), (next, .contradicted)],
            deciding: ["O1", "V1"]
        ) {
            $0.policy()
            $0.version("V2", of: "Q", 2, from: "2025-04-01")
            $0.objective("O1", policy: "V1")
        },
        ClauseCase("b.3", "policy withdrawn", [(day, .insufficient), (next, .contradicted)]) {
            $0.document("Q", kind: "quality_policy")
            $0.version("V1", of: "Q", from: "2024-01-01", withdrawn: "2025-04-01")
            $0.objective("O1", policy: "V1")
        },
        ClauseCase("b.3", "successor withdrawn as it came", [(next, .supported)]) {
            $0.policy()
            $0.version("V2", of: "Q", 2, from: "2025-04-01", withdrawn: "2025-04-01")
            $0.objective("O1", policy: "V1")
        },
        ClauseCase("b.3", "successor withdrawn the day after", [(next, .contradicted)]) {
            $0.policy()
            $0.version("V2", of: "Q", 2, from: "2025-04-01", withdrawn: "2025-04-02")
            $0.objective("O1", policy: "V1")
        },
        ClauseCase("b.3", "the policy's record is withdrawn", [("2025-02-28", .supported), (next, .insufficient)]) {
            $0.policy()
            $0.objective("O1", policy: "V1")
            $0.withdraw("V1", on: "2025-03-01")
        },
        ClauseCase("b.3", "objective ends", [(day, .supported), (next, .insufficient)], deciding: []) {
            $0.policy()
            $0.objective("O1", to: day, policy: "V1")
        },
    ]

    static let b3Shares: [ClauseCase] = ClauseCase.usualShares("b.3", "on an old policy") { scenario, total in
        scenario.policy()
        scenario.version("V2", of: "Q", 2, from: "2025-01-01")
        for index in 0..<total { scenario.objective("O\(index)", policy: index == 0 ? "V1" : "V2") }
    }

    static let b4: [ClauseCase] = [
        ClauseCase("b.4", "no objective", [(day, .insufficient)], deciding: []) { $0.works("Person 0") },
        ClauseCase("b.4", "no staff", [("2025-04-02", .insufficient), (day, .insufficient)], deciding: ["O1"]) {
            $0.objective("O1", from: "2025-01-10")
            $0.says("C1", "2025-02-01", of: ["O1"])
            $0.confirmed("C1", 0..<3)
        },
        ClauseCase("b.4", "eight of ten understood", [(day, .supported)], deciding: ["O1", "C1"], says: "1 of 1") {
            $0.tenStaff()
            $0.confirmed("C1", 0..<8)
        },
        ClauseCase("b.4", "seven of ten understood, three received", [(day, .insufficient)], deciding: ["O1"]) {
            $0.tenStaff()
            $0.confirmed("C1", 0..<7)
            $0.confirmed("C1", 7..<10, "received")
        },
        ClauseCase("b.4", "all received only", [(day, .insufficient)]) {
            $0.tenStaff()
            $0.confirmed("C1", 0..<10, "received")
        },
        ClauseCase("b.4", "five of ten answered", [(day, .insufficient)]) {
            $0.tenStaff()
            $0.confirmed("C1", 0..<5, "received")
        },
        ClauseCase(
            "b.4", "four of ten answered",
            [("2025-04-01", .insufficient), ("2025-04-02", .insufficient), ("2025-04-03", .contradicted)],
            deciding: ["O1", "C1"]
        ) {
            $0.tenStaff()
            $0.confirmed("C1", 0..<4)
        },
        ClauseCase("b.4", "receipts are not used", [(day, .insufficient)]) { $0.tenStaff() },
        ClauseCase("b.4", "receipts of others do not count", [(day, .contradicted)]) {
            $0.tenStaff()
            $0.confirmed("C1", 10..<30)
        },
        ClauseCase("b.4", "told twice", [(day, .supported)], deciding: ["O1", "C1", "C2"]) {
            $0.tenStaff()
            $0.says("C2", "2025-05-01", of: ["O1"])
            $0.confirmed("C1", 0..<4)
            $0.confirmed("C2", 4..<8, on: "2025-05-02")
        },
        ClauseCase("b.4", "newcomers are left out", [(day, .supported), (next, .contradicted)]) {
            $0.works("Person 0")
            for index in 1...5 { $0.works("Person \(index)", id: "S\(index)1", from: "2025-05-02") }
            $0.objective("O1", from: "2025-01-10")
            $0.says("C1", "2025-02-01", of: ["O1"])
            $0.confirmed("C1", 0..<1)
        },
        ClauseCase("b.4", "nobody is ever told anything", [(day, .insufficient)], deciding: ["O1"]) {
            $0.tenStaff(told: nil)
            $0.says("C0", "2024-01-01", to: ["management"])
        },
        ClauseCase(
            "b.4", "not told within 60 days", [("2025-03-11", .insufficient), ("2025-03-12", .contradicted)],
            deciding: ["O1"]
        ) {
            $0.tenStaff(told: nil)
            $0.says("C0", "2024-01-01")
        },
        ClauseCase("b.4", "asked, not told", [("2025-03-11", .insufficient), ("2025-03-12", .contradicted)]) {
            $0.tenStaff(told: nil)
            $0.says("C0", "2024-01-01", of: ["O1"], kind: "consultation")
        },
        ClauseCase("b.4", "staff are told for the first time", [("2025-06-30", .insufficient), (next, .contradicted)]) {
            $0.tenStaff(told: nil)
            $0.says("C0", "2025-05-01")
        },
        ClauseCase("b.4", "told late, and understood", [(day, .supported)]) {
            $0.tenStaff(told: "2025-05-01")
            $0.confirmed("C1", 0..<8, on: "2025-05-02")
        },
        ClauseCase("b.4", "patients told", [(day, .insufficient)]) {
            $0.tenStaff(told: nil)
            $0.says("C1", "2025-02-01", to: ["patients"], of: ["O1"])
            $0.confirmed("C1", 0..<8)
        },
    ]

    static let b5: [ClauseCase] = [
        ClauseCase("b.5", "no objective", [(day, .insufficient)], deciding: []) { _ in },
        ClauseCase("b.5", "never reviewed", [(day, .insufficient)], deciding: ["O1"]) { $0.objective("O1") },
        ClauseCase(
            "b.5", "reviewed and measured", [("2025-06-29", .supported), (day, .supported), (next, .contradicted)],
            deciding: ["O1", "R1"]
        ) {
            $0.objective("O1")
            $0.review("R1", of: "O1", "2024-06-29")
            $0.indicator("I1", of: "O1")
            $0.measured("E1", "I1", "2025-01-01")
        },
        ClauseCase("b.5", "measured in the year", [(day, .supported), (next, .insufficient)], deciding: ["O1"]) {
            $0.objective("O1")
            $0.review("R1", of: "O1", "2025-01-01")
            $0.indicator("I1", of: "O1", to: "2024-12-31")
            $0.measured("E1", "I1", "2024-07-01")
        },
        ClauseCase(
            "b.5", "acted upon in the year", [(next, .insufficient), (day, .supported)], deciding: ["O1", "A1", "R1"]
        ) {
            $0.objective("O1")
            $0.review("R1", of: "O1", "2025-01-01")
            $0.add(
                "action", "A1",
                ["kind": "improvement", "subjects": ["O1"], "raised_on": "2024-07-01", "due_on": "2025-01-01"])
        },
        ClauseCase("b.5", "nothing done", [(day, .insufficient)], deciding: ["O1"]) {
            $0.objective("O1")
            $0.review("R1", of: "O1", "2025-01-01")
            $0.add(
                "action", "A1",
                ["kind": "improvement", "subjects": ["R1"], "raised_on": "2025-02-01", "due_on": "2025-03-01"])
        },
        ClauseCase("b.5", "its own interval", [("2025-03-03", .supported), ("2025-03-04", .contradicted)]) {
            $0.objective("O1", days: 31)
            $0.review("R1", of: "O1", "2025-01-31")
            $0.indicator("I1", of: "O1")
            $0.measured("E1", "I1", "2025-01-01")
        },
        ClauseCase("b.5", "only a document is reviewed", [(day, .insufficient)], deciding: ["O1"]) {
            $0.objective("O1")
            $0.document("D1")
            $0.review("R1", of: "D1", "2021-01-01")
        },
        ClauseCase(
            "b.5", "another is reviewed for the first time", [(day, .insufficient), (next, .contradicted)],
            deciding: ["O1"]
        ) {
            $0.objective("O1")
            $0.objective("O2", to: "2024-12-31")
            $0.review("R2", of: "O2", "2024-06-29")
        },
        ClauseCase("b.5", "begun after the first use", [("2025-06-01", .insufficient), ("2025-06-02", .contradicted)]) {
            $0.objective("O1", from: "2024-05-31")
            $0.objective("O2", to: "2024-12-31")
            $0.review("R2", of: "O2", "2023-06-29")
        },
    ]

    static let b5Shares: [ClauseCase] = ClauseCase.usualShares("b.5", "not reviewed") { scenario, total in
        for index in 0..<total {
            scenario.objective("O\(index)")
            scenario.review("R\(index)", of: "O\(index)", index == 0 ? "2024-06-01" : "2025-06-01")
            scenario.indicator("I\(index)", of: "O\(index)")
            scenario.measured("E\(index)", "I\(index)", "2025-06-01")
        }
    }
}
