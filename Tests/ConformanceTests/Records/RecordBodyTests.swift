import Conformance
import Testing

@Suite struct RecordBodyTests {
    private func read(_ register: Register, _ bytes: some Sequence<UInt8>) throws -> RecordBody {
        try Array(bytes).withUnsafeBytes { try RecordBody(register, serialized: $0) }
    }

    @Test(arguments: Register.allCases) func isReadAsItIsWritten(_ register: Register) throws {
        var bodies = RandomBodies(seed: UInt64(register.ordinal))
        for _ in 0..<200 {
            let body = bodies.body(register)
            #expect(try read(register, body.serialized()) == body)
        }
        #expect(try read(register, RecordBody(register).serialized()) == RecordBody(register))
    }

    /// What is cut off between two fields is a shorter message; anywhere else it is damaged.
    @Test(arguments: Register.allCases) func aCutBodyIsRefusedOrShorter(_ register: Register) {
        var bodies = RandomBodies(seed: 1000 + UInt64(register.ordinal))
        var refused = 0
        for _ in 0..<10 {
            let body = bodies.body(register)
            let bytes = body.serialized()
            for count in bytes.indices {
                do {
                    let shorter = try read(register, bytes[..<count])
                    #expect(shorter != body)
                    #expect(bytes.starts(with: shorter.serialized()) || hasCutList(shorter, of: body))
                } catch {
                    #expect(error is BodyReader.Damaged)
                    refused += 1
                }
            }
        }
        #expect(refused > 100)
    }

    /// Whether one holds, in one list, only the first of the other's items: the end of it was cut off.
    private func hasCutList(_ shorter: RecordBody, of body: RecordBody) -> Bool {
        zip(shorter.values, body.values).contains { pair in
            if case (.texts(let some)?, .texts(let all)?) = pair {
                some.count < all.count && all.starts(with: some)
            } else {
                false
            }
        }
    }

    @Test(arguments: Register.allCases) func damagedBytesCrashNothing(_ register: Register) {
        var bodies = RandomBodies(seed: 2000 + UInt64(register.ordinal))
        for _ in 0..<200 {
            var bytes = bodies.body(register).serialized()
            for _ in 0..<bodies.number(1...4) {
                bytes[bodies.number(0...bytes.count - 1)] = UInt8(bodies.number(0...255))
            }
            // Whatever it is read as, it can be written.
            if let body = try? read(register, bytes) { _ = body.serialized() }
        }
    }

    @Test func knowsWhatItRefersTo() {
        let body = RecordBody(
            .meeting,
            [
                "held_on": .date(CivilDate(dayNumber: 0)), "items": .texts(["learning"]), "attended": .texts(["R9"]),
                "reviewed": .texts(["R1", "R2", "R1"]),
            ])
        #expect(body.references.map(\.id) == ["R1", "R2", "R1"])
        #expect(body.references.allSatisfy { $0.field.name == "reviewed" })
        let audit = RecordBody(
            .audit, ["reaudit_of": .text("A"), "locations": .texts(["L"]), "plan_item": .text("P")])
        #expect(audit.references.map(\.id) == ["P", "L", "A"])
        #expect(audit.references.map(\.field.name) == ["plan_item", "locations", "reaudit_of"])
    }

    @Test(arguments: Register.allCases) func mapsWhatItRefersTo(_ register: Register) {
        var bodies = RandomBodies(seed: 3000 + UInt64(register.ordinal))
        for _ in 0..<50 {
            let body = bodies.body(register)
            #expect(body.mapReferences { $0 } == body)
            let mapped = body.mapReferences { "to \($0)" }
            #expect(mapped.references.map(\.id) == body.references.map { "to \($0.id)" })
            for (place, field) in register.fields.enumerated() where field.name != "qualifier" {
                switch field.kind {
                case .reference, .references: #expect((mapped[place] == body[place]) == (body[place] == nil))
                default: #expect(mapped[place] == body[place])
                }
            }
        }
    }

    @Test func mapsTheLocationOfANilReturn() {
        func body(_ subject: String?, _ qualifier: String?) -> RecordBody {
            RecordBody(.nilReturn, ["subject": subject.map { .text($0) }, "qualifier": qualifier.map { .text($0) }])
        }
        #expect(body("location", "L").mapReferences { $0 + $0 } == body("location", "LL"))
        #expect(body("nonconformity", "L").mapReferences { $0 + $0 } == body("nonconformity", "L"))
        #expect(body("location", nil).mapReferences { $0 + $0 } == body("location", nil))
        #expect(body(nil, "L").mapReferences { $0 + $0 } == body(nil, "L"))
        #expect(body("location", "L").references.isEmpty)
    }
}
