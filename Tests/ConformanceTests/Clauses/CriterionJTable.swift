import Conformance
import Testing

/// Incidents: completeness, the form, training, openness, investigation and what is made known.
@Suite struct CriterionJTests {
    @Test(arguments: CriterionJTable.all) func holds(_ row: ClauseCase) throws { try row.check() }
}

enum CriterionJTable {
    static let all: [ClauseCase] = j1 + j1Streams + j2 + j3 + j4Care + j4Candour + j5 + j6 + j7
}

private let day = "2025-06-30"

private let complete: [String: Scenario.Value] = [
    "occurred_at": "2025-06-01T08:00:00Z", "location": "L1", "affected": ["patient"], "care_affected": "no",
    "critical": "no",
]

extension Scenario {
    /// The streams speak: a near miss, an error, and no radiation.
    fileprivate mutating func streams() {
        site("L1")
        stated("ionising_radiation", "no")
        incident("S1", "2025-06-01", level: "near_miss", complete)
        incident("S2", "2025-06-01", level: "error", complete)
    }
}

extension CriterionJTable {
    private static func without(_ field: String) -> ClauseCase {
        ClauseCase(
            "j.1", "without \(field)", [("2025-07-01", .supported), ("2025-07-02", .contradicted)], deciding: ["I1"],
            says: "2 of 3 reports are complete"
        ) {
            $0.streams()
            var fields = complete
            fields[field] = nil
            $0.incident("I1", "2025-06-01", fields)
        }
    }

    private static func partly(_ partly: Int, of number: Int, _ verdict: SystemVerdict) -> ClauseCase {
        ClauseCase("j.1", "\(partly) of \(number) incomplete", [("2025-07-02", verdict)]) {
            $0.streams()
            for index in 0..<number - 2 { $0.incident("I\(index)", "2025-06-01", index < partly ? [:] : complete) }
        }
    }

    static let j1: [ClauseCase] = [
        without("occurred_at"), without("location"), without("affected"), without("care_affected"),
        without("critical"),
        partly(1, of: 3, .contradicted), partly(1, of: 4, .insufficient), partly(1, of: 9, .insufficient),
        partly(1, of: 10, .supported), partly(2, of: 7, .contradicted), partly(2, of: 19, .insufficient),
        partly(7, of: 27, .contradicted),
        ClauseCase("j.1", "completed late", [("2025-07-09", .contradicted), ("2025-07-10", .supported)]) {
            $0.streams()
            $0.incident("I1", "2025-06-01")
            $0.incident("I1", "2025-06-01", recorded: "2025-07-10", complete)
        },
        ClauseCase(
            "j.1", "the location is withdrawn", [("2025-07-04", .supported), ("2025-07-05", .contradicted)],
            deciding: ["S1", "S2"]
        ) {
            $0.streams()
            $0.withdraw("L1", on: "2025-07-05")
        },
        ClauseCase("j.1", "a field of one's own choice", [("2025-07-02", .supported)]) {
            $0.streams()
            $0.set("mandatory_incident_fields", ["critical"])
            $0.incident("I1", "2025-06-01", ["critical": "yes"])
        },
        ClauseCase("j.1", "a year ago", [("2026-05-31", .contradicted), ("2026-06-01", .insufficient)]) {
            $0.incident("I1", "2025-06-01")
        },
    ]

    private static func speaks(
        _ name: String, _ verdict: SystemVerdict, radiation: String? = "no", near: Bool = true, error: Bool = true,
        _ build: @escaping @Sendable (inout Scenario) -> Void = { _ in }
    ) -> ClauseCase {
        ClauseCase("j.1", name, [(day, verdict)]) {
            $0.site("L1")
            if let radiation { $0.stated("ionising_radiation", radiation) }
            $0.incident("I1", "2025-06-01", complete)
            if near { $0.incident("I2", "2025-06-01", level: "near_miss", complete) }
            if error { $0.incident("I3", "2025-06-01", level: "error", complete) }
            build(&$0)
        }
    }

    static let j1Streams: [ClauseCase] =
        [
            speaks("both speak", .supported),
            speaks("one incident alone, and near misses and errors looked at", .supported, near: false, error: false) {
                $0.silence("near_miss", id: "N8")
                $0.silence("error", id: "N9")
            },
            speaks("no near miss", .insufficient, near: false),
            speaks("no error", .insufficient, error: false),
            speaks("near misses looked at", .supported, near: false) { $0.silence("near_miss") },
            speaks("errors looked at", .supported, error: false) { $0.silence("error") },
            speaks("errors looked at too late", .insufficient, error: false) {
                $0.silence("error", from: "2024-07-02")
            },
            speaks("radiation and no exposure", .insufficient, radiation: "yes"),
            speaks("radiation unknown and no exposure", .insufficient, radiation: nil),
            speaks("exposures looked at", .supported, radiation: nil) { $0.silence("exposure") },
            speaks("an exposure", .supported, radiation: "yes") {
                $0.add("exposure", "X1", ["incident": "I1", "noted_on": "2025-06-01"])
            },
        ]
        + ClauseCase.silences("j.1", "incident") {
            $0.stated("ionising_radiation", "no")
            $0.silence("near_miss", id: "N8")
            $0.silence("error", id: "N9")
        }

