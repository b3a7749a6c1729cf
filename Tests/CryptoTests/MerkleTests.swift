import Crypto
import Testing

/// The tree of 8 leaves that the tests of Certificate Transparency's implementations share.
private enum Reference {
    static let leaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ].map { Hexadecimal.decode($0) ?? [] }

    /// Of the trees of 1 to 8 of them.
    static let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    static let inclusion: [(index: UInt64, size: UInt64, hashes: [String])] = [
        (0, 1, []),
        (
            0, 8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        ),
        (
            5, 8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    ]

    static let consistency: [(first: UInt64, second: UInt64, hashes: [String])] = [
        (1, 1, []),
        (
            1, 8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        ),
        (
            6, 8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        ),
        (
            2, 5,
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ]
        ),
    ]
}

/// The RFC's own definitions, word for word, over the leaves' hashes.
private enum Definition {
    static func split(_ count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }

    static func root(_ hashes: ArraySlice<[UInt8]>) -> [UInt8] {
        switch hashes.count {
        case 0: return SHA256.digest([])
        case 1: return hashes[hashes.startIndex]
        default:
            let middle = hashes.startIndex + split(hashes.count)
            return SHA256.digest([1] + root(hashes[..<middle]) + root(hashes[middle...]))
        }
    }

    static func path(_ index: Int, _ hashes: ArraySlice<[UInt8]>) -> [[UInt8]] {
        guard hashes.count > 1 else { return [] }
        let half = split(hashes.count)
        let middle = hashes.startIndex + half
        return index < half
            ? path(index, hashes[..<middle]) + [root(hashes[middle...])]
            : path(index - half, hashes[middle...]) + [root(hashes[..<middle])]
    }

    static func proof(_ first: Int, _ hashes: ArraySlice<[UInt8]>, isWhole: Bool = true) -> [[UInt8]] {
        if first == hashes.count { return isWhole ? [] : [root(hashes)] }
        let half = split(hashes.count)
        let middle = hashes.startIndex + half
        return first <= half
            ? proof(first, hashes[..<middle], isWhole: isWhole) + [root(hashes[middle...])]
            : proof(first - half, hashes[middle...], isWhole: false) + [root(hashes[..<middle])]
    }
}

@Suite("Merkle trees of RFC 6962")
struct MerkleTests {
    /// The hash of a subtree, as a store has it that keeps the leaves only.
    private static func hash(_ hashes: [[UInt8]]) -> (MerkleSubtree) -> [UInt8] {
        { subtree in
            let parts = subtree.parts(at: 0)
            return MerkleSubtree.root(of: Array(hashes[Int(parts.lowerBound)..<Int(parts.upperBound)]))
        }
    }

