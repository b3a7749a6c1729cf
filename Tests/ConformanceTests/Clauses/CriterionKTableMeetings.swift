import Conformance

private let day = "2025-06-30"

extension Scenario {
    fileprivate mutating func meeting(
        _ id: String, _ day: String, items: [String] = ["outcomes"], attended: [String] = ["Ada", "Bo"],
        minutes: String = "Kept."
    ) {
        add(
            "meeting", id,
            [
                "held_on": .text(day), "items": .list(items), "attended": .list(attended), "minutes": .text(minutes),
            ])
    }
}

extension CriterionKTable {
    private static func avoidable(
        _ name: String, _ verdicts: [(String, SystemVerdict)], _ answer: String?, deciding: [String]? = nil,
        _ build: @escaping @Sendable (inout Scenario) -> Void = { _ in }
    ) -> ClauseCase {
        ClauseCase("k.4", name, verdicts, deciding: deciding) {
            $0.stated("interventional", "yes")
            $0.add(
                "complication", "Z1",
                answer.map { ["occurred_on": "2025-06-01", "avoidable": .text($0)] }
                    ?? ["occurred_on": "2025-06-01"])
            build(&$0)
        }
    }

    static let k4: [ClauseCase] =
        ClauseCase.gate("k.4", "interventional")
        + DueTable(
            clause: "k.4", says: "0 of 1 avoidable complications led to an action",
            limit: .init("2025-07-27", "2025-07-28"), afterUse: .init("2025-09-04", "2025-09-05"),
            silence: "complication", before: { $0.stated("interventional", "yes") },
            item: { $0.add("complication", $1, ["occurred_on": .text($2), "avoidable": "yes"]) },
            event: {
                $0.add(
                    "action", $1,
                    [
                        "kind": "complication_response", "subjects": [$2], "raised_on": .text($3), "due_on": .text($3),
                    ])
            }
        ).rows + [
            avoidable("not avoidable", [(day, .supported)], "no"),
            avoidable("undetermined", [(day, .supported)], "undetermined"),
            avoidable(
                "not judged", [("2025-06-29", .insufficient), (day, .insufficient)], nil, deciding: ["Z1"]),
            avoidable("not judged, and another done", [("2025-06-29", .supported), (day, .insufficient)], nil) {
                $0.add("complication", "Z2", ["occurred_on": "2025-06-01", "avoidable": "yes"])
                $0.add("action", "A2", ["kind": "corrective", "subjects": ["Z2"], "raised_on": "2025-06-02"])
            },
        ]

    static let k5: [ClauseCase] =
        ClauseCase.gate("k.5", "interventional") + [
            meetings(
                "four in a year, the first lacks minutes",
                [(day, .insufficient), ("2025-09-30", .insufficient), ("2025-10-01", .contradicted)], minutes: ""),
            meetings(
                "four in a year, the first attended by one",
                [(day, .insufficient), ("2025-10-01", .contradicted)], attended: ["Ada", "Ada"]),
            meetings("four in a year, the first about something else", [(day, .insufficient)], items: ["learning"]),
            meetings("four in a year", [("2025-04-01", .insufficient), ("2025-04-02", .supported)]),
            meetings("attended by two is enough", [(day, .supported)], items: ["learning", "outcomes"]),
            ClauseCase(
                "k.5", "one ever", [(day, .insufficient), ("2025-07-01", .contradicted)], deciding: [],
                says: "0 found"
            ) {
                $0.stated("interventional", "yes")
                $0.meeting("M1", "2024-07-01")
            },
            ClauseCase(
                "k.5", "four in a year, and one before", [(day, .supported)], deciding: ["M2", "M3", "M4", "M5"]
            ) {
                $0.stated("interventional", "yes")
                for (index, day) in ["2024-06-01", "2024-07-01", "2024-10-01", "2025-01-08", "2025-04-02"].enumerated()
                { $0.meeting("M\(index + 1)", day) }
            },
            ClauseCase("k.5", "over a leap day", [("2024-12-30", .supported), ("2024-12-31", .contradicted)]) {
                $0.stated("interventional", "yes")
                for (index, day) in ["2024-01-01", "2024-02-29", "2024-06-30", "2024-10-31"].enumerated() {
                    $0.meeting("M\(index)", day)
                }
            },
            ClauseCase("k.5", "five", [(day, .supported)], deciding: ["M0", "M1", "M2", "M3", "M4"]) {
                $0.stated("interventional", "yes")
                for index in 0..<5 { $0.meeting("M\(index)", "2025-06-0\(index + 1)") }
            },
        ]

    private static func meetings(
        _ name: String, _ verdicts: [(String, SystemVerdict)], items: [String] = ["outcomes"],
        attended: [String] = ["Ada", "Bo"], minutes: String = "Kept."
    ) -> ClauseCase {
        ClauseCase("k.5", name, verdicts) {
            $0.stated("interventional", "yes")
            $0.meeting("M1", "2024-07-01", items: items, attended: attended, minutes: minutes)
            $0.meeting("M2", "2024-10-01")
            $0.meeting("M3", "2025-01-08")
            $0.meeting("M4", "2025-04-02")
        }
    }

    static let k6: [ClauseCase] =
        ClauseCase.gate("k.6", "interventional")
        + DueTable(
            clause: "k.6", says: "0 of 1 outcome meetings were followed by news",
            limit: .init("2025-06-29", "2025-06-30"), afterUse: .init("2025-08-07", "2025-08-08"),
            before: { $0.stated("interventional", "yes") }, item: { $0.meeting($1, $2) },
            event: { $0.told($1, $3, of: $2) }
        ).rows + [
            ClauseCase("k.6", "a meeting without minutes", [(day, .insufficient)], deciding: []) {
                $0.stated("interventional", "yes")
                $0.meeting("M1", "2025-06-01", minutes: "")
                $0.told("C1", "2025-06-02", of: "M1")
            },
            ClauseCase("k.6", "a meeting of one", [(day, .insufficient)], deciding: []) {
                $0.stated("interventional", "yes")
                $0.meeting("M1", "2025-06-01", attended: ["Ada"])
                $0.told("C1", "2025-06-02", of: "M1")
            },
            ClauseCase("k.6", "outsiders told", [(day, .insufficient)], deciding: ["M1"]) {
                $0.stated("interventional", "yes")
                $0.meeting("M1", "2025-06-01")
                $0.told("C1", "2025-06-02", of: "M1", to: ["management", "patients"])
            },
        ]
}
