import Conformance

private let day = "2025-06-30"
private let next = "2025-07-01"

extension Scenario {
    fileprivate mutating func found(_ id: String, _ on: String, _ category: String = "labelling") {
        add("nonconformity", id, ["area": "management", "category": .text(category), "raised_on": .text(on)])
    }

    fileprivate mutating func review(
        _ id: String, _ on: String, of reviewed: [String] = [], attended: [String] = ["Ada", "Bo"],
        minutes: String = "Kept.", item: String = "nonconformity_review"
    ) {
        add(
            "meeting", id,
            [
                "held_on": .text(on), "items": [item], "attended": .list(attended), "minutes": .text(minutes),
                "reviewed": .list(reviewed),
            ])
    }

    fileprivate mutating func decided(
        _ id: String, _ on: String, _ category: String = "labelling", choice: String = "act",
        stream: String = "nonconformity"
    ) {
        add(
            "decision", id,
            [
                "kind": "trend", "stream": .text(stream), "category": .text(category), "choice": .text(choice),
                "decided_on": .text(on), "decided_by": "Ada", "reason": "Looked at.",
            ])
    }

    /// A reviewed nonconformity of 2025-01-01, and a last review on 2025-06-01.
    fileprivate mutating func reviews() {
        found("N0", "2025-01-01")
        review("M0", "2025-01-10", of: ["N0"])
        review("M9", "2025-06-01")
    }

    /// Three of a category, the third on 2025-05-31.
    fileprivate mutating func three() {
        found("N1", "2024-11-01")
        found("N2", "2025-01-31")
        found("N3", "2025-05-31")
    }
}

extension CriterionGTable {
    static let g4: [ClauseCase] = [
        ClauseCase("g.4", "nothing", [(day, .insufficient)], deciding: []) { _ in },
        ClauseCase("g.4", "no review", [(day, .insufficient)], deciding: ["N1"]) { $0.found("N1", "2024-07-01") },
        ClauseCase("g.4", "reviewed", [(day, .supported)], deciding: ["N1", "M1"], says: "1 of 1") {
            $0.found("N1", "2025-03-01")
            $0.review("M1", "2025-04-01", of: ["N1"])
        },
        ClauseCase(
            "g.4", "100 days", [("2025-06-29", .supported), (day, .supported), (next, .contradicted)],
            deciding: ["M1"], says: "101 days ago"
        ) {
            $0.found("N1", "2025-03-01")
            $0.review("M1", "2025-03-22", of: ["N1"])
        },
        ClauseCase("g.4", "from a month's end", [("2025-05-11", .supported), ("2025-05-12", .contradicted)]) {
            $0.found("N1", "2025-01-15")
            $0.review("M1", "2025-01-31", of: ["N1"])
        },
        ClauseCase("g.4", "over the leap day", [("2024-05-10", .supported), ("2024-05-11", .contradicted)]) {
            $0.found("N1", "2024-01-15")
            $0.review("M1", "2024-01-31", of: ["N1"])
        },
        ClauseCase("g.4", "the tenant's limit", [("2025-03-03", .supported), ("2025-03-04", .contradicted)]) {
            $0.set("nc_review_days", 31)
            $0.found("N1", "2025-01-15")
            $0.review("M1", "2025-01-31", of: ["N1"])
        },
        ClauseCase("g.4", "an earlier review saw it", [(day, .supported)], deciding: ["N0", "M0", "M9"]) {
            $0.reviews()
        },
        ClauseCase("g.4", "two reviews saw it", [(day, .supported)], deciding: ["N1", "M1", "M3"]) {
            $0.found("N1", "2025-03-01")
            $0.review("M1", "2025-04-01", of: ["N1"])
            $0.review("M2", "2025-05-01", of: ["N1"])
            $0.review("M3", "2025-06-01")
        },
        ClauseCase("g.4", "attended by one, named twice", [(day, .insufficient)], deciding: ["N1"]) {
            $0.found("N1", "2024-07-01")
            $0.review("M1", "2024-07-02", of: ["N1"], attended: ["Ada", "Ada"])
        },
        ClauseCase("g.4", "without minutes", [(day, .insufficient)]) {
            $0.found("N1", "2024-07-01")
            $0.review("M1", "2024-07-02", of: ["N1"], minutes: "")
        },
        ClauseCase("g.4", "about something else", [(day, .insufficient)]) {
            $0.found("N1", "2024-07-01")
            $0.review("M1", "2024-07-02", of: ["N1"], item: "qms_review")
        },
        ClauseCase("g.4", "three needed", [(day, .insufficient)]) {
            $0.set("meeting_min_attendance@g.4", 3)
            $0.reviews()
        },
        ClauseCase("g.4", "a review without minutes renews nothing", [(next, .contradicted)], deciding: ["M1"]) {
            $0.found("N1", "2025-03-01")
            $0.review("M1", "2025-03-22", of: ["N1"])
            $0.review("M2", "2025-06-01", minutes: "")
        },
        ClauseCase(
            "g.4", "none, and said so", [("2025-06-29", .insufficient), (day, .supported)], deciding: ["R1", "M1"]
        ) {
            $0.nilReturn("R1", "nonconformity")
            $0.review("M1", "2025-04-01")
        },
        ClauseCase("g.4", "none, and nobody says so", [(day, .insufficient)], deciding: []) {
            $0.review("M1", "2025-04-01")
        },
        ClauseCase("g.4", "none said, never reviewed", [(day, .insufficient)], deciding: []) {
            $0.nilReturn("R1", "nonconformity")
        },
        ClauseCase("g.4", "none said, no longer reviewed", [(day, .contradicted)], deciding: ["M1"]) {
            $0.nilReturn("R1", "nonconformity")
            $0.review("M1", "2025-03-21")
        },
    ]

