import CUV
import Glibc
import Synchronization

/// Threads for what blocks or computes long, so that no loop has to. Bounded in threads and in queue.
package final class BlockingPool: Sendable {
    private let core: Core
    private let joined = Mutex(false)

    /// What the threads share; they keep it, not the pool, so that a dropped pool can end.
    private final class Core: @unchecked Sendable {
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
        // Under the mutex. The queue is a ring by head index: taking from the front costs no shifting.
        var queue: [(() -> Void)?] = []
        var head = 0
        var isStopping = false
        var threads: [pthread_t] = []

        let niceness: Int32

        init(niceness: Int32) {
            self.niceness = niceness
            pthread_mutex_init(mutex, nil)
            pthread_cond_init(condition, nil)
        }

        deinit {
            pthread_cond_destroy(condition)
            pthread_mutex_destroy(mutex)
            condition.deallocate()
            mutex.deallocate()
        }

        var waiting: Int { queue.count - head }

        func main() {
            // On Linux a thread has a niceness of its own; 0 is the thread that asks. Where it may not be lowered the work is
            // still done.
            if niceness > 0 { _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, niceness) }
            while true {
                pthread_mutex_lock(mutex)
                while waiting == 0 && !isStopping { pthread_cond_wait(condition, mutex) }
                guard waiting > 0 else {
                    pthread_mutex_unlock(mutex)
                    return
                }
                let work = queue[head]
                queue[head] = nil
                head += 1
                if head == queue.count {
                    queue.removeAll(keepingCapacity: true)
                    head = 0
                } else if head >= 1_024 {
                    queue.removeFirst(head)
                    head = 0
                }
                pthread_mutex_unlock(mutex)
                work?()
            }
        }
    }

    private let queueLimit: Int

    /// - Parameters:
    ///   - threads: started at once; at least 1.
    ///   - queueLimit: how many calls may wait for a thread; beyond that `run` throws `KernelError.poolFull`.
    ///   - niceness: how far the threads stand back behind others, from 0 to 19: for work that is never to slow them down.
    package init(threads: Int, queueLimit: Int, niceness: Int32 = 0) {
        precondition(threads > 0 && queueLimit > 0, "a blocking pool needs threads and room in its queue")
        self.queueLimit = queueLimit
        core = Core(niceness: niceness)
        for _ in 0..<threads {
            var thread = pthread_t()
            let result = pthread_create(
                &thread, nil,
                { argument in
                    let core = Unmanaged<Core>.fromOpaque(argument!).takeRetainedValue()
                    pthread_setname_np(pthread_self(), "blocking")
                    core.main()
                    return nil
                }, Unmanaged.passRetained(core).toOpaque())
            precondition(result == 0, "pthread_create: \(result)")
            core.threads.append(thread)
        }
    }

    /// Runs `work` on one of the pool's threads; the caller goes on on its own executor.
    package func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
            let refusal = submit { continuation.resume(with: Result(catching: work)) }
            if let refusal { continuation.resume(throwing: refusal) }
        }
    }

    private func submit(_ work: @escaping () -> Void) -> KernelError? {
        pthread_mutex_lock(core.mutex)
        defer { pthread_mutex_unlock(core.mutex) }
        if core.isStopping { return .stopped }
        if core.waiting >= queueLimit { return .poolFull }
        core.queue.append(work)
        pthread_cond_signal(core.condition)
        return nil
    }

    /// Takes no more work, finishes what is queued and joins the threads. Not callable from one of them.
    package func stop() {
        let first = joined.withLock { joined in
            defer { joined = true }
            return !joined
        }
        guard first else { return }
        pthread_mutex_lock(core.mutex)
        core.isStopping = true
        pthread_cond_broadcast(core.condition)
        let threads = core.threads
        pthread_mutex_unlock(core.mutex)
        for thread in threads { pthread_join(thread, nil) }
    }

    deinit { stop() }
}