    @Test("The reference tree has the published roots and proofs")
    func reference() {
        #expect(MerkleHash.empty == MerkleFrontier().root)
        var frontier = MerkleFrontier()
        var roots: [[UInt8]] = []
        for leaf in Reference.leaves {
            frontier.append(MerkleHash.leaf(leaf))
            roots.append(frontier.root)
        }
        #expect(roots.map { Hexadecimal.encode($0) } == Reference.roots)
        let hashes = Reference.leaves.map { MerkleHash.leaf($0) }
        for (index, size, published) in Reference.inclusion {
            let proof = MerkleProof.inclusion(of: index, size: size).map { $0.root(Self.hash(hashes)) }
            #expect(proof.map { Hexadecimal.encode($0) } == published)
            #expect(
                MerkleProof.verifyInclusion(
                    leafHash: hashes[Int(index)], index: index, size: size, root: roots[Int(size) - 1], hashes: proof))
        }
        for (first, second, published) in Reference.consistency {
            let proof = MerkleProof.consistency(from: first, to: second).map { $0.root(Self.hash(hashes)) }
            #expect(proof.map { Hexadecimal.encode($0) } == published)
            #expect(
                MerkleProof.verifyConsistency(
                    first: first, firstRoot: roots[Int(first) - 1], second: second, secondRoot: roots[Int(second) - 1],
                    hashes: proof))
        }
    }

    static let leafHashes = (0..<200).map { MerkleHash.leaf(Array("leaf \($0)".utf8)) }

    @Test("For each size to 200 the root is the definition's, from whichever size the frontier was kept")
    func roots() throws {
        var frontier = MerkleFrontier()
        for size in 0...Self.leafHashes.count {
            #expect(frontier.root == Definition.root(Self.leafHashes[..<size]))
            #expect(frontier.size == UInt64(size))
            let kept = try #require(MerkleFrontier(size: UInt64(size), serialized: frontier.serialized))
            #expect(kept == frontier)
            #expect(MerkleFrontier(size: UInt64(size) + 1, serialized: frontier.serialized) == nil || size % 2 == 1)
            guard size < Self.leafHashes.count else { break }
            frontier.append(Self.leafHashes[size]) { subtree, root in
                #expect(root == Self.hash(Self.leafHashes)(subtree))
                #expect(subtree.parts(at: 0).upperBound == UInt64(size) + 1)
            }
        }
    }

    @Test("For leaves of each size to 200 the proof is the definition's, and holds for that leaf, place and root alone")
    func inclusion() {
        for size in 1...200 {
            let hashes = Self.leafHashes[..<size]
            let root = Definition.root(hashes)
            for index in stride(from: size <= 70 ? 0 : size % 17, to: size, by: size <= 70 ? 1 : 17) {
                let proof = MerkleProof.inclusion(of: UInt64(index), size: UInt64(size)).map {
                    $0.root(Self.hash(Self.leafHashes))
                }
                #expect(proof == Definition.path(index, hashes))
                func holds(_ leaf: Int, _ place: Int, _ count: Int, _ root: [UInt8], _ hashes: [[UInt8]]) -> Bool {
                    MerkleProof.verifyInclusion(
                        leafHash: Self.leafHashes[leaf], index: UInt64(place), size: UInt64(count), root: root,
                        hashes: hashes)
                }
                #expect(holds(index, index, size, root, proof))
                #expect(!holds((index + 1) % 200, index, size, root, proof))
                #expect(!holds(index, index, size, MerkleHash.empty, proof))
                #expect(!holds(index, index, size, root, proof + [root]))
                #expect(size == 1 || !holds(index, index, size, root, Array(proof.dropLast())))
                #expect(size == 1 || !holds(index, (index + 1) % size, size, root, proof))
                #expect(!holds(index, size, size, root, proof))
            }
        }
    }

    @Test("For sizes to 200, two by two, the proof is the definition's, and holds for these roots alone")
    func consistency() {
        let roots = (0...200).map { Definition.root(Self.leafHashes[..<$0]) }
        for second in 1...200 {
            for first in stride(from: second <= 70 ? 1 : second % 17 + 1, through: second, by: second <= 70 ? 1 : 17) {
                let proof = MerkleProof.consistency(from: UInt64(first), to: UInt64(second)).map {
                    $0.root(Self.hash(Self.leafHashes))
                }
                #expect(proof == Definition.proof(first, Self.leafHashes[..<second]))
                func holds(_ firstRoot: [UInt8], _ secondRoot: [UInt8], _ hashes: [[UInt8]]) -> Bool {
                    MerkleProof.verifyConsistency(
                        first: UInt64(first), firstRoot: firstRoot, second: UInt64(second), secondRoot: secondRoot,
                        hashes: hashes)
                }
                #expect(holds(roots[first], roots[second], proof))
                #expect(!holds(MerkleHash.empty, roots[second], proof))
                #expect(!holds(roots[first], MerkleHash.empty, proof))
                #expect(!holds(roots[first], roots[second], proof + [roots[1]]))
                #expect(first == second || !holds(roots[first], roots[second], Array(proof.dropLast())))
            }
        }
    }

    @Test("A subtree's parts at a lower level make its root")
    func parts() {
        let subtree = MerkleSubtree(level: 10, position: 3)
        #expect(subtree.parts(at: 8) == 12..<16)
        #expect(subtree.parts(at: 0) == 3072..<4096)
        #expect(MerkleSubtree.root(of: Array(Self.leafHashes[..<64])) == Definition.root(Self.leafHashes[..<64]))
    }
}
