import Synchronization

/// Times as HTTP's header fields state them: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
package enum HTTPDate {
    private struct Made {
        var second = Int64.min
        var text = ""
    }

    /// The last that was made: it serves all connections for a second.
    private static let last = Mutex(Made())

    /// The text of a time, in microseconds since 1970. It is made anew only when the second is another.
    package static func text(microseconds: Int64) -> String {
        let (quotient, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let second = rest < 0 ? quotient - 1 : quotient
        return last.withLock { last in
            if last.second != second { last = Made(second: second, text: format(second)) }
            return last.text
        }
    }

    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb"]

    private static func format(_ second: Int64) -> String {
        // The year has four digits: what lies outside of them can only be a clock that is wrong.
        let second = min(max(second, 0), 253_402_300_799)
        let day = Int(second / 86_400)
        let time = Int(second % 86_400)
        // Days are counted from 1 March of the year 0, so that a leap day is the last of its year; an era is 400 years.
        let shifted = day + 719_468
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
        let year = shifted / 146_097 * 400 + yearOfEra + (month >= 10 ? 1 : 0)
        return "\(weekdays[day % 7]), \(two(dayOfMonth)) \(months[month]) \(two(year / 100))\(two(year % 100)) "
            + "\(two(time / 3_600)):\(two(time / 60 % 60)):\(two(time % 60)) GMT"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
