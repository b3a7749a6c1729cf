/// Reads the parts of a JSON text (RFC 8259) strictly, from memory that somebody else owns.
struct JSONScanner: ~Copyable {
    /// The reading has ended: `failure` says why. (It is not in the error itself, which would make each call dearer.)
    struct Stop: Error {}

    /// What was found wrong, and where.
    struct Failure {
        let place: UnsafePointer<UInt8>
        let field: String?
        let reason: String
    }

    private let start: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    var position: UnsafePointer<UInt8>
    var failure: Failure?
    /// The last string that had escapes, without them.
    private var unescaped = ByteBuffer(capacity: 256)

    /// Reads the bytes, which have to stay where they are meanwhile. There has to be at least one.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        start = bytes.baseAddress.unsafelyUnwrapped
        end = start + bytes.count
        position = start
    }

    // Failing

    mutating func fail(at place: UnsafePointer<UInt8>, _ reason: String) -> Stop {
        failure = Failure(place: place, field: nil, reason: reason)
        return Stop()
    }

    /// Names the field at fault.
    mutating func blame(_ field: String) {
        guard let known = failure else { return }
        // As a whole: with Swift 6.3 a part that is replaced within an optional of a type that can't be copied leaks.
        failure = Failure(place: known.place, field: field, reason: known.reason)
    }

    /// The text is malformed where it is now.
    mutating func malformed(_ reason: String) -> Stop {
        fail(at: position, position == end ? "is not JSON: it ends too early" : "is not JSON: \(reason)")
    }

    /// The value that begins here is one of another kind, or none at all.
    mutating func wrongValue(_ reason: String) -> Stop {
        guard position < end else { return malformed("") }
        switch position.pointee {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "-"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            return fail(at: position, reason)
        default:
            let isLiteral = begins(with: "true") || begins(with: "false") || begins(with: "null")
            return isLiteral ? fail(at: position, reason) : malformed("a value was expected")
        }
    }

    /// The error of the failure, with its line and column.
    func error() -> JSONError {
        let failure = failure ?? Failure(place: position, field: nil, reason: "is not JSON")
        var (line, column) = (1, 1)
        var place = start
        while place < failure.place {
            if place.pointee == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if place.pointee & 0xC0 != 0x80 {
                // The bytes after a character's first do not count.
                column += 1
            }
            place += 1
        }
        return JSONError(line: line, column: column, field: failure.field, reason: failure.reason)
    }

    // Reading

    @inline(__always)
    mutating func skipWhitespace() {
        while position < end {
            switch position.pointee {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// Whether this byte is next.
    @inline(__always)
    func isNext(_ byte: UInt8) -> Bool { position < end && position.pointee == byte }

    /// Takes the byte if it is next.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard isNext(byte) else { return false }
        position += 1
        return true
    }

    /// Takes the text if it is next.
    @inline(__always)
    mutating func take(_ text: StaticString) -> Bool {
        guard begins(with: text) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    @inline(__always)
    private func begins(with text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard end - position >= count else { return false }
        for index in 0..<count where position[index] != text.utf8Start[index] { return false }
        return true
    }

    /// Takes a string whose quotation mark is next. It lies in the text, or among `unescaped` until the next string is read.
    mutating func string() throws(Stop) -> UnsafeBufferPointer<UInt8> {
        let quote = position
        let from = position + 1
        var place = from
        while true {
            place += UTF8Sequence.plainPrefix(place, end)
            guard place < end else { throw unfinished() }
            let byte = place.pointee
            if byte == UInt8(ascii: "\"") {
                position = place + 1
                return UnsafeBufferPointer(start: from, count: place - from)
            }
            if byte == UInt8(ascii: "\\") {
                unescaped.truncate(to: 0)
                unescaped.append(from, count: place - from)
                position = place
                return try escapedString(quote)
            }
            place += try length(at: place)
        }
    }

    /// The length of the character there, which is none that has to be escaped.
    @inline(__always)
    private mutating func length(at place: UnsafePointer<UInt8>) throws(Stop) -> Int {
        if place.pointee < 0x20 {
            throw fail(at: place, "is not JSON: a string holds a control character that is not escaped")
        }
        if place.pointee < 0x80 { return 1 }
        let length = UTF8Sequence.length(at: place, end: end)
        guard length > 0 else { throw fail(at: place, "is not JSON: a string is not valid UTF-8") }
        return length
    }

    private mutating func unfinished() -> Stop {
        fail(at: end, "is not JSON: it ends within a string")
    }

    /// Goes on with a string, at its first escape.
    private mutating func escapedString(_ quote: UnsafePointer<UInt8>) throws(Stop) -> UnsafeBufferPointer<UInt8> {
        while true {
            let plain = UTF8Sequence.plainPrefix(position, end)
            unescaped.append(position, count: plain)
            position += plain
            guard position < end else { throw unfinished() }
            switch position.pointee {
            case UInt8(ascii: "\""):
                position += 1
                return UnsafeBufferPointer(start: unescaped.base, count: unescaped.count)
            case UInt8(ascii: "\\"):
                try escape()
            default:
                let length = try length(at: position)
                unescaped.append(position, count: length)
                position += length
            }
        }
    }

    private mutating func escape() throws(Stop) {
        guard end - position >= 2 else { throw unfinished() }
        let byte: UInt8
        switch position[1] {
        case UInt8(ascii: "u"): return try unicodeEscape()
        case UInt8(ascii: "n"): byte = 0x0A
        case UInt8(ascii: "t"): byte = 0x09
        case UInt8(ascii: "r"): byte = 0x0D
        case UInt8(ascii: "b"): byte = 0x08
        case UInt8(ascii: "f"): byte = 0x0C
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte = position[1]
        default: throw fail(at: position, "is not JSON: a string holds an escape that JSON does not have")
        }
        unescaped.append(byte)
        position += 2
    }

    private mutating func unicodeEscape() throws(Stop) {
        let first = try codeUnit(at: position)
        var scalar = UInt32(first)
        var length = 6
        if first & 0xF800 == 0xD800 {
            // A character beyond U+FFFF is two escapes: a high surrogate and a low one.
            let isHigh = first < 0xDC00 && end - position >= 8 && position[6] == UInt8(ascii: "\\")
            guard isHigh, position[7] == UInt8(ascii: "u") else { throw loneSurrogate() }
            let second = try codeUnit(at: position + 6)
            guard second & 0xFC00 == 0xDC00 else { throw loneSurrogate() }
            scalar = 0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF))
            length = 12
        }
        guard scalar != 0 else { throw fail(at: position, "contains U+0000") }
        for byte in String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8 { unescaped.append(byte) }
        position += length
    }

    private mutating func loneSurrogate() -> Stop {
        fail(at: position, "holds half of a surrogate pair")
    }

    /// The number of an escape `\uXXXX`.
    private mutating func codeUnit(at place: UnsafePointer<UInt8>) throws(Stop) -> UInt16 {
        guard end - place >= 6 else { throw unfinished() }
        var value: UInt16 = 0
        for index in 2..<6 {
            let byte = place[index]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw fail(at: place, "is not JSON: a string holds an escape that JSON does not have")
            }
            value = value << 4 | UInt16(digit)
        }
        return value
    }

    /// Takes a number that begins here.
    mutating func number() throws(Stop) -> JSONNumber {
        guard let number = JSONNumber(prefixOf: UnsafeBufferPointer(start: position, count: end - position)) else {
            throw fail(at: position, "is not JSON: a number is not written as JSON has it")
        }
        position += number.text.count
        return number
    }
}
