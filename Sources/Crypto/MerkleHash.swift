/// The hashes of a Merkle tree as RFC 6962, section 2.1, has them: leaves and inner nodes can't be taken for each other.
package enum MerkleHash {
    /// The bytes of a hash.
    package static let length = SHA256.length

    /// The root of a tree without leaves: the digest of nothing.
    package static let empty = SHA256.digest([])

    /// The hash of a leaf: SHA-256 of a zero byte and the leaf.
    package static func leaf(_ content: [UInt8]) -> [UInt8] { SHA256.digest([0] + content) }

    /// The hash of a node over two others: SHA-256 of a byte of one, the left hash and the right one.
    package static func node(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1 + left.count + right.count)
        bytes.append(1)
        bytes += left
        bytes += right
        return SHA256.digest(bytes)
    }

    /// The root over the roots of perfect subtrees that stand beside each other, the largest first; that of no leaves if
    /// there are none.
    static func bagging(_ roots: some BidirectionalCollection<[UInt8]>) -> [UInt8] {
        guard var root = roots.last else { return empty }
        for left in roots.dropLast().reversed() { root = node(left, root) }
        return root
    }
}
