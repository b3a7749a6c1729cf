import COpenSSL

/// A SHA-256 digest (FIPS 180-4), in one piece or as the bytes come.
///
/// The value owns libcrypto's context and frees it. It may move between threads, but it belongs to one at a time.
package struct SHA256: ~Copyable, @unchecked Sendable {
    /// The bytes of a digest.
    package static let length = 32

    /// Fetched once: libcrypto would look the algorithm up anew at each start otherwise. It is immutable.
    nonisolated(unsafe) private static let algorithm: OpaquePointer = {
        guard let algorithm = EVP_MD_fetch(nil, "SHA256", nil) else {
            preconditionFailure("libcrypto has no SHA-256")
        }
        return algorithm
    }()

    /// Where each thread keeps a context of its own for digests in one piece: one is made for each call, and to make and free
    /// a context each time costs more than the digest.
    private static let threadKey: CRYPTO_THREAD_LOCAL = {
        var key = CRYPTO_THREAD_LOCAL()
        precondition(
            CRYPTO_THREAD_init_local(&key) { EVP_MD_CTX_free(OpaquePointer($0)) } == 1,
            "no more keys of threads are left")
        return key
    }()

    private static var threadContext: OpaquePointer {
        var key = threadKey
        if let context = CRYPTO_THREAD_get_local(&key) { return OpaquePointer(context) }
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("out of memory for a digest") }
        precondition(CRYPTO_THREAD_set_local(&key, UnsafeMutableRawPointer(context)) == 1, "out of memory for a digest")
        return context
    }

    private let context: OpaquePointer

    /// Begins with no bytes.
    package init() {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("out of memory for a digest") }
        self.context = context
        begin()
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    private func begin() {
        precondition(EVP_DigestInit_ex(context, SHA256.algorithm, nil) == 1, "libcrypto could not begin a digest")
    }

    /// Adds bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        precondition(
            EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1, "libcrypto could not go on with a digest")
    }

    /// Adds bytes.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Adds bytes.
    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The digest of the bytes added since the beginning, 32 bytes. Then it begins anew.
    package mutating func finalize() -> [UInt8] {
        let digest = [UInt8](unsafeUninitializedCapacity: SHA256.length) { buffer, count in
            precondition(
                EVP_DigestFinal_ex(context, buffer.baseAddress, nil) == 1, "libcrypto could not end a digest")
            count = SHA256.length
        }
        begin()
        return digest
    }

    /// The digest of bytes, 32 bytes.
    package static func digest(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length) { digest in
            let context = threadContext
            precondition(
                EVP_DigestInit_ex(context, algorithm, nil) == 1
                    && EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
                    && EVP_DigestFinal_ex(context, digest.baseAddress, nil) == 1,
                "libcrypto could not make a digest")
            return [UInt8](digest)
        }
    }

    /// The digest of bytes, 32 bytes.
    package static func digest(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { digest($0) }
    }
}
