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
        guard text.count == 36, text[8] == Self.dash, text[13] == Self.dash, text[18] == Self.dash,
            text[23] == Self.dash
        else { return nil }
        // Of all digits, of which only what is none has high bits: without a branch for each, which nobody could foretell.
        var all: UInt8 = 0
        func number(_ range: Range<Int>, _ digits: UnsafeBufferPointer<UInt8>) -> UInt64 {
            var number: UInt64 = 0
            for place in range {
                let digit = digits[Int(text[place])]
                all |= digit
                number = number << 4 | UInt64(digit & 15)
            }
            return number
        }
        let halves = Self.digits.withUnsafeBufferPointer {
            (
                number(0..<8, $0) << 32 | number(9..<13, $0) << 16 | number(14..<18, $0),
                number(19..<23, $0) << 48 | number(24..<36, $0)
            )
        }
        guard all < 16 else { return nil }
        self.init(halves)
    }

    /// What each byte stands for; 255 for what is no digit.
    private static let digits: [UInt8] = (UInt8.min...UInt8.max).map { byte in
        Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init) ?? .max
    }

    private static let dash = UInt8(ascii: "-")

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
