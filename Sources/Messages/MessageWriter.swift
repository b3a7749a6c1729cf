/// How a message's fields are written; the generator calls these in the order of the fields' numbers. `key` is a field's
/// number and wire type, as protobuf joins them.
extension ByteBuffer {
    mutating func put(_ key: UInt64, _ text: borrowing String) { put(key, text: text) }

    @inline(__always)
    private mutating func put(_ key: UInt64, text: borrowing String) {
        // A text's UTF-8 lies in one piece, but for one that came from Objective-C. Of the ways to it this is the cheapest:
        // a span of it costs twice as much.
        let written: Void? = text.utf8.withContiguousStorageIfAvailable { put(key, UnsafeRawBufferPointer($0)) }
        if written == nil { put(key, Array(text.utf8)) }
    }

    mutating func put(_ key: UInt64, _ bytes: [UInt8]) { bytes.withUnsafeBytes { put(key, $0) } }

    @inline(__always)
    private mutating func put(_ key: UInt64, _ bytes: UnsafeRawBufferPointer) {
        if key < 0x80, bytes.count < 0x80 {
            // Nearly all are like that: two bytes go before them.
            let place = room(for: bytes.count + 2)
            place[0] = UInt8(truncatingIfNeeded: key)
            place[1] = UInt8(truncatingIfNeeded: bytes.count)
            Self.copy(bytes, to: place + 2)
            advance(by: bytes.count + 2)
        } else {
            append(varint: key)
            append(varint: UInt64(bytes.count))
            append(bytes)
        }
    }

    /// Copies bytes that are mostly few: up to 32 by two loads and stores that may overlap, which cost less than a call.
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
        case 4...7: copyEnds(UInt32.self, source, target, bytes.count)
        case 8...15: copyEnds(UInt64.self, source, target, bytes.count)
        case 16...32: copyEnds(SIMD2<UInt64>.self, source, target, bytes.count)
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

    // Items are read where they lie, through spans: a loop over an array would copy each, and count references to all that
    // it holds.

    mutating func put(_ key: UInt64, _ texts: [String]) {
        let span = texts.span
        for index in span.indices { put(key, text: span[index]) }
    }

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
