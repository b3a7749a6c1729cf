import Testing
import Transport

@Suite("gzip")
struct GzipTests {
    @Test("What is compressed is inflated to the same", arguments: [0, 1, 1_000, 65_536, 1_000_000])
    func roundTrip(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
        let compressed = Gzip.deflate(bytes)
        #expect(try Gzip.inflate(compressed, limit: count) == bytes)
        if count > 0 {
            #expect(throws: GzipError.tooLarge) { try Gzip.inflate(compressed, limit: count - 1) }
        }
    }

    @Test("What is not one whole stream is refused")
    func malformed() {
        let compressed = Gzip.deflate(Array(repeating: 7, count: 1_000))
        var wrong = compressed
        wrong[wrong.count - 8] ^= 1  // The checksum.
        for bytes in [[], [1, 2, 3], Array(compressed.dropLast()), compressed + [0], compressed + compressed, wrong] {
            #expect(throws: GzipError.malformed) { try Gzip.inflate(bytes, limit: 10_000) }
        }
    }

    @Test("A bomb is refused before it goes off")
    func bomb() {
        let compressed = Gzip.deflate(Array(repeating: 0, count: 50_000_000))
        #expect(compressed.count < 300_000)
        #expect(throws: GzipError.tooLarge) { try Gzip.inflate(compressed, limit: 4_194_304) }
    }
}
