import CNGHTTP2

/// Names and values that go out: for libnghttp2, which takes pointers.
struct HTTP2Fields {
    private enum Content {
        /// Names and values one after the other, and where each of them ends.
        case made(bytes: [UInt8], ends: [(name: Int, value: Int)])
        /// As libnghttp2 wants them, in memory that is never freed.
        case lasting(Values)
    }

    /// Nobody writes to them once they are made.
    private struct Values: @unchecked Sendable {
        let base: UnsafePointer<nghttp2_nv>
        let count: Int
    }

    private var content: Content

    /// Makes fields of names, which have to be in lower case, and their values.
    init(_ fields: [(String, String)] = []) {
        content = .made(bytes: [], ends: [])
        for (name, value) in fields { add(name, value.utf8) }
    }

    /// Adds a field. The name has to be in lower case.
    mutating func add(_ name: String, _ value: some Sequence<UInt8>) {
        guard case .made(var bytes, var ends) = content else { preconditionFailure("what lasts is never changed") }
        // Else the arrays would be copied.
        content = .made(bytes: [], ends: [])
        bytes += name.utf8
        let end = bytes.count
        bytes += value
        ends.append((end, bytes.count))
        content = .made(bytes: bytes, ends: ends)
    }

    /// The same for what is sent over and over: libnghttp2 reads it where it lies, and no references are counted, which all
    /// loops would do at once. Nothing can be added.
    func lasting() -> HTTP2Fields {
        guard case .made(let bytes, let ends) = content else { return self }
        let place = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = place.initialize(from: bytes)
        let values = UnsafeMutableBufferPointer<nghttp2_nv>.allocate(capacity: ends.count)
        let flags = NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue | NGHTTP2_NV_FLAG_NO_COPY_VALUE.rawValue
        Self.fill(values, from: place.baseAddress.unsafelyUnwrapped, ends, flags)
        var lasting = self
        lasting.content = .lasting(
            Values(base: UnsafePointer(values.baseAddress.unsafelyUnwrapped), count: values.count))
        return lasting
    }

    /// Calls the body with the fields as libnghttp2 wants them; they are good until it returns.
    func withValues<T>(_ body: (UnsafePointer<nghttp2_nv>, Int) -> T) -> T {
        switch content {
        case .lasting(let values): body(values.base, values.count)
        case .made(let bytes, let ends):
            bytes.withUnsafeBufferPointer { bytes in
                withUnsafeTemporaryAllocation(of: nghttp2_nv.self, capacity: ends.count) { room in
                    // Never written to; the C type only lacks the const.
                    let base = UnsafeMutablePointer(mutating: bytes.baseAddress.unsafelyUnwrapped)
                    Self.fill(room, from: base, ends, NGHTTP2_NV_FLAG_NONE.rawValue)
                    return body(UnsafePointer(room.baseAddress.unsafelyUnwrapped), ends.count)
                }
            }
        }
    }

    private static func fill(
        _ values: UnsafeMutableBufferPointer<nghttp2_nv>, from base: UnsafeMutablePointer<UInt8>,
        _ ends: [(name: Int, value: Int)], _ flags: UInt32
    ) {
        var start = 0
        for (index, end) in ends.enumerated() {
            values[index] = nghttp2_nv(
                name: base + start, value: base + end.name, namelen: end.name - start,
                valuelen: end.value - end.name, flags: UInt8(flags))
            start = end.value
        }
    }
}