    static let g4Reviewed: [ClauseCase] = [
        ClauseCase(
            "g.4", "one not seen for 100 days",
            [("2025-06-29", .supported), (day, .supported), (next, .contradicted)], deciding: ["N1"]
        ) {
            $0.reviews()
            $0.found("N1", "2025-03-22")
        },
        ClauseCase("g.4", "time left for the only one", [(day, .insufficient)], deciding: []) {
            $0.review("M1", "2025-06-01")
            $0.found("N1", "2025-06-15")
        },
        ClauseCase("g.4", "from the first review on", [(day, .supported), (next, .contradicted)], deciding: ["N1"]) {
            $0.found("N1", "2025-01-01")
            $0.found("N2", "2025-01-01")
            $0.review("M1", "2025-03-22", of: ["N2"])
            $0.review("M2", "2025-06-01")
        },
        ClauseCase(
            "g.4", "seen late", [("2025-06-28", .contradicted), ("2025-06-29", .supported)], deciding: ["N1", "M2"]
        ) {
            $0.found("N1", "2025-01-01")
            $0.review("M1", "2025-01-10")
            $0.review("M2", "2025-06-29", of: ["N1"])
        },
        ClauseCase("g.4", "wrong in both ways", [("2025-06-28", .contradicted)], deciding: ["N1", "M1"]) {
            $0.found("N1", "2025-01-01")
            $0.review("M1", "2025-01-10")
        },
        ClauseCase("g.4", "seen without minutes", [(day, .contradicted)], deciding: ["N1"]) {
            $0.found("N1", "2025-01-01")
            $0.review("M1", "2025-01-10")
            $0.review("M2", "2025-02-01", of: ["N1"], minutes: "")
            $0.review("M3", "2025-06-01")
        },
        ClauseCase("g.4", "leaves the window", [(day, .contradicted), (next, .insufficient)], deciding: []) {
            $0.found("N1", "2024-07-01")
            $0.review("M1", "2024-07-02")
            $0.review("M2", "2025-06-01")
        },
        ClauseCase(
            "g.4", "withdrawn", [("2025-06-29", .contradicted), (day, .supported)], deciding: ["N0", "M0", "M9"]
        ) {
            $0.reviews()
            $0.found("N1", "2025-02-01")
            $0.withdraw("N1", on: day)
        },
    ]

    static let g4Shares: [ClauseCase] = ClauseCase.usualShares("g.4", "not reviewed") { scenario, total in
        for index in 0..<total { scenario.found("N\(index)", "2025-01-01") }
        scenario.review("M1", "2025-01-10", of: (1..<total).map { "N\($0)" })
        scenario.review("M2", "2025-06-01")
    }

