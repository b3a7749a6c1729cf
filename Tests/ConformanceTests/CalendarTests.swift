import Conformance
import Testing

struct CivilDateTests {
    static let days: [(text: String, number: Int32, weekday: Int)] = [
        ("1970-01-01", 0, 4), ("1969-12-31", -1, 3), ("2000-02-29", 11_016, 2), ("2000-03-01", 11_017, 3),
        ("2024-02-29", 19_782, 4), ("2026-11-24", 20_781, 2), ("1900-03-01", -25_508, 4), ("0001-01-01", -719_162, 1),
        ("9999-12-31", 2_932_896, 5),
    ]

    @Test("Texts, day numbers and weekdays", arguments: days)
    func calendar(text: String, number: Int32, weekday: Int) {
        #expect(CivilDate(text)?.dayNumber == number)
        #expect(CivilDate(dayNumber: number).description == text)
        #expect(CivilDate(dayNumber: number).weekday == weekday)
    }

    @Test(
        "What is no day",
        arguments: [
            "", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-01-00", "0000-01-01",
            "26-01-01", "2026-1-01", "2026/01/01", "2026-01-01 ", "+026-01-01", "２026-01-01", "2026-01-0a",
        ])
    func noDay(text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test("Every day of eight centuries is the day after the one before")
    func succession() throws {
        let first = try #require(CivilDate("1600-01-01")).dayNumber
        let last = try #require(CivilDate("2400-12-31")).dayNumber
        var (year, month, day) = (1600, 1, 1)
        for number in first...last {
            let date = CivilDate(dayNumber: number)
            guard date.components == (year, month, day), CivilDate(year: year, month: month, day: day) == date else {
                Issue.record("day \(number) is \(date), not \(year)-\(month)-\(day)")
                return
            }
            day += 1
            if day > CivilDate.days(inMonth: month, of: year) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }

    @Test("Adding and subtracting days")
    func arithmetic() throws {
        let date = try #require(CivilDate("2024-02-28"))
        #expect((date + 2).description == "2024-03-01")
        #expect((date - 59).description == "2023-12-31")
        #expect((date + 366) - date == 366)
        #expect(date < date + 1)
    }
}

struct LondonCalendarTests {
    /// Seconds since 1970 UTC, and the day in London.
    static let instants: [(seconds: Int64, day: String)] = [
        (0, "1970-01-01"),
        // 2026-07-01T22:59:59Z and a second later: summer time is an hour ahead.
        (1_782_946_799, "2026-07-01"), (1_782_946_800, "2026-07-02"),
        // 2026-01-01T23:30:00Z: winter time is UTC.
        (1_767_310_200, "2026-01-01"),
        // 2026-03-28T23:30:00Z, the night before the last Sunday of March; and 2026-03-29T23:30:00Z, after it began.
        (1_774_740_600, "2026-03-28"), (1_774_827_000, "2026-03-30"),
        // 2026-10-24T23:30:00Z, still summer; and 2026-10-25T23:30:00Z, no more.
        (1_792_884_600, "2026-10-25"), (1_792_971_000, "2026-10-25"),
    ]

    @Test("The day in London of an instant", arguments: instants)
    func day(seconds: Int64, day: String) {
        #expect(LondonCalendar.date(ofMicroseconds: seconds * 1_000_000).description == day)
    }
}
