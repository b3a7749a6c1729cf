import Kernel
import Messages
import RPC

extension Offload {
    /// Runs work on the pool's threads. A full pool is RESOURCE_EXHAUSTED, with a `RetryInfo` of half a second to a second
    /// and a half, spread so that those who were sent away do not all come back together; a stopped one is UNAVAILABLE.
    package init(pool: BlockingPool) {
        self.init { work in
            do {
                try await pool.run { work() }
            } catch KernelError.poolFull {
                let retry = RetryInfo(milliseconds: .random(in: 500...1500))
                throw Status(
                    .resourceExhausted, "too much work of this kind is waiting; try again later",
                    details: [StatusDetail(type: RetryInfo.fullName, value: retry.serialized())])
            } catch is KernelError {
                throw Status(.unavailable, "the server is shutting down")
            }
        }
    }
}