    static let g5: [ClauseCase] = [
        ClauseCase("g.5", "nothing", [(day, .insufficient)], deciding: []) { _ in },
        ClauseCase(
            "g.5", "three labels in a year, then two",
            [("2025-06-19", .insufficient), ("2025-06-20", .contradicted), (next, .supported)],
            deciding: ["N2", "M1", "N3"], says: "none"
        ) {
            $0.decided("E0", "2024-02-01", "storage")
            $0.found("N1", "2024-07-01")
            $0.found("N2", "2024-12-10")
            $0.found("N3", "2025-05-20")
            $0.review("M1", "2025-04-01")
        },
        ClauseCase(
            "g.5", "three labels in a year", [("2025-06-20", .contradicted)], deciding: ["N1", "N2", "N3"],
            says: "labelling 3"
        ) {
            $0.decided("E0", "2024-02-01", "storage")
            $0.found("N1", "2024-07-01")
            $0.found("N2", "2024-12-10")
            $0.found("N3", "2025-05-20")
            $0.review("M1", "2025-04-01")
        },
        ClauseCase(
            "g.5", "decisions are not used", [(day, .insufficient), ("2025-10-31", .insufficient)],
            deciding: ["N1", "N2", "N3"]
        ) { $0.three() },
        ClauseCase(
            "g.5", "30 days", [("2025-06-29", .insufficient), (day, .insufficient), (next, .contradicted)],
            deciding: ["N1", "N2", "N3"]
        ) {
            $0.three()
            $0.decided("E0", "2024-02-01", "storage")
        },
        ClauseCase("g.5", "over February", [("2025-03-02", .insufficient), ("2025-03-03", .contradicted)]) {
            $0.decided("E0", "2024-02-01", "storage")
            for index in 1...3 { $0.found("N\(index)", "2025-01-31") }
        },
        ClauseCase("g.5", "over the leap day", [("2024-03-01", .insufficient), ("2024-03-02", .contradicted)]) {
            $0.decided("E0", "2023-02-01", "storage")
            for index in 1...3 { $0.found("N\(index)", "2024-01-31") }
        },
        ClauseCase(
            "g.5", "from the first decision on", [(day, .insufficient), (next, .contradicted)],
            deciding: ["N1", "N2", "N3"]
        ) {
            for index in 1...3 { $0.found("N\(index)", "2025-01-31") }
            $0.decided("E0", "2025-05-31", "storage")
        },
        ClauseCase("g.5", "the tenant's limit", [("2025-06-07", .insufficient), ("2025-06-08", .contradicted)]) {
            $0.set("trend_decision_days", 7)
            $0.three()
            $0.decided("E0", "2024-02-01", "storage")
        },
        ClauseCase("g.5", "two make a trend", [(day, .contradicted)], deciding: ["N1", "N2"]) {
            $0.set("trend_count", 2)
            $0.decided("E0", "2024-02-01", "storage")
            $0.found("N1", "2024-11-01")
            $0.found("N2", "2025-01-31")
        },
        ClauseCase("g.5", "two of one category, one of another", [(day, .supported)]) {
            $0.decided("E0", "2024-02-01", "storage")
            $0.found("N1", "2024-11-01")
            $0.found("N2", "2025-01-31")
            $0.found("N3", "2025-02-01", "storage")
            $0.review("M1", "2025-04-01")
        },
        ClauseCase("g.5", "three in 90 days", [("2025-04-29", .contradicted), ("2025-04-30", .supported)]) {
            $0.set("trend_days", 90)
            $0.decided("E0", "2024-02-01", "storage")
            for index in 1...2 { $0.found("N\(index)", "2025-01-30") }
            $0.found("N3", "2025-02-28")
            $0.review("M1", "2025-04-01")
        },
        ClauseCase("g.5", "one is withdrawn", [("2025-07-09", .contradicted), ("2025-07-10", .supported)]) {
            $0.three()
            $0.decided("E0", "2024-02-01", "storage")
            $0.review("M1", "2025-06-01")
            $0.withdraw("N2", on: "2025-07-10")
        },
    ]

