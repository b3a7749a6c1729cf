/// How a message's fields are written; the generator calls these in the order of the fields' numbers. `key` is a field's
/// number and wire type, as protobuf joins them.
extension ByteBuffer {
    // Room is made before a text's bytes are touched, and nothing is called until they are copied: else the compiler has each
    // text retained and released for that time, which costs four times as much as to copy it.

    mutating func put(_ key: UInt64, _ text: String) {
        let start = room(for: text.utf8.count + Self.mostBefore)
        advance(by: Self.write(key, text, at: start) - start)
    }

    mutating func put(_ key: UInt64, _ texts: [String]) {
        var size = 0
        for text in texts { size += text.utf8.count + Self.mostBefore }
        let start = room(for: size)
        var place = start
        for text in texts { place = Self.write(key, text, at: place) }
        advance(by: place - start)
    }

    mutating func put(_ key: UInt64, _ bytes: [UInt8]) {
        let start = room(for: bytes.count + Self.mostBefore)
        advance(by: bytes.withUnsafeBytes { Self.write(key, $0, at: start) } - start)
    }

    /// The bytes of a key and a length, at the most.
    private static var mostBefore: Int { 20 }

    /// Writes a field to where there is room for it, and gives where it ends.
    @inline(__always)
    private static func write(
        _ key: UInt64, _ text: String, at place: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        // Of the ways to a text's bytes this is the cheapest: a span of them costs twice as much.
        let end = text.utf8.withContiguousStorageIfAvailable { write(key, UnsafeRawBufferPointer($0), at: place) }
        guard let end else { preconditionFailure("only a text of Objective-C lies in several pieces") }
        return end
    }

    @inline(__always)
    private static func write(
        _ key: UInt64, _ bytes: UnsafeRawBufferPointer, at place: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let place = write(varint: UInt64(bytes.count), at: write(varint: key, at: place))
        copy(bytes, to: place)
        return place + bytes.count
    }

    /// Copies bytes that are mostly few: up to 32 by a few loads and stores that may overlap, which cost less than a call.
    @inline(__always)
    private static func copy(_ bytes: UnsafeRawBufferPointer, to place: UnsafeMutablePointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        let target = UnsafeMutableRawPointer(place)
        switch bytes.count {
        case 0: break
        case 1...3:
            target.storeBytes(of: source.load(as: UInt8.self), as: UInt8.self)
            let last = bytes.count - 1
            target.storeBytes(
                of: source.load(fromByteOffset: last / 2, as: UInt8.self), toByteOffset: last / 2, as: UInt8.self)
            target.storeBytes(of: source.load(fromByteOffset: last, as: UInt8.self), toByteOffset: last, as: UInt8.self)
        case 4...16:
            // Most words are of these lengths, so there is one way for all of them: a branch that nobody can foretell costs
            // more than two loads and stores.
            let last = bytes.count - 4
            let (second, third) = (min(4, last), max(last - 4, 0))
            let first = source.loadUnaligned(as: UInt32.self)
            let others = (
                source.loadUnaligned(fromByteOffset: second, as: UInt32.self),
                source.loadUnaligned(fromByteOffset: third, as: UInt32.self),
                source.loadUnaligned(fromByteOffset: last, as: UInt32.self)
            )
            target.storeBytes(of: first, as: UInt32.self)
            target.storeBytes(of: others.0, toByteOffset: second, as: UInt32.self)
            target.storeBytes(of: others.1, toByteOffset: third, as: UInt32.self)
            target.storeBytes(of: others.2, toByteOffset: last, as: UInt32.self)
        case 17...32: copyEnds(SIMD2<UInt64>.self, source, target, bytes.count)
        default: target.copyMemory(from: source, byteCount: bytes.count)
        }
    }

    /// Copies the first and the last bytes, as many as a value has, which together are all.
    @inline(__always)
    private static func copyEnds<Value: BitwiseCopyable>(
        _ type: Value.Type, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int
    ) {
        let last = count - MemoryLayout<Value>.size
        let (head, tail) = (source.loadUnaligned(as: type), source.loadUnaligned(fromByteOffset: last, as: type))
        target.storeBytes(of: head, as: type)
        target.storeBytes(of: tail, toByteOffset: last, as: type)
    }

    @inline(__always)
    mutating func put(_ key: UInt64, varint value: UInt64) {
        append(varint: key)
        append(varint: value)
    }

    @inline(__always)
    mutating func put(_ key: UInt64, fixed value: some FixedWidthInteger) {
        append(varint: key)
        append(littleEndian: value)
    }

    @inline(__always)
    mutating func put<Message: WritableMessage & ~Copyable>(_ key: UInt64, _ message: borrowing Message) {
        append(varint: key)
        let place = count
        append(0)
        message.write(&self)
        putLength(at: place)
    }

    // Other items than texts are read where they lie, through spans: a loop over an array would copy each, and count
    // references to all that it holds.

    mutating func put(_ key: UInt64, _ items: [[UInt8]]) {
        let span = items.span
        for index in span.indices { put(key, span[index]) }
    }

    mutating func put<Message: CMessage>(_ key: UInt64, _ messages: [Message]) { put(key, messages.span) }

    private mutating func put<Message: WritableMessage & ~Copyable>(_ key: UInt64, _ messages: Span<Message>) {
        for index in messages.indices { put(key, messages[index]) }
    }

    /// Numbers one after another, without a key for each.
    @inline(__always)
    mutating func putPacked<Value>(_ key: UInt64, _ values: [Value], _ write: (inout ByteBuffer, Value) -> Void) {
        if values.isEmpty { return }
        append(varint: key)
        let place = count
        append(0)
        for value in values { write(&self, value) }
        putLength(at: place)
    }
}

/// What writes itself. It need not be copyable, which says that whoever writes it may not copy it.
protocol WritableMessage: ~Copyable {
    /// Writes the fields as protobuf has them, without a length.
    borrowing func write(_ out: inout ByteBuffer)
}
