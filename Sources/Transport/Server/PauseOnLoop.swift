import Kernel
import RPC

extension Pause {
    /// Waits by the loop's timers. A handler that pauses waits for no client, so its call does not count as stalled.
    package init(loop: EventLoop) {
        self.init { duration throws(Status) in
            do {
                try await loop.sleep(for: duration)
            } catch {
                throw Status(.cancelled, "the call was cancelled")
            }
        }
    }
}
