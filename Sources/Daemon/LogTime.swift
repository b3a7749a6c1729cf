import Conformance

/// Instants as RFC 3339 in UTC with microseconds: `2026-01-02T03:04:05.000006Z`.
enum LogTime {
    /// Adds the text of an instant in microseconds since 1970. There is one in each line, so no strings are put together.
    static func append(_ microseconds: Int64, to line: inout [UInt8]) {
        let day = microseconds >= 0 ? microseconds / 86_400_000_000 : (microseconds + 1) / 86_400_000_000 - 1
        let rest = Int(microseconds - day * 86_400_000_000)
        func append(_ before: Unicode.Scalar, _ value: Int, _ unit: Int) {
            line.append(UInt8(ascii: before))
            var unit = unit
            while unit > 0 {
                line.append(UInt8(ascii: "0") + UInt8(value / unit % 10))
                unit /= 10
            }
        }
        line += CivilDate(dayNumber: Int32(clamping: day)).description.utf8
        append("T", rest / 3_600_000_000, 10)
        append(":", rest / 60_000_000 % 60, 10)
        append(":", rest / 1_000_000 % 60, 10)
        append(".", rest % 1_000_000, 100_000)
        line.append(UInt8(ascii: "Z"))
    }
}