    static let j2: [ClauseCase] =
        ReachableTable(clause: "j.2", subject: "incident_form", nineOfTen: .insufficient).rows

    private static func trained(
        _ name: String, _ verdicts: [(String, SystemVerdict)], deciding: [String]? = nil, says: String? = nil,
        _ build: @escaping @Sendable (inout Scenario) -> Void
    ) -> ClauseCase { ClauseCase("j.3", name, verdicts, deciding: deciding, says: says, build: build) }

    private static func training(
        _ records: inout Scenario, _ person: String, _ on: String, topic: String = "incident_reporting",
        valid: Int? = nil
    ) {
        var fields: [String: Scenario.Value] = [
            "person": .text(person), "topic": .text(topic), "completed_on": .text(on),
        ]
        if let valid { fields["valid_days"] = .number(valid) }
        records.add("training", "T-\(person)-\(on)", fields)
    }

    private static func trained(
        _ untrained: Int, of number: Int, known: Bool = true, _ verdict: SystemVerdict
    ) -> ClauseCase {
        trained("\(untrained) of \(number) \(known ? "overdue" : "new")", [(day, verdict)]) {
            for index in 1...number {
                $0.employs("P\(index)", from: index > untrained || known ? "2020-01-01" : "2025-06-01")
                if index > untrained { training(&$0, "P\(index)", "2025-01-10") }
            }
        }
    }

    static let j3: [ClauseCase] = [
        trained("no staff", [(day, .insufficient)], deciding: []) { training(&$0, "Ada", "2025-01-10") },
        trained("nobody ever", [(day, .insufficient)], deciding: ["S-Ada"]) { $0.employs("Ada") },
        trained(
            "once", [("2025-02-28", .insufficient), ("2025-03-01", .supported)],
            deciding: ["S-Ada", "T-Ada-2025-03-01"], says: "1 of 1 staff are trained"
        ) {
            $0.employs("Ada")
            training(&$0, "Ada", "2025-03-01")
        },
        trained("for three years over a leap day", [("2025-03-01", .supported), ("2025-03-02", .contradicted)]) {
            $0.employs("Ada")
            training(&$0, "Ada", "2022-03-01")
        },
        trained("valid for a year", [("2025-03-01", .supported), ("2025-03-02", .contradicted)]) {
            $0.employs("Ada")
            training(&$0, "Ada", "2024-03-01", valid: 365)
        },
        trained("the last one's validity", [("2025-02-01", .supported), ("2025-02-02", .contradicted)]) {
            $0.employs("Ada")
            training(&$0, "Ada", "2024-03-01")
            training(&$0, "Ada", "2025-01-02", valid: 30)
        },
        trained("about something else", [(day, .insufficient)]) {
            $0.employs("Ada")
            training(&$0, "Ada", "2025-03-01", topic: "other_topic")
        },
        trained("a newcomer", [("2025-07-31", .insufficient), ("2025-08-01", .contradicted)], deciding: ["S-Ada"]) {
            training(&$0, "Bo", "2025-03-01")
            $0.employs("Ada", from: "2025-06-01")
        },
        trained("a newcomer's first post counts", [("2025-07-31", .insufficient), ("2025-08-01", .contradicted)]) {
            training(&$0, "Bo", "2025-03-01")
            $0.employs("Ada", from: "2025-06-01")
            $0.employs("Ada", as: "manager", from: "2025-07-01", id: "S2")
        },
        trained("two posts are one person", [(day, .supported)], deciding: ["S1", "S2", "T-Ada-2025-03-01"]) {
            $0.employs("Ada", from: "2024-06-01", id: "S1")
            $0.employs("Ada", as: "manager", from: "2024-07-01", id: "S2")
            training(&$0, "Ada", "2025-03-01")
        },
        trained("training begins elsewhere", [("2025-07-31", .insufficient), ("2025-08-01", .contradicted)]) {
            $0.employs("Ada")
            training(&$0, "Bo", "2025-06-01")
        },
        trained("a leaver", [("2025-06-29", .contradicted), (day, .insufficient)], deciding: []) {
            $0.employs("Ada", to: "2025-06-29")
            training(&$0, "Ada", "2020-03-01")
        },
        trained(1, of: 3, .contradicted), trained(1, of: 4, .insufficient), trained(1, of: 9, .insufficient),
        trained(1, of: 10, .supported), trained(2, of: 19, .insufficient), trained(7, of: 27, .contradicted),
        trained(1, of: 2, known: false, .supported),
    ]
}
