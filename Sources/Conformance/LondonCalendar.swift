/// The civil date in Europe/London of an instant (RULES, G1): half past eleven at night UTC in July is the next day.
package enum LondonCalendar {
    /// The civil date of an instant in microseconds since 1970, UTC.
    ///
    /// Since 1996 summer time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October
    /// (the Summer Time Order 2002). Instants before 1996 are none of a record's.
    package static func date(ofMicroseconds instant: Int64) -> CivilDate {
        let seconds = floorDivide(instant, 1_000_000)
        let local = isSummer(seconds) ? seconds + 3600 : seconds
        return CivilDate(dayNumber: Int32(floorDivide(local, 86_400)))
    }

    /// The instant at which a day begins in Europe/London, in microseconds since 1970, UTC.
    package static func start(of day: CivilDate) -> Int64 {
        let midnight = Int64(day.dayNumber) * 86_400_000_000
        let earlier = midnight - 3_600_000_000
        return date(ofMicroseconds: earlier) == day ? earlier : midnight
    }

    private static func isSummer(_ seconds: Int64) -> Bool {
        let day = CivilDate(dayNumber: Int32(floorDivide(seconds, 86_400)))
        let year = day.components.year
        guard let march = lastSunday(ofMonth: 3, year), let october = lastSunday(ofMonth: 10, year) else {
            return false
        }
        let begin = Int64(march.dayNumber) * 86_400 + 3600
        let end = Int64(october.dayNumber) * 86_400 + 3600
        return begin <= seconds && seconds < end
    }

    private static func lastSunday(ofMonth month: Int, _ year: Int) -> CivilDate? {
        CivilDate(year: year, month: month, day: 31).map { $0 - $0.weekday % 7 }
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
