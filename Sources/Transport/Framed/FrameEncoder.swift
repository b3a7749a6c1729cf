import RPC

/// Writes frames with their lengths to the end of an output buffer: sizes are counted first, so every byte is written once.
package enum FrameEncoder {
    /// Writes any frame.
    package static func append(_ frame: Frame, to output: ByteQueue) {
        switch frame.kind {
        case .open(let open): append(call: frame.call, open, to: output)
        case .message(let payload, let halfClose):
            append(call: frame.call, message: payload, halfClose: halfClose, to: output)
        case .halfClose: appendFrame(call: frame.call, kind: 4, size: 0, to: output) { _ in }
        case .cancel: appendFrame(call: frame.call, kind: 5, size: 0, to: output) { _ in }
        case .end(let end): append(call: frame.call, end, to: output)
        case .credit(let bytes): appendNumber(call: frame.call, kind: 7, UInt64(bytes), to: output)
        case .ping(let payload): appendNumber(call: frame.call, kind: 8, payload, to: output)
        case .pong(let payload): appendNumber(call: frame.call, kind: 9, payload, to: output)
        case .shutdown(let lastCall, let text):
            let size = Size.number(UInt64(lastCall)) + Size.string(text)
            appendFrame(call: frame.call, kind: 10, size: size, to: output) { writer in
                writer.number(field: 1, UInt64(lastCall))
                writer.string(field: 2, text)
            }
        }
    }

    /// Writes a message frame.
    package static func append(call: UInt32, message payload: [UInt8], halfClose: Bool, to output: ByteQueue) {
        let size = (payload.isEmpty ? 0 : Size.bytes(payload.count)) + (halfClose ? 2 : 0)
        appendFrame(call: call, kind: 3, size: size, to: output) { writer in
            if !payload.isEmpty { writer.bytes(field: 1, payload) }
            if halfClose { writer.number(field: 2, 1) }
        }
    }

    /// Writes the end of a call that succeeded, with its last message if there is one.
    package static func append(call: UInt32, endWith message: [UInt8]?, to output: ByteQueue) {
        appendFrame(call: call, kind: 6, size: message.map { Size.bytes($0.count) } ?? 0, to: output) { writer in
            if let message { writer.bytes(field: 5, message) }
        }
    }

    static func append(call: UInt32, _ open: OpenFrame, to output: ByteQueue) {
        var size = Size.string(open.method) + Size.number(open.timeout) + (open.halfClose ? 2 : 0)
        if let message = open.message { size += Size.bytes(message.count) }
        for entry in open.metadata.entries { size += Size.bytes(Size.metadata(entry)) }
        appendFrame(call: call, kind: 2, size: size, to: output) { writer in
            writer.string(field: 1, open.method)
            for entry in open.metadata.entries { writer.metadata(field: 2, entry) }
            writer.number(field: 3, open.timeout)
            if let message = open.message { writer.bytes(field: 4, message) }
            if open.halfClose { writer.number(field: 5, 1) }
        }
    }

    static func append(call: UInt32, _ end: EndFrame, to output: ByteQueue) {
        var size = Size.number(UInt64(end.code)) + Size.string(end.text)
        for detail in end.details { size += Size.bytes(Size.detail(detail)) }
        for entry in end.metadata.entries { size += Size.bytes(Size.metadata(entry)) }
        if let message = end.message { size += Size.bytes(message.count) }
        appendFrame(call: call, kind: 6, size: size, to: output) { writer in
            writer.number(field: 1, UInt64(end.code))
            writer.string(field: 2, end.text)
            for detail in end.details {
                writer.header(field: 3, length: Size.detail(detail))
                writer.string(field: 1, detail.type)
                if !detail.value.isEmpty { writer.bytes(field: 2, detail.value) }
            }
            for entry in end.metadata.entries { writer.metadata(field: 4, entry) }
            if let message = end.message { writer.bytes(field: 5, message) }
        }
    }

    private static func appendNumber(call: UInt32, kind: UInt8, _ value: UInt64, to output: ByteQueue) {
        appendFrame(call: call, kind: kind, size: Size.number(value), to: output) { writer in
            writer.number(field: 1, value)
        }
    }

    /// Writes length, call and kind, and has `body` write the kind's `size` bytes.
    @inline(__always)
    private static func appendFrame(
        call: UInt32, kind: UInt8, size: Int, to output: ByteQueue, _ body: (inout WireWriter) -> Void
    ) {
        let frame = Size.number(UInt64(call)) + Size.bytes(size)
        var writer = WireWriter(output.reserve(4 + frame))
        writer.bigEndian(UInt32(frame))
        writer.number(field: 1, UInt64(call))
        writer.header(field: kind, length: size)
        body(&writer)
        precondition(writer.position == output.reserve(0) + 4 + frame, "a frame's counted size is not its written size")
        output.commit(4 + frame)
    }
}

/// Writes the protobuf encoding to memory that is known to be large enough.
private struct WireWriter {
    var position: UnsafeMutableRawPointer

    init(_ position: UnsafeMutableRawPointer) { self.position = position }

    @inline(__always)
    mutating func byte(_ value: UInt8) {
        position.storeBytes(of: value, as: UInt8.self)
        position += 1
    }

    mutating func bigEndian(_ value: UInt32) {
        position.storeBytes(of: value.bigEndian, as: UInt32.self)
        position += 4
    }

    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            byte(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        byte(UInt8(rest))
    }

    /// Proto3 leaves zeros out.
    mutating func number(field: UInt8, _ value: UInt64) {
        if value == 0 { return }
        byte(field << 3)
        varint(value)
    }

    mutating func header(field: UInt8, length: Int) {
        byte(field << 3 | 2)
        varint(UInt64(length))
    }

    mutating func bytes(field: UInt8, _ value: [UInt8]) {
        header(field: field, length: value.count)
        value.withUnsafeBytes { copy($0) }
    }

    mutating func string(field: UInt8, _ value: String) {
        if value.isEmpty { return }
        header(field: field, length: value.utf8.count)
        var text = value
        text.withUTF8 { copy(UnsafeRawBufferPointer($0)) }
    }

    mutating func metadata(field: UInt8, _ entry: Metadata.Entry) {
        header(field: field, length: Size.metadata(entry))
        string(field: 1, entry.name)
        if !entry.value.isEmpty { bytes(field: 2, entry.value) }
    }

    private mutating func copy(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        position.copyMemory(from: base, byteCount: bytes.count)
        position += bytes.count
    }
}

/// Sizes of encoded fields, with their tags. Every field of the frames has a number below 16, so a tag is one byte.
private enum Size {
    static func varint(_ value: UInt64) -> Int { (70 - (value | 1).leadingZeroBitCount) / 7 }
    static func number(_ value: UInt64) -> Int { value == 0 ? 0 : 1 + varint(value) }
    static func bytes(_ count: Int) -> Int { 1 + varint(UInt64(count)) + count }
    static func string(_ text: String) -> Int { text.isEmpty ? 0 : bytes(text.utf8.count) }
    static func metadata(_ entry: Metadata.Entry) -> Int {
        string(entry.name) + (entry.value.isEmpty ? 0 : bytes(entry.value.count))
    }
    static func detail(_ detail: StatusDetail) -> Int {
        string(detail.type) + (detail.value.isEmpty ? 0 : bytes(detail.value.count))
    }
}
