/// A perfect subtree of a Merkle tree: 2^level leaves, the first of which has the index position * 2^level. Once it is full
/// its root never changes, however the tree grows.
package struct MerkleSubtree: Sendable, Hashable {
    /// 0 for a single leaf, up to 63.
    package let level: Int
    /// Which of its level, from 0.
    package let position: UInt64

    /// Makes the name of a subtree.
    package init(level: Int, position: UInt64) {
        self.level = level
        self.position = position
    }

    /// The positions of its parts at a lower level; a precondition that it is not a higher one.
    package func parts(at lower: Int) -> Range<UInt64> {
        precondition(lower <= level, "level \(lower) is above \(level)")
        let shift = UInt64(level - lower)
        return position << shift..<(position + 1) << shift
    }

    /// The root over the roots of all its parts at one level, in order: a power of two of them.
    package static func root(of parts: [[UInt8]]) -> [UInt8] {
        precondition(parts.count > 0 && parts.count & (parts.count - 1) == 0, "\(parts.count) is no power of two")
        var row = parts
        while row.count > 1 {
            row = stride(from: 0, to: row.count, by: 2).map { MerkleHash.node(row[$0], row[$0 + 1]) }
        }
        return row[0]
    }
}

/// Leaves that follow each other and that one node of some tree covers: the whole tree, or one side of a node of it. It
/// begins at a multiple of the power of two that covers it.
package struct MerkleRange: Sendable, Equatable {
    /// The index of the first leaf.
    package let start: UInt64
    /// The index after the last one.
    package let end: UInt64

    /// The perfect subtrees that it consists of, the largest first.
    package var subtrees: [MerkleSubtree] {
        var subtrees: [MerkleSubtree] = []
        var first = start
        while first < end {
            let level = UInt64.bitWidth - 1 - (end - first).leadingZeroBitCount
            subtrees.append(MerkleSubtree(level: level, position: first >> UInt64(level)))
            first += 1 << UInt64(level)
        }
        return subtrees
    }

    /// Its hash, from those of its subtrees.
    package func root<Failure: Error>(
        _ hash: (MerkleSubtree) throws(Failure) -> [UInt8]
    ) throws(Failure) -> [UInt8] {
        var roots: [[UInt8]] = []
        for subtree in subtrees { roots.append(try hash(subtree)) }
        return MerkleHash.bagging(roots)
    }
}
