import RPC
import TestSupport
import Testing
import Transport

/// One frame of every kind, with empty and with full fields.
let sampleFrames: [Frame] = [
    Frame(call: 1, .open(OpenFrame(method: "a.B/C"))),
    Frame(
        call: .max,
        .open(
            OpenFrame(
                method: "lm2.v1.StandardService/GetStandard",
                metadata: Metadata([
                    .init(name: "authorization", value: Array("Bearer x".utf8)), .init(name: "a-bin", value: [0, 255]),
                    .init(name: "empty", value: []),
                ]), timeout: .max, message: [1, 2, 3], halfClose: true))),
    Frame(call: 2, .open(OpenFrame(method: "é", message: []))),
    Frame(call: 300, .message([], halfClose: false)),
    Frame(call: 300, .message([UInt8](repeating: 7, count: 20_000), halfClose: true)),
    Frame(call: 5, .halfClose),
    Frame(call: 5, .cancel),
    Frame(call: 5, .end(EndFrame(code: 0))),
    Frame(call: 5, .end(EndFrame(code: 0, message: []))),
    Frame(
        call: 0,
        .end(
            EndFrame(
                code: 10, text: "somebody else was first",
                details: [.init(type: "lm2.v1.Action", value: [8, 1]), .init(type: "", value: [])],
                metadata: ["a": "b"], message: [9]))),
    Frame(call: 5, .credit(.max)),
    Frame(call: 0, .ping(0)),
    Frame(call: 0, .pong(.max)),
    Frame(call: 0, .shutdown(lastCall: 77, text: "bye")),
]

/// The frame with its length.
func encoded(_ frame: Frame) -> [UInt8] {
    let queue = ByteQueue()
    FrameEncoder.append(frame, to: queue)
    return Array(queue.bytes)
}

func decoded(_ bytes: some Sequence<UInt8>) throws(ProtocolFault) -> Frame {
    let bytes = Array(bytes)
    let result = bytes.withUnsafeBytes { bytes in
        Result { () throws(ProtocolFault) in try FrameDecoder.decode(bytes) }
    }
    return try result.get()
}

struct FrameCodecTests {
    @Test(arguments: sampleFrames)
    func frameSurvives(_ frame: Frame) throws {
        let bytes = encoded(frame)
        let length = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
        #expect(length == bytes.count - 4)
        #expect(try decoded(bytes[4...]) == frame)
    }

    @Test func bytesAreAsProtobufHasThem() {
        #expect(encoded(Frame(call: 1, .halfClose)) == [0, 0, 0, 4, 8, 1, 0x22, 0])
        #expect(encoded(Frame(call: 0, .ping(300))) == [0, 0, 0, 5, 0x42, 3, 8, 0xAC, 2])
        #expect(
            encoded(Frame(call: 2, .message([9], halfClose: true)))
                == [0, 0, 0, 9, 8, 2, 0x1A, 5, 0x0A, 1, 9, 0x10, 1])
        #expect(encoded(Frame(call: 7, .end(EndFrame(code: 5)))) == [0, 0, 0, 6, 8, 7, 0x32, 2, 8, 5])
    }

    @Test func unknownFieldsAreSkippedAndOrderIsFree() throws {
        // Kind before call; fields 11 (varint), 12 (8 bytes), 13 (bytes), 14 (4 bytes).
        let unknown: [UInt8] =
            [0x58, 0xFF, 1] + [0x61, 1, 2, 3, 4, 5, 6, 7, 8] + [0x6A, 2, 0, 0] + [0x75, 1, 2, 3, 4]
        #expect(try decoded([0x2A, 2, 0x78, 1] + unknown + [8, 9]) == Frame(call: 9, .cancel))
    }

    @Test(
        arguments: [
            ([], "no kind"),
            ([8, 1], "no kind"),
            ([8, 1, 0x5A, 0], "no kind"),
            ([0x22, 0, 0x2A, 0], "more than one kind"),
            ([0x22, 0, 0x22, 0], "more than one kind"),
            ([0x0A, 1, 1, 0x22, 0], "wrong wire type"),
            ([0x20, 1], "wrong wire type"),
            ([0x42, 2, 0x0A, 0], "wrong wire type"),
            ([0x12, 2, 0x08, 1], "wrong wire type"),
            ([0x23, 0], "unknown wire type"),
            ([0x26, 0], "unknown wire type"),
            ([0, 1, 0x22, 0], "impossible number"),
            ([8], "within a number"),
            ([8, 0x80], "within a number"),
            ([8, 0x80, 0x80, 0x80, 0x80, 0x10, 0x22, 0], "longer than 32 bits"),
            ([0x42, 11, 8] + [UInt8](repeating: 0xFF, count: 9) + [2], "longer than 64 bits"),
            ([0x42, 12, 8] + [UInt8](repeating: 0x80, count: 10) + [0], "longer than 64 bits"),
            ([0x22, 1], "longer than its frame"),
            ([0x1A, 3, 0x0A, 9, 0], "longer than its frame"),
            ([0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1], "longer than its frame"),
            ([0x61, 1, 2], "within a field"),
            ([0x12, 4, 0x0A, 2, 0xC3, 0x28], "not UTF-8"),
            ([0x12, 5, 0x12, 3, 0x0A, 1, 0xFF], "not UTF-8"),
            ([0x32, 3, 0x12, 1, 0x80], "not UTF-8"),
        ] as [([UInt8], String)])
    func malformedIsAFault(_ bytes: [UInt8], _ text: String) {
        let fault = #expect(throws: ProtocolFault.self) { try decoded(bytes) }
        #expect(fault?.text.contains(text) == true, "\(fault?.text ?? "")")
        #expect(fault?.code == .invalidArgument)
    }

    @Test(arguments: sampleFrames)
    func everyTruncationIsAFaultOrAnotherFrame(_ frame: Frame) {
        let bytes = encoded(frame)[4...]
        for end in bytes.indices.prefix(400) {
            // A cut between fields of the outermost message may leave a shorter frame, but never the same.
            if let shorter = try? decoded(bytes[..<end]) { #expect(shorter != frame) }
        }
    }

    @Test func damagedFramesNeverTrapAndWhatIsTakenSurvives() throws {
        var random = SeededGenerator(seed: 20_261_124)
        var taken = 0
        for _ in 0..<50_000 {
            var bytes = Array(
                encoded(sampleFrames[Int.random(in: 0..<sampleFrames.count, using: &random)])[4...].prefix(200))
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = .random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(.random(in: 0...255, using: &random), at: place)
                }
            }
            guard let frame = try? decoded(bytes) else { continue }
            taken += 1
            #expect(try decoded(encoded(frame)[4...]) == frame)
        }
        #expect(taken > 1000)
    }

    @Test func longTextsAndDetailsOfAStatusAreCut() {
        let status = Status(
            .invalidArgument, String(repeating: "é", count: 100_000),
            details: [
                .init(type: "a", value: [UInt8](repeating: 0, count: 40_000)),
                .init(type: "b", value: [UInt8](repeating: 0, count: 40_000)),
            ])
        let bounded = EndFrame(status).bounded()
        #expect(bounded.text.utf8.count <= 4096)
        #expect(bounded.details.map(\.type) == ["a"])
        #expect(encoded(Frame(call: 1, .end(bounded))).count < FramedProtocol.frameAllowance)
    }
}
