import Crypto
import Storage

/// A bearer token: `lm2_<tenant's id>_<secret>`, the secret being 32 random bytes in base64url.
///
/// The tenant stands in clear, since the credential can be looked up only within its tenant. Only the digest of the
/// secret is kept, so that who reads the database can't call.
package struct BearerToken: Sendable {
    /// The tenant that the token is for.
    package let tenant: Identifier
    /// The SHA-256 of the secret: 32 bytes.
    package let digest: [UInt8]
    /// The token itself. Show it once, and never log it.
    package let text: String

    /// How many random bytes a secret has.
    private static let secretSize = 32
    private static let prefix = Array("lm2_".utf8)

    /// Makes a new token for a tenant.
    package static func make(for tenant: Identifier) -> BearerToken {
        let secret = SecureRandom.bytes(secretSize)
        return BearerToken(
            tenant: tenant, digest: SHA256.digest(secret), text: "lm2_\(tenant)_\(Base64URL.encode(secret))")
    }

    /// Reads a token; nil if the text is not one.
    package init?(_ text: String) {
        var copy = text
        guard let (tenant, digest) = copy.withUTF8({ Self.read($0) }) else { return nil }
        self.init(tenant: tenant, digest: digest, text: text)
    }

    /// Reads a token's tenant and the digest of its secret. By bytes and places, since it is on every call's path.
    static func read(_ text: UnsafeBufferPointer<UInt8>) -> (tenant: Identifier, digest: [UInt8])? {
        let separator = UInt8(ascii: "_")
        // The secret itself may contain the separator.
        guard text.count <= 100, text.starts(with: prefix),
            let end = text[prefix.count...].firstIndex(of: separator),
            let tenant = Identifier(utf8: UnsafeBufferPointer(rebasing: text[prefix.count..<end]))
        else { return nil }
        let encoded = UnsafeBufferPointer(rebasing: text[(end + 1)...])
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: encoded.count) { room in
            guard Base64URL.decode(encoded, into: room) == secretSize else { return nil }
            let secret = UnsafeRawBufferPointer(start: room.baseAddress, count: secretSize)
            return (tenant, SHA256.digest(secret))
        }
    }

    private init(tenant: Identifier, digest: [UInt8], text: String) {
        self.tenant = tenant
        self.digest = digest
        self.text = text
    }
}
