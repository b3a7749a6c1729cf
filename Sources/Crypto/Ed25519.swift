import COpenSSL

/// Ed25519 signatures (RFC 8032): deterministic, so that nothing depends on a random number at signing.
package enum Ed25519 {
    /// The bytes of a signature.
    package static let signatureLength = 64

    /// Why a key can't be used. It never tells anything of the key.
    package struct KeyError: Error, CustomStringConvertible, Equatable {
        /// A sentence for people.
        package let description: String
    }

    /// A key that signs. It belongs to no thread: libcrypto does not change it.
    package final class PrivateKey: @unchecked Sendable {
        private let key: OpaquePointer
        /// The key that verifies what this one signs.
        package let publicKey: PublicKey

        /// Reads a key from PEM (PKCS #8), which must not be encrypted.
        package init(pem: [UInt8]) throws(KeyError) {
            key = try Ed25519.read(pem, "a private key in PEM form without a password") {
                PEM_read_bio_PrivateKey($0, nil, nil, $1)
            }
            do {
                publicKey = try PublicKey(of: key)
            } catch {
                EVP_PKEY_free(key)
                throw error
            }
        }

        /// Makes a key of the 32 bytes that RFC 8032 calls the private key.
        package init(seed: [UInt8]) throws(KeyError) {
            guard let key = EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, seed, seed.count) else {
                ERR_clear_error()
                throw KeyError(description: "an Ed25519 private key has 32 bytes, not \(seed.count)")
            }
            self.key = key
            do {
                publicKey = try PublicKey(of: key)
            } catch {
                EVP_PKEY_free(key)
                throw error
            }
        }

        deinit { EVP_PKEY_free(key) }

        /// The signature of a message, 64 bytes.
        package func sign(_ message: [UInt8]) -> [UInt8] {
            guard let context = EVP_MD_CTX_new() else { preconditionFailure("out of memory for a signature") }
            defer { EVP_MD_CTX_free(context) }
            return [UInt8](unsafeUninitializedCapacity: signatureLength) { buffer, count in
                var length = signatureLength
                let done =
                    EVP_DigestSignInit_ex(context, nil, nil, nil, nil, key, nil) == 1
                    && EVP_DigestSign(context, buffer.baseAddress, &length, message, message.count) == 1
                precondition(done && length == signatureLength, "libcrypto could not sign")
                count = length
            }
        }
    }

    /// A key that verifies. It belongs to no thread: libcrypto does not change it.
    package final class PublicKey: @unchecked Sendable {
        private let key: OpaquePointer
        /// Its DER form (SubjectPublicKeyInfo).
        package let der: [UInt8]

        /// Reads a key from PEM (SubjectPublicKeyInfo), as `openssl pkey -pubout` writes it.
        package convenience init(pem: [UInt8]) throws(KeyError) {
            try self.init(
                owning: try Ed25519.read(pem, "a public key in PEM form") { PEM_read_bio_PUBKEY($0, nil, nil, $1) })
        }

        fileprivate convenience init(of key: OpaquePointer) throws(KeyError) {
            precondition(EVP_PKEY_up_ref(key) == 1, "libcrypto could not share a key")
            try self.init(owning: key)
        }

        /// Takes over libcrypto's key, and frees it when it is none of Ed25519.
        private init(owning key: OpaquePointer) throws(KeyError) {
            guard EVP_PKEY_is_a(key, "ED25519") == 1 else {
                EVP_PKEY_free(key)
                throw KeyError(description: "it is a key of another kind than Ed25519")
            }
            self.key = key
            var start: UnsafeMutablePointer<UInt8>?
            let length = i2d_PUBKEY(key, &start)
            precondition(length > 0, "libcrypto could not write a public key")
            der = Array(UnsafeBufferPointer(start: start, count: Int(length)))
            CRYPTO_free(start, nil, 0)
        }

        deinit { EVP_PKEY_free(key) }

        /// The SHA-256 of the DER form, 32 bytes: the key's name in signed heads.
        package var id: [UInt8] { SHA256.digest(der) }

        /// Whether the signature is this key's of the message.
        package func verify(_ signature: [UInt8], of message: [UInt8]) -> Bool {
            guard signature.count == signatureLength else { return false }
            guard let context = EVP_MD_CTX_new() else { preconditionFailure("out of memory for a signature") }
            defer {
                EVP_MD_CTX_free(context)
                ERR_clear_error()
            }
            return EVP_DigestVerifyInit_ex(context, nil, nil, nil, nil, key, nil) == 1
                && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        }
    }

    /// Reads a key from PEM. The empty password keeps libcrypto from asking for one at the terminal.
    private static func read(
        _ pem: [UInt8], _ wanted: String, _ reader: (OpaquePointer, UnsafeMutableRawPointer) -> OpaquePointer?
    ) throws(KeyError) -> OpaquePointer {
        var password: CChar = 0
        let key = pem.withUnsafeBytes { content -> OpaquePointer? in
            guard let file = BIO_new_mem_buf(content.baseAddress, Int32(clamping: content.count)) else { return nil }
            defer { BIO_free(file) }
            return withUnsafeMutablePointer(to: &password) { reader(file, UnsafeMutableRawPointer($0)) }
        }
        ERR_clear_error()
        guard let key else { throw KeyError(description: "it is not \(wanted)") }
        return key
    }
}
