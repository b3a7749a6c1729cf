import Crypto
import Testing

@Suite("Random bytes, comparison of secrets and ids")
struct RandomTests {
    @Test("Random bytes have the length asked for, and differ")
    func random() {
        #expect(SecureRandom.bytes(0).isEmpty)
        #expect(SecureRandom.bytes(33).count == 33)
        #expect(Set((0..<1_000).map { _ in SecureRandom.bytes(16) }).count == 1_000)
        let generator = SecureRandom()
        #expect(Set((0..<1_000).map { _ in generator.next() }).count == 1_000)
    }

    @Test("Every bit of random bytes is set about half of the time")
    func bits() {
        var counts = [Int](repeating: 0, count: 64)
        let generator = SecureRandom()
        for _ in 0..<10_000 {
            let number = generator.next()
            for bit in 0..<64 where number >> UInt64(bit) & 1 == 1 { counts[bit] += 1 }
        }
        // Ten standard deviations: a fair generator leaves this range less than once in 10^20 runs.
        #expect(counts.allSatisfy { (4_500...5_500).contains($0) })
    }

    @Test("Secrets are equal when all their bytes and their lengths are")
    func equality() {
        let secret = SecureRandom.bytes(32)
        #expect(ConstantTime.equal(secret, secret))
        #expect(ConstantTime.equal([], []))
        #expect(!ConstantTime.equal(secret, Array(secret.dropLast())))
        for index in secret.indices {
            var other = secret
            other[index] ^= 0x80
            #expect(!ConstantTime.equal(secret, other))
        }
    }

    @Test("An id has the time, version 7 and the variant of RFC 9562")
    func layout() {
        let generator = UUIDv7Generator()
        // The time of the RFC's example (appendix A.6).
        let (high, low) = generator.next(milliseconds: 0x017F_22E2_79B0)
        #expect(high >> 16 == 0x017F_22E2_79B0)
        #expect(high >> 12 & 15 == 7)
        #expect(low >> 62 == 0b10)
        let bytes = generator.nextBytes(milliseconds: 0x017F_22E2_79B1)
        #expect(bytes.count == 16)
        #expect(Hexadecimal.encode(bytes).hasPrefix("017f22e279b17"))
        #expect(bytes[8] >> 6 == 0b10)
    }

    @Test("Ids only grow: within a millisecond, and when the clock goes back")
    func order() {
        let generator = UUIDv7Generator()
        var last: (high: UInt64, low: UInt64) = (0, 0)
        var faults = 0
        for turn in 0..<20_000 {
            let next = generator.next(milliseconds: 1_000 + Int64(turn / 5_000) - Int64(turn % 3))
            let isLater = next.high > last.high || next.high == last.high && next.low > last.low
            if !isLater || next.high >> 12 & 15 != 7 || next.low >> 62 != 0b10 { faults += 1 }
            last = next
        }
        #expect(faults == 0)
        #expect(last.high >> 16 == 1_003)
    }

    @Test("Two generators do not give the same ids")
    func distinct() {
        let first = UUIDv7Generator()
        let second = UUIDv7Generator()
        let ids = (0..<500).flatMap { [first.nextBytes(milliseconds: $0), second.nextBytes(milliseconds: $0)] }
        #expect(Set(ids).count == 1_000)
    }

    @Test("Ids made on several threads at once are all different")
    func threads() async {
        let ids = await withTaskGroup(of: [[UInt8]].self) { group in
            for _ in 0..<4 {
                group.addTask { (0..<2_000).map { _ in UUIDv7Generator.shared.nextBytes(milliseconds: 5) } }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(ids).count == 8_000)
    }

    @Test("A time that does not fit counts as the nearest")
    func extremes() {
        let generator = UUIDv7Generator()
        let earliest = generator.next(milliseconds: -1)
        let latest = generator.next(milliseconds: .max)
        #expect(earliest.high >> 16 == 0)
        #expect(latest.high >> 16 == (1 << 48) - 1)
    }
}
