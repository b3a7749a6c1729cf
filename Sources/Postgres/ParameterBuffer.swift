/// Parameters in PostgreSQL's binary form, built into one buffer that a loop's connections share.
final class ParameterBuffer {
    private var bytes: [UInt8] = []
    private var offsets: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    private var pointers: [UnsafePointer<CChar>?] = []

    /// Days from 1970-01-01 to PostgreSQL's epoch, 2000-01-01.
    static let epochDays: Int32 = 10_957
    /// The same in microseconds.
    static let epochMicroseconds: Int64 = 946_684_800_000_000
    /// What the buffer may keep between two statements; a large one is given back.
    private static let largestKept = 256 * 1024

    /// Encodes the values and calls `body` with what `PQsendQueryPrepared` takes: count, values, lengths, formats.
    func withEncoded<R>(
        _ values: [PostgresValue],
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>) -> R
    ) -> R {
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.largestKept)
        offsets.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        for value in values {
            let start = bytes.count
            let isPresent = append(value)
            offsets.append(isPresent ? start : -1)
            lengths.append(Int32(bytes.count - start))
        }
        // An empty value needs an address too: none means null.
        bytes.append(0)
        while formats.count < max(values.count, 1) {
            formats.append(1)
            pointers.append(nil)
        }
        if lengths.isEmpty { lengths.append(0) }
        return bytes.withUnsafeBytes { raw in
            let base = raw.baseAddress!.assumingMemoryBound(to: CChar.self)
            for (index, offset) in offsets.enumerated() { pointers[index] = offset < 0 ? nil : base + offset }
            return pointers.withUnsafeBufferPointer { pointers in
                body(Int32(values.count), pointers.baseAddress!, lengths, formats)
            }
        }
    }

    /// False for null.
    private func append(_ value: PostgresValue) -> Bool {
        switch value {
        case .null: return false
        case .bool(let value): bytes.append(value ? 1 : 0)
        case .int2(let value): append(value)
        case .int4(let value): append(value)
        case .int8(let value): append(value)
        case .text(let value): bytes.append(contentsOf: value.utf8)
        case .bytes(let value): bytes.append(contentsOf: value)
        case .uuid(let high, let low):
            append(high)
            append(low)
        case .date(let days): append(Self.day(days))
        case .timestamp(let microseconds): append(Self.moment(microseconds))
        case .textArray(let values):
            appendHeader(count: values.count, element: 25)
            for value in values {
                append(Int32(value.utf8.count))
                bytes.append(contentsOf: value.utf8)
            }
        case .uuidArray(let values):
            appendHeader(count: values.count, element: 2_950)
            for (high, low) in values {
                append(Int32(16))
                append(high)
                append(low)
            }
        case .int2Array(let values):
            appendHeader(count: values.count, element: 21)
            for value in values {
                append(Int32(2))
                append(value)
            }
        case .dateArray(let values):
            appendHeader(count: values.count, element: 1_082)
            for value in values {
                append(Int32(4))
                append(Self.day(value))
            }
        }
        return true
    }

    private func append<Integer: FixedWidthInteger>(_ value: Integer) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Dimensions, whether there are nulls, the element's type, and per dimension its size and first index.
    private func appendHeader(count: Int, element: Int32) {
        append(Int32(count == 0 ? 0 : 1))
        append(Int32(0))
        append(element)
        guard count > 0 else { return }
        append(Int32(count))
        append(Int32(1))
    }

    // The extremes mean infinity to PostgreSQL, which is as good an answer to them as any.
    private static func day(_ days: Int32) -> Int32 {
        let (value, overflow) = days.subtractingReportingOverflow(epochDays)
        return overflow ? .min : value
    }

    private static func moment(_ microseconds: Int64) -> Int64 {
        let (value, overflow) = microseconds.subtractingReportingOverflow(epochMicroseconds)
        return overflow ? .min : value
    }
}
