import Messages
import Testing

@Suite("JSON is protobuf's canonical mapping, with a sentence for each mistake")
struct JSONTests {
    private static let every = "lm2.test.EveryType"

    private func pool(of type: String) throws -> DescriptorPool {
        type == JSONTests.every ? try #require(Reference.everyType) : .embedded
    }

    private func serialized(_ json: String, as type: String = every) throws -> [UInt8] {
        try ProtobufJSON.serialized(json: Array(json.utf8), as: type, in: try pool(of: type))
    }

    /// The canonical form of a text.
    private func canonical(_ json: String, as type: String = every) throws -> String {
        let bytes = try serialized(json, as: type)
        return String(decoding: try ProtobufJSON.json(bytes, of: type, in: try pool(of: type)), as: UTF8.self)
    }

    @Test(
        "What is taken, and how it is written",
        arguments: JSONCases.taken)
    func taken(_ json: String, _ written: String) throws {
        #expect(try canonical(json) == written)
        #expect(try canonical(written) == written)
    }

    @Test("A message that is a time as a whole is a string")
    func wholeTimes() throws {
        #expect(
            try canonical(#" "2026-01-01T00:00:00Z" "#, as: "google.protobuf.Timestamp") == #""2026-01-01T00:00:00Z""#)
        #expect(try canonical(#""3s""#, as: "google.protobuf.Duration") == #""3s""#)
    }

    @Test(
        "What is refused, and why",
        arguments: JSONCases.refused)
    func refused(_ json: String, _ reason: String) throws {
        #expect(try refusal(json) == reason)
    }

    @Test(
        "Times that are none",
        arguments: [
            "2026-01-01", "2026-01-01T00:00Z", "2026-01-01T00:00:00", "2026-01-01t00:00:00Z", "2026-01-01T00:00:00z",
            "2026-01-01 00:00:00Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567890Z", "2026-01-01T00:00:60Z",
            "2026-01-01T00:60:00Z", "2026-01-01T24:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
            "2026-04-31T00:00:00Z", "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z",
            "2026-01-32T00:00:00Z", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60",
            "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00+01", "2026-01-01T00:00:00Z ", " 2026-01-01T00:00:00Z", "",
            "now", "2026-01-01T00:00:00ZZ", "+026-01-01T00:00:00Z", "2026-01-01T00:00:00,5Z", "١٩٧٠-01-01T00:00:00Z",
        ])
    func times(_ text: String) throws {
        let reason = "must be a time from the years 1 to 9999 such as \"2026-01-31T09:30:00Z\""
        #expect(try refusal("{\"oneTime\":\"\(text)\"}") == "line 1, column 12: one_time \(reason)")
    }

    @Test(
        "Durations that are none",
        arguments: [
            "1", "s", "", "1.s", ".5s", "-.5s", "-s", "+1s", "1 s", "1S", "1.0000000001s", "1e3s", "315576000001s",
            "-315576000001s", "9223372036854775808s", "99999999999999999999999s", "1s1s", "--1s", "1.-5s",
        ])
    func durations(_ text: String) throws {
        let reason = "must be a duration of at most 315576000000 seconds such as \"1.5s\""
        #expect(try refusal("{\"oneDuration\":\"\(text)\"}") == "line 1, column 16: one_duration \(reason)")
    }

    @Test("A long unknown name is cut")
    func longNames() throws {
        let error = try #require(try refusal(Array("{\"\(String(repeating: "é", count: 5_000))\":1}".utf8)))
        #expect(error.field == String(repeating: "é", count: 100))
    }

    @Test("Messages are nested 100 deep and no deeper")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "{\"oneMessage\":", count: depth - 1) + "{}" + String(repeating: "}", count: depth - 1)
        }
        #expect(try canonical(nested(100)) == nested(100))
        let error = try #require(try refusal(Array(nested(101).utf8)))
        #expect(error.column == 1401 && error.reason == "is nested deeper than 100 messages")
        // Neither is there an end to brackets that nobody closes, nor to fields in the wrong order.
        #expect(try refusal(String(repeating: "[", count: 1_000_000))?.hasSuffix("the text must be an object") == true)
        #expect(try refusal(String(repeating: "{\"oneMessage\":", count: 100_000)) != nil)
        let backwards = String(repeating: "{\"far\":\"x\",\"oneMessage\":", count: 99)
        let forwards = String(repeating: "{\"oneMessage\":", count: 99)
        #expect(
            try canonical(backwards + "{}" + String(repeating: "}", count: 99))
                == forwards + "{}" + String(repeating: ",\"far\":\"x\"}", count: 99))
    }

    @Test("A large text in the worst order is read in time that grows with its size")
    func large() throws {
        let items = (0..<20_000).map { "{\"oneString\":\"\($0)\",\"oneInt32\":\($0)}" }.joined(separator: ",")
        let json = "{\"manyMessage\":[\(items)],\"oneInt32\":1}"
        #expect(try canonical(json).utf8.count > json.utf8.count - 100)
    }

    private func refusal(_ json: String, as type: String = every) throws -> String? {
        try refusal(Array(json.utf8), as: type)?.description
    }

    private func refusal(_ json: [UInt8], as type: String = every) throws -> JSONError? {
        let pool = try pool(of: type)
        do throws(JSONError) {
            _ = try ProtobufJSON.serialized(json: json, as: type, in: pool)
            return nil
        } catch {
            return error
        }
    }

    @Test("An error has its place and its field apart, and the path is in proto names")
    func paths() throws {
        let error = try #require(
            try refusal(Array("{\"clauses\":[{},{},{},\n{\"rating\":\"GOOD\"}]}".utf8), as: "lm2.v1.Assessment"))
        #expect(error.line == 2 && error.column == 11 && error.field == "clauses[3].rating")
        #expect(error.reason == "must be the name or the number of a value of lm2.v1.Rating")
        let unknown = try #require(try refusal(Array("{\"clauses\":[{\"id\":1}]}".utf8), as: "lm2.v1.Assessment"))
        #expect(unknown.field == "clauses[0].id" && unknown.reason == "is not a field of lm2.v1.ClauseStanding")
    }

    @Test(
        "Strings that are not UTF-8 are refused, wherever they are",
        arguments: [
            [0xFF], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
            [0xF5, 0x80, 0x80, 0x80],
            [0xE0, 0x80, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xC3], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func invalidUTF8(_ bytes: [UInt8]) throws {
        for prefix in ["", "eight or more bytes before", "\\n"] {
            let json = Array("{\"oneString\":\"\(prefix)".utf8) + bytes + Array("\"}".utf8)
            #expect(
                try refusal(json)?.description
                    == "line 1, column \(15 + prefix.count): one_string is not JSON: a string is not valid UTF-8")
        }
    }
}
