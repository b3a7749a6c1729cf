import TestSupport
import Testing
import Transport

struct FrameAssemblerTests {
    /// What comes out when the pieces go in.
    private func assemble(_ pieces: [[UInt8]], maximum: Int = 100_000) throws(ProtocolFault) -> [[UInt8]] {
        let assembler = FrameAssembler(maximumFrame: maximum)
        var frames: [[UInt8]] = []
        for piece in pieces {
            let result = piece.withUnsafeBytes { bytes in
                Result { () throws(ProtocolFault) in
                    try assembler.receive(bytes) { frame throws(ProtocolFault) in
                        frames.append(Array(frame))
                        return true
                    }
                }
            }
            try result.get()
        }
        return frames
    }

    @Test func piecesOfAnySizeGiveTheSameFrames() throws {
        var random = SeededGenerator(seed: 4)
        let frames = sampleFrames.map { Array(encoded($0)[4...]) }
        let stream = sampleFrames.flatMap(encoded)
        for size in [1, 2, 3, 4, 5, 7, 64, stream.count] {
            let pieces = stride(from: 0, to: stream.count, by: size).map {
                Array(stream[$0..<min($0 + size, stream.count)])
            }
            #expect(try assemble(pieces) == frames)
        }
        for _ in 0..<100 {
            var rest = stream[...]
            var pieces: [[UInt8]] = []
            while !rest.isEmpty {
                pieces.append(Array(rest.prefix(.random(in: 1...5000, using: &random))))
                rest = rest.dropFirst(pieces[pieces.count - 1].count)
            }
            #expect(try assemble(pieces) == frames)
        }
    }

    @Test func emptyFramesComeOutEmpty() throws {
        #expect(try assemble([[0, 0, 0, 0, 0, 0], [0, 0]]) == [[], []])
    }

    @Test func excessiveLengthIsRefusedByItsFourBytes() {
        for pieces in [[[0, 0, 1, 1]], [[0], [0, 1], [1]]] as [[[UInt8]]] {
            let fault = #expect(throws: ProtocolFault.self) { try assemble(pieces, maximum: 256) }
            #expect(fault?.code == .resourceExhausted)
            #expect(fault?.text.contains("257") == true)
        }
    }

    @Test func nothingFollowsOnceTheTakerHasEnough() throws {
        let assembler = FrameAssembler(maximumFrame: 10)
        var count = 0
        try [UInt8]([0, 0, 0, 1, 5, 0, 0, 0, 1, 6]).withUnsafeBytes { bytes in
            try assembler.receive(bytes) { _ throws(ProtocolFault) in
                count += 1
                return false
            }
        }
        #expect(count == 1)
        #expect(assembler.pending == 0)
    }
}
