/// Reads the protobuf encoding from memory that somebody else owns, strictly: what is malformed throws.
struct WireReader {
    /// Protobuf's wire types that still have a meaning: groups have not.
    enum WireType: UInt8 {
        case varint = 0
        case fixed64 = 1
        case bytes = 2
        case fixed32 = 5
    }

    /// A field's number and how its value is encoded.
    struct Tag {
        let field: Int32
        let type: WireType
    }

    /// The bytes are not protobuf.
    struct Malformed: Error {}

    private var position: UnsafeRawPointer
    private let end: UnsafeRawPointer

    /// Reads the bytes, which have to stay where they are meanwhile.
    init(_ bytes: UnsafeRawBufferPointer) {
        // An empty buffer may have no address; any will do, since it is never read.
        let base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
        position = base
        end = base + bytes.count
    }

    var isAtEnd: Bool { position == end }

    @inline(__always)
    mutating func varint() throws(Malformed) -> UInt64 {
        guard position < end else { throw Malformed() }
        let first = position.load(as: UInt8.self)
        if first < 0x80 {
            position += 1
            return UInt64(first)
        }
        return try longVarint()
    }

    private mutating func longVarint() throws(Malformed) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < end {
            let byte = position.load(as: UInt8.self)
            position += 1
            // The tenth byte has room for one bit; what it has beyond that is dropped, as by other readers.
            if shift == 63 && byte > 0x7F { throw Malformed() }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw Malformed()
    }

    @inline(__always)
    mutating func tag() throws(Malformed) -> Tag {
        let key = try varint()
        let field = key >> 3
        // Protobuf's field numbers have 29 bits and begin at 1.
        guard field >= 1 && field < 1 << 29, let type = WireType(rawValue: UInt8(key & 7)) else { throw Malformed() }
        return Tag(field: Int32(field), type: type)
    }

    /// A length and that many bytes; they are not copied.
    @inline(__always)
    mutating func bytes() throws(Malformed) -> UnsafeRawBufferPointer {
        let length = try varint()
        guard length <= UInt64(end - position) else { throw Malformed() }
        let bytes = UnsafeRawBufferPointer(start: position, count: Int(length))
        position += Int(length)
        return bytes
    }

    mutating func fixed64() throws(Malformed) -> UInt64 {
        guard end - position >= 8 else { throw Malformed() }
        defer { position += 8 }
        return UInt64(littleEndian: position.loadUnaligned(as: UInt64.self))
    }

    mutating func fixed32() throws(Malformed) -> UInt32 {
        guard end - position >= 4 else { throw Malformed() }
        defer { position += 4 }
        return UInt32(littleEndian: position.loadUnaligned(as: UInt32.self))
    }

    mutating func skip(_ type: WireType) throws(Malformed) {
        switch type {
        case .varint: _ = try varint()
        case .fixed64: _ = try fixed64()
        case .bytes: _ = try bytes()
        case .fixed32: _ = try fixed32()
        }
    }

    /// A value as it is encoded; of a string or message its bytes without their length.
    mutating func raw(_ type: WireType) throws(Malformed) -> UnsafeRawBufferPointer {
        if type == .bytes { return try bytes() }
        let start = position
        try skip(type)
        return UnsafeRawBufferPointer(start: start, count: position - start)
    }

    /// A string, or the bytes of a message, of a field that has to be one.
    mutating func bytes(of tag: Tag) throws(Malformed) -> UnsafeRawBufferPointer {
        guard tag.type == .bytes else { throw Malformed() }
        return try bytes()
    }

    mutating func text(of tag: Tag) throws(Malformed) -> String {
        guard let text = String(validating: try bytes(of: tag), as: UTF8.self) else { throw Malformed() }
        return text
    }

    mutating func int32(of tag: Tag) throws(Malformed) -> Int32 {
        guard tag.type == .varint else { throw Malformed() }
        return Int32(truncatingIfNeeded: try varint())
    }

    /// The string that a message holds in the first field of that number.
    static func text(_ field: Int32, of message: UnsafeRawBufferPointer) throws(Malformed) -> String? {
        var reader = WireReader(message)
        while !reader.isAtEnd {
            let tag = try reader.tag()
            if tag.field == field { return try reader.text(of: tag) }
            try reader.skip(tag.type)
        }
        return nil
    }
}
