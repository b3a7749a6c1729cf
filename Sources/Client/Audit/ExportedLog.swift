import Crypto
import Messages

/// A signed head as it is kept outside the database: what `lm2 audit head --output json` prints, and a part of each seal.
package struct KeptHead: Sendable, Equatable {
    /// The head.
    package var head: TreeHead
    /// The SHA-256 of the public key, as the head has it.
    package var keyID: [UInt8]
    /// The signature.
    package var signature: [UInt8]

    /// Makes a head of its parts.
    package init(head: TreeHead, keyID: [UInt8], signature: [UInt8]) {
        self.head = head
        self.keyID = keyID
        self.signature = signature
    }

    /// A head as the protocol has it; nil if a part has another length than it must.
    package init?(_ head: SignedHead) {
        guard let tenant = Self.bytes(ofUUID: head.tenantID), head.root.count == MerkleHash.length else { return nil }
        self.init(
            head: TreeHead(tenant: tenant, size: head.treeSize, sealedAt: head.sealedAt, root: head.root),
            keyID: head.keyID, signature: head.signature)
    }

    /// Reads the members of a JSON object; nil if one is missing or is something else.
    package init?(_ json: FlatJSON) {
        guard let tenantID = json.string("tenant_id"), let size = json.number("tree_size"),
            let root = json.bytes("root"), let sealedAt = json.number("sealed_microseconds"),
            let keyID = json.bytes("key_id"), let signature = json.bytes("signature")
        else { return nil }
        self.init(
            SignedHead(
                tenantID: tenantID, treeSize: size, root: root, sealedAt: Int64(clamping: sealedAt), keyID: keyID,
                signature: signature))
    }

    /// Whether it is a head that the key has signed.
    package func isSigned(by key: Ed25519.PublicKey) -> Bool {
        keyID == key.id && key.verify(signature, of: head.signedText)
    }

    private static func bytes(ofUUID text: String) -> [UInt8]? {
        Identifier.isUUID(text) ? Hexadecimal.decode(text.filter { $0 != "-" }) : nil
    }
}

/// A line of an exported audit log: JSON with bytes in base 64. A seal comes first, and then its entries.
package enum ExportedLine: Sendable, Equatable {
    case seal(ExportedSeal)
    case entry(ExportedEntry)

    /// Reads a line; nil for one that is neither.
    package init?(_ text: [UInt8]) {
        guard let json = FlatJSON(text) else { return nil }
        switch json.string("type") {
        case "seal":
            guard let first = json.number("first_index"), let hashes = json.bytes("leaf_hashes"),
                hashes.count % MerkleHash.length == 0, let head = KeptHead(json)
            else { return nil }
            self = .seal(ExportedSeal(firstIndex: first, leafHashes: hashes, head: head))
        case "entry":
            guard let index = json.number("leaf_index"), let body = json.bytes("body") else { return nil }
            self = .entry(ExportedEntry(leafIndex: index, body: body))
        default: return nil
        }
    }

    /// The line for what an export gives, with its end; nil for what has no place in one.
    package static func text(_ item: ExportLogResponse.Item) -> String? {
        switch item {
        case .seal(let seal):
            guard let head = seal.head else { return nil }
            return """
                {"type":"seal","first_index":\(seal.firstIndex),"tree_size":\(head.treeSize),\
                "tenant_id":"\(head.tenantID)","sealed_microseconds":\(head.sealedAt),\
                "root":"\(Base64.encode(head.root))","key_id":"\(Base64.encode(head.keyID))",\
                "signature":"\(Base64.encode(head.signature))","leaf_hashes":"\(Base64.encode(seal.leafHashes))"}

                """
        case .entry(let entry):
            guard let index = entry.leafIndex else { return nil }
            return """
                {"type":"entry","leaf_index":\(index),"body":"\(Base64.encode(entry.body))",\
                "salt":"\(Base64.encode(entry.salt))"}

                """
        }
    }
}

/// What was sealed together, without the entries.
package struct ExportedSeal: Sendable, Equatable {
    /// The index of the first entry.
    package var firstIndex: UInt64
    /// The hashes of the entries, 32 bytes each.
    package var leafHashes: [UInt8]
    /// The head that was signed then.
    package var head: KeptHead

    /// Makes a seal of its parts; a precondition that the hashes are whole.
    package init(firstIndex: UInt64, leafHashes: [UInt8], head: KeptHead) {
        precondition(leafHashes.count % MerkleHash.length == 0, "the last leaf's hash is not whole")
        self.firstIndex = firstIndex
        self.leafHashes = leafHashes
        self.head = head
    }

    /// How many entries it has.
    var count: Int { leafHashes.count / MerkleHash.length }

    /// The hash of one of its entries.
    func leafHash(_ place: Int) -> [UInt8] {
        Array(leafHashes[place * MerkleHash.length..<(place + 1) * MerkleHash.length])
    }
}

/// An entry, with the place that the export gives it.
package struct ExportedEntry: Sendable, Equatable {
    /// Its place in the tree.
    package var leafIndex: UInt64
    /// The leaf: the serialised lm2.v1.AuditEntry.
    package var body: [UInt8]

    /// Makes an entry of its parts.
    package init(leafIndex: UInt64, body: [UInt8]) {
        self.leafIndex = leafIndex
        self.body = body
    }

    /// The id that it says it has; empty if it can't be read.
    var entryID: String {
        guard let entry = try? AuditEntry(serialized: body), Identifier.isUUID(entry.entryID) else { return "" }
        return entry.entryID
    }
}
