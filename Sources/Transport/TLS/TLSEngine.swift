import COpenSSL
import RPC

/// One TLS session that takes and gives bytes: no socket inside.
///
/// OpenSSL reads from the bytes that `receive` is given, where they lie, and writes to `output`, which belongs to the loop
/// and not to the session; so `output` has to be written out after every call of this engine, before another's.
package final class TLSEngine {
    private let context: TLSContext
    private let ssl: OpaquePointer
    /// What is to be written to the other end.
    package let output: ByteQueue
    /// What OpenSSL has not read yet of the bytes being received; empty outside `receive`.
    private var input = UnsafeRawBufferPointer(start: nil, count: 0)
    private var hasFailed = false
    /// Whether the handshake is done.
    package private(set) var isEstablished = false

    /// Makes a session. A client is told the name that the server's certificate has to hold, and may resume a session.
    package init(
        _ context: TLSContext, output: ByteQueue, serverName: String? = nil, resuming session: TLSSession? = nil
    ) throws(TLSError) {
        ERR_clear_error()
        guard let ssl = SSL_new(context.pointer) else { throw TLSError(.configuration, TLSError.takeQueue()) }
        guard let bio = BIO_new(Self.bioMethod) else {
            SSL_free(ssl)
            throw TLSError(.configuration, TLSError.takeQueue())
        }
        self.context = context
        self.ssl = ssl
        self.output = output
        BIO_set_data(bio, Unmanaged.passUnretained(self).toOpaque())
        // One reference serves as both ends.
        SSL_set_bio(ssl, bio, bio)
        switch context.role {
        case .server: SSL_set_accept_state(ssl)
        case .client:
            SSL_set_connect_state(ssl)
            try expect(serverName ?? context.serverName)
            if let session, SSL_set_session(ssl, session.pointer) != 1 {
                throw TLSError(.configuration, "the session can't be resumed: \(TLSError.takeQueue())")
            }
        }
    }

    deinit { SSL_free(ssl) }

    private func expect(_ name: String?) throws(TLSError) {
        guard let name, !name.isEmpty else { throw TLSError(.configuration, "the server's name is not known") }
        if TLSContext.isAddress(name) {
            guard X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name) == 1 else {
                throw TLSError(.configuration, "the address \(name) can't be expected")
            }
            return
        }
        SSL_set_hostflags(ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
        guard SSL_set1_host(ssl, name) == 1, lm2_SSL_set_tlsext_host_name(ssl, name) == 1 else {
            throw TLSError(.configuration, "the name \(name) can't be expected: \(TLSError.takeQueue())")
        }
    }

    // MARK: Bytes in

    /// Begins the handshake of a client. A server waits for bytes.
    package func start() throws(TLSError) { _ = try handshake() }

    /// Takes ciphertext, all of it, and hands plaintext on in pieces that lie in `scratch`, until `deliver` returns false.
    /// Calls `established` once, before the first plaintext. Returns whether the other end has closed its side in order.
    package func receive(
        _ bytes: UnsafeRawBufferPointer, scratch: UnsafeMutableRawBufferPointer, established: () -> Void,
        deliver: (UnsafeRawBufferPointer) -> Bool
    ) throws(TLSError) -> Bool {
        input = bytes
        defer { input = UnsafeRawBufferPointer(start: nil, count: 0) }
        if !isEstablished {
            guard try handshake() else { return false }
            established()
        }
        var filled = 0
        while true {
            var count = 0
            let outcome = perform {
                SSL_read_ex(ssl, scratch.baseAddress.map { $0 + filled }, scratch.count - filled, &count)
            }
            if case .done = outcome {
                filled += count
                if filled < scratch.count { continue }
            }
            // Records are collected, so that what came in one read is handled in one go.
            if filled > 0, !deliver(UnsafeRawBufferPointer(rebasing: scratch[..<filled])) { return false }
            filled = 0
            switch outcome {
            case .done: continue
            case .wantsMore: return false
            case .closed: return true
            case .failed(let reason): throw TLSError(.session, reason)
            }
        }
    }

    /// Goes on with the handshake as far as the input reaches; true once it is done.
    private func handshake() throws(TLSError) -> Bool {
        switch perform({ SSL_do_handshake(ssl) }) {
        case .done:
            isEstablished = true
            return true
        case .wantsMore: return false
        case .closed: throw TLSError(.handshake, "the other end closed")
        case .failed(let reason): throw TLSError(.handshake, reason)
        }
    }

    // MARK: Bytes out

    /// Encrypts all of the bytes into `output`.
    package func send(_ bytes: UnsafeRawBufferPointer) throws(TLSError) {
        var rest = bytes
        while rest.count > 0 {
            var count = 0
            switch perform({ SSL_write_ex(ssl, rest.baseAddress, rest.count, &count) }) {
            case .done: rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            // The output takes everything and nothing is negotiated anew, so there is nothing to wait for.
            case .wantsMore, .closed: throw TLSError(.session, "the session takes no more")
            case .failed(let reason): throw TLSError(.session, reason)
            }
        }
    }

    /// Says that nothing follows. After a failure OpenSSL has said so already, by an alert, and must not be called.
    package func close() {
        guard isEstablished, !hasFailed else { return }
        _ = perform { SSL_shutdown(ssl) >= 0 ? 1 : -1 }
    }

    // MARK: What was agreed

    /// The protocol that was chosen; nil if the client offered none.
    package var applicationProtocol: String? {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        SSL_get0_alpn_selected(ssl, &name, &length)
        guard let name, length > 0 else { return nil }
        return String(decoding: UnsafeBufferPointer(start: name, count: Int(length)), as: UTF8.self)
    }

    /// The version and suite, for logs: `TLSv1.3 TLS_AES_256_GCM_SHA384`.
    package var sessionDescription: String {
        let version = String(cString: SSL_get_version(ssl))
        guard let suite = SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)) else { return version }
        return "\(version) \(String(cString: suite))"
    }

    /// Whether an earlier session was resumed.
    package var isResumed: Bool { SSL_session_reused(ssl) == 1 }

    /// The session, to be resumed later; nil while there is none. In TLS 1.3 it can be resumed once the server's ticket has come.
    package var session: TLSSession? {
        guard let session = SSL_get1_session(ssl) else { return nil }
        return TLSSession(taking: session)
    }

    /// The other end's verified certificate; nil if it showed none.
    package var peerCertificate: PeerCertificate? {
        guard let certificate = SSL_get1_peer_certificate(ssl) else { return nil }
        defer { X509_free(certificate) }
        // Without verification a certificate says nothing; a client without SSL_VERIFY_PEER does not exist here.
        guard SSL_get_verify_result(ssl) == Int(X509_V_OK) else { return nil }
        return PeerCertificate(x509: certificate)
    }

    // MARK: The one place where OpenSSL is called

    private enum Outcome {
        case done
        case wantsMore
        case closed
        case failed(String)
    }

    /// Calls OpenSSL with a clean error queue and reads its verdict at once: the queue is the thread's, not the session's.
    private func perform(_ call: () -> Int32) -> Outcome {
        if hasFailed { return .failed("the session has failed before") }
        ERR_clear_error()
        let result = call()
        if result > 0 { return .done }
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: return .wantsMore
        case SSL_ERROR_ZERO_RETURN: return .closed
        default:
            hasFailed = true
            let verification = SSL_get_verify_result(ssl)
            let reason = TLSError.takeQueue()
            if verification != Int(X509_V_OK) {
                return .failed("\(reason): \(String(cString: X509_verify_cert_error_string(verification)))")
            }
            return .failed(reason)
        }
    }

    // MARK: The BIO

    private func read(into place: UnsafeMutableRawPointer, _ count: Int) -> Int {
        let taken = min(count, input.count)
        guard taken > 0, let base = input.baseAddress else { return 0 }
        place.copyMemory(from: base, byteCount: taken)
        input = UnsafeRawBufferPointer(rebasing: input[taken...])
        return taken
    }

    private static func engine(of bio: OpaquePointer?) -> TLSEngine {
        Unmanaged<TLSEngine>.fromOpaque(BIO_get_data(bio)).takeUnretainedValue()
    }

    /// OpenSSL never changes a method once it is made, and every engine uses the same.
    nonisolated(unsafe) private static let bioMethod: OpaquePointer = {
        guard let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "engine") else {
            preconditionFailure("no memory for a BIO method")
        }
        BIO_meth_set_create(method) { bio in
            BIO_set_init(bio, 1)
            return 1
        }
        BIO_meth_set_read(method) { bio, place, count in
            BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_SHOULD_RETRY)
            guard let place, count > 0 else { return 0 }
            let taken = TLSEngine.engine(of: bio).read(into: place, Int(count))
            if taken == 0 {
                BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
                return -1
            }
            return Int32(taken)
        }
        BIO_meth_set_write(method) { bio, bytes, count in
            BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_SHOULD_RETRY)
            TLSEngine.engine(of: bio).output.append(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
            return count
        }
        BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
        return method
    }()
}
