import Conformance
import Testing

@Suite struct CriterionATests {
    @Test(arguments: CriterionATable.all) func holds(_ row: ClauseCase) throws { try row.check() }
}

enum CriterionATable {
    static let all: [ClauseCase] = a1 + a1Shares + a2 + a2Shares + a3 + a3Shares + a4 + a5
}

private let day = "2025-06-30"
private let next = "2025-07-01"
private let areas = [
    "management", "documents", "staffing", "equipment", "referral_and_vetting", "examination", "reporting",
    "infection_control", "medicines_and_contrast", "incidents_and_risk", "audit_and_improvement", "radiation_safety",
]

extension Scenario {
    fileprivate mutating func location(
        _ id: String, kind: String = "permanent", from: String = "2020-01-01", to: String? = nil
    ) {
        add("location", id, ["kind": .text(kind), "from": .text(from)], perhaps: ["to": to])
    }

    fileprivate mutating func process(
        _ id: String, _ area: String = "management", owner: String? = "Ada", at locations: [String] = ["L1"],
        from: String = "2020-01-01", to: String? = nil, days: Int? = nil
    ) {
        var fields: [String: Value] = ["area": .text(area), "locations": .list(locations), "from": .text(from)]
        fields["monitor_days"] = days.map { .number($0) }
        add("process", id, fields, perhaps: ["owner": owner, "to": to])
    }

    fileprivate mutating func measured(_ id: String, _ process: String, _ on: String) {
        add("measurement", id, ["subject": .text(process), "measured_on": .text(on), "effective": "yes"])
    }

    fileprivate mutating func point(_ id: String, at location: String, offers: String = "documents", to: String? = nil)
    {
        add(
            "access_point", id,
            ["location": .text(location), "offers": [offers], "all_documents": "yes", "from": "2020-01-01"],
            perhaps: ["to": to])
    }

    fileprivate mutating func audit(_ id: String, _ on: String, at location: String) {
        add("audit", id, ["topic": "other_topic", "done_on": .text(on), "locations": [location]])
    }

    /// A location with all that a.3 asks for but perhaps the process.
    fileprivate mutating func site(inside: Bool = true, _ number: Int, kind: String = "permanent") {
        location("L\(number)", kind: kind)
        if inside { process("P\(number)", at: ["L\(number)"]) }
        point("Q\(number)", at: "L\(number)")
        audit("A\(number)", "2025-01-01", at: "L\(number)")
    }

    fileprivate mutating func noUnits() {
        profile("mobile_units", is: "no", id: "PM")
        profile("outsourced_services", is: "no", id: "PO")
    }

    fileprivate mutating func manager(
        _ id: String, _ from: String, to: String? = nil, post: String = "quality_manager", recorded: String? = nil
    ) {
        add(
            "appointment", id, ["post": .text(post), "person": "Ada", "from": .text(from)], perhaps: ["to": to],
            recorded: recorded)
    }

    fileprivate mutating func review(
        _ id: String, _ on: String, _ effectiveness: String? = "effective", attended: [String] = ["Ada", "Bo"],
        minutes: String = "Kept.", item: String = "qms_review"
    ) {
        add(
            "meeting", id,
            ["held_on": .text(on), "items": [item], "attended": .list(attended), "minutes": .text(minutes)],
            perhaps: ["effectiveness": effectiveness])
    }
}

