/// Turns a JSON text into the wire form of a message, while it reads it.
///
/// Fields are written as they come, and put in the order of their numbers at the end of their message if they came in another.
/// So what is held is the text and what was written so far, and never a tree of values.
struct JSONReader: ~Copyable {
    typealias Stop = JSONScanner.Stop

    /// Where the wire form of a field begins in the output.
    private struct Segment {
        let field: Int
        let start: Int
    }

    static let mostDepth = 100

    let tables: DescriptorTables
    var scanner: JSONScanner
    var output: ByteBuffer
    /// The fields of the messages that are being read, the outer ones first.
    private var segments: [Segment] = []
    private var depth = 0

    init(_ text: UnsafeBufferPointer<UInt8>, _ tables: DescriptorTables) {
        self.tables = tables
        scanner = JSONScanner(text)
        // Names and punctuation make up half of most texts.
        output = ByteBuffer(capacity: text.count / 2 + 64)
    }

    /// Reads the text as one message and nothing else.
    mutating func readAll(_ message: Int) throws(Stop) {
        if scanner.take("\u{FEFF}") {
            scanner.position -= 3
            throw scanner.fail(at: scanner.position, "is not JSON: it begins with a byte order mark")
        }
        scanner.skipWhitespace()
        try value(ofMessage: message)
        scanner.skipWhitespace()
        if scanner.position < scanner.end { throw scanner.malformed("it goes on after its end") }
    }

    /// Reads a message's value: an object, or the form of its own that it has.
    mutating func value(ofMessage place: Int) throws(Stop) {
        let message = tables.message(place)
        switch message.wellKnown {
        case nil: try object(message, place)
        case .timestamp:
            let expected = "must be a time from the years 1 to 9999 such as \"2026-01-31T09:30:00Z\""
            try time(expected) { TimeText.timestamp($0) }
        case .duration:
            try time("must be a duration of at most 315576000000 seconds such as \"1.5s\"") { TimeText.duration($0) }
        }
    }

    private mutating func time(
        _ expected: String, _ parse: (UnsafeBufferPointer<UInt8>) -> TimeText.Parts?
    ) throws(Stop) {
        let start = scanner.position
        guard scanner.isNext(UInt8(ascii: "\"")) else { throw scanner.wrongValue(expected) }
        guard let parts = parse(try scanner.string()) else { throw scanner.fail(at: start, expected) }
        if parts.seconds != 0 {
            output.append(tag: 1, .varint)
            output.append(varint: UInt64(bitPattern: parts.seconds))
        }
        if parts.nanos != 0 {
            output.append(tag: 2, .varint)
            output.append(varint: UInt64(bitPattern: Int64(parts.nanos)))
        }
    }

    private mutating func object(_ message: DescriptorTables.Message, _ place: Int) throws(Stop) {
        let start = scanner.position
        guard scanner.take(UInt8(ascii: "{")) else { throw scanner.wrongValue("must be an object") }
        depth += 1
        guard depth <= JSONReader.mostDepth else {
            throw scanner.fail(at: start, "is nested deeper than \(JSONReader.mostDepth) messages")
        }
        let firstSegment = segments.count
        var seen = Seen()
        var expected = message.first
        var last = -1
        var isOrdered = true
        scanner.skipWhitespace()
        if !scanner.take(UInt8(ascii: "}")) {
            while true {
                let keyStart = scanner.position
                let field = try key(of: message, place, expected: expected)
                expected = field + 1
                try note(field, at: keyStart, in: message, &seen)
                let length = output.count
                try value(of: field, at: keyStart, in: message, &seen)
                if output.count > length {
                    isOrdered = isOrdered && field > last
                    last = field
                    segments.append(Segment(field: field, start: length))
                }
                scanner.skipWhitespace()
                if scanner.take(UInt8(ascii: ",")) {
                    scanner.skipWhitespace()
                } else if scanner.take(UInt8(ascii: "}")) {
                    break
                } else {
                    throw scanner.malformed("',' or '}' was expected")
                }
            }
        }
        if !isOrdered { sort(from: firstSegment) }
        segments.removeLast(segments.count - firstSegment)
        depth -= 1
    }

    /// The fields that an object has had, and the oneofs of which it has had one.
    private struct Seen {
        var fields: UInt128 = 0
        var oneofs: UInt64 = 0
    }

    /// Takes a field's name and the colon after it, and gives the field's place.
    @inline(__always)
    private mutating func key(
        of message: DescriptorTables.Message, _ place: Int, expected: Int
    ) throws(Stop) -> Int {
        // Most writers keep the order of the fields and leave no blanks: then the name is that of the next field.
        if expected < message.end {
            let key = tables.fields[expected].key
            if isNext(key) {
                scanner.position += Int(key.count)
                return expected
            }
        }
        return try lookUpKey(of: message, place)
    }

    @inline(__always)
    private func isNext(_ key: DescriptorPool.Name) -> Bool {
        let count = Int(key.count)
        guard scanner.end - scanner.position >= count else { return false }
        return tables.isEqual(key, scanner.position)
    }

