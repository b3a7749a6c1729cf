/// The head of a tenant's audit log, as it is signed.
package struct TreeHead: Sendable, Equatable {
    /// The tenant's id: 16 bytes.
    package let tenant: [UInt8]
    /// How many entries the tree has.
    package let size: UInt64
    /// When it was sealed, in microseconds since 1970, UTC.
    package let sealedAt: Int64
    /// The tree's root: 32 bytes.
    package let root: [UInt8]

    /// Makes a head of its parts; a precondition that the tenant has 16 bytes and the root 32, so that no two heads are
    /// signed as the same text.
    package init(tenant: [UInt8], size: UInt64, sealedAt: Int64, root: [UInt8]) {
        precondition(tenant.count == 16 && root.count == MerkleHash.length, "a head's parts have fixed lengths")
        self.tenant = tenant
        self.size = size
        self.sealedAt = sealedAt
        self.root = root
    }

    /// What is signed: `lm2.v1.SignedHead.signature` in the protocol's files describes it.
    package var signedText: [UInt8] {
        var text = Array("lm2 audit head v1\n".utf8)
        text += tenant
        withUnsafeBytes(of: size.bigEndian) { text += $0 }
        withUnsafeBytes(of: sealedAt.bigEndian) { text += $0 }
        return text + root
    }
}