extension CriterionATable {
    static let a1: [ClauseCase] = [
        ClauseCase("a.1", "no location", [(day, .insufficient)], deciding: []) { $0.process("P1") },
        ClauseCase("a.1", "no process", [(day, .insufficient)], deciding: ["L1"], says: "0 of 12") {
            $0.location("L1")
        },
        ClauseCase("a.1", "owned and listed", [(day, .supported)], deciding: ["L1", "P1"], says: "1 of 1") {
            $0.set("qms_areas", ["management"])
            $0.location("L1")
            $0.process("P1")
        },
        ClauseCase("a.1", "listed without owner", [(day, .insufficient)], deciding: ["L1"]) {
            $0.set("qms_areas", ["management"])
            $0.location("L1")
            $0.process("P1", owner: nil)
        },
        ClauseCase("a.1", "an owned process among several", [(day, .supported)], deciding: ["L1", "P2"]) {
            $0.set("qms_areas", ["management"])
            $0.location("L1")
            $0.process("P1", at: [])
            $0.process("P2")
            $0.process("P3", owner: nil)
        },
        ClauseCase("a.1", "listed nowhere", [(day, .contradicted)], deciding: ["L1", "P1"]) {
            $0.set("qms_areas", ["management"])
            $0.location("L1")
            $0.process("P1", at: [])
        },
        ClauseCase("a.1", "one of two locations not listed", [(day, .contradicted)], deciding: ["L2", "P1"]) {
            $0.set("qms_areas", ["management"])
            $0.location("L1")
            $0.location("L2")
            $0.process("P1")
        },
        ClauseCase("a.1", "process ends", [("2025-06-30", .supported), ("2025-07-01", .insufficient)]) {
            $0.set("qms_areas", ["management"])
            $0.location("L1")
            $0.process("P1", to: "2025-06-30")
        },
        ClauseCase("a.1", "process begins", [("2025-02-28", .insufficient), ("2025-03-01", .supported)]) {
            $0.set("qms_areas", ["management"])
            $0.location("L1")
            $0.process("P1", from: "2025-03-01")
        },
        ClauseCase(
            "a.1", "location ends", [("2025-06-30", .contradicted), ("2025-07-01", .supported)],
            deciding: ["L2", "P1"]
        ) {
            $0.set("qms_areas", ["management"])
            $0.location("L1", to: "2025-06-30")
            $0.location("L2")
            $0.process("P1", at: ["L2"])
        },
        ClauseCase("a.1", "the listed location is withdrawn", [("2025-02-28", .supported), (day, .insufficient)]) {
            $0.set("qms_areas", ["management"])
            $0.location("L1")
            $0.process("P1")
            $0.withdraw("L1", on: "2025-03-01")
        },
    ]

    static let a1Shares: [ClauseCase] =
        [
            (10, nil, SystemVerdict.insufficient), (11, nil, .supported), (9, "no", .insufficient),
            (10, "no", .supported),
        ]
        .map { (count: Int, ionising: String?, verdict: SystemVerdict) in
            ClauseCase("a.1", "\(count) areas, ionising \(ionising ?? "unknown")", [(day, verdict)]) {
                if let ionising { $0.profile("ionising_radiation", is: ionising, id: "PI") }
                $0.location("L1")
                for (index, area) in areas.prefix(count).enumerated() { $0.process("P\(index)", area) }
            }
        }
        + [(3, SystemVerdict.insufficient), (4, .contradicted)].map { count, verdict in
            ClauseCase("a.1", "\(count) of 12 areas omit the location", [(day, verdict)]) {
                $0.profile("ionising_radiation", is: "yes", id: "PI")
                $0.location("L1")
                for (index, area) in areas.enumerated() {
                    $0.process("P\(index)", area, at: index < count ? [] : ["L1"])
                }
            }
        }

