import Conformance

/// Reads the body of a record, a protobuf message, into the values that the rules read, by the register's table of fields:
/// thousands of them for one verdict, so without a message in between.
struct BodyReader {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    /// A body that is not what the server wrote.
    struct Damaged: Error {}

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The values of a register's fields, in order; texts and ids become symbols of the builder.
    mutating func values(
        of register: Register, into builder: inout RecordSetBuilder
    ) throws(Damaged) -> [RecordSetBuilder.Reading] {
        let fields = register.fields
        var values = [RecordSetBuilder.Reading](repeating: .value(.absent), count: fields.count)
        while place < bytes.count {
            let key = try varint()
            let tag = Int(key >> 3)
            // Fields of a register are numbered in order, so the place is nearly always the number less one.
            let index =
                tag >= 1 && tag <= fields.count && fields[tag - 1].tag == tag
                ? tag - 1 : fields.firstIndex { $0.tag == tag }
            guard let index else {
                try skip(key & 7)
                continue
            }
            values[index] = try value(fields[index], key & 7, after: values[index], &builder)
        }
        return values
    }

    private mutating func value(
        _ field: Field, _ wire: UInt64, after earlier: RecordSetBuilder.Reading, _ builder: inout RecordSetBuilder
    ) throws(Damaged) -> RecordSetBuilder.Reading {
        switch field.kind {
        case .integer: return .value(.integer(Int(truncatingIfNeeded: try varint())))
        case .choice:
            let number = try varint()
            return number == 0 ? .value(.absent) : .value(.choice(UInt8(truncatingIfNeeded: number - 1)))
        case .choices:
            var bits: UInt64 = 0
            if case .value(.choices(let known)) = earlier { bits = known }
            if wire == 2 {
                let end = try length() + place
                while place < end { bits |= try bit() }
            } else {
                bits |= try bit()
            }
            return .value(.choices(bits))
        case .date, .month, .plan:
            let text = try text()
            guard !text.isEmpty else { return .value(.absent) }
            guard let date = CivilDate(text) else { throw Damaged() }
            return .value(.date(date))
        case .time: return .value(.time(try seconds()))
        case .text:
            let text = try text()
            return .value(text.isEmpty ? .absent : .text(builder.textSymbol(text)))
        case .person:
            let text = try text().trimmed
            return .value(text.isEmpty ? .absent : .text(builder.textSymbol(text)))
        case .persons:
            var persons: [Symbol] = []
            if case .value(.texts(let known)) = earlier { persons = known }
            let text = try text().trimmed
            return .value(.texts(text.isEmpty ? persons : persons + [builder.textSymbol(text)]))
        case .reference:
            let text = try text()
            return text.isEmpty ? .value(.absent) : .reference(builder.symbol(text))
        case .references:
            var references: [Int32] = []
            if case .references(let known) = earlier { references = known }
            return .references(references + [builder.symbol(try text())])
        }
    }

    private mutating func bit() throws(Damaged) -> UInt64 {
        let number = try varint()
        guard (1...64).contains(number) else { throw Damaged() }
        return 1 << (number - 1)
    }

    /// The seconds of a `google.protobuf.Timestamp`.
    private mutating func seconds() throws(Damaged) -> Int64 {
        let end = try length() + place
        var seconds: Int64 = 0
        while place < end {
            let key = try varint()
            if key >> 3 == 1 { seconds = Int64(bitPattern: try varint()) } else { try skip(key & 7) }
        }
        return seconds
    }

    private mutating func text() throws(Damaged) -> String {
        let count = try length()
        defer { place += count }
        return String(decoding: bytes[place..<place + count], as: UTF8.self)
    }

    private mutating func length() throws(Damaged) -> Int {
        let count = try varint()
        guard count <= UInt64(bytes.count - place) else { throw Damaged() }
        return Int(count)
    }

    private mutating func varint() throws(Damaged) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while place < bytes.count, shift < 64 {
            let byte = bytes[place]
            place += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw Damaged()
    }

    private mutating func skip(_ wire: UInt64) throws(Damaged) {
        switch wire {
        case 0: _ = try varint()
        case 1: place += 8
        case 2: place += try length()
        case 5: place += 4
        default: throw Damaged()
        }
        guard place <= bytes.count else { throw Damaged() }
    }
}

extension String {
    /// Without spaces at its ends: persons are trimmed when they are taken in (RULES, G10).
    fileprivate var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
