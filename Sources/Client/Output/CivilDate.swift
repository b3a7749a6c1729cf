/// A day of the Gregorian calendar.
package struct CivilDate: Sendable, Equatable {
    /// The year, four digits.
    package let year: Int
    /// From 1 to 12.
    package let month: Int
    /// From 1 to the length of the month.
    package let day: Int

    /// Reads `YYYY-MM-DD`; nil for anything else, and for days that no month has.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            year >= 1, (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day that is so many days after 1 January 1970.
    package init(daysSince1970 days: Int) {
        // Count from 1 March of year 0, so that the leap day comes last: then months have a regular length.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// `YYYY-MM-DD`.
    package var text: String {
        "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// A moment in universal time, as it is written.
package enum UniversalTime {
    /// `2026-11-24T08:31:38Z`, for programs.
    package static func exact(microseconds: Int64) -> String {
        let (date, seconds) = split(microseconds)
        return "\(date.text)T\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))Z"
    }

    /// `2026-11-24 08:31 UTC`, for people.
    package static func short(microseconds: Int64) -> String {
        let (date, seconds) = split(microseconds)
        return "\(date.text) \(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)) UTC"
    }

    private static func split(_ microseconds: Int64) -> (CivilDate, Int) {
        let seconds = Int(microseconds.flooredQuotient(1_000_000))
        let days = Int(Int64(seconds).flooredQuotient(86_400))
        return (CivilDate(daysSince1970: days), seconds - days * 86_400)
    }
}

extension Int64 {
    /// Division that rounds towards the past, so that moments before 1970 fall on the right day.
    fileprivate func flooredQuotient(_ divisor: Int64) -> Int64 {
        self / divisor - (self % divisor < 0 ? 1 : 0)
    }
}

/// The number with zeros before it.
func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
