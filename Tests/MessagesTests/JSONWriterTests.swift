import Messages
import Testing

@Suite("What the wire form says is written as JSON, or refused")
struct JSONWriterTests {
    private static let type = "lm2.test.EveryType"

    private func json(_ bytes: [UInt8]) throws -> String {
        let pool = try #require(Reference.everyType)
        return String(decoding: try ProtobufJSON.json(bytes, of: JSONWriterTests.type, in: pool), as: UTF8.self)
    }

    @Test("Lists are taken packed and item by item, also both in turn; an empty one is none")
    func lists() throws {
        // Field 64 is many_int32: its key is 0x80 0x04 as a number, 0x82 0x04 as packed bytes.
        #expect(try json([0x80, 0x04, 1, 0x80, 0x04, 2]) == #"{"manyInt32":[1,2]}"#)
        #expect(try json([0x82, 0x04, 2, 1, 2]) == #"{"manyInt32":[1,2]}"#)
        #expect(
            try json([0x80, 0x04, 1, 0x82, 0x04, 2, 2, 3, 0x82, 0x04, 0, 0x80, 0x04, 0]) == #"{"manyInt32":[1,2,3,0]}"#)
        #expect(try json([0x82, 0x04, 0]) == "{}")
        // Field 8 is one_bool, after the list.
        #expect(try json([0x80, 0x04, 1, 0x40, 1, 0x80, 0x04, 2]) == #"{"oneBool":true,"manyInt32":[1,2]}"#)
    }

    @Test("The last value of a field counts, and a default that comes last is left out")
    func lastCounts() throws {
        #expect(try json([0x28, 1, 0x28, 2]) == #"{"oneInt32":2}"#)
        #expect(try json([0x28, 1, 0x28, 0]) == "{}")
        // Fields 100 and 101 are of a oneof, and 102 is a message of it, which begins anew after another field of it.
        #expect(try json([0xA2, 0x06, 1, 0x61, 0xA8, 0x06, 0]) == #"{"chosenBool":false}"#)
        #expect(try json([0xA8, 0x06, 1, 0xA2, 0x06, 1, 0x61]) == #"{"chosenString":"a"}"#)
        let (one, two): ([UInt8], [UInt8]) = ([0xB2, 0x06, 2, 0x28, 1], [0xB2, 0x06, 2, 0x40, 1])
        #expect(try json(one + two) == #"{"chosenMessage":{"oneInt32":1,"oneBool":true}}"#)
        #expect(try json(one + [0xA8, 0x06, 1] + two) == #"{"chosenMessage":{"oneBool":true}}"#)
    }

    @Test("Unknown fields of each wire type are left out")
    func unknown() throws {
        let unknown: [UInt8] =
            [0xC0, 0x3E, 0x96, 1] + [0xC1, 0x3E, 1, 2, 3, 4, 5, 6, 7, 8] + [0xC2, 0x3E, 2, 1, 2] + [
                0xC5, 0x3E, 1, 2, 3, 4,
            ]
        #expect(try json(unknown + [0x28, 7] + unknown) == #"{"oneInt32":7}"#)
        #expect(try json([0x28, 7] + unknown + [0x28, 8]) == #"{"oneInt32":8}"#)
    }

    @Test("Numbers are as wide as their type")
    func widths() throws {
        #expect(try json([0x28, 0xFF, 0xFF, 0xFF, 0xFF, 0x1F]) == #"{"oneInt32":-1}"#)
        #expect(try json([0x28] + [UInt8](repeating: 0xFF, count: 9) + [1]) == #"{"oneInt32":-1}"#)
        #expect(try json([0x40, 0x80, 0x80, 1]) == #"{"oneBool":true}"#)
        #expect(try json([0x80, 0x01, 0x63]) == #"{"oneFruit":99}"#)
    }

