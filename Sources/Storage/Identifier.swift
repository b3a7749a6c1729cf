import Crypto
import Postgres

/// The id of something that is kept: a version 7 UUID made by the server, so that ids made later sort later.
package struct Identifier: Sendable, Hashable {
    /// The first eight bytes, the most significant first.
    package let high: UInt64
    /// The last eight bytes, the most significant first.
    package let low: UInt64

    /// Makes an id of its two halves.
    package init(_ halves: (UInt64, UInt64)) {
        (high, low) = halves
    }

    /// Makes a new id, at a time in microseconds since 1970, UTC.
    package static func make(now: Int64) -> Identifier {
        Identifier(UUIDv7Generator.shared.next(milliseconds: now / 1000))
    }

    /// Reads the canonical form, 8-4-4-4-12 hexadecimal digits of either case; nil for any other text.
    package init?(_ text: String) {
        var text = text
        guard let read = text.withUTF8({ Identifier(utf8: $0) }) else { return nil }
        self = read
    }

    /// The same for a text's UTF-8.
    package init?(utf8 text: UnsafeBufferPointer<UInt8>) {
        guard text.count == 36 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for place in 0..<36 {
            let byte = text[place]
            if place == 8 || place == 13 || place == 18 || place == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard let digit = Self.value(ofDigit: byte) else { return nil }
                if place < 18 { high = high << 4 | digit } else { low = low << 4 | digit }
            }
        }
        self.init((high, low))
    }

    private static func value(ofDigit byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// Its 16 bytes.
    package var bytes: [UInt8] { withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) } }

    /// As a parameter of a statement.
    package var value: PostgresValue { .uuid(high, low) }
}

extension Identifier: CustomStringConvertible {
    /// The canonical form, in lower case.
    package var description: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var place = 0
            for digit in 0..<32 {
                if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                    buffer[place] = UInt8(ascii: "-")
                    place += 1
                }
                let half = digit < 16 ? high : low
                let value = UInt8(half >> UInt64(60 - (digit % 16) * 4) & 15)
                buffer[place] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
                place += 1
            }
            return place
        }
    }
}

extension Optional where Wrapped == Identifier {
    /// As a parameter of a statement: null if there is none.
    var value: PostgresValue { self?.value ?? .null }
}
