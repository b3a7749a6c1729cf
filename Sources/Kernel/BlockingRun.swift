import Glibc

/// Runs asynchronous work on event loops while the thread that wants its outcome waits.
package enum BlockingRun {
    /// Starts so many loops, runs the work on the first one to its end, stops the loops, and gives what the work gave. Throws
    /// what the work throws, and `KernelError` when no loops can be made. Not to be called on a loop.
    package static func run<T: Sendable>(
        loops count: Int = 1, _ work: @escaping @Sendable (EventLoopGroup) async throws -> T
    ) throws -> T {
        let loops = try EventLoopGroup(count: count)
        loops.start()
        defer { loops.stop() }
        let outcome = Outcome<T>()
        let first = loops.loops[0]
        first.execute {
            first.launch {
                do { outcome.result = .success(try await work(loops)) } catch { outcome.result = .failure(error) }
                sem_post(outcome.semaphore)
            }
        }
        while sem_wait(outcome.semaphore) != 0 {}
        guard let result = outcome.result else { preconditionFailure("posted without a result") }
        return try result.get()
    }

    /// Written by the loop before it posts, read by the waiting thread after it has waited.
    private final class Outcome<T: Sendable>: @unchecked Sendable {
        var result: Result<T, any Error>?
        let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

        init() { sem_init(semaphore, 0, 0) }

        deinit {
            sem_destroy(semaphore)
            semaphore.deallocate()
        }
    }
}
