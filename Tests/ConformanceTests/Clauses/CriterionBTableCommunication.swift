import Conformance

private let day = "2025-06-30"
private let next = "2025-07-01"

extension Scenario {
    fileprivate mutating func says(
        _ id: String, _ on: String, to audiences: [String] = ["staff"], kind: String = "information"
    ) {
        add(
            "communication", id,
            [
                "kind": .text(kind), "subjects": [], "audiences": .list(audiences), "sent_on": .text(on),
            ])
    }
}

extension CriterionBTable {
    static let b6: [ClauseCase] = [
        ClauseCase("b.6", "none", [(day, .insufficient)], deciding: []) { _ in },
        ClauseCase("b.6", "within and outside", [(day, .supported)], deciding: ["C1", "C2"], says: "30 days ago") {
            $0.says("C1", "2025-05-31", to: ["management"])
            $0.says("C2", "2025-06-01", to: ["commissioners"])
        },
        ClauseCase("b.6", "one for all", [(day, .supported)], deciding: ["C1"]) {
            $0.says("C1", "2025-05-31", to: ["staff", "public"])
        },
        ClauseCase("b.6", "asking is communicating", [(day, .supported)]) {
            $0.says("C1", "2025-05-31", to: ["staff", "patients"], kind: "consultation")
        },
        ClauseCase(
            "b.6", "100 days within", [("2025-06-29", .supported), (day, .supported), (next, .contradicted)],
            deciding: ["C1"]
        ) {
            $0.says("C1", "2025-03-22")
            $0.says("C2", "2025-06-01", to: ["patients"])
        },
        ClauseCase(
            "b.6", "190 days outside", [("2025-06-29", .supported), (day, .supported), (next, .contradicted)],
            deciding: ["C2"]
        ) {
            $0.says("C1", "2025-06-01")
            $0.says("C2", "2024-12-22", to: ["partners"])
        },
        ClauseCase("b.6", "only within", [("2025-07-10", .insufficient), ("2025-07-11", .contradicted)]) {
            $0.says("C1", "2025-01-01")
            $0.says("C2", "2025-06-01")
        },
        ClauseCase("b.6", "only outside", [(day, .insufficient), (next, .contradicted)]) {
            $0.says("C1", "2025-03-22", to: ["clinical_users"])
        },
        ClauseCase("b.6", "both too late", [("2025-12-31", .contradicted)], deciding: ["C1", "C2"]) {
            $0.says("C1", "2025-01-01")
            $0.says("C2", "2025-01-02", to: ["public"])
        },
        ClauseCase("b.6", "the last counts", [(day, .supported)], deciding: ["C3", "C4"]) {
            $0.says("C1", "2023-01-01")
            $0.says("C2", "2023-01-02", to: ["public"])
            $0.says("C3", "2025-06-01")
            $0.says("C4", "2025-06-02", to: ["public"])
        },
    ]
}
