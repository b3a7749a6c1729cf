/// Reads the protobuf encoding from memory that somebody else owns, strictly: what is malformed throws.
struct WireReader {
    private var position: UnsafeRawPointer
    private let end: UnsafeRawPointer

    /// Protobuf's wire types that still have a meaning.
    enum WireType: UInt8 {
        case varint = 0
        case fixed64 = 1
        case bytes = 2
        case fixed32 = 5
    }

    /// A field's number and how its value is encoded.
    struct Tag {
        let field: UInt64
        let type: WireType
    }

    /// Reads the bytes, which have to stay where they are meanwhile.
    init(_ bytes: UnsafeRawBufferPointer) {
        // An empty buffer may have no address; any will do, since it is never read.
        let base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
        position = base
        end = base + bytes.count
    }

    var isAtEnd: Bool { position == end }

    mutating func varint() throws(ProtocolFault) -> UInt64 {
        guard position < end else { throw ProtocolFault("a frame ends within a number") }
        let first = position.load(as: UInt8.self)
        if first < 0x80 {
            position += 1
            return UInt64(first)
        }
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < end {
            let byte = position.load(as: UInt8.self)
            position += 1
            // The tenth byte has room for one bit only.
            if shift == 63 && byte > 1 { throw ProtocolFault("a number in a frame is longer than 64 bits") }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw ProtocolFault("a frame ends within a number")
    }

    mutating func tag() throws(ProtocolFault) -> Tag {
        let key = try varint()
        let field = key >> 3
        // Protobuf's field numbers have 29 bits and begin at 1.
        guard field >= 1 && field < 1 << 29 else { throw ProtocolFault("a frame has a field of an impossible number") }
        guard let type = WireType(rawValue: UInt8(key & 7)) else {
            throw ProtocolFault("field \(field) of a frame has an unknown wire type")
        }
        return Tag(field: field, type: type)
    }

    /// A length and that many bytes; they are not copied.
    mutating func bytes() throws(ProtocolFault) -> UnsafeRawBufferPointer {
        let length = try varint()
        guard length <= UInt64(end - position) else { throw ProtocolFault("a field is longer than its frame") }
        let bytes = UnsafeRawBufferPointer(start: position, count: Int(length))
        position += Int(length)
        return bytes
    }

    mutating func skip(_ type: WireType) throws(ProtocolFault) {
        switch type {
        case .varint: _ = try varint()
        case .fixed64: try advance(8)
        case .bytes: _ = try bytes()
        case .fixed32: try advance(4)
        }
    }

    private mutating func advance(_ count: Int) throws(ProtocolFault) {
        guard end - position >= count else { throw ProtocolFault("a frame ends within a field") }
        position += count
    }
}

// Values of fields that are known, whose wire type has to be right.
extension WireReader {
    mutating func uint64(_ tag: Tag) throws(ProtocolFault) -> UInt64 {
        try expect(.varint, tag)
        return try varint()
    }

    mutating func uint32(_ tag: Tag) throws(ProtocolFault) -> UInt32 {
        guard let value = UInt32(exactly: try uint64(tag)) else {
            throw ProtocolFault("field \(tag.field) of a frame is longer than 32 bits")
        }
        return value
    }

    mutating func bool(_ tag: Tag) throws(ProtocolFault) -> Bool {
        try uint64(tag) != 0
    }

    mutating func submessage(_ tag: Tag) throws(ProtocolFault) -> UnsafeRawBufferPointer {
        try expect(.bytes, tag)
        return try bytes()
    }

    mutating func array(_ tag: Tag) throws(ProtocolFault) -> [UInt8] {
        [UInt8](try submessage(tag))
    }

    mutating func string(_ tag: Tag) throws(ProtocolFault) -> String {
        let bytes = try submessage(tag)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ProtocolFault("field \(tag.field) of a frame is not UTF-8")
        }
        return text
    }

    private func expect(_ type: WireType, _ tag: Tag) throws(ProtocolFault) {
        guard tag.type == type else { throw ProtocolFault("field \(tag.field) of a frame has the wrong wire type") }
    }
}
