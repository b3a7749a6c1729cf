import Client
import Crypto
import Messages
import Testing

/// A log as an export has it, in parts that a test can tamper with.
private struct Log {
    static let keySeed = [UInt8](repeating: 7, count: 32)
    static let tenant = "01890a5d-ac96-774b-bcce-b302099a8057"

    let key: Ed25519.PrivateKey
    var seals: [(seal: ExportedSeal, entries: [ExportedEntry])] = []
    private var frontier = MerkleFrontier()

    /// A log with so many entries in each seal.
    init(_ counts: [Int], salt: String = "", seed: [UInt8] = Log.keySeed) throws {
        key = try Ed25519.PrivateKey(seed: seed)
        for count in counts { add((0..<count).map { Self.body(Int(frontier.size) + $0, salt) }) }
    }

    static func id(_ index: Int) -> String { "01890a5d-ac96-774b-bcce-\(String(100_000_000_000 + index))" }

    static func body(_ index: Int, _ salt: String = "") -> [UInt8] {
        AuditEntry(entryID: id(index), recordedAt: Int64(index), method: "m" + salt, subject: "s").serialized()
    }

    /// Seals entries as the server does.
    mutating func add(_ bodies: [[UInt8]]) {
        let first = frontier.size
        let hashes = bodies.map { MerkleHash.leaf($0) }
        for hash in hashes { frontier.append(hash) }
        let signed = SignedHead(
            tenantID: Self.tenant, treeSize: frontier.size, root: frontier.root, sealedAt: Int64(first) + 1)
        guard var head = KeptHead(signed) else { return }
        head.keyID = key.publicKey.id
        head.signature = key.sign(head.head.signedText)
        seals.append(
            (
                ExportedSeal(firstIndex: first, leafHashes: Array(hashes.joined()), head: head),
                bodies.enumerated().map { ExportedEntry(leafIndex: first + UInt64($0), body: $1) }
            ))
    }

    var lines: [ExportedLine] {
        seals.flatMap { part in [.seal(part.seal)] + part.entries.map { .entry($0) } }
    }

    /// The first finding; nil if all is well.
    func finding(kept: KeptHead? = nil, key other: Ed25519.PublicKey? = nil) -> AuditFinding? {
        do throws(AuditFinding) {
            var verifier = try AuditVerifier(key: other ?? key.publicKey, kept: kept)
            for line in lines { try verifier.take(line) }
            try verifier.end()
            return nil
        } catch { return error }
    }

    /// Numbers the entries in the order in which they are, and puts them under the seals again.
    mutating func renumber(_ change: (inout [ExportedEntry]) -> Void) {
        var all = seals.flatMap(\.entries)
        change(&all)
        for index in all.indices { all[index].leafIndex = UInt64(index) }
        for place in seals.indices {
            let end = seals[place].seal.head.head.size
            seals[place].entries = all.filter { $0.leafIndex >= seals[place].seal.firstIndex && $0.leafIndex < end }
        }
    }

    /// Makes a seal's hashes those of its entries.
    mutating func rehash(_ place: Int) {
        seals[place].seal.leafHashes = seals[place].entries.flatMap { MerkleHash.leaf($0.body) }
    }
}

