/// How a message's fields are written; the generator calls these in the order of the fields' numbers. `key` is a field's
/// number and wire type, as protobuf joins them.
extension ByteBuffer {
    @inline(__always)
    mutating func put(_ key: UInt64, _ text: String) {
        append(varint: key)
        var text = text
        text.withUTF8 { bytes in
            append(varint: UInt64(bytes.count))
            append(UnsafeRawBufferPointer(bytes))
        }
    }

    @inline(__always)
    mutating func put(_ key: UInt64, _ bytes: [UInt8]) {
        append(varint: key)
        append(varint: UInt64(bytes.count))
        bytes.withUnsafeBytes { append($0) }
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
    mutating func put(_ key: UInt64, _ message: some CMessage) {
        append(varint: key)
        let place = count
        append(0)
        message.write(&self)
        putLength(at: place)
    }

    mutating func put(_ key: UInt64, _ texts: [String]) {
        for text in texts { put(key, text) }
    }

    mutating func put(_ key: UInt64, _ items: [[UInt8]]) {
        for item in items { put(key, item) }
    }

    mutating func put(_ key: UInt64, _ messages: [some CMessage]) {
        for message in messages { put(key, message) }
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
