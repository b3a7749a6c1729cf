/// Reads JSON (RFC 8259) piece by piece, without building a tree: a set of records is long, and each value has one use.
struct JSONReader: ~Copyable {
    private let text: [UInt8]
    private(set) var place = 0
    private var depth = 0

    /// The deepest nesting that is skipped.
    private static let depthLimit = 64

    init(_ text: [UInt8]) {
        self.text = text
    }

    /// A place to which reading may go back.
    struct Mark {
        fileprivate let place: Int
    }

    var mark: Mark { Mark(place: place) }

    mutating func go(to mark: Mark) { place = mark.place }

    func problem(_ words: String) -> InterchangeError { InterchangeError(words, at: place) }

    private var next: UInt8? {
        mutating get {
            while place < text.count {
                switch text[place] {
                case 0x20, 0x09, 0x0A, 0x0D: place += 1
                default: return text[place]
                }
            }
            return nil
        }
    }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: sign) else { return false }
        place += 1
        return true
    }

    /// Nothing but space may follow.
    mutating func end() throws(InterchangeError) {
        if next != nil { throw problem("something follows the end of the JSON text") }
    }

    /// Reads an object; the closure reads each member's value.
    mutating func object(
        _ what: String, _ member: (inout JSONReader, String) throws(InterchangeError) -> Void
    ) throws(InterchangeError) {
        guard take("{") else { throw problem("\(what) should be an object") }
        if take("}") { return }
        repeat {
            let name = try string("a member's name")
            guard take(":") else { throw problem("a colon is missing after \u{2018}\(name)\u{2019}") }
            try member(&self, name)
        } while take(",")
        guard take("}") else { throw problem("the end of an object is missing") }
    }

    /// Reads an array; the closure reads each element.
    mutating func array(
        _ what: String, _ element: (inout JSONReader) throws(InterchangeError) -> Void
    ) throws(InterchangeError) {
        guard take("[") else { throw problem("\(what) should be an array") }
        if take("]") { return }
        repeat { try element(&self) } while take(",")
        guard take("]") else { throw problem("the end of an array is missing") }
    }

    /// Whether a null stands here; it is taken.
    mutating func null() -> Bool {
        guard next == UInt8(ascii: "n"), text[place...].starts(with: Array("null".utf8)) else { return false }
        place += 4
        return true
    }

    var isAtString: Bool {
        mutating get { next == UInt8(ascii: "\"") }
    }

    var isAtArray: Bool {
        mutating get { next == UInt8(ascii: "[") }
    }

    /// Reads a whole number of at most 53 bits: beyond that, JSON's readers disagree.
    mutating func integer(_ what: String) throws(InterchangeError) -> Int {
        _ = next
        let start = place
        if place < text.count, text[place] == UInt8(ascii: "-") { place += 1 }
        var value = 0
        var digits = 0
        while place < text.count, (0x30...0x39).contains(text[place]), digits < 17 {
            value = value * 10 + Int(text[place] - 0x30)
            digits += 1
            place += 1
        }
        let goesOn = place < text.count && "0123456789.eE".utf8.contains(text[place])
        guard digits > 0, !goesOn, value <= 9_007_199_254_740_991 else {
            place = start
            throw problem("\(what) should be a whole number of at most 53 bits")
        }
        return text[start] == UInt8(ascii: "-") ? -value : value
    }

    /// Reads a string.
    mutating func string(_ what: String) throws(InterchangeError) -> String {
        guard take("\"") else { throw problem("\(what) should be a string") }
        let start = place
        while place < text.count {
            switch text[place] {
            case UInt8(ascii: "\""):
                let plain = text[start..<place]
                guard let string = String(validating: plain, as: UTF8.self) else { throw problem("no valid UTF-8") }
                place += 1
                return string
            case UInt8(ascii: "\\"): return try escapedString(Array(text[start..<place]))
            case 0..<0x20: throw problem("a control character in a string has to be escaped")
            default: place += 1
            }
        }
        throw problem("the end of a string is missing")
    }

    private mutating func escapedString(_ beginning: [UInt8]) throws(InterchangeError) -> String {
        var bytes = beginning
        while place < text.count {
            let byte = text[place]
            place += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: bytes, as: UTF8.self) else { throw problem("no valid UTF-8") }
                return string
            case UInt8(ascii: "\\"): bytes += Array(String(try escape()).utf8)
            case 0..<0x20: throw problem("a control character in a string has to be escaped")
            default: bytes.append(byte)
            }
        }
        throw problem("the end of a string is missing")
    }

    private mutating func escape() throws(InterchangeError) -> Unicode.Scalar {
        guard place < text.count else { throw problem("the end of a string is missing") }
        let byte = text[place]
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var unit = try hexadecimal()
            if (0xD800..<0xDC00).contains(unit), place + 1 < text.count, text[place] == UInt8(ascii: "\\"),
                text[place + 1] == UInt8(ascii: "u")
            {
                place += 2
                let low = try hexadecimal()
                guard (0xDC00..<0xE000).contains(low) else { throw problem("half of a surrogate pair is missing") }
                unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(unit) else { throw problem("half of a surrogate pair is missing") }
            return scalar
        default: throw problem("no such escape in a string")
        }
    }

    private mutating func hexadecimal() throws(InterchangeError) -> UInt32 {
        guard place + 4 <= text.count else { throw problem("four hexadecimal digits are missing") }
        var value: UInt32 = 0
        for byte in text[place..<place + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw problem("four hexadecimal digits are missing")
            }
            value = value << 4 + UInt32(digit)
        }
        place += 4
        return value
    }

    /// Reads over a value of any kind.
    mutating func skip() throws(InterchangeError) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw problem("nested too deeply") }
        switch next {
        case UInt8(ascii: "{"): try object("this") { (reader, _) throws(InterchangeError) in try reader.skip() }
        case UInt8(ascii: "["): try array("this") { (reader) throws(InterchangeError) in try reader.skip() }
        case UInt8(ascii: "\""): _ = try string("this")
        default:
            let start = place
            while place < text.count, isOfWord(text[place]) { place += 1 }
            if place == start { throw problem("a value is missing") }
        }
    }

    private func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "E"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