@Suite("An exported audit log")
struct AuditVerifierTests {
    @Test("that nobody has touched is genuine, also against any head that was kept")
    func genuine() throws {
        let log = try Log([3, 1, 300, 5, 2])
        #expect(log.finding() == nil)
        for part in log.seals { #expect(log.finding(kept: part.seal.head) == nil) }
    }

    private static let tamperings:
        [(what: String, kind: AuditFinding.Kind, index: UInt64?, tamper: @Sendable (inout Log) -> Void)] = [
            ("an entry's body altered", .altered, 5, { $0.seals[2].entries[1].body = Log.body(5, "!") }),
            (
                "an entry's digest altered", .altered, 4,
                {
                    guard var entry = try? AuditEntry(serialized: $0.seals[2].entries[0].body) else { return }
                    entry.afterDigest = [1, 2, 3]
                    $0.seals[2].entries[0].body = entry.serialized()
                }
            ),
            ("an entry removed, a gap left", .removed, 6, { $0.seals[2].entries.remove(at: 2) }),
            ("the last entry of a seal removed", .removed, 8, { $0.seals[2].entries.removeLast() }),
            ("all entries of a seal removed", .removed, 3, { $0.seals[1].entries.removeAll() }),
            ("an entry removed, the rest renumbered", .removed, 6, { $0.renumber { $0.remove(at: 6) } }),
            ("two entries swapped", .reordered, 4, { $0.renumber { $0.swapAt(4, 7) } }),
            ("two entries beside each other swapped", .reordered, 5, { $0.renumber { $0.swapAt(5, 6) } }),
            ("an entry numbered otherwise", .reordered, 5, { $0.seals[2].entries[1].leafIndex = 50 }),
            (
                "an entry inserted, the rest renumbered", .inserted, 5,
                { $0.renumber { $0.insert(ExportedEntry(leafIndex: 0, body: Log.body(77)), at: 5) } }
            ),
            (
                "an entry written twice, the rest renumbered", .inserted, 5,
                { $0.renumber { $0.insert($0[4], at: 5) } }
            ),
            (
                "an entry put at the end of a seal", .inserted, 9,
                { $0.seals[2].entries.append(ExportedEntry(leafIndex: 9, body: Log.body(78))) }
            ),
            (
                "an entry altered, the seal's hashes too", .untraceable, 4,
                {
                    $0.seals[2].entries[3].body = Log.body(7, "!")
                    $0.rehash(2)
                }
            ),
            (
                "an entry altered, the seal's hashes and root too", .unsigned, 4,
                { log in
                    log.seals[2].entries[3].body = Log.body(7, "!")
                    log.rehash(2)
                    var frontier = MerkleFrontier()
                    for entry in log.seals.prefix(3).flatMap(\.entries) { frontier.append(MerkleHash.leaf(entry.body)) }
                    let old = log.seals[2].seal.head.head
                    log.seals[2].seal.head.head = TreeHead(
                        tenant: old.tenant, size: old.size, sealedAt: old.sealedAt, root: frontier.root)
                }
            ),
            ("a signature altered", .unsigned, 3, { $0.seals[1].seal.head.signature[0] ^= 1 }),
            ("another key named", .unsigned, 0, { $0.seals[0].seal.head.keyID[0] ^= 1 }),
            ("a seal removed with its entries", .unconnected, 3, { $0.seals.remove(at: 1) }),
            ("the first seal removed", .unconnected, 0, { $0.seals.removeFirst() }),
            ("a seal written twice", .unconnected, 3, { $0.seals.insert($0.seals[1], at: 2) }),
            ("two seals swapped", .unconnected, 3, { $0.seals.swapAt(1, 2) }),
            ("nothing left", .empty, nil, { $0.seals = [] }),
        ]

    @Test("is not genuine once it was tampered with, and the first entry is named", arguments: tamperings.indices)
    func tampered(_ number: Int) throws {
        let (what, kind, index, tamper) = Self.tamperings[number]
        var log = try Log([3, 1, 5, 4])
        tamper(&log)
        let finding = try #require(log.finding(), "\(what) was not found")
        #expect(finding.kind == kind, "\(what): \(finding.sentence)")
        #expect(finding.leafIndex == index, "\(what): \(finding.sentence)")
        if kind == .altered { #expect(finding.entryID == Log.id(Int(index ?? 0))) }
    }

    @Test("that was rolled back, or written anew with the right key, is found against a kept head, and only so")
    func history() throws {
        let log = try Log([3, 1, 5, 4])
        let kept = log.seals[2].seal.head
        let older = try Log([3, 1])
        #expect(older.finding() == nil)
        #expect(older.finding(kept: kept)?.kind == .rolledBack)
        #expect(older.finding(kept: kept)?.leafIndex == 4)
        var grown = older
        grown.add((4..<20).map { Log.body($0, "anew") })
        #expect(grown.finding() == nil)
        #expect(grown.finding(kept: kept)?.kind == .forked)
        let sameSizes = try Log([3, 1, 5, 4], salt: "anew")
        #expect(sameSizes.finding(kept: kept)?.kind == .forked)
    }

    @Test("is not genuine for another key, another organisation, or a head that the key has not signed")
    func foreign() throws {
        let log = try Log([3, 2])
        let stranger = try Log([3, 2], seed: [UInt8](repeating: 8, count: 32))
        #expect(log.finding(key: stranger.key.publicKey)?.kind == .unsigned)
        #expect(log.finding(kept: stranger.seals[0].seal.head)?.kind == .foreignHead)
        var other = log
        let head = log.seals[1].seal.head.head
        let moved = TreeHead(
            tenant: [UInt8](repeating: 1, count: 16), size: head.size, sealedAt: head.sealedAt, root: head.root)
        other.seals[1].seal.head = KeptHead(
            head: moved, keyID: log.key.publicKey.id, signature: log.key.sign(moved.signedText))
        #expect(other.finding()?.kind == .unconnected)
        #expect(log.finding(kept: other.seals[1].seal.head)?.kind == .foreignHead)
        var early = log
        early.seals.insert((log.seals[0].seal, []), at: 0)
        #expect(early.finding()?.kind == .removed)
    }

    @Test("with an entry before any seal is not genuine")
    func entryFirst() throws {
        let log = try Log([2])
        var verifier = try AuditVerifier(key: log.key.publicKey)
        #expect(throws: AuditFinding.self) { try verifier.take(.entry(log.seals[0].entries[0])) }
    }

    @Test("is written line by line, and read again as it was")
    func lines() throws {
        let head = SignedHead(
            tenantID: Log.tenant, treeSize: 2, root: [UInt8](repeating: 9, count: 32), sealedAt: 1_795_521_600_000_001,
            keyID: [1], signature: [2, 3])
        let seal = AuditSeal(firstIndex: 1, leafHashes: [UInt8](repeating: 5, count: 32), head: head)
        let sealText = try #require(ExportedLine.text(.seal(seal)))
        #expect(sealText.hasSuffix("\n") && sealText.dropLast().allSatisfy { $0 != "\n" })
        let kept = try #require(KeptHead(head))
        #expect(
            ExportedLine(Array(sealText.utf8))
                == .seal(ExportedSeal(firstIndex: 1, leafHashes: seal.leafHashes, head: kept)))
        let entryText = try #require(ExportedLine.text(.entry(LoggedEntry(body: [0, 255], leafIndex: 7, salt: [1]))))
        #expect(ExportedLine(Array(entryText.utf8)) == .entry(ExportedEntry(leafIndex: 7, body: [0, 255])))
        #expect(ExportedLine.text(.entry(LoggedEntry(body: [1]))) == nil)
    }

    @Test(
        "has no line that is something else",
        arguments: [
            "", "{}", "[]", "{\"type\":\"seal\"}", "{\"type\":\"entry\",\"leaf_index\":-1,\"body\":\"\"}",
            "{\"type\":\"entry\",\"leaf_index\":1,\"body\":\"?\"}",
            "{\"type\":\"entry\",\"leaf_index\":1,\"body\":\"\"",
            "{\"type\":\"entry\",\"leaf_index\":1,\"leaf_index\":2,\"body\":\"\"}",
            "{\"type\":\"entry\",\"leaf_index\":18446744073709551616,\"body\":\"\"}",
            "{\"type\":\"entry\",\"leaf_index\":1,\"body\":\"\"} {",
        ])
    func unreadable(_ text: String) {
        #expect(ExportedLine(Array(text.utf8)) == nil)
    }

    @Test("has objects of JSON with single values")
    func json() throws {
        let text = " {\"a\" : \"x\\n\\u00e9\\\"\\\\\" ,\n \"b\": 12, \"c\":null,\"d\":true, \"e\":\"AQI=\"} \n"
        let json = try #require(FlatJSON(Array(text.utf8)))
        #expect(json.string("a") == "x\n\u{e9}\"\\")
        #expect(json.number("b") == 12 && json.number("a") == nil && json.string("b") == nil)
        #expect(json.bytes("e") == [1, 2] && json.bytes("a") == nil && json.string("missing") == nil)
        #expect(FlatJSON(Array("{}".utf8)) != nil)
        for wrong in [
            "{\"a\":}", "{\"a\":[1]}", "{\"a\":\"\u{1}\"}", "{\"a\":\"\\x\"}", "{a:1}", "{\"a\":1,}", "{\"a\":\"b",
        ] {
            #expect(FlatJSON(Array(wrong.utf8)) == nil, "\(wrong)")
        }
    }
}
