/// Proofs about a Merkle tree (RFC 6962, sections 2.1.1 and 2.1.2), which those can check who know only its root.
package enum MerkleProof {
    // MARK: Making one

    /// The parts of a tree whose hashes prove that a leaf is in it, from the leaf's sibling up.
    ///
    /// - Parameter index: of the leaf; below the size.
    package static func inclusion(of index: UInt64, size: UInt64) -> [MerkleRange] {
        precondition(index < size, "leaf \(index) is not in a tree of \(size)")
        var path: [MerkleRange] = []
        var (start, end) = (UInt64(0), size)
        while end - start > 1 {
            let middle = start + split(end - start)
            if index < middle {
                path.append(MerkleRange(start: middle, end: end))
                end = middle
            } else {
                path.append(MerkleRange(start: start, end: middle))
                start = middle
            }
        }
        return path.reversed()
    }

    /// The parts of a tree whose hashes prove that it has grown from an earlier one, in the RFC's order; none if they are of
    /// one size.
    ///
    /// - Parameters:
    ///   - first: the earlier size, from 1.
    ///   - second: the later one, not less.
    package static func consistency(from first: UInt64, to second: UInt64) -> [MerkleRange] {
        precondition(first > 0 && first <= second, "no tree of \(first) grows to \(second)")
        var path: [MerkleRange] = []
        var (start, end) = (UInt64(0), second)
        // Whether what is left of the earlier tree is that tree itself, whose root the verifier has.
        var isWhole = true
        while first < end {
            let middle = start + split(end - start)
            if first <= middle {
                path.append(MerkleRange(start: middle, end: end))
                end = middle
            } else {
                path.append(MerkleRange(start: start, end: middle))
                start = middle
                isWhole = false
            }
        }
        if !isWhole { path.append(MerkleRange(start: start, end: end)) }
        return path.reversed()
    }

    /// The largest power of two below a number from 2.
    private static func split(_ count: UInt64) -> UInt64 {
        1 << UInt64(UInt64.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }

    // MARK: Checking one

    /// Whether the hashes prove that a leaf is in the tree of that size and root.
    package static func verifyInclusion(
        leafHash: [UInt8], index: UInt64, size: UInt64, root: [UInt8], hashes: [[UInt8]]
    ) -> Bool {
        guard index < size, hashes.allSatisfy({ $0.count == MerkleHash.length }) else { return false }
        var (place, last) = (index, size - 1)
        var hash = leafHash
        for sibling in hashes {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                hash = MerkleHash.node(sibling, hash)
                // At the right edge a node without a sibling goes up as it is.
                while place & 1 == 0, place > 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                hash = MerkleHash.node(hash, sibling)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 && hash == root
    }

    /// Whether the hashes prove that the tree of the second size and root has grown from that of the first.
    package static func verifyConsistency(
        first: UInt64, firstRoot: [UInt8], second: UInt64, secondRoot: [UInt8], hashes: [[UInt8]]
    ) -> Bool {
        guard first > 0, first <= second, hashes.allSatisfy({ $0.count == MerkleHash.length }) else { return false }
        guard first < second else { return hashes.isEmpty && firstRoot == secondRoot }
        var (place, last) = (first - 1, second - 1)
        while place & 1 == 1 { (place, last) = (place >> 1, last >> 1) }
        var rest = hashes[...]
        // An earlier tree that is perfect is a node of the later one, and the verifier has its root.
        guard let seed = place == 0 ? firstRoot : rest.popFirst() else { return false }
        var (old, new) = (seed, seed)
        for sibling in rest {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                old = MerkleHash.node(sibling, old)
                new = MerkleHash.node(sibling, new)
                while place & 1 == 0, place > 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                new = MerkleHash.node(new, sibling)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 && old == firstRoot && new == secondRoot
    }
}
