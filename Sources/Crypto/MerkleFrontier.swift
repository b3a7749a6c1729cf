/// A Merkle tree that only grows, as the little of it that is needed to grow further: the roots of the perfect subtrees that
/// it consists of (RFC 6962, section 2.1). That is 64 hashes at the most.
package struct MerkleFrontier: Sendable, Equatable {
    /// How many leaves there are.
    package private(set) var size: UInt64
    /// The roots of the perfect subtrees, the largest first: one for each bit of the size that is set.
    private var roots: [[UInt8]]

    /// A tree without leaves.
    package init() {
        size = 0
        roots = []
    }

    /// A tree of known size with `serialized` roots; nil if these are not as many as the size has.
    package init?(size: UInt64, serialized bytes: [UInt8]) {
        guard bytes.count == size.nonzeroBitCount * MerkleHash.length else { return nil }
        self.size = size
        roots = stride(from: 0, to: bytes.count, by: MerkleHash.length).map {
            Array(bytes[$0..<$0 + MerkleHash.length])
        }
    }

    /// The roots of the perfect subtrees one after the other, the largest first.
    package var serialized: [UInt8] { Array(roots.joined()) }

    /// The root of the whole tree, 32 bytes.
    package var root: [UInt8] { MerkleHash.bagging(roots) }

    /// Adds a leaf by its hash.
    ///
    /// - Parameter completed: told of each perfect subtree of two leaves or more that is full now, the smallest first.
    package mutating func append(
        _ leafHash: [UInt8], completed: (MerkleSubtree, _ root: [UInt8]) -> Void = { _, _ in }
    ) {
        precondition(leafHash.count == MerkleHash.length, "a leaf's hash has \(leafHash.count) bytes")
        var hash = leafHash
        // Each bit that carries joins two subtrees of one size.
        for carry in 0..<(~size).trailingZeroBitCount {
            hash = MerkleHash.node(roots.removeLast(), hash)
            completed(MerkleSubtree(level: carry + 1, position: size >> UInt64(carry + 1)), hash)
        }
        roots.append(hash)
        size += 1
    }
}
