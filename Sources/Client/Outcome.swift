import Glibc
import Synchronization

/// What came of a command: set on the loop, awaited by the main thread. The first that is set counts.
final class Outcome: @unchecked Sendable {
    private let value = Mutex<Result<Report?, ClientFailure>?>(nil)
    private let ready = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    /// Kept alive with the outcome; touched on the loop only.
    private var kept: AnyObject?

    init() { sem_init(ready, 0, 0) }

    deinit {
        sem_destroy(ready)
        ready.deallocate()
    }

    /// Says what came of it.
    func set(_ result: Result<Report?, ClientFailure>) {
        let isFirst = value.withLock { value in
            guard value == nil else { return false }
            value = result
            return true
        }
        if isFirst { sem_post(ready) }
    }

    /// Keeps something for as long as the command runs. On the loop only.
    func keep(_ object: AnyObject?) { kept = object }

    /// Waits for it.
    func wait() throws(ClientFailure) -> Report? {
        while sem_wait(ready) != 0 {}
        guard let result = value.withLock({ $0 }) else { preconditionFailure("the outcome is ready but not there") }
        return try result.get()
    }
}
