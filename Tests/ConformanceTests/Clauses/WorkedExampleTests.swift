import Conformance
import Testing

/// The worked examples of the rules, section 6, word for word.
@Suite struct WorkedExampleTests {
    @Test(arguments: WorkedExamples.all) func holds(_ example: ClauseCase) throws { try example.check() }
}

enum WorkedExamples {
    static let all: [ClauseCase] = a4 + k5

    static let a4 = [
        ClauseCase("a.4", "28 bare days are allowed", [("2025-06-30", .supported)], deciding: ["A1", "A2"]) {
            $0.add(
                "appointment", "A1",
                ["post": "quality_manager", "person": "Ada", "from": "2023-01-01", "to": "2025-02-28"])
            $0.add("appointment", "A2", ["post": "quality_manager", "person": "Bo", "from": "2025-03-29"])
        },
        ClauseCase("a.4", "29 are not", [("2025-06-30", .contradicted)]) {
            $0.add(
                "appointment", "A1",
                ["post": "quality_manager", "person": "Ada", "from": "2023-01-01", "to": "2025-02-28"])
            $0.add("appointment", "A2", ["post": "quality_manager", "person": "Bo", "from": "2025-03-30"])
        },
        ClauseCase("a.4", "what came before the first is untold", [("2025-06-30", .insufficient)]) {
            $0.add("appointment", "A2", ["post": "quality_manager", "person": "Bo", "from": "2025-03-29"])
        },
    ]

    static let k5 = [
        ClauseCase(
            "k.5", "four meetings in a rolling year", [("2025-06-30", .supported), ("2025-07-01", .contradicted)],
            deciding: ["M2", "M3", "M4"], says: "4 outcome meetings needed in 365 days, 3 found"
        ) {
            $0.add("profile_entry", "P", ["field": "interventional", "value": "yes", "from": "2020-01-01"])
            for (id, day) in [
                ("M1", "2024-07-01"), ("M2", "2024-10-01"), ("M3", "2025-01-08"), ("M4", "2025-04-02"),
            ] {
                $0.add(
                    "meeting", id,
                    ["held_on": .text(day), "items": ["outcomes"], "attended": ["Ada", "Bo"], "minutes": "Kept."])
            }
        }
    ]
}