    private mutating func lookUpKey(of message: DescriptorTables.Message, _ place: Int) throws(Stop) -> Int {
        let start = scanner.position
        guard scanner.isNext(UInt8(ascii: "\"")) else {
            throw scanner.malformed("a field's name in quotation marks was expected")
        }
        let name = try scanner.string()
        let field = tables.field(named: name, of: message)
        if field < 0 {
            let stop = scanner.fail(at: start, "is not a field of \(tables.fullName(of: place))")
            scanner.blame(JSONReader.shown(name))
            throw stop
        }
        scanner.skipWhitespace()
        guard scanner.take(UInt8(ascii: ":")) else { throw scanner.malformed("':' was expected") }
        return field
    }

    /// A name that nobody has checked, for an error's text.
    private static func shown(_ name: UnsafeBufferPointer<UInt8>) -> String {
        if name.isEmpty { return "\"\"" }
        var text = ""
        for scalar in String(decoding: name.prefix(400), as: UTF8.self).unicodeScalars.prefix(100) {
            text.unicodeScalars.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
        }
        return text
    }

    /// Sees to it that a field is there once, whatever its value.
    @inline(__always)
    private mutating func note(
        _ field: Int, at keyStart: UnsafePointer<UInt8>, in message: DescriptorTables.Message, _ seen: inout Seen
    ) throws(Stop) {
        let bit: UInt128 = 1 << UInt128(field - message.first)
        if seen.fields & bit != 0 {
            let stop = scanner.fail(at: keyStart, "is given twice")
            throw inside(field, nil, stop)
        }
        seen.fields |= bit
    }

    /// Reads the value after a field's name. `null` is the same as to leave the field out.
    private mutating func value(
        of field: Int, at keyStart: UnsafePointer<UInt8>, in message: DescriptorTables.Message, _ seen: inout Seen
    ) throws(Stop) {
        scanner.skipWhitespace()
        if scanner.isNext(UInt8(ascii: "n")), scanner.take("null") { return }
        let descriptor = tables.fields[field]
        if descriptor.oneof >= 0 {
            let bit: UInt64 = 1 << UInt64(descriptor.oneof)
            if seen.oneofs & bit != 0 {
                let stop = scanner.fail(at: keyStart, "must not be given, since another field of its oneof is")
                throw inside(field, nil, stop)
            }
            seen.oneofs |= bit
        }
        if descriptor.isRepeated {
            try array(descriptor, field)
        } else {
            do throws(Stop) { try single(descriptor) } catch { throw inside(field, nil, error) }
        }
    }

    /// Reads the value of a field that is not repeated, and writes the field.
    private mutating func single(_ field: FieldDescriptor) throws(Stop) {
        let start = output.count
        output.append(tag: field.number, field.type.wireType)
        let isDefault = try value(field)
        if isDefault && !field.hasPresence { output.truncate(to: start) }
    }

    private mutating func array(_ field: FieldDescriptor, _ place: Int) throws(Stop) {
        guard scanner.take(UInt8(ascii: "[")) else {
            let stop = scanner.wrongValue("must be a list")
            throw inside(place, nil, stop)
        }
        let start = output.count
        let isPacked = field.type.isPackable
        if isPacked {
            output.append(tag: field.number, .bytes)
            output.append(0)
        }
        let first = output.count
        var index = 0
        scanner.skipWhitespace()
        if !scanner.take(UInt8(ascii: "]")) {
            while true {
                if !isPacked { output.append(tag: field.number, field.type.wireType) }
                do throws(Stop) {
                    if scanner.isNext(UInt8(ascii: "n")) { throw scanner.wrongValue("must not be null") }
                    _ = try value(field)
                } catch {
                    throw inside(place, index, error)
                }
                index += 1
                scanner.skipWhitespace()
                if scanner.take(UInt8(ascii: ",")) {
                    scanner.skipWhitespace()
                } else if scanner.take(UInt8(ascii: "]")) {
                    break
                } else {
                    let stop = scanner.malformed("',' or ']' was expected")
                    throw inside(place, nil, stop)
                }
            }
        }
        if index == 0 { return output.truncate(to: start) }
        if isPacked { output.putLength(at: first - 1) }
    }

    /// Puts the fields of the message that ends here in the order of their numbers.
    private mutating func sort(from first: Int) {
        let start = segments[first].start
        let bounds = segments[first...].map(\.start) + [output.count]
        let order = (first..<segments.count).sorted { segments[$0].field < segments[$1].field }
        var sorted = ByteBuffer(capacity: output.count - start)
        for segment in order {
            let from = bounds[segment - first]
            sorted.append(output.base + from, count: bounds[segment - first + 1] - from)
        }
        output.replace(from: start, with: sorted)
    }

    /// Puts a field before the path of the failure.
    private mutating func inside(_ field: Int, _ index: Int?, _ stop: Stop) -> Stop {
        var path = tables.pool.text(tables.fields[field].name)
        if let index { path += "[\(index)]" }
        if let inner = scanner.failure?.field { path += ".\(inner)" }
        scanner.blame(path)
        return stop
    }
}