    static let g5Decided: [ClauseCase] =
        ["act", "watch", "none"].map { choice in
            ClauseCase("g.5", "decided: \(choice)", [(day, .supported)], deciding: ["N1", "N2", "N3", "E1"]) {
                $0.three()
                $0.decided("E1", "2025-06-10", choice: choice)
            }
        } + [
            ClauseCase(
                "g.5", "decided late", [("2025-07-04", .contradicted), ("2025-07-05", .supported)],
                deciding: ["N1", "N2", "N3", "E1"]
            ) {
                $0.three()
                $0.decided("E0", "2024-02-01", "storage")
                $0.decided("E1", "2025-07-05")
            },
            ClauseCase("g.5", "decided on the day", [("2025-05-31", .supported), (next, .supported)]) {
                $0.three()
                $0.decided("E1", "2025-05-31")
            },
            ClauseCase("g.5", "decided the day before", [(day, .insufficient), (next, .contradicted)]) {
                $0.three()
                $0.decided("E1", "2025-05-30")
            },
            ClauseCase("g.5", "decided for another category", [(next, .contradicted)]) {
                $0.three()
                $0.decided("E1", "2025-05-31", "storage")
            },
            ClauseCase("g.5", "decided for incidents", [(next, .insufficient)], deciding: ["N1", "N2", "N3"]) {
                $0.three()
                $0.decided("E1", "2025-05-31", stream: "incident")
            },
            ClauseCase("g.5", "decided twice", [(day, .supported)], deciding: ["N1", "N2", "N3", "E1"]) {
                $0.three()
                $0.decided("E1", "2025-06-10", choice: "watch")
                $0.decided("E2", "2025-06-20")
            },
            // While N1 counts, N3 is the third; then N4 is, and nothing has been decided since.
            ClauseCase(
                "g.5", "a fourth after the decision", [("2025-07-09", .supported), ("2025-07-10", .contradicted)],
                deciding: ["N2", "N3", "N4"]
            ) {
                $0.found("N1", "2024-07-10")
                $0.found("N2", "2024-09-01")
                $0.found("N3", "2025-01-20")
                $0.decided("E1", "2025-02-01")
                $0.found("N4", "2025-06-01")
            },
        ]

    static let g5Quiet: [ClauseCase] = [
        ClauseCase(
            "g.5", "found and reviewed", [("2025-06-29", .supported), (day, .supported), (next, .insufficient)]
        ) {
            $0.found("N1", "2025-01-01")
            $0.review("M1", "2025-03-22")
        },
        ClauseCase("g.5", "found and reviewed, by its records", [(day, .supported)], deciding: ["N1", "M1"]) {
            $0.found("N1", "2025-01-01")
            $0.review("M1", "2025-03-22")
        },
        ClauseCase("g.5", "found, not reviewed", [(day, .insufficient)], deciding: []) { $0.found("N1", "2025-01-01") },
        ClauseCase("g.5", "found, reviewed without minutes", [(day, .insufficient)]) {
            $0.found("N1", "2025-01-01")
            $0.review("M1", "2025-03-22", minutes: "")
        },
        ClauseCase("g.5", "found, incident trends reviewed", [(day, .insufficient)]) {
            $0.found("N1", "2025-01-01")
            $0.review("M1", "2025-03-22", item: "incident_trends")
        },
        ClauseCase("g.5", "leaves the window", [(day, .supported), (next, .insufficient)], deciding: []) {
            $0.found("N1", "2024-07-01")
            $0.review("M1", "2025-06-01")
        },
        ClauseCase("g.5", "reviewed, nothing found", [(day, .insufficient)]) { $0.review("M1", "2025-06-01") },
        ClauseCase(
            "g.5", "none, and said so", [("2025-06-29", .insufficient), (day, .supported)], deciding: ["R1"]
        ) { $0.nilReturn("R1", "nonconformity") },
        ClauseCase("g.5", "none, a day too few", [(day, .insufficient)]) {
            $0.nilReturn("R1", "nonconformity", to: "2025-03-21")
        },
        ClauseCase("g.5", "none said, one found", [(day, .insufficient)]) {
            $0.nilReturn("R1", "nonconformity")
            $0.found("N1", "2025-06-01")
        },
        ClauseCase("g.5", "reviewed, but time left to decide", [(day, .insufficient)], deciding: []) {
            $0.three()
            $0.decided("E0", "2024-02-01", "storage")
            $0.review("M1", "2025-06-15")
        },
    ]

    static let g5Shares: [ClauseCase] = ClauseCase.usualShares("g.5", "not decided upon") { scenario, total in
        for index in 0..<total {
            for place in 1...3 { scenario.found("N\(index)-\(place)", "2025-03-0\(place)", "category \(index)") }
            if index > 0 { scenario.decided("E\(index)", "2025-03-10", "category \(index)") }
        }
    }
}
