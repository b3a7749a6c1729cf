import Conformance

/// Instants as RFC 3339 in UTC with microseconds: `2026-01-02T03:04:05.000006Z`.
enum LogTime {
    /// How many bytes an instant has.
    static let count = 27

    /// Writes the text of an instant in microseconds since 1970, of the years 0 to 9999, to where there is room for `count`
    /// bytes. There is one in each line, so no strings are put together.
    static func write(_ microseconds: Int64, to place: UnsafeMutablePointer<UInt8>) {
        let day = microseconds >= 0 ? microseconds / 86_400_000_000 : (microseconds + 1) / 86_400_000_000 - 1
        let rest = Int(microseconds - day * 86_400_000_000)
        let date = CivilDate(dayNumber: Int32(clamping: day)).components
        let (seconds, fraction) = (rest / 1_000_000, rest % 1_000_000)
        var end = place
        func write(_ value: Int, _ after: Unicode.Scalar? = nil) {
            end[0] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10)
            end[1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
            end += 2
            if let after {
                end[0] = UInt8(ascii: after)
                end += 1
            }
        }
        let year = min(max(date.year, 0), 9999)
        write(year / 100)
        write(year % 100, "-")
        write(date.month, "-")
        write(date.day, "T")
        write(seconds / 3_600, ":")
        write(seconds / 60 % 60, ":")
        write(seconds % 60, ".")
        write(fraction / 10_000)
        write(fraction / 100 % 100)
        write(fraction % 100, "Z")
    }
}
