import Crypto

/// Verifies an exported audit log line by line, with nothing but the public key of the installation, and perhaps a head that
/// was kept outside.
///
/// The hashes of a seal's entries make, with all before them, the root that its head signs. So they are as good as signed,
/// and tell which entry is not the one that was sealed. What the key has signed can still be an older state than once was, or
/// another history: that is seen against a head that was kept. It holds one seal's hashes in memory.
package struct AuditVerifier {
    private let key: Ed25519.PublicKey
    private let kept: KeptHead?
    private var frontier = MerkleFrontier()
    private var seal: ExportedSeal?
    /// What was read of the seal's entries.
    private var entries: [(index: UInt64, hash: [UInt8], id: String)] = []
    private var isKeptFound: Bool

    /// How many seals were read.
    package private(set) var sealCount: UInt64 = 0
    /// The last head that was read.
    package private(set) var latest: KeptHead?

    /// How many entries were sealed so far.
    package var size: UInt64 { frontier.size }

    /// Begins with no line.
    ///
    /// - Parameter kept: A head that has to be one of the log's history.
    package init(key: Ed25519.PublicKey, kept: KeptHead? = nil) throws(AuditFinding) {
        self.key = key
        self.kept = kept
        isKeptFound = kept.map { $0.head.size == 0 } ?? true
        guard let kept, !kept.isSigned(by: key) else { return }
        throw AuditFinding(.foreignHead, "the head that was kept was not signed by this key")
    }

    /// Takes the next line.
    package mutating func take(_ line: ExportedLine) throws(AuditFinding) {
        switch line {
        case .seal(let seal): try take(seal)
        case .entry(let entry):
            guard let seal else {
                throw AuditFinding(
                    .inserted, at: entry.leafIndex, entryID: entry.entryID,
                    "entry \(entry.leafIndex) comes before any seal: it was not sealed")
            }
            entries.append((entry.leafIndex, MerkleHash.leaf(entry.body), entry.entryID))
            // One too many says enough; the rest need not be kept.
            if entries.count > seal.count { try compare(seal) }
        }
    }

    /// Says that no line follows.
    package mutating func end() throws(AuditFinding) {
        guard let seal else { throw AuditFinding(.empty, "the log has no seal, so nothing is proven") }
        try compare(seal)
        guard let kept, !isKeptFound else { return }
        throw AuditFinding(
            .rolledBack, at: size,
            "the log ends with \(size) entries, but a head of \(kept.head.size) was signed: it was rolled back, and "
                + "entries from \(size) to \(kept.head.size - 1) are gone")
    }

    // MARK: Seals

    private mutating func take(_ seal: ExportedSeal) throws(AuditFinding) {
        if let before = self.seal { try compare(before) }
        let head = seal.head.head
        if head.tenant != (latest ?? kept)?.head.tenant ?? head.tenant {
            throw AuditFinding(
                latest == nil ? .foreignHead : .unconnected, at: seal.firstIndex,
                latest == nil
                    ? "the head that was kept is of another organisation's log"
                    : "the seal that begins with entry \(seal.firstIndex) is of another organisation's log")
        }
        guard seal.firstIndex == size, seal.count > 0, head.size &- size == UInt64(seal.count) else {
            let what =
                seal.firstIndex > size
                ? "entries \(size) to \(seal.firstIndex - 1) are missing with their seals"
                : "the seal that begins with entry \(seal.firstIndex) does not follow the one before it"
            throw AuditFinding(.unconnected, at: min(size, seal.firstIndex), what)
        }
        try authenticate(seal)
        self.seal = seal
        latest = seal.head
        sealCount += 1
        entries.removeAll(keepingCapacity: true)
    }

    /// Checks that the seal's head is signed and that its hashes make the root, and adds them to the tree.
    private mutating func authenticate(_ seal: ExportedSeal) throws(AuditFinding) {
        let head = seal.head.head
        var isForked = false
        for place in 0..<seal.count {
            frontier.append(seal.leafHash(place))
            if let kept, frontier.size == kept.head.size {
                isKeptFound = true
                isForked = frontier.root != kept.head.root
            }
        }
        let isRoot = frontier.root == head.root
        let isSigned = seal.head.isSigned(by: key)
        guard isRoot && isSigned else {
            let reason =
                isRoot
                ? "the head of \(head.size) entries was not signed by this key"
                : "the hashes of the entries do not make the root of the head of \(head.size) entries"
                    + (isSigned ? "" : ", which was not signed by this key either")
            throw AuditFinding(
                isSigned ? .untraceable : .unsigned, at: seal.firstIndex,
                "\(reason): entry \(seal.firstIndex) is the first of \(seal.count) that can't be told apart")
        }
        if let kept, isForked {
            throw AuditFinding(
                .forked, at: seal.firstIndex,
                "the log has another history than the head of \(kept.head.size) entries that was kept")
        }
    }

    // MARK: Entries

    /// Compares the entries that were read with the hashes that were signed.
    private func compare(_ seal: ExportedSeal) throws(AuditFinding) {
        for place in 0..<max(seal.count, entries.count) {
            let index = seal.firstIndex + UInt64(place)
            if place < seal.count, place < entries.count, entries[place].index == index,
                entries[place].hash == seal.leafHash(place)
            {
                continue
            }
            throw finding(seal, place, index)
        }
    }

    /// What has happened at the first place where something is wrong.
    private func finding(_ seal: ExportedSeal, _ place: Int, _ index: UInt64) -> AuditFinding {
        let sealed = (0..<seal.count).map { seal.leafHash($0) }
        guard place < seal.count else {
            let id = entries[place].id
            return AuditFinding(
                .inserted, at: index, entryID: id,
                "entry \(entries[place].index)\(named(id)) was not sealed, but stands after entry \(index - 1)")
        }
        let isElsewhere = entries.dropFirst(place).contains { $0.hash == sealed[place] }
        guard place < entries.count else {
            return AuditFinding(.removed, at: index, "entry \(index) was removed")
        }
        let (shownIndex, hash, id) = entries[place]
        let copies = entries.filter { $0.hash == hash }.count
        let isOfSeal = sealed.filter { $0 == hash }.count >= copies
        switch (isElsewhere, isOfSeal) {
        case (true, true) where hash == sealed[place]:
            return AuditFinding(
                .reordered, at: index, entryID: id, "entry \(index)\(named(id)) is numbered \(shownIndex)")
        case (true, true):
            let place = sealed.firstIndex(of: hash).map { seal.firstIndex + UInt64($0) } ?? index
            return AuditFinding(
                .reordered, at: index, entryID: id,
                "the entries were reordered: at \(index) stands\(named(id)) the one that was sealed as \(place)")
        case (true, false):
            return AuditFinding(
                .inserted, at: index, entryID: id, "the entry at \(index)\(named(id)) was inserted: it was not sealed")
        case (false, true): return AuditFinding(.removed, at: index, "entry \(index) was removed")
        case (false, false):
            return AuditFinding(
                .altered, at: index, entryID: id, "entry \(index)\(named(id)) was altered since it was sealed")
        }
    }

    private func named(_ id: String) -> String { id.isEmpty ? "" : " (\(id))" }
}
