import Kernel
import RPC

/// Calls made by several lanes at once until the time is over, each lane one call after the other.
enum Load {
    /// What a load gave.
    struct Outcome: Sendable {
        /// Calls a second.
        var rate = 0.0
        /// Every latency in microseconds.
        var latencies: [Double] = []
        /// The server's processor seconds for each second.
        var processor = 0.0
    }

    /// Runs the lanes for the seconds; `call` is told the lane, and how many calls the lane has made.
    static func run(
        lanes: Int, seconds: Int, server: Int32,
        _ call: @escaping @Sendable (_ lane: Int, _ turn: Int) async throws -> Void
    ) async throws -> Outcome {
        let before = try ProcessUsage.of(server)
        let start = MonotonicInstant.now
        let end = start + .seconds(seconds)
        let latencies = try await withThrowingTaskGroup(of: [Double].self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    var latencies: [Double] = []
                    latencies.reserveCapacity(65_536)
                    var last = MonotonicInstant.now
                    while last < end {
                        try await call(lane, latencies.count)
                        let now = MonotonicInstant.now
                        latencies.append(Double(now.nanoseconds - last.nanoseconds) / 1000)
                        last = now
                    }
                    return latencies
                }
            }
            var all: [Double] = []
            for try await some in group { all += some }
            return all
        }
        let elapsed = Double(MonotonicInstant.now.nanoseconds - start.nanoseconds) / 1e9
        let after = try ProcessUsage.of(server)
        return Outcome(
            rate: Double(latencies.count) / elapsed, latencies: latencies,
            processor: (after.processor - before.processor) / elapsed)
    }
}
