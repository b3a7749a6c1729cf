import Glibc
import Kernel

/// A line of the log that is being put together: one object of JSON. There is one for each call, so it is written straight
/// into memory of its own, which it frees.
struct LogLine: ~Copyable {
    private var place: UnsafeMutablePointer<UInt8>
    private var capacity = 512
    private var count = 0

    /// Begins a line. The event goes in as it is, so it must have nothing that JSON escapes.
    init(_ level: Configuration.LogLevel, _ event: StaticString, at time: WallInstant) {
        place = Self.memory(capacity)
        put(#"{"time":""#)
        LogTime.write(time.microseconds, to: place + count)
        count += LogTime.count
        put(#"""#)
        add("level", level.rawValue)
        reserve(event.utf8CodeUnitCount + 16)
        begin("event")
        put("\"")
        put(event)
        put("\"")
    }

    deinit { free(place) }

    /// By malloc: Swift asks for an alignment, which takes the C library a slower way.
    private static func memory(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
        guard let room = malloc(capacity) else { preconditionFailure("out of memory for a line of the log") }
        return room.assumingMemoryBound(to: UInt8.self)
    }

    /// Adds a field with a number.
    mutating func add(_ name: StaticString, _ number: Int) {
        reserve(name.utf8CodeUnitCount + 24)
        begin(name)
        if number < 0 { put(UInt8(ascii: "-")) }
        let start = count
        var rest = number.magnitude
        repeat {
            put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        var digits = UnsafeMutableBufferPointer(start: place + start, count: count - start)
        digits.reverse()
    }

    /// Adds a field with a text.
    mutating func add(_ name: StaticString, _ text: String) {
        var text = text
        text.withUTF8 { bytes in
            // Nearly every text goes in as it is, and so in one piece. All bytes are looked at, for then it is done many at a
            // time.
            var found: UInt8 = 0
            for byte in bytes { found |= Self.isEscaped(byte) }
            let mustEscape = found != 0
            reserve(name.utf8CodeUnitCount + (mustEscape ? Self.longestEscape : 1) * bytes.count + 8)
            begin(name)
            put(UInt8(ascii: "\""))
            if mustEscape {
                for byte in bytes { putEscaped(byte) }
            } else if let base = bytes.baseAddress {
                put(base, bytes.count)
            }
            put(UInt8(ascii: "\""))
        }
    }

    /// Ends the line.
    mutating func end() {
        reserve(2)
        put("}\n")
    }

    /// Gives what the line has so far.
    func withBytes<T>(_ body: (UnsafeBufferPointer<UInt8>) -> T) -> T {
        body(UnsafeBufferPointer(start: place, count: count))
    }

    // What is put needs room, which whoever puts has reserved: once for a field, not for each of its parts.

    @inline(__always)
    private mutating func begin(_ name: StaticString) {
        put(UInt8(ascii: ","))
        put(UInt8(ascii: "\""))
        put(name)
        put(UInt8(ascii: "\""))
        put(UInt8(ascii: ":"))
    }

    @inline(__always)
    private mutating func put(_ text: StaticString) { put(text.utf8Start, text.utf8CodeUnitCount) }

    @inline(__always)
    private mutating func put(_ bytes: UnsafePointer<UInt8>, _ size: Int) {
        (place + count).update(from: bytes, count: size)
        count += size
    }

    @inline(__always)
    private mutating func put(_ byte: UInt8) {
        place[count] = byte
        count += 1
    }

    private mutating func reserve(_ more: Int) {
        if capacity - count < more { grow(more) }
    }

    private mutating func grow(_ more: Int) {
        capacity = max(capacity * 2, count + more)
        let grown = Self.memory(capacity)
        grown.update(from: place, count: count)
        free(place)
        place = grown
    }

    /// 1 for what has to be escaped, else 0, without a branch.
    @inline(__always)
    private static func isEscaped(_ byte: UInt8) -> UInt8 {
        let isControl: UInt8 = byte < 0x20 ? 1 : 0
        let isDelete: UInt8 = byte == 0x7F ? 1 : 0
        let isQuote: UInt8 = byte == UInt8(ascii: "\"") ? 1 : 0
        let isBackslash: UInt8 = byte == UInt8(ascii: "\\") ? 1 : 0
        return isControl | isDelete | isQuote | isBackslash
    }

    /// What a byte takes at the most: `\u001f`.
    private static let longestEscape = 6

    private mutating func putEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            put(UInt8(ascii: "\\"))
            put(byte)
        case 0..<0x20, 0x7F:
            put("\\u00")
            put(Self.digit(byte >> 4))
            put(Self.digit(byte & 15))
        default: put(byte)
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}
