import COpenSSL

/// A message's authentication code under a secret key (RFC 2104, with SHA-256).
package enum HMACSHA256 {
    /// The bytes of a code.
    package static let length = 32

    /// The code of a message, 32 bytes. A key may have any length; 32 random bytes are a good one.
    package static func code(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        // libcrypto takes a null key for "the same as before", so an empty one needs an address.
        let keyed = key.isEmpty ? [0] : key
        return [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            var written = 0
            let done = EVP_Q_mac(
                nil, "HMAC", nil, "SHA256", nil, keyed, key.count, message, message.count, buffer.baseAddress,
                length, &written)
            precondition(done != nil && written == length, "libcrypto could not make an authentication code")
            count = length
        }
    }

    /// Whether a code is that of the message, found in a time that does not depend on where they differ.
    package static func verify(_ code: [UInt8], of message: [UInt8], key: [UInt8]) -> Bool {
        ConstantTime.equal(code, self.code(message, key: key))
    }
}