    static let a2: [ClauseCase] = [
        ClauseCase("a.2", "no process", [(day, .insufficient)], deciding: []) { _ in },
        ClauseCase("a.2", "never measured", [(day, .insufficient)], deciding: ["P1"]) { $0.process("P1") },
        ClauseCase("a.2", "measured", [(day, .supported)], deciding: ["P1", "E2"], says: "1 of 1") {
            $0.process("P1")
            $0.measured("E1", "P1", "2023-01-10")
            $0.measured("E2", "P1", "2024-06-29")
        },
        ClauseCase(
            "a.2", "a year and a day", [("2025-06-29", .supported), (day, .supported), (next, .contradicted)],
            deciding: ["P1", "E1"]
        ) {
            $0.process("P1")
            $0.measured("E1", "P1", "2024-06-29")
        },
        ClauseCase("a.2", "from the leap day", [("2025-03-01", .supported), ("2025-03-02", .contradicted)]) {
            $0.process("P1")
            $0.measured("E1", "P1", "2024-02-29")
        },
        ClauseCase(
            "a.2", "an anniversary over a leap day", [("2024-03-01", .supported), ("2024-03-02", .contradicted)]
        ) {
            $0.process("P1")
            $0.measured("E1", "P1", "2023-03-01")
        },
        ClauseCase("a.2", "its own interval", [("2025-03-03", .supported), ("2025-03-04", .contradicted)]) {
            $0.process("P1", days: 31)
            $0.measured("E1", "P1", "2025-01-31")
        },
        ClauseCase("a.2", "the tenant's interval", [("2025-03-03", .supported), ("2025-03-04", .contradicted)]) {
            $0.set("process_monitor_days", 31)
            $0.process("P1")
            $0.measured("E1", "P1", "2025-01-31")
        },
        ClauseCase(
            "a.2", "others are measured for the first time",
            [("2026-01-02", .supported), ("2026-01-03", .contradicted)], deciding: ["P2"]
        ) {
            $0.process("P1")
            $0.process("P2")
            $0.measured("E1", "P1", "2025-01-01")
            $0.measured("E2", "P1", "2025-12-01")
        },
        ClauseCase(
            "a.2", "begun after the first use", [("2026-06-02", .insufficient), ("2026-06-03", .contradicted)],
            deciding: ["P1"]
        ) {
            $0.process("P0", to: "2024-12-31")
            $0.measured("E0", "P0", "2024-01-10")
            $0.process("P1", from: "2025-06-01")
        },
        ClauseCase("a.2", "only an indicator is measured", [(day, .insufficient)]) {
            $0.process("P1")
            $0.add("objective", "O1", ["from": "2020-01-01"])
            $0.add("indicator", "I1", ["objective": "O1", "from": "2020-01-01"])
            $0.add("measurement", "E1", ["subject": "I1", "measured_on": "2022-01-01", "value": 1])
        },
        ClauseCase("a.2", "withdrawn", [("2025-02-28", .supported), ("2025-03-01", .insufficient)]) {
            $0.process("P1")
            $0.measured("E1", "P1", "2025-01-01")
            $0.withdraw("E1", on: "2025-03-01")
        },
        ClauseCase("a.2", "process ends", [(day, .contradicted), (next, .insufficient)], deciding: []) {
            $0.process("P1", to: day)
            $0.measured("E1", "P1", "2024-01-01")
        },
    ]

    static let a2Shares: [ClauseCase] = ClauseCase.usualShares("a.2", "not measured in time") { scenario, total in
        for index in 0..<total {
            scenario.process("P\(index)")
            scenario.measured("E\(index)", "P\(index)", index == 0 ? "2024-01-01" : "2025-01-01")
        }
    }

