import COpenSSL

/// A session that a client may resume. It holds keys: keep it no longer than needed, and never on disk.
package final class TLSSession: @unchecked Sendable {
    let pointer: OpaquePointer

    init(taking pointer: OpaquePointer) { self.pointer = pointer }

    deinit { SSL_SESSION_free(pointer) }

    /// Whether a server would take it up.
    package var isResumable: Bool { SSL_SESSION_is_resumable(pointer) == 1 }
}
