import CUV
import Glibc

/// What can go wrong in the kernel. Nothing of it is meant for a remote caller.
package enum KernelError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The operating system or libuv refused; `code` is libuv's (a negated errno), `operation` what was tried.
    case system(operation: String, code: Int32)
    /// The text is no IPv4 or IPv6 address.
    case invalidAddress(String)
    /// The blocking pool's queue is at its limit.
    case poolFull
    /// The loop or pool has stopped, or stops.
    case stopped
    /// It took longer than was allowed.
    case timedOut

    package var description: String {
        switch self {
        case .system(let operation, let code): "\(operation): \(String(cString: uv_strerror(code)))"
        case .invalidAddress(let text): "no IPv4 or IPv6 address: \(text)"
        case .poolFull: "the queue for blocking work is full"
        case .stopped: "stopped"
        case .timedOut: "timed out"
        }
    }

    /// Throws for a negative result of libuv.
    @inline(__always)
    static func check(_ result: Int32, _ operation: StaticString) throws(KernelError) {
        if result < 0 { throw .system(operation: "\(operation)", code: result) }
    }

    /// The error of the last system call.
    static func last(_ operation: String) -> KernelError { .system(operation: operation, code: -errno) }
}