    static let a3: [ClauseCase] = [
        ClauseCase("a.3", "no location", [(day, .insufficient)], deciding: []) { $0.noUnits() },
        ClauseCase("a.3", "inside", [(day, .supported)], deciding: ["L1", "P1", "Q1", "A1"], says: "1 of 1") {
            $0.noUnits()
            $0.site(1)
        },
        ClauseCase(
            "a.3", "audited three years ago", [("2025-06-29", .supported), (day, .insufficient)], deciding: ["L1"]
        ) {
            $0.noUnits()
            $0.location("L1")
            $0.process("P1")
            $0.point("Q1", at: "L1")
            $0.audit("A1", "2022-06-30", at: "L1")
        },
        ClauseCase("a.3", "another location audited", [(day, .insufficient)]) {
            $0.noUnits()
            $0.location("L1")
            $0.location("L2", to: "2024-12-31")
            $0.process("P1")
            $0.point("Q1", at: "L1")
            $0.audit("A1", "2024-06-30", at: "L2")
        },
        ClauseCase("a.3", "access point without documents", [(day, .insufficient)]) {
            $0.noUnits()
            $0.location("L1")
            $0.process("P1")
            $0.point("Q1", at: "L1", offers: "index")
            $0.audit("A1", "2025-01-01", at: "L1")
        },
        ClauseCase("a.3", "access point closes", [(day, .supported), (next, .insufficient)]) {
            $0.noUnits()
            $0.location("L1")
            $0.process("P1")
            $0.point("Q1", at: "L1", to: day)
            $0.audit("A1", "2025-01-01", at: "L1")
        },
        ClauseCase("a.3", "no process at all", [(day, .insufficient)], deciding: ["L1"]) {
            $0.noUnits()
            $0.site(inside: false, 1)
        },
        ClauseCase("a.3", "no process lists it", [(day, .contradicted)], deciding: ["L1", "P1"]) {
            $0.noUnits()
            $0.site(inside: false, 1)
            $0.process("P1", at: [])
        },
        ClauseCase("a.3", "mobile units unknown", [(day, .insufficient)], deciding: ["PO"]) {
            $0.profile("outsourced_services", is: "no", id: "PO")
            $0.site(1)
        },
        ClauseCase("a.3", "outsourced services unknown", [(day, .insufficient)], deciding: ["PM"]) {
            $0.profile("mobile_units", is: "no", id: "PM")
            $0.site(1)
        },
        ClauseCase("a.3", "contradicted with an unknown profile", [(day, .contradicted)]) {
            $0.location("L1")
            $0.process("P1", at: [])
        },
        ClauseCase("a.3", "mobile units without a location", [(day, .insufficient)], deciding: ["PM"]) {
            $0.profile("mobile_units", is: "yes", id: "PM")
            $0.profile("outsourced_services", is: "no", id: "PO")
            $0.site(1)
        },
        ClauseCase("a.3", "mobile units inside", [(day, .supported)]) {
            $0.profile("mobile_units", is: "yes", id: "PM")
            $0.profile("outsourced_services", is: "no", id: "PO")
            $0.site(1, kind: "mobile")
        },
        ClauseCase("a.3", "services outsourced later", [("2025-03-31", .supported), ("2025-04-01", .insufficient)]) {
            $0.noUnits()
            $0.profile("outsourced_services", is: "yes", from: "2025-04-01", id: "PO2")
            $0.site(1)
        },
    ]

    static let a3Shares: [ClauseCase] =
        ClauseCase.oneFails("a.3", "in no process", [(10, .supported), (9, .contradicted)]) { scenario, total in
            scenario.noUnits()
            for index in 0..<total { scenario.site(inside: index > 0, index) }
        }
        + [(8, SystemVerdict.insufficient), (9, .supported)].map { count, verdict in
            ClauseCase("a.3", "\(count) locations and no outsourced one", [(day, verdict)]) {
                $0.profile("mobile_units", is: "no", id: "PM")
                $0.profile("outsourced_services", is: "yes", id: "PO")
                for index in 0..<count { $0.site(index) }
            }
        }

