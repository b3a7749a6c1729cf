import Glibc
import Kernel

/// A line of the log that is being put together: one object of JSON. There is one for each call, so it is written straight
/// into memory of its own, which it frees.
struct LogLine: ~Copyable {
    private var place: UnsafeMutablePointer<UInt8>
    private var capacity = 512
    private var count = 0

    /// Begins a line.
    init(_ level: Configuration.LogLevel, _ event: String, at time: WallInstant) {
        place = Self.memory(capacity)
        append(#"{"time":""#)
        reserve(LogTime.count)
        LogTime.write(time.microseconds, to: UnsafeMutableBufferPointer(start: place + count, count: LogTime.count))
        count += LogTime.count
        append(#"","level":""#)
        append(text: level.rawValue)
        append(UInt8(ascii: "\""))
        add("event", event)
    }

    deinit { free(place) }

    /// By malloc: Swift asks for an alignment, which takes the C library a slower way.
    private static func memory(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
        guard let room = malloc(capacity) else { preconditionFailure("out of memory for a line of the log") }
        return room.assumingMemoryBound(to: UInt8.self)
    }

    /// Adds a field with a number.
    mutating func add(_ name: StaticString, _ number: Int) {
        begin(name)
        if number < 0 { append(UInt8(ascii: "-")) }
        let start = count
        var rest = number.magnitude
        repeat {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        var digits = UnsafeMutableBufferPointer(start: place + start, count: count - start)
        digits.reverse()
    }

    /// Adds a field with a text.
    mutating func add(_ name: StaticString, _ text: String) {
        begin(name)
        append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { bytes in
            // Nearly every text goes in as it is, and so in one piece. All bytes are looked at, for then it is done many at a
            // time.
            if bytes.reduce(false, { $0 || Self.mustEscape($1) }) {
                for byte in bytes { appendEscaped(byte) }
            } else {
                append(bytes)
            }
        }
        append(UInt8(ascii: "\""))
    }

    /// Ends the line.
    mutating func end() { append("}\n") }

    /// Gives what the line has so far.
    func withBytes<T>(_ body: (UnsafeBufferPointer<UInt8>) -> T) -> T {
        body(UnsafeBufferPointer(start: place, count: count))
    }

    private mutating func begin(_ name: StaticString) {
        append(",\"")
        append(name)
        append("\":")
    }

    private mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let base = bytes.baseAddress else { return }
        reserve(bytes.count)
        (place + count).update(from: base, count: bytes.count)
        count += bytes.count
    }

    private mutating func append(_ byte: UInt8) {
        reserve(1)
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

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            append(UInt8(ascii: "\\"))
            append(byte)
        case 0..<0x20, 0x7F:
            append("\\u00")
            append(Self.digit(byte >> 4))
            append(Self.digit(byte & 15))
        default: append(byte)
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}
