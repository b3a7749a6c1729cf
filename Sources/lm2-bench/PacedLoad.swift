import Kernel
import RPC

/// Calls made at a steady rate, each at its time whether or not those before it were answered: so an answer that comes late
/// does not keep the next call from being made, and counted.
enum PacedLoad {
    /// What a load gave.
    struct Outcome: Sendable {
        /// The latencies of the calls that were answered, in microseconds, each from when it was made.
        var latencies: [Double] = []
        /// Calls that were refused with RESOURCE_EXHAUSTED.
        var refused = 0
        /// How long it took, in seconds.
        var elapsed = 0.0

        /// Calls answered a second.
        var rate: Double { Double(latencies.count) / elapsed }
        /// Calls refused a second.
        var refusedRate: Double { Double(refused) / elapsed }
    }

    /// How many calls wait for their answer at the most; when so many do, those that are due are made later.
    private static let mostWaiting = 512

    /// Makes calls on the loop that it is called on; `call` is told its number. The timer is good to a millisecond, so those
    /// of one millisecond are made together.
    static func run(
        rate: Int, seconds: Int, on loop: EventLoop, _ call: @escaping @Sendable (Int) async throws -> Void
    ) async throws -> Outcome {
        let start = MonotonicInstant.now
        let total = rate * seconds
        return try await withThrowingTaskGroup(of: Double?.self) { group in
            var outcome = Outcome()
            var made = 0
            var waiting = 0
            func take(_ latency: Double?) {
                waiting -= 1
                if let latency { outcome.latencies.append(latency) } else { outcome.refused += 1 }
            }
            while made < total {
                let due = min(total, Int((MonotonicInstant.now - start) / .nanoseconds(1_000_000_000 / rate)) + 1)
                while made < due, waiting < mostWaiting {
                    let number = made
                    group.addTask {
                        let began = MonotonicInstant.now
                        do { try await call(number) } catch let status as Status where status.code == .resourceExhausted
                        {
                            return nil
                        }
                        return Double(MonotonicInstant.now.nanoseconds - began.nanoseconds) / 1000
                    }
                    made += 1
                    waiting += 1
                }
                if made == total { break }
                // Answers are taken as they come, or the group would hold them all.
                while waiting > mostWaiting / 2, let latency = try await group.next() { take(latency) }
                try await loop.sleep(for: .milliseconds(1))
            }
            while let latency = try await group.next() { take(latency) }
            outcome.elapsed = Double(MonotonicInstant.now.nanoseconds - start.nanoseconds) / 1e9
            return outcome
        }
    }
}
