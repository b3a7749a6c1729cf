/// A day of the Gregorian calendar, without a time or a zone.
package struct CivilDate: Sendable, Hashable, Comparable {
    /// Days since 1 January 1970; negative before.
    package let dayNumber: Int32

    /// The day that many days after 1 January 1970.
    package init(dayNumber: Int32) {
        self.dayNumber = dayNumber
    }

    /// The day of a year, month and day of month; nil if there is no such day, or the year is not 1 to 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year)
        else { return nil }
        // The count of days from a year that begins in March, so that the leap day is a year's last.
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(dayNumber: Int32(era * 146_097 + dayOfEra - 719_468))
    }

    /// Reads `YYYY-MM-DD`; nil if the text is anything else, or no day.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The year, the month from 1 and the day of the month from 1.
    package var components: (year: Int, month: Int, day: Int) {
        let shifted = Int(dayNumber) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    /// The day of the week, 1 for Monday to 7 for Sunday.
    package var weekday: Int { Int(((Int64(dayNumber) + 3) % 7 + 7) % 7) + 1 }

    /// How many days a month has.
    package static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    package static func < (left: CivilDate, right: CivilDate) -> Bool { left.dayNumber < right.dayNumber }

    /// The day that many days later, or the last that there is: no number of days crashes a rule.
    package static func + (date: CivilDate, days: Int) -> CivilDate {
        let (sum, overflows) = Int(date.dayNumber).addingReportingOverflow(days)
        return CivilDate(dayNumber: overflows ? (days < 0 ? .min : .max) : Int32(clamping: sum))
    }

    /// The day that many days earlier, or the first that there is.
    package static func - (date: CivilDate, days: Int) -> CivilDate {
        days == .min ? CivilDate(dayNumber: .max) : date + -days
    }

    /// How many days later the first is.
    package static func - (left: CivilDate, right: CivilDate) -> Int { Int(left.dayNumber) - Int(right.dayNumber) }
}

extension CivilDate: CustomStringConvertible {
    /// `YYYY-MM-DD`.
    package var description: String {
        let (year, month, day) = components
        return String(unsafeUninitializedCapacity: 10) { buffer in
            var place = 0
            func put(_ value: Int, digits: Int) {
                var divisor = digits == 4 ? 1000 : 10
                for _ in 0..<digits {
                    buffer[place] = UInt8(0x30 + value / divisor % 10)
                    place += 1
                    divisor /= 10
                }
            }
            put(year, digits: 4)
            buffer[place] = 0x2D
            place += 1
            put(month, digits: 2)
            buffer[place] = 0x2D
            place += 1
            put(day, digits: 2)
            return place
        }
    }
}
