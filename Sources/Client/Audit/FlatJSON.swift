import Crypto

/// A JSON object whose members are all single values (RFC 8259), as the lines of an exported audit log are: the little that
/// is read of what `JSONValue` writes.
package struct FlatJSON: Sendable, Equatable {
    /// The members by their names: strings, numbers as they are written, `true`, `false` and `null`.
    private let members: [String: Value]

    private enum Value: Sendable, Equatable {
        case string(String)
        /// A number or a word.
        case other(String)
    }

    /// Reads a text; nil for one that is no such object, or has a name twice.
    package init?(_ text: [UInt8]) {
        var reader = Reader(text: text)
        guard let members = reader.object() else { return nil }
        self.members = members
    }

    /// The text of a member; nil if it is missing or no string.
    package func string(_ name: String) -> String? {
        if case .string(let text)? = members[name] { text } else { nil }
    }

    /// The whole number of a member, not negative; nil if it is missing or something else.
    package func number(_ name: String) -> UInt64? {
        if case .other(let text)? = members[name] { UInt64(text) } else { nil }
    }

    /// The bytes of a member in base 64; nil if it is missing or something else.
    package func bytes(_ name: String) -> [UInt8]? { string(name).flatMap { Base64.decode($0) } }

    private struct Reader {
        let text: [UInt8]
        var place = 0

        var next: UInt8? { place < text.count ? text[place] : nil }

        mutating func skipSpace() {
            while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
        }

        /// Takes a sign, with the space before it.
        mutating func take(_ sign: Unicode.Scalar) -> Bool {
            skipSpace()
            guard next == UInt8(ascii: sign) else { return false }
            place += 1
            return true
        }

        mutating func object() -> [String: Value]? {
            guard take("{") else { return nil }
            var members: [String: Value] = [:]
            if !take("}") {
                repeat {
                    skipSpace()
                    guard let name = string(), members[name] == nil, take(":"), let value = value() else { return nil }
                    members[name] = value
                } while take(",")
                guard take("}") else { return nil }
            }
            skipSpace()
            return place == text.count ? members : nil
        }

        mutating func value() -> Value? {
            skipSpace()
            if next == UInt8(ascii: "\"") { return string().map { .string($0) } }
            let start = place
            while let byte = next, isOfWord(byte) { place += 1 }
            return start < place ? .other(String(decoding: text[start..<place], as: UTF8.self)) : nil
        }

        private func isOfWord(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "E"),
                UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }

        mutating func string() -> String? {
            guard next == UInt8(ascii: "\"") else { return nil }
            place += 1
            var bytes: [UInt8] = []
            while let byte = next {
                place += 1
                switch byte {
                case UInt8(ascii: "\""): return String(validating: bytes, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let scalar = escaped() else { return nil }
                    bytes += Array(String(scalar).utf8)
                case 0..<0x20: return nil
                default: bytes.append(byte)
                }
            }
            return nil
        }

        /// What follows a backslash. Halves of pairs are not read: nothing that is written here has them.
        private mutating func escaped() -> Unicode.Scalar? {
            guard let byte = next else { return nil }
            place += 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
            case UInt8(ascii: "b"): return "\u{08}"
            case UInt8(ascii: "f"): return "\u{0C}"
            case UInt8(ascii: "n"): return "\n"
            case UInt8(ascii: "r"): return "\r"
            case UInt8(ascii: "t"): return "\t"
            case UInt8(ascii: "u"):
                guard place + 4 <= text.count else { return nil }
                let digits = String(decoding: text[place..<place + 4], as: UTF8.self)
                place += 4
                return digits.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit })
                    ? UInt32(digits, radix: 16).flatMap { Unicode.Scalar($0) } : nil
            default: return nil
            }
        }
    }
}
