import Messages
import Testing

@Suite("What is not an honest message is refused, and harms nothing")
struct HostileInputTests {
    @Test("A message cut short at any byte is read as a shorter one or refused")
    func truncations() {
        for sample in Reference.samples where sample.bytes.count < 3_000 {
            for length in 0..<sample.bytes.count {
                _ = try? sample.type.init(serialized: Array(sample.bytes[..<length]))
            }
        }
        let whole = assessment(clauses: 3).serialized()
        var refused = 0
        for length in 0..<whole.count where (try? Assessment(serialized: Array(whole[..<length]))) == nil {
            refused += 1
        }
        #expect(refused > whole.count / 2)
    }

    @Test("A message with any one byte changed is read or refused")
    func changedBytes() {
        var dice = Dice(state: 7)
        for sample in Reference.samples where sample.bytes.count < 2_000 {
            for _ in 0..<40 where !sample.bytes.isEmpty {
                var bytes = sample.bytes
                bytes[Int(dice.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: dice.next())
                guard let message = try? sample.type.init(serialized: bytes) else { continue }
                let again = message.serialized()
                #expect((try? sample.type.init(serialized: again))?.serialized() == again)
            }
        }
    }

    @Test("Random bytes are read or refused by every type")
    func randomBytes() {
        var dice = Dice(state: 11)
        for type in MessageTable.all {
            for length in 0..<120 {
                _ = try? type.init(serialized: (0..<length).map { _ in UInt8(truncatingIfNeeded: dice.next()) })
            }
        }
    }

    @Test(
        "Invalid UTF-8 is refused, and the field is named",
        arguments: [
            [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x41, 0x80],
        ] as [[UInt8]])
    func invalidUTF8(_ text: [UInt8]) {
        let field = [0x12, UInt8(text.count)] + text
        #expect(throws: MessageError.invalidUTF8(field: "name")) { try Tenant(serialized: field) }
    }

    @Test("U+0000 is refused, and the field is named, with its place")
    func nulCharacter() {
        #expect(throws: MessageError.nulCharacter(field: "name")) { try Tenant(serialized: [0x12, 3, 0x61, 0, 0x62]) }
        var nested = assessment(clauses: 4)
        nested.clauses[2].narrative = "a\0b"
        #expect(throws: MessageError.nulCharacter(field: "clauses[2].narrative")) {
            try Assessment(serialized: nested.serialized())
        }
        let header = UploadEvidenceRequest(part: .header(UploadHeader(clauseIDs: ["a.1", "\0"])))
        #expect(throws: MessageError.nulCharacter(field: "header.clause_ids[1]")) {
            try UploadEvidenceRequest(serialized: header.serialized())
        }
        let page = ListServicesRequest(page: PageRequest(token: "\0"))
        #expect(throws: MessageError.nulCharacter(field: "page.token")) {
            try ListServicesRequest(serialized: page.serialized())
        }
        #expect(MessageError.nulCharacter(field: "page.token").description == "page.token contains U+0000")
        #expect(MessageError.nulCharacter(field: "page.token").field == "page.token")
    }

    @Test("Bytes fields take every byte")
    func bytesAreFree() throws {
        let all = (0...255).map { UInt8($0) }
        let message = UploadEvidenceRequest(part: .chunk(all))
        #expect(try UploadEvidenceRequest(serialized: message.serialized()) == message)
    }

    @Test("A wrong wire type, an impossible length, field 0 and a group are refused")
    func malformed() {
        for bytes: [UInt8] in [
            [0x10, 1], [0x12, 0xff, 0xff, 0xff, 0xff, 0x0f], [0x02, 0], [0x0b, 0x0c], [0x12], [0x80], [0x16],
            [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        ] {
            #expect(throws: MessageError.malformed(type: "lm2.v1.Tenant"), "\(bytes)") { try Tenant(serialized: bytes) }
        }
    }

    @Test("Empty messages in a list cost the sender more than the receiver")
    func expensiveMessages() throws {
        func empties(_ count: Int) -> [UInt8] { (0..<count).flatMap { _ in [0x0a, 0] as [UInt8] } }
        // An answer may hold many small messages: a comparison's cells.
        #expect(try ListActionsResponse(serialized: empties(100)).actions.count == 100)
        #expect(throws: MessageError.tooExpensive(type: "lm2.v1.ListActionsResponse")) {
            try ListActionsResponse(serialized: empties(100_000))
        }
    }

    @Test("Unknown fields without end are refused")
    func unknownFieldsWithoutEnd() {
        let bytes = (0..<100_000).flatMap { _ in [0xa0, 0x06, 0] as [UInt8] }
        #expect(throws: MessageError.tooExpensive(type: "lm2.v1.RateClauseRequest")) {
            try RateClauseRequest(serialized: bytes)
        }
    }

    @Test("An honest large comparison and a largest chunk are taken")
    func honestMessages() throws {
        let cells = (0..<14).map { ComparisonCell(worstClauseID: "a.\($0)", notStarted: 5) }
        let comparison = CompareResponse(
            date: "2026-01-01",
            rows: (0..<2_000).map { ComparisonRow(serviceName: "Imaging \($0)", cells: cells) })
        #expect(try CompareResponse(serialized: comparison.serialized()) == comparison)
        let chunk = UploadEvidenceRequest(part: .chunk([UInt8](repeating: 0xa5, count: 1 << 20)))
        #expect(try UploadEvidenceRequest(serialized: chunk.serialized()) == chunk)
        let large = assessment(clauses: 75)
        #expect(try Assessment(serialized: large.serialized()) == large)
    }

    @Test("Whatever the limit is, reading ends with the message or a refusal")
    func everyLimit() throws {
        let message = assessment(clauses: 6)
        let bytes = message.serialized()
        var taken = 0
        for limit in stride(from: 0, through: 20_000, by: 37) {
            do throws(MessageError) {
                #expect(try Assessment(serialized: bytes, memoryLimit: limit) == message)
                taken += 1
            } catch {
                #expect(error == .tooExpensive(type: "lm2.v1.Assessment"))
                #expect(taken == 0, "a larger limit refused what a smaller one took")
            }
        }
        #expect(taken > 0)
    }
}

/// Reproducible chance (SplitMix64).
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
