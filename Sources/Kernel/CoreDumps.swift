import CUV
import Glibc

/// What the system keeps of a process that crashes.
package enum CoreDumps {
    /// No image of this process's memory is ever written, and only root may look into the process (`ptrace`,
    /// `/proc/PID/mem`): keys and passwords lie in memory in clear. For the rest of the process's life; to be called
    /// before any secret is read. Throws when the system refuses.
    ///
    /// The limit stops files; where the system pipes dumps to a program it counts for nothing (core(5)), and only the
    /// process's own mark stops them.
    package static func forbid() throws(KernelError) {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        guard setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0 else { throw .last("setrlimit") }
        guard lm2_prctl_set_dumpable(0) == 0 else { throw .last("prctl") }
    }
}
