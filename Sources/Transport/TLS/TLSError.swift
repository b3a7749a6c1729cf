import COpenSSL
import Glibc

/// Why TLS could not be set up or went wrong. For logs, and for the person at a client.
package struct TLSError: Error, Equatable, Sendable, CustomStringConvertible {
    /// When it went wrong.
    package enum Phase: Equatable, Sendable {
        /// A certificate, key or CA file could not be used.
        case configuration
        /// No session came about: versions, names, certificates, protocols, or no TLS at all.
        case handshake
        /// An established session broke.
        case session
    }

    /// When it went wrong.
    package var phase: Phase
    /// What went wrong.
    package var reason: String

    /// Makes an error.
    package init(_ phase: Phase, _ reason: String) {
        self.phase = phase
        self.reason = reason
    }

    package var description: String {
        switch phase {
        case .configuration: "TLS configuration: \(reason)"
        case .handshake: "TLS handshake: \(reason)"
        case .session: "TLS session: \(reason)"
        }
    }

    /// Empties OpenSSL's error queue of this thread into a text; the first error is the cause, later ones its consequences.
    static func takeQueue() -> String {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0 else { return "no reason given" }
        // The highest bit marks an errno, for which OpenSSL keeps no text (ERR_SYSTEM_FLAG).
        if code & 0x8000_0000 != 0 { return String(cString: strerror(Int32(code & 0x7FFF_FFFF))) }
        if let reason = ERR_reason_error_string(code) { return String(cString: reason) }
        return "error \(code)"
    }
}
