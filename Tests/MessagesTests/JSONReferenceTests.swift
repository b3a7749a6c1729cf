import Messages
import Testing

@Suite("JSON agrees with the reference, and nothing that comes in does harm")
struct JSONReferenceTests {
    private func pool(of sample: Reference.JSONSample) throws -> DescriptorPool {
        sample.type.hasPrefix("lm2.test.") ? try #require(Reference.everyType) : .embedded
    }

    @Test("There are samples of every type")
    func everyTypeHasSamples() {
        let types = Set(Reference.jsonSamples.map(\.type))
        for type in MessageTable.all { #expect(types.contains(type.fullName), "\(type.fullName)") }
        #expect(types.contains("lm2.test.EveryType"))
        #expect(Reference.jsonSamples.count >= 24 * types.count)
    }

    @Test("The reference's JSON gives the reference's bytes")
    func read() throws {
        for sample in Reference.jsonSamples {
            let bytes = try ProtobufJSON.serialized(json: sample.json, as: sample.type, in: try pool(of: sample))
            guard bytes != sample.bytes else { continue }
            Issue.record(
                "\(sample.type): \(text(sample.json)): \(hexadecimal(bytes)), not \(hexadecimal(sample.bytes))")
        }
    }

    @Test("The reference's bytes give JSON that the reference reads as the same message and with the same values")
    func write() throws {
        let texts = try Reference.jsonSamples.map { sample in
            try ProtobufJSON.json(sample.bytes, of: sample.type, in: try pool(of: sample))
        }
        let read = try Reference.parse(texts, of: Reference.jsonSamples)
        try #require(read.count == texts.count)
        for (sample, (json, answer)) in zip(Reference.jsonSamples, zip(texts, read)) {
            let expected = sample.bytes.isEmpty ? "-" : hexadecimal(sample.bytes)
            guard answer != expected else { continue }
            Issue.record("\(sample.type): \(text(json)): \(answer), not \(expected)")
        }
    }

    @Test(
        "Two messages one after the other are one: lists are joined, messages merged, of other values the last counts")
    func merged() throws {
        let every = try #require(Reference.everyType)
        #expect(Reference.mergedSamples.count > 50)
        let texts = try Reference.mergedSamples.map { try ProtobufJSON.json($0.bytes, of: $0.type, in: every) }
        let read = try Reference.parse(texts, of: Reference.mergedSamples)
        for (sample, (json, answer)) in zip(Reference.mergedSamples, zip(texts, read)) {
            // Read again, it is the merged message in order.
            let bytes = try ProtobufJSON.serialized(json: json, as: sample.type, in: every)
            #expect(answer == (bytes.isEmpty ? "-" : hexadecimal(bytes)))
        }
    }

    @Test("JSON that was tampered with is refused, or is a message that is written and read again as the same")
    func changedJSON() throws {
        var dice = Dice(state: 13)
        let replacements = Array(#"{}[]",:\u0e-+.1truefalsnd "#.utf8) + [0, 0x80, 0xFF, 0xED]
        var (taken, refused) = (0, 0)
        for (index, sample) in Reference.jsonSamples.enumerated() where index % 3 == 0 && sample.json.count < 20_000 {
            for turn in 0..<12 {
                var json = sample.json
                let place = Int(dice.next() % UInt64(json.count))
                switch turn % 4 {
                case 0: json[place] = replacements[Int(dice.next() % UInt64(replacements.count))]
                case 1: json.remove(at: place)
                case 2: json.removeLast(json.count - place)
                default: json.insert(contentsOf: json[place...].prefix(Int(dice.next() % 20)), at: place)
                }
                if try roundTrips(json, as: sample.type, in: try pool(of: sample)) { taken += 1 } else { refused += 1 }
            }
        }
        #expect(taken > 500 && refused > 500, "\(taken) were taken, \(refused) refused")
    }

    @Test("Random bytes and random pieces of JSON are refused, or a message")
    func randomJSON() throws {
        var dice = Dice(state: 17)
        let every = try #require(Reference.everyType)
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "null", "true", "1", "-", "1e", "0.", "\"oneString\"",
            "\"manyInt32\":[",
            "\"oneMessage\":{", "\"oneTime\":", "\"1970-01-01T00:00:00Z\"", "\\u", "d83d", "\u{0}", " ", "\n", "日",
        ]
        for turn in 0..<20_000 {
            let count = Int(dice.next() % 24)
            let json: [UInt8] =
                turn % 2 == 0
                ? (0..<count).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
                : (0..<count).flatMap { _ in Array(pieces[Int(dice.next() % UInt64(pieces.count))].utf8) }
            _ = try roundTrips(json, as: "lm2.test.EveryType", in: every)
            _ = try roundTrips(Array("{".utf8) + json, as: "google.protobuf.DescriptorProto", in: .embedded)
        }
    }

    /// Whether a text is read; if so, what comes of it has to be written and read again as the same, and other readers have
    /// to take it.
    private func roundTrips(_ json: [UInt8], as type: String, in pool: DescriptorPool) throws -> Bool {
        let bytes: [UInt8]
        do throws(JSONError) {
            bytes = try ProtobufJSON.serialized(json: json, as: type, in: pool)
        } catch {
            #expect(error.line >= 1 && error.column >= 1 && !error.reason.isEmpty)
            return false
        }
        #expect(bytes.count <= 5 * json.count, "\(text(json)) grew")
        let written = try ProtobufJSON.json(bytes, of: type, in: pool)
        #expect(try ProtobufJSON.serialized(json: written, as: type, in: pool) == bytes, "\(text(json))")
        if let message = MessageTable.all.first(where: { $0.fullName == type }) {
            #expect(try message.init(serialized: bytes).serialized() == bytes, "\(text(json))")
        }
        return true
    }

    @Test("Bytes that were tampered with are refused, or give the JSON of the message that the messages' reader sees")
    func changedBytes() {
        var dice = Dice(state: 19)
        let types = Dictionary(uniqueKeysWithValues: MessageTable.all.map { ($0.fullName, $0) })
        var (taken, refused, dearer) = (0, 0, 0)
        for sample in Reference.jsonSamples where sample.bytes.count < 2_000 {
            guard let type = types[sample.type] else { continue }
            for turn in 0..<12 where !sample.bytes.isEmpty {
                var bytes = sample.bytes
                let place = Int(dice.next() % UInt64(bytes.count))
                switch turn % 3 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: dice.next())
                case 1: bytes.removeLast(bytes.count - place)
                default: bytes.insert(UInt8(truncatingIfNeeded: dice.next()), at: place)
                }
                let json = try? ProtobufJSON.json(bytes, of: sample.type)
                guard let message = try? type.init(serialized: bytes, memoryLimit: .max) else {
                    refused += 1
                    continue
                }
                taken += 1
                // The other reader lets a few malformed fields pass that it does not know, and replaces a message of a oneof
                // that comes twice where protobuf merges both.
                let expected = try? ProtobufJSON.json(message.serialized(), of: sample.type)
                if json != expected {
                    dearer += 1
                    if json != nil { Issue.record("\(sample.type) \(bytes)") }
                }
            }
        }
        #expect(taken > 5_000 && refused > 500, "\(taken) were taken, \(refused) refused")
        #expect(dearer < taken / 100, "\(dearer) of \(taken)")
    }

    private func text(_ json: [UInt8]) -> String { String(decoding: json.prefix(2_000), as: UTF8.self) }
}
