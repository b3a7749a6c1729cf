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

    /// Makes a new token for a tenant.
    package static func make(for tenant: Identifier) -> BearerToken {
        let secret = SecureRandom.bytes(secretSize)
        return BearerToken(
            tenant: tenant, digest: SHA256.digest(secret), text: "lm2_\(tenant)_\(Base64URL.encode(secret))")
    }

    /// Reads a token; nil if the text is not one.
    package init?(_ text: String) {
        guard text.utf8.count <= 100 else { return nil }
        // The secret itself may contain the separator.
        let parts = text.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "lm2", let tenant = Identifier(String(parts[1])),
            let secret = Base64URL.decode(String(parts[2])), secret.count == Self.secretSize
        else { return nil }
        self.init(tenant: tenant, digest: SHA256.digest(secret), text: text)
    }

    private init(tenant: Identifier, digest: [UInt8], text: String) {
        self.tenant = tenant
        self.digest = digest
        self.text = text
    }
}
