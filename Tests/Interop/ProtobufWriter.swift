/// Writes the fields of a protobuf message.
struct ProtobufWriter {
    /// What was written.
    private(set) var bytes: [UInt8] = []

    /// Writes an `int32` that is not negative; 0, its default, is left out.
    mutating func write(_ number: UInt64, _ value: Int) {
        guard value != 0 else { return }
        varint(number << 3)
        varint(UInt64(value))
    }

    /// Writes bytes or a message, even empty ones: an empty message is there, too.
    mutating func write(_ number: UInt64, _ value: [UInt8]) {
        varint(number << 3 | 2)
        varint(UInt64(value.count))
        bytes += value
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
