import Kernel
import RPC

extension Offload {
    /// Runs work on the pool's threads. A full pool is RESOURCE_EXHAUSTED, a stopped one UNAVAILABLE.
    package init(pool: BlockingPool) {
        self.init { work in
            do {
                try await pool.run { work() }
            } catch KernelError.poolFull {
                throw Status(.resourceExhausted, "too much work of this kind is waiting; try again later")
            } catch is KernelError {
                throw Status(.unavailable, "the server is shutting down")
            }
        }
    }
}
