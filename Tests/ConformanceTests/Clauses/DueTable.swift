import Conformance

/// The rows of a clause whose items are each due once within a number of days.
struct DueTable: Sendable {
    typealias Item = @Sendable (_ records: inout Scenario, _ id: String, _ day: String) -> Void
    typealias Event = @Sendable (_ records: inout Scenario, _ id: String, _ item: String, _ day: String) -> Void

    /// The last day in time and the first day late.
    struct Limit {
        let due: String
        let late: String

        init(_ due: String, _ late: String) {
            self.due = due
            self.late = late
        }
    }

    /// What follows when some of a number of items are not done.
    struct Share {
        let undone: Int
        let of: Int
        let verdict: SystemVerdict

        init(_ undone: Int, of: Int, _ verdict: SystemVerdict) {
            self.undone = undone
            self.of = of
            self.verdict = verdict
        }

        /// More than 25 per cent contradict, and 90 per cent support.
        static let quarter = [
            Share(1, of: 3, .contradicted), Share(1, of: 4, .insufficient), Share(1, of: 9, .insufficient),
            Share(1, of: 10, .supported), Share(2, of: 7, .contradicted), Share(2, of: 19, .insufficient),
            Share(7, of: 27, .contradicted),
        ]
    }

    let clause: String
    /// What the sentence says of one item not done.
    let says: String
    /// Of what begins on 2025-06-01.
    let limit: Limit
    /// Of what begins before the register is first used, on 2025-07-10.
    let afterUse: Limit
    var silence: String?
    var shares = Share.quarter
    var lateFails = false
    var before: @Sendable (inout Scenario) -> Void = { _ in }
    /// Whether an item counts only in the year after it begins.
    var windowed = true
    /// Whether every event decides, not only the first.
    var allDecide = false
    /// The earlier records that decide too when the clause is supported.
    var besides: [String] = []
    let item: Item
    let event: Event

    var rows: [ClauseCase] { times + (windowed ? [window] : []) + uses + counts + silences }

    private func row(
        _ name: String, _ verdicts: [(String, SystemVerdict)], deciding: [String]? = nil, says: String? = nil,
        _ build: @escaping @Sendable (inout Scenario) -> Void
    ) -> ClauseCase {
        ClauseCase(clause, name, verdicts, deciding: deciding, says: says) { [before] in
            before(&$0)
            build(&$0)
        }
    }

    /// The register is in use since long before.
    private func used(_ records: inout Scenario) {
        item(&records, "X0", "2024-01-10")
        event(&records, "E0", "X0", "2024-01-11")
    }

    private var times: [ClauseCase] {
        [
            row(
                "not done",
                [("2025-06-01", .insufficient), (limit.due, .insufficient), (limit.late, .contradicted)],
                deciding: ["X1"], says: says
            ) {
                used(&$0)
                item(&$0, "X1", "2025-06-01")
            },
            row("done at once", [("2025-06-01", .supported), (limit.late, .supported)]) {
                item(&$0, "X1", "2025-06-01")
                event(&$0, "E1", "X1", "2025-06-01")
            },
            row("done before", [("2025-06-01", .supported)]) {
                item(&$0, "X1", "2025-06-01")
                event(&$0, "E1", "X1", "2025-05-31")
            },
            row("done on the last day", [(limit.due, .supported)], deciding: besides + ["X1", "E1"]) {
                item(&$0, "X1", "2025-06-01")
                event(&$0, "E1", "X1", limit.due)
            },
            row(
                "done a day late", [(limit.late, lateFails ? .contradicted : .supported)],
                deciding: lateFails ? ["X1", "E1"] : besides + ["X1", "E1"]
            ) {
                item(&$0, "X1", "2025-06-01")
                event(&$0, "E1", "X1", limit.late)
            },
            row(
                "done twice", [("2025-09-30", .supported)],
                deciding: besides + ["X1", "E1"] + (allDecide ? ["E2"] : [])
            ) {
                item(&$0, "X1", "2025-06-01")
                event(&$0, "E1", "X1", "2025-06-02")
                event(&$0, "E2", "X1", "2025-09-15")
            },
        ]
    }

    private var window: ClauseCase {
        row("a year ago", [("2026-05-31", .contradicted), ("2026-06-01", .insufficient)], deciding: []) {
            used(&$0)
            item(&$0, "X1", "2025-06-01")
        }
    }

    private var uses: [ClauseCase] {
        [
            row(
                "never done by anybody", [(limit.late, .insufficient), ("2025-09-30", .insufficient)], deciding: ["X1"]
            ) {
                item(&$0, "X1", "2025-06-01")
            },
            row(
                "done elsewhere for the first time later",
                [("2025-07-09", .insufficient), (afterUse.due, .insufficient), (afterUse.late, .contradicted)],
                deciding: ["X1"]
            ) {
                item(&$0, "X0", "2024-01-10")
                item(&$0, "X1", "2025-06-01")
                event(&$0, "E0", "X0", "2025-07-10")
                event(&$0, "E9", "X0", "2025-07-20")
            },
            row("withdrawn", [("2025-06-09", .supported), ("2025-09-30", .contradicted)], deciding: ["X1"]) {
                used(&$0)
                item(&$0, "X1", "2025-06-01")
                event(&$0, "E1", "X1", "2025-06-02")
                $0.withdraw("E1", on: "2025-06-10")
            },
        ]
    }

    private var counts: [ClauseCase] {
        shares.map { share in
            row("\(share.undone) of \(share.of) not done", [(limit.late, share.verdict)]) {
                for number in 1...share.of {
                    item(&$0, "X\(number)", "2025-06-01")
                    if number > share.undone { event(&$0, "E\(number)", "X\(number)", "2025-06-01") }
                }
            }
        }
    }

    private var silences: [ClauseCase] {
        let nothing = row("none", [("2025-06-30", .insufficient)], deciding: []) { used(&$0) }
        guard let silence else { return [nothing] }
        return [nothing] + ClauseCase.silences(clause, silence, before: before)
            + [
                row("one pending and a nil return", [("2025-06-30", .insufficient)]) {
                    item(&$0, "X1", "2025-06-30")
                    $0.silence(silence)
                }
            ]
    }
}

extension ClauseCase {
    /// What nil returns do for a clause that has no item.
    static func silences(
        _ clause: String, _ subject: String, before: @escaping @Sendable (inout Scenario) -> Void = { _ in }
    ) -> [ClauseCase] {
        func row(
            _ name: String, _ verdict: SystemVerdict, _ build: @escaping @Sendable (inout Scenario) -> Void
        ) -> ClauseCase {
            ClauseCase(clause, "nil return: \(name)", [("2025-06-30", verdict)]) {
                before(&$0)
                build(&$0)
            }
        }
        return [
            row("as long as needed", .supported) { $0.silence(subject) },
            row("begins a day late", .insufficient) { $0.silence(subject, from: "2024-07-02") },
            row("ends a day early", .insufficient) { $0.silence(subject, to: "2025-03-21") },
            row("of something else", .insufficient) { $0.silence("costed_action") },
            row("two in a row", .supported) {
                $0.silence(subject, to: "2024-12-31", id: "N1")
                $0.silence(subject, from: "2025-01-01", id: "N2")
            },
            row("a day between two", .insufficient) {
                $0.silence(subject, to: "2024-12-30", id: "N1")
                $0.silence(subject, from: "2025-01-01", id: "N2")
            },
        ]
    }
}
