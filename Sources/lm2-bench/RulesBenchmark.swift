import Conformance
import Kernel

/// How long all clauses take on a service's records: no server, no database, one thread.
enum RulesBenchmark {
    /// The figures for growing numbers of records.
    static func measure() throws -> [Measurement] {
        guard let end = CivilDate(year: 2026, month: 6, day: 30) else { return [] }
        return try [1_000, 3_000, 10_000, 30_000, 100_000].map { count in
            let text = Array(BusyService.json(records: count, end: end).utf8)
            let set = try Interchange(text).set
            let rounds = (0..<(count > 20_000 ? 7 : 21)).map { _ in
                let start = MonotonicInstant.now
                precondition(Evaluation.judge(set, at: end).count == 75)
                return Double(MonotonicInstant.now.nanoseconds - start.nanoseconds) / 1e6
            }
            return Measurement(
                name: "all 75 clauses over \(set.count) records", value: rounds.median, unit: "ms",
                target: count == 10_000 ? .atMost(5) : .none,
                method: "one thread, records in memory, median of \(rounds.count) rounds")
        }
    }
}
