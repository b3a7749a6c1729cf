import Kernel
import Storage

/// Everything that runs by the clock, on one loop.
package final class JobRunner {
    private let jobs: [PeriodicJob]

    /// How long after a sweep the next one starts.
    package static let sweepInterval = Duration.seconds(60)

    /// Makes the jobs, which do not run yet.
    ///
    /// - Parameter report: Told a job's name and what it did, when it did something or failed.
    package init(
        store: Store, loop: EventLoop, clock: any Clock, report: @escaping @Sendable (String, String) -> Void
    ) {
        let sweep = Sweep(store, clock: clock)
        jobs = [
            PeriodicJob(on: loop, every: Self.sweepInterval) {
                do {
                    let result = try await sweep.run()
                    if result != Sweep.Result() { report("sweep", result.description) }
                } catch {
                    report("sweep", "failed: \(error)")
                }
            }
        ]
    }

    /// Starts the jobs. On the loop only, once.
    package func start() { for job in jobs { job.start() } }

    /// Stops the jobs. On the loop only.
    package func stop() { for job in jobs { job.stop() } }
}

extension Sweep.Result: CustomStringConvertible {
    package var description: String {
        var text = "removed \(uploads) uploads, forgot \(answers) answers"
        if let first = failures.first { text += "; failed in \(failures.count) tenants, first \(first)" }
        return text
    }
}
