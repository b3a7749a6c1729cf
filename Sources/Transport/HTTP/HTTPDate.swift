/// Times as HTTP's header fields state them: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
package struct HTTPDate: Sendable {
    private var second: Int64?
    private var text = ""

    /// Nothing is remembered yet.
    package init() {}

    /// The text of a time, in microseconds since 1970. It is made anew only when the second is another, not for each answer.
    package mutating func text(microseconds: Int64) -> String {
        let (quotient, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let now = rest < 0 ? quotient - 1 : quotient
        if now != second {
            text = Self.format(now)
            second = now
        }
        return text
    }

    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func format(_ second: Int64) -> String {
        // Four digits for the year: what is outside of them can only be a clock that is wrong.
        let second = min(max(second, 0), 253_402_300_799)
        let day = Int(second / 86_400)
        let time = Int(second % 86_400)
        // Days are counted from 1 March of the year 0, so that a leap day is the last of its year: 146,097 in 400 years.
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = (monthFromMarch + 2) % 12
        let year = era * 400 + yearOfEra + (month < 2 ? 1 : 0)
        return "\(weekdays[day % 7]), \(two(dayOfMonth)) \(months[month]) \(four(year)) "
            + "\(two(time / 3_600)):\(two(time / 60 % 60)):\(two(time % 60)) GMT"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func four(_ number: Int) -> String { two(number / 100) + two(number % 100) }
}
