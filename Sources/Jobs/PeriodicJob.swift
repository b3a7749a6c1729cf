import Kernel

/// Runs work on a loop again and again, the next time so long after the last has ended: it never overlaps itself.
/// Belongs to its loop.
package final class PeriodicJob {
    private let loop: EventLoop
    private let interval: Duration
    private let work: @Sendable () async -> Void
    private var timer: LoopTimer?
    private var task: Task<Void, Never>?
    private var isStopped = false

    /// Makes a job that does not run yet.
    package init(on loop: EventLoop, every interval: Duration, _ work: @escaping @Sendable () async -> Void) {
        self.loop = loop
        self.interval = interval
        self.work = work
    }

    /// Starts. On the loop only, once.
    ///
    /// - Parameter delay: from now until the first run; one interval if none is given.
    package func start(after delay: Duration? = nil) {
        precondition(timer == nil && task == nil && !isStopped, "a job starts once")
        wait(delay ?? interval)
    }

    /// Starts no further run, and cancels the one that is under way. On the loop only.
    package func stop() {
        loop.preconditionCurrent()
        isStopped = true
        timer?.cancel()
        timer = nil
        task?.cancel()
    }

    /// Returns when no run is under way. On the loop only.
    package func ended() async { await task?.value }

    private func wait(_ time: Duration) {
        timer = loop.schedule(after: time) { [weak self] in self?.run() }
    }

    private func run() {
        timer = nil
        task = loop.launch {
            await self.work()
            self.task = nil
            if !self.isStopped { self.wait(self.interval) }
        }
    }
}