    static let a4: [ClauseCase] = [
        ClauseCase("a.4", "nobody", [(day, .insufficient)], deciding: []) { _ in },
        ClauseCase("a.4", "another post", [(day, .insufficient)], deciding: []) {
            $0.manager("A1", "2020-01-01", post: "other_post")
        },
        ClauseCase("a.4", "always somebody", [(day, .supported)], deciding: ["A1"], says: "Ada") {
            $0.manager("A1", "2020-01-01")
        },
        ClauseCase("a.4", "ended", [("2025-06-02", .supported), (day, .insufficient), (next, .contradicted)]) {
            $0.manager("A1", "2020-01-01", to: "2025-06-02")
        },
        ClauseCase("a.4", "28 untold days", [("2025-06-29", .insufficient), (day, .supported)]) {
            $0.manager("A1", "2024-07-29")
        },
        ClauseCase("a.4", "14 untold, 14 bare", [(day, .supported)]) {
            $0.manager("A1", "2024-07-15", to: "2024-12-31")
            $0.manager("A2", "2025-01-15")
        },
        ClauseCase("a.4", "14 untold, 15 bare", [(day, .insufficient)], deciding: ["A1", "A2"]) {
            $0.manager("A1", "2024-07-15", to: "2024-12-31")
            $0.manager("A2", "2025-01-16")
        },
        ClauseCase("a.4", "overlapping", [(day, .supported)], deciding: ["A1", "A2"]) {
            $0.manager("A1", "2020-01-01", to: "2025-03-15")
            $0.manager("A2", "2025-03-01")
        },
        ClauseCase("a.4", "28 days over a leap day", [("2024-06-30", .supported)]) {
            $0.manager("A1", "2020-01-01", to: "2024-02-15")
            $0.manager("A2", "2024-03-15")
        },
        ClauseCase("a.4", "29 days over a leap day", [("2024-06-30", .contradicted)]) {
            $0.manager("A1", "2020-01-01", to: "2024-02-15")
            $0.manager("A2", "2024-03-16")
        },
        ClauseCase("a.4", "a gap leaves the window", [("2025-05-31", .contradicted), ("2025-06-01", .supported)]) {
            $0.manager("A1", "2020-01-01", to: "2024-05-31")
            $0.manager("A2", "2024-06-30")
        },
        ClauseCase("a.4", "recorded late", [(day, .insufficient), (next, .supported)]) {
            $0.manager("A1", "2023-01-01", recorded: next)
        },
        ClauseCase("a.4", "two bare days where one is allowed", [(day, .contradicted)]) {
            $0.set("post_gap_days@a.4", 1)
            $0.manager("A1", "2020-01-01", to: "2025-03-15")
            $0.manager("A2", "2025-03-18")
        },
    ]

    static let a5: [ClauseCase] = [
        ClauseCase("a.5", "no review", [(day, .insufficient)], deciding: []) { _ in },
        ClauseCase(
            "a.5", "a year and a day", [("2024-06-29", .supported), (day, .supported), (next, .contradicted)],
            deciding: ["M1"], says: "367 days ago"
        ) { $0.review("M1", "2024-06-29") },
        ClauseCase("a.5", "not effective, but concluded", [(day, .supported)], deciding: ["M1"]) {
            $0.review("M1", "2025-01-10", "not_effective")
        },
        ClauseCase("a.5", "never concluded", [(day, .insufficient), (next, .contradicted)], deciding: []) {
            $0.review("M1", "2024-06-29", nil)
        },
        ClauseCase(
            "a.5", "the last is without conclusion", [(day, .supported), (next, .contradicted)], deciding: ["M1"]
        ) {
            $0.review("M1", "2024-06-29")
            $0.review("M2", "2025-06-01", nil)
        },
        ClauseCase("a.5", "the last counts", [(next, .supported)], deciding: ["M2"]) {
            $0.review("M1", "2024-06-29")
            $0.review("M2", "2025-06-01", "partly_effective")
        },
        ClauseCase("a.5", "one person, named twice", [(day, .insufficient), ("2026-12-31", .insufficient)]) {
            $0.review("M1", "2025-01-10", attended: ["Ada", "Ada"])
        },
        ClauseCase("a.5", "no minutes", [(day, .insufficient)]) { $0.review("M1", "2025-01-10", minutes: "") },
        ClauseCase("a.5", "another item", [(day, .insufficient)]) {
            $0.review("M1", "2025-01-10", item: "risk_review")
        },
        ClauseCase("a.5", "three needed", [(day, .insufficient)]) {
            $0.set("meeting_min_attendance", 3)
            $0.review("M1", "2025-01-10")
        },
        ClauseCase("a.5", "three came", [(day, .supported)]) {
            $0.set("meeting_min_attendance", 3)
            $0.review("M1", "2025-01-10", attended: ["Ada", "Bo", "Cy"])
        },
        ClauseCase("a.5", "from the leap day", [("2025-03-01", .supported), ("2025-03-02", .contradicted)]) {
            $0.review("M1", "2024-02-29")
        },
    ]
}
