import Crypto
import Kernel
import Storage

/// Everything that runs by the clock, on one loop.
package final class JobRunner {
    private let jobs: [(job: PeriodicJob, first: Duration)]
    private let sealer: Sealer
    private let loop: EventLoop
    private let report: @Sendable (String, String) -> Void

    /// How long after a sweep the next one starts.
    package static let sweepInterval = Duration.seconds(60)
    /// How long after a sealing the next one starts: an entry is sealed a second after its commit at the latest.
    package static let sealInterval = Duration.milliseconds(500)
    /// How long after every tenant was asked for unsealed entries they are asked again.
    package static let noteInterval = Duration.seconds(60)

    /// Makes the jobs, which do not run yet.
    ///
    /// - Parameters:
    ///   - auditKey: Signs the heads of the audit logs.
    ///   - report: Told a job's name and what it did, when it did something or failed.
    package init(
        store: Store, auditKey: Ed25519.PrivateKey, loop: EventLoop, clock: any Clock,
        report: @escaping @Sendable (String, String) -> Void
    ) {
        let sweep = Sweep(store, clock: clock)
        let sealer = Sealer(store, key: auditKey, clock: clock)
        let failing = LoopBound(FailureReport(report), loop: loop)
        self.sealer = sealer
        self.loop = loop
        self.report = report
        jobs = [
            (
                PeriodicJob(on: loop, every: Self.sweepInterval) {
                    do {
                        let result = try await sweep.run()
                        if result != Sweep.Result() { report("sweep", result.description) }
                    } catch {
                        report("sweep", "failed: \(error)")
                    }
                }, Self.sweepInterval
            ),
            // At the start: what was logged before it, by another server or by this one until it was ended.
            (
                PeriodicJob(on: loop, every: Self.noteInterval) {
                    do { try await sealer.noteAll() } catch { report("seal", "could not ask all tenants: \(error)") }
                }, .zero
            ),
            (
                PeriodicJob(on: loop, every: Self.sealInterval) {
                    failing.value.note(await sealer.sealNoted().failures)
                }, Self.sealInterval
            ),
        ]
    }

    /// Starts the jobs. On the loop only, once.
    package func start() { for (job, first) in jobs { job.start(after: first) } }

    /// Stops the jobs. On the loop only.
    package func stop() { for (job, _) in jobs { job.stop() } }

    /// Seals what the last calls have logged, after the jobs were stopped and before the database is closed. What can't be
    /// sealed now is at the next start.
    package func sealRest() async {
        for (job, _) in jobs { await job.ended() }
        for _ in 0..<Self.lastAttempts {
            let result = await sealer.sealNoted()
            if !result.failures.isEmpty { report("seal", result.description) }
            // Whoever is sealing, here or in another server, is done in a moment.
            guard result.wasBusy else { return }
            do { try await loop.sleep(for: .milliseconds(20)) } catch { return }
        }
    }

    private static let lastAttempts = 50
}

/// Reports failures that come twice a second once, and then that they are over. Belongs to its loop.
private final class FailureReport {
    private let report: @Sendable (String, String) -> Void
    private var isFailing = false

    init(_ report: @escaping @Sendable (String, String) -> Void) { self.report = report }

    func note(_ failures: [String]) {
        defer { isFailing = !failures.isEmpty }
        if let first = failures.first {
            if !isFailing { report("seal", "failed in \(failures.count) tenants, first \(first); tries go on") }
        } else if isFailing {
            report("seal", "works again")
        }
    }
}

extension Sealer.Result: CustomStringConvertible {
    package var description: String {
        var text = "sealed \(entries) entries"
        if let first = failures.first { text += "; failed in \(failures.count) tenants, first \(first)" }
        return text
    }
}

extension Sweep.Result: CustomStringConvertible {
    package var description: String {
        var text = "removed \(uploads) uploads, forgot \(answers) answers"
        if let first = failures.first { text += "; failed in \(failures.count) tenants, first \(first)" }
        return text
    }
}
