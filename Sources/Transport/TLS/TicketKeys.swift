import COpenSSL
import Synchronization

/// The keys under which session tickets are sealed. They rotate, so that a stolen key opens few past sessions; the one
/// before stays good for opening. Shared by all loops, but only used in handshakes.
final class TicketKeys: Sendable {
    /// The bytes of a key: a public name, an AES-256 key and an HMAC-SHA-256 key.
    private struct Key {
        var name: [UInt8]
        var cipher: [UInt8]
        var mac: [UInt8]

        init() {
            name = Self.random(16)
            cipher = Self.random(32)
            mac = Self.random(32)
        }

        private static func random(_ count: Int) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: count)
            // Without random numbers there is no TLS at all.
            precondition(RAND_bytes(&bytes, Int32(count)) == 1, "no random numbers")
            return bytes
        }
    }

    /// The newest first; one or two.
    private let keys = Mutex([Key()])

    /// Makes a new key; tickets of the one before are opened until the next rotation.
    func rotate() {
        keys.withLock { $0 = [Key(), $0[0]] }
    }

    /// Prepares sealing. Gives what OpenSSL expects: 1, or -1 for an error.
    func seal(
        name: UnsafeMutablePointer<UInt8>, iv: UnsafeMutablePointer<UInt8>, cipher: OpaquePointer, mac: OpaquePointer
    ) -> Int32 {
        let key = keys.withLock { $0[0] }
        name.update(from: key.name, count: 16)
        guard RAND_bytes(iv, 16) == 1, EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), nil, key.cipher, iv) == 1 else {
            return -1
        }
        return Self.start(mac, key.mac)
    }

    /// Prepares opening: 1, or 2 to have the ticket renewed, 0 if its key is gone, -1 for an error.
    func open(
        name: UnsafeMutablePointer<UInt8>, iv: UnsafeMutablePointer<UInt8>, cipher: OpaquePointer, mac: OpaquePointer
    ) -> Int32 {
        let wanted = UnsafeBufferPointer(start: name, count: 16)
        let found = keys.withLock { keys in
            keys.firstIndex { $0.name.elementsEqual(wanted) }.map { (index: $0, key: keys[$0]) }
        }
        guard let found else { return 0 }
        guard EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nil, found.key.cipher, iv) == 1,
            Self.start(mac, found.key.mac) == 1
        else { return -1 }
        return found.index == 0 ? 1 : 2
    }

    /// The parameters keep pointers to their names, so the names have to stay where they are: a `StaticString` does.
    private static let keyName: StaticString = "key"
    private static let digestName: StaticString = "digest"

    private static func start(_ mac: OpaquePointer, _ key: [UInt8]) -> Int32 {
        var key = key
        var digest: [CChar] = [83, 72, 65, 50, 53, 54, 0]  // "SHA256"
        return key.withUnsafeMutableBytes { key in
            digest.withUnsafeMutableBufferPointer { digest in
                let parameters = [
                    OSSL_PARAM_construct_octet_string(name(keyName), key.baseAddress, key.count),
                    OSSL_PARAM_construct_utf8_string(name(digestName), digest.baseAddress, 0),
                    OSSL_PARAM_construct_end(),
                ]
                return EVP_MAC_CTX_set_params(mac, parameters) == 1 ? 1 : -1
            }
        }
    }

    private static func name(_ text: StaticString) -> UnsafePointer<CChar> {
        UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