    @Test(
        "What is malformed is refused",
        arguments: [
            [0x28], [0x28, 0x80], [0x2A, 1, 1], [0x4A, 2, 0x61], [0x4A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x02, 0],
            [0x00, 0],
            [0x2B, 0x2C], [0x2E], [0x09, 1, 2, 3], [0x15, 1, 2], [0x82, 0x04, 1, 0x80], [0x8A, 0x01, 2, 0x28],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x92, 0x01, 2, 0x09, 1],
            // Also where the fields are in no order.
            [0x40, 1, 0x28], [0x40, 1, 0x2A, 1, 1], [0x40, 1, 0x82, 0x04, 1, 0x80, 0x28, 1],
        ] as [[UInt8]])
    func malformed(_ bytes: [UInt8]) {
        #expect(throws: MessageError.malformed(type: JSONWriterTests.type)) { try json(bytes) }
    }

    @Test("A message cut short at any byte is written or refused")
    func cutShort() throws {
        for sample in Reference.jsonSamples where sample.type == JSONWriterTests.type && sample.bytes.count < 3_000 {
            for length in 0..<sample.bytes.count { _ = try? json(Array(sample.bytes[..<length])) }
        }
    }

    @Test("Strings that no message may hold are refused, with their place")
    func strings() throws {
        // Field 76 is many_message, 68 is many_string.
        #expect(throws: MessageError.nulCharacter(field: "many_message[1].many_string[1]")) {
            try json([0xE2, 0x04, 0] + [0xE2, 0x04, 8, 0xA2, 0x04, 1, 0x61, 0xA2, 0x04, 1, 0])
        }
        let invalid: [[UInt8]] = [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]]
        for text in invalid {
            for before in [[], Array("eight or more bytes".utf8)] {
                let bytes = [0x4A, UInt8(before.count + text.count)] + before + text
                #expect(throws: MessageError.invalidUTF8(field: "one_string")) { try json(bytes) }
            }
        }
    }

    @Test("Times out of range are refused, with their place; the outermost are written")
    func times() throws {
        let every = try #require(Reference.everyType)
        func json(_ field: String, _ seconds: Int64, _ nanos: Int32) throws(MessageError) -> String {
            let time =
                field == "one_time"
                ? Timestamp(seconds: seconds, nanos: nanos).serialized()
                : ProtobufDuration(seconds: seconds, nanos: nanos).serialized()
            // Fields 18 and 19.
            let bytes = [field == "one_time" ? 0x92 : 0x9A, 0x01, UInt8(time.count)] + time
            return String(decoding: try ProtobufJSON.json(bytes, of: JSONWriterTests.type, in: every), as: UTF8.self)
        }
        for (seconds, nanos) in [(-62_135_596_801, 0), (253_402_300_800, 0), (0, -1), (0, 1_000_000_000), (.max, .max)]
            as [(Int64, Int32)]
        {
            #expect(throws: MessageError.timeOutOfRange(field: "one_time")) { try json("one_time", seconds, nanos) }
        }
        for (seconds, nanos) in [
            (315_576_000_001, 0), (-315_576_000_001, 0), (1, -1), (-1, 1), (0, 1_000_000_000), (.min, .min),
        ] as [(Int64, Int32)] {
            #expect(throws: MessageError.timeOutOfRange(field: "one_duration")) {
                try json("one_duration", seconds, nanos)
            }
        }
        #expect(try json("one_duration", 0, -5) == #"{"oneDuration":"-0.000000005s"}"#)
        #expect(throws: MessageError.timeOutOfRange(field: "google.protobuf.Timestamp")) {
            try ProtobufJSON.json(Timestamp(nanos: -1).serialized(), of: "google.protobuf.Timestamp")
        }
        #expect(MessageError.timeOutOfRange(field: "a.b").description == "a.b is out of the range of times")
    }

    @Test("Every day of 800 years is written and read as the calendar has it")
    func calendar() throws {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        // 1 January 1600, in days since 1970.
        var day = -135_140
        for year in 1600..<2400 {
            for month in 1...12 {
                let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
                for date in 1...lengths[month - 1] + (month == 2 && isLeap ? 1 : 0) {
                    // A quarter of the days suffices, with the first and the last of each month.
                    defer { day += 1 }
                    guard date % 4 == 1 || date > 27 else { continue }
                    let time = Timestamp(seconds: Int64(day) * 86_400 + 86_399)
                    let json = try ProtobufJSON.json(time.serialized(), of: Timestamp.fullName)
                    let text = "\"\(year)-\(month < 10 ? "0" : "")\(month)-\(date < 10 ? "0" : "")\(date)T23:59:59Z\""
                    guard json != Array(text.utf8) else { continue }
                    Issue.record("\(String(decoding: json, as: UTF8.self)), not \(text)")
                }
            }
        }
        #expect(day == 157_054)
    }

    @Test("Messages are nested 100 deep and no deeper")
    func depth() throws {
        func nested(_ depth: Int) -> [UInt8] {
            var bytes: [UInt8] = []
            for _ in 1..<depth {
                // Field 17 is one_message; a length has one byte or two.
                let length = bytes.count
                bytes =
                    [0x8A, 0x01] + (length < 128 ? [UInt8(length)] : [UInt8(length & 127 | 128), UInt8(length >> 7)])
                    + bytes
            }
            return bytes
        }
        #expect(try json(nested(100)).hasPrefix(#"{"oneMessage":{"oneMessage":{"#))
        #expect(throws: MessageError.malformed(type: JSONWriterTests.type)) { try json(nested(101)) }
    }

    @Test("What is not supported has no pool")
    func unsupported() throws {
        let head = "syntax = \"proto3\"; package p; "
        #expect(throws: DescriptorPool.Failure.unsupported("p.M.counts")) {
            try Reference.pool(of: head + "message M { map<string, int32> counts = 1; }")
        }
        #expect(throws: DescriptorPool.Failure.unsupported("p.M.part")) {
            try Reference.pool(of: "syntax = \"proto2\"; package p; message M { optional group Part = 1 {} }")
        }
        #expect(throws: DescriptorPool.Failure.unsupported("p.M")) {
            try Reference.pool(of: head + "message M { \((1...129).map { "bool b\($0) = \($0);" }.joined()) }")
        }
        #expect(throws: DescriptorPool.Failure.unsupported("p.M.b")) {
            try Reference.pool(of: head + #"message M { bool b = 1 [json_name = "a\"b"]; }"#)
        }
        #expect(throws: DescriptorPool.Failure.malformed) { try DescriptorPool(set: [0x0A, 1]) }
        #expect(throws: DescriptorPool.Failure.unsupported("google.protobuf.Any")) {
            try Reference.pool(
                of: #"syntax = "proto3"; package p; import "google/protobuf/any.proto"; "#
                    + "message M { google.protobuf.Any a = 1; }")
        }
    }
}
