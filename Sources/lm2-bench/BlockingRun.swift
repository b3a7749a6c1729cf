import Glibc
import Kernel

/// Runs asynchronous work on an event loop while the main thread waits for it.
enum BlockingRun {
    /// Runs the work to its end on a loop of its own.
    static func run<T: Sendable>(_ work: @escaping @Sendable (EventLoop) async throws -> T) throws -> T {
        let loop = try EventLoop(index: 0)
        loop.start()
        defer { loop.stop() }
        let outcome = Outcome<T>()
        loop.execute {
            loop.launch {
                do { outcome.result = .success(try await work(loop)) } catch { outcome.result = .failure(error) }
                sem_post(outcome.semaphore)
            }
        }
        while sem_wait(outcome.semaphore) != 0 {}
        guard let result = outcome.result else { preconditionFailure("signalled without a result") }
        return try result.get()
    }

    /// Written by the loop before it posts, read by the main thread after it has waited.
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
