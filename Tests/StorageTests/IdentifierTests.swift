import Storage
import Testing

@Suite("Identifiers as text")
struct IdentifierTests {
    @Test("An id survives the way to its text and back, in either case")
    func roundTrip() {
        for _ in 0..<100 {
            let id = Identifier.make(now: 1_700_000_000_000_000)
            #expect(Identifier(id.description) == id)
            #expect(Identifier(id.description.uppercased()) == id)
        }
        let text = "01234567-89ab-cdef-0123-456789ABCDEF"
        #expect(Identifier(text).map { [$0.high, $0.low] } == [0x0123_4567_89AB_CDEF, 0x0123_4567_89AB_CDEF])
    }

    @Test("At each place only what belongs there is taken")
    func places() {
        let digits = Set("0123456789abcdefABCDEF".utf8)
        let good = Array("01234567-89ab-cdef-0123-456789abcdef".utf8)
        for place in good.indices {
            for byte in UInt8.min...UInt8.max {
                var text = good
                text[place] = byte
                let isGood = good[place] == UInt8(ascii: "-") ? byte == good[place] : digits.contains(byte)
                let read = text.withUnsafeBufferPointer { Identifier(utf8: $0) }
                #expect((read != nil) == isGood, "\(byte) at \(place)")
            }
        }
        for text in ["", String(decoding: good.dropLast(), as: UTF8.self), String(decoding: good, as: UTF8.self) + "0"]
        {
            #expect(Identifier(text) == nil)
        }
    }
}
