import Conformance

/// Instants as RFC 3339 in UTC with microseconds: `2026-01-02T03:04:05.000006Z`.
enum LogTime {
    /// The text of an instant in microseconds since 1970.
    static func text(_ microseconds: Int64) -> String {
        let day = microseconds >= 0 ? microseconds / 86_400_000_000 : (microseconds + 1) / 86_400_000_000 - 1
        let rest = Int(microseconds - day * 86_400_000_000)
        func digits(_ value: Int, _ count: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
        }
        return "\(CivilDate(dayNumber: Int32(clamping: day)))T\(digits(rest / 3_600_000_000, 2)):"
            + "\(digits(rest / 60_000_000 % 60, 2)):\(digits(rest / 1_000_000 % 60, 2))."
            + "\(digits(rest % 1_000_000, 6))Z"
    }
}
