import Glibc
import Kernel

/// The loop on which an engine's inputs run. One for all: to start a thread takes longer than most of them.
package enum FuzzLoop {
    /// The loop, which runs.
    package static let loop: EventLoop = {
        do {
            let loop = try EventLoop(index: 0)
            loop.start()
            return loop
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    /// Made once and never freed, and any thread may post to a semaphore.
    nonisolated(unsafe) private static let done: UnsafeMutablePointer<sem_t> = {
        let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
        return semaphore
    }()

    /// Runs the body on the loop, and returns when it is done. One at a time.
    package static func run(_ body: @escaping @Sendable () async -> Void) {
        loop.execute {
            loop.launch {
                await body()
                sem_post(done)
            }
        }
        while sem_wait(done) != 0 {}
    }
}
