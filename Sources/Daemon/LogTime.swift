import Conformance

/// Instants as RFC 3339 in UTC with microseconds: `2026-01-02T03:04:05.000006Z`.
enum LogTime {
    /// How many bytes an instant has.
    static let count = 27

    /// Writes the text of an instant in microseconds since 1970, which has room for `count` bytes. There is one in each
    /// line, so no strings are put together.
    static func write(_ microseconds: Int64, to place: UnsafeMutableBufferPointer<UInt8>) {
        let day = microseconds >= 0 ? microseconds / 86_400_000_000 : (microseconds + 1) / 86_400_000_000 - 1
        let rest = Int(microseconds - day * 86_400_000_000)
        let date = CivilDate(dayNumber: Int32(clamping: day)).components
        var end = 0
        func write(_ value: Int, digits: Int, _ after: Unicode.Scalar) {
            var value = value
            for index in (end..<end + digits).reversed() {
                place[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
                value /= 10
            }
            place[end + digits] = UInt8(ascii: after)
            end += digits + 1
        }
        write(date.year, digits: 4, "-")
        write(date.month, digits: 2, "-")
        write(date.day, digits: 2, "T")
        write(rest / 3_600_000_000, digits: 2, ":")
        write(rest / 60_000_000 % 60, digits: 2, ":")
        write(rest / 1_000_000 % 60, digits: 2, ".")
        write(rest % 1_000_000, digits: 6, "Z")
    }
}
