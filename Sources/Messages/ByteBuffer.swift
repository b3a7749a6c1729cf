import Glibc

/// Bytes that grow at their end, for writers that append a few at a time.
struct ByteBuffer: ~Copyable {
    private(set) var base: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private(set) var capacity: Int

    init(capacity: Int) {
        self.capacity = max(capacity, 64)
        base = Self.memory(self.capacity)
    }

    deinit { free(base) }

    /// By malloc: Swift asks for an alignment, which takes the C library a slower way.
    private static func memory(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
        guard let room = malloc(capacity) else { preconditionFailure("out of memory for \(capacity) bytes") }
        return room.assumingMemoryBound(to: UInt8.self)
    }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    var array: [UInt8] {
        count == 0 ? [] : Array(UnsafeBufferPointer(start: base, count: count))
    }

    /// Makes room for so many more bytes, and gives the place where they go; `advance` then counts them.
    @inline(__always)
    mutating func room(for more: Int) -> UnsafeMutablePointer<UInt8> {
        if capacity - count < more { grow(by: more) }
        return base + count
    }

    @inline(__always)
    mutating func advance(by more: Int) { count += more }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        room(for: 1).pointee = byte
        count += 1
    }

    @inline(__always)
    mutating func append(_ source: UnsafeRawPointer, count more: Int) {
        UnsafeMutableRawPointer(room(for: more)).copyMemory(from: source, byteCount: more)
        count += more
    }

    @inline(__always)
    mutating func append(_ source: UnsafeRawBufferPointer) {
        if let start = source.baseAddress { append(start, count: source.count) }
    }

    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(text.utf8Start, count: text.utf8CodeUnitCount)
    }

    @inline(__always)
    mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
        UnsafeMutableRawPointer(room(for: Number.bitWidth / 8))
            .storeBytes(of: number.littleEndian, as: Number.self)
        count += Number.bitWidth / 8
    }

    @inline(__always)
    mutating func append(varint value: UInt64) {
        let start = room(for: 10)
        count += Self.write(varint: value, at: start) - start
    }

    /// Writes a number to where there is room for ten bytes, and gives where it ends.
    @inline(__always)
    static func write(varint value: UInt64, at start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        var place = start
        var rest = value
        while rest >= 0x80 {
            place.pointee = UInt8(truncatingIfNeeded: rest) | 0x80
            place += 1
            rest >>= 7
        }
        place.pointee = UInt8(truncatingIfNeeded: rest)
        return place + 1
    }

    @inline(__always)
    mutating func append(tag number: Int32, _ type: WireReader.WireType) {
        append(varint: UInt64(number) << 3 | UInt64(type.rawValue))
    }

    /// Digits of a number, as decimal text.
    mutating func append(decimal value: UInt64, digits: Int = 1) {
        let place = room(for: 20)
        var rest = value
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { text in
            var length = 0
            while rest > 0 || length < digits {
                length += 1
                text[20 - length] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            place.update(from: text.baseAddress.unsafelyUnwrapped + 20 - length, count: length)
            count += length
        }
    }

    /// Ends a part that began with one byte kept free at `place` for its length, which may need more than that.
    @inline(__always)
    mutating func putLength(at place: Int) {
        let length = count - place - 1
        if length < 0x80 {
            base[place] = UInt8(truncatingIfNeeded: length)
        } else {
            putLongLength(length, at: place)
        }
    }

    private mutating func putLongLength(_ length: Int, at place: Int) {
        let more = (UInt64.bitWidth - UInt64(length).leadingZeroBitCount - 1) / 7
        _ = room(for: more)
        memmove(base + place + 1 + more, base + place + 1, length)
        count = place
        append(varint: UInt64(length))
        count += length
    }

    mutating func truncate(to length: Int) { count = length }

    /// Replaces what follows `place` by as many other bytes.
    mutating func replace(from place: Int, with other: borrowing ByteBuffer) {
        memcpy(base + place, other.base, count - place)
    }

    private mutating func grow(by more: Int) {
        let grown = max(2 * capacity, count + more)
        let larger = Self.memory(grown)
        larger.update(from: base, count: count)
        free(base)
        base = larger
        capacity = grown
    }
}
