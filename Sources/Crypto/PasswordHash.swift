import CArgon2

/// Hashing of passwords with Argon2id (RFC 9106), in the encoded form that names its own parameters and salt:
/// `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`.
///
/// A hash takes some 20 ms of a processor and 19 MiB of memory: never make or verify one on an event loop.
package enum PasswordHash {
    /// How much a hash costs.
    package struct Parameters: Sendable, Equatable {
        /// Memory, in KiB.
        package var memory: UInt32
        /// Passes over the memory.
        package var passes: UInt32
        /// Lanes that could be filled at the same time.
        package var lanes: UInt32

        /// Makes parameters; libargon2 refuses those that are too small.
        package init(memory: UInt32, passes: UInt32, lanes: UInt32) {
            self.memory = memory
            self.passes = passes
            self.lanes = lanes
        }
    }

    /// What new hashes are made with: the OWASP Password Storage Cheat Sheet's first recommendation for Argon2id with
    /// 19 MiB, two passes and one lane.
    package static let parameters = Parameters(memory: 19 * 1024, passes: 2, lanes: 1)
    /// Bytes of a salt: RFC 9106, 3.1, recommends 16 for passwords.
    private static let saltLength = 16
    /// Bytes of a hash: RFC 9106, 4, has 32 in both of its recommended options.
    private static let hashLength = 32

    /// A password could not be hashed, for want of memory.
    package struct Failure: Error, CustomStringConvertible {
        /// What libargon2 says.
        package let description: String
    }

    /// The encoded hash of a password, with a new salt unless one is given.
    package static func make(
        _ password: String, parameters: Parameters = parameters, salt: [UInt8]? = nil
    ) throws(Failure) -> String {
        let password = Array(password.utf8)
        let salt = salt ?? SecureRandom.bytes(saltLength)
        let capacity = argon2_encodedlen(
            parameters.passes, parameters.memory, parameters.lanes, UInt32(salt.count), UInt32(hashLength), Argon2_id)
        var encoded = [CChar](repeating: 0, count: capacity)
        let code = argon2id_hash_encoded(
            parameters.passes, parameters.memory, parameters.lanes, password, password.count, salt, salt.count,
            hashLength, &encoded, encoded.count)
        guard code == ARGON2_OK.rawValue else {
            throw Failure(description: "Argon2id: \(String(cString: argon2_error_message(code)))")
        }
        return String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether the password is the one that was hashed. The hashes are compared in constant time; the time that making
    /// one takes depends on the parameters alone. Throws if there is no memory for it.
    package static func verify(_ password: String, _ encoded: String) throws(Failure) -> Bool {
        let password = Array(password.utf8)
        let code = argon2id_verify(encoded, password, password.count)
        if code == ARGON2_OK.rawValue { return true }
        if code == ARGON2_VERIFY_MISMATCH.rawValue { return false }
        throw Failure(description: "Argon2id: \(String(cString: argon2_error_message(code)))")
    }

    /// Whether a hash was made with other parameters than new ones are, and should be made anew when the password is next
    /// shown.
    package static func isOutdated(_ encoded: String) -> Bool {
        !encoded.hasPrefix(prefix)
    }

    /// A hash that no password has, and that takes as long to verify as a real one: for accounts that aren't there.
    package static let ofNobody =
        prefix + base64(SecureRandom.bytes(saltLength)) + "$" + base64(SecureRandom.bytes(hashLength))

    private static let prefix =
        "$argon2id$v=\(ARGON2_VERSION_NUMBER.rawValue)$m=\(parameters.memory),t=\(parameters.passes),p=\(parameters.lanes)$"

    /// The base64 of the encoded form is without padding.
    private static func base64(_ bytes: [UInt8]) -> String { String(Base64.encode(bytes).prefix { $0 != "=" }) }
}
