/// The forms in JSON of google.protobuf.Timestamp (RFC 3339) and google.protobuf.Duration.
enum TimeText {
    /// Seconds and nanoseconds, as in the fields of both messages.
    struct Parts: Equatable {
        var seconds: Int64
        var nanos: Int32
    }

    /// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
    private static let timestampSeconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799
    /// Ten thousand years.
    private static let mostDurationSeconds: Int64 = 315_576_000_000
    private static let billion: Int32 = 1_000_000_000

    // Writing

    /// Appends a timestamp such as `2026-01-31T09:30:00.250Z`; false if it has none.
    static func write(timestamp parts: Parts, into output: inout ByteBuffer) -> Bool {
        guard timestampSeconds.contains(parts.seconds), (0..<billion).contains(parts.nanos) else { return false }
        let fromStart = parts.seconds - timestampSeconds.lowerBound
        let (days, second) = fromStart.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = date(daysSinceYearOne: days)
        output.append(decimal: UInt64(year), digits: 4)
        for (mark, number) in [
            ("-", month), ("-", day), ("T", second / 3600), (":", second / 60 % 60), (":", second % 60),
        ]
            as [(StaticString, Int64)]
        {
            output.append(mark)
            output.append(decimal: UInt64(number), digits: 2)
        }
        writeFraction(parts.nanos, into: &output)
        output.append("Z")
        return true
    }

    /// Appends a duration such as `-1.500s`; false if it is out of range, or its parts have different signs.
    static func write(duration parts: Parts, into output: inout ByteBuffer) -> Bool {
        guard isDuration(parts) else { return false }
        if parts.seconds < 0 || parts.nanos < 0 { output.append("-") }
        output.append(decimal: parts.seconds.magnitude)
        writeFraction(Int32(parts.nanos.magnitude), into: &output)
        output.append("s")
        return true
    }

    /// 0, 3, 6 or 9 digits.
    private static func writeFraction(_ nanos: Int32, into output: inout ByteBuffer) {
        guard nanos != 0 else { return }
        output.append(".")
        if nanos % 1_000_000 == 0 {
            output.append(decimal: UInt64(nanos / 1_000_000), digits: 3)
        } else if nanos % 1000 == 0 {
            output.append(decimal: UInt64(nanos / 1000), digits: 6)
        } else {
            output.append(decimal: UInt64(nanos), digits: 9)
        }
    }

    private static func isDuration(_ parts: Parts) -> Bool {
        (-mostDurationSeconds...mostDurationSeconds).contains(parts.seconds) && abs(Int64(parts.nanos)) < billion
            && (parts.seconds <= 0 || parts.nanos >= 0) && (parts.seconds >= 0 || parts.nanos <= 0)
    }

    // Reading

    /// The timestamp of a text of RFC 3339, with `Z` or an offset; nil if it is none or out of range. A second has at most
    /// nine digits of a fraction, and is never the 61st.
    static func timestamp(_ text: UnsafeBufferPointer<UInt8>) -> Parts? {
        var reader = Digits(text)
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T"), let hour = reader.number(2), reader.take(":"),
            let minute = reader.number(2), reader.take(":"), let second = reader.number(2)
        else { return nil }
        var nanos: Int32 = 0
        if reader.take(".") {
            guard let fraction = reader.fraction() else { return nil }
            nanos = fraction
        }
        guard let offset = reader.offset(), reader.isAtEnd else { return nil }
        guard year >= 1, (1...12).contains(month), day >= 1, day <= length(ofMonth: month, year: year), hour < 24,
            minute < 60, second < 60
        else { return nil }
        let days = daysBefore(year: year) + daysBefore(month: month, year: year) + day - 1
        let seconds = timestampSeconds.lowerBound + days * 86_400 + hour * 3600 + minute * 60 + second - offset
        return timestampSeconds.contains(seconds) ? Parts(seconds: seconds, nanos: nanos) : nil
    }

    /// The duration of a text such as `1.5s`; nil if it is none or out of range.
    static func duration(_ text: UnsafeBufferPointer<UInt8>) -> Parts? {
        var reader = Digits(text)
        let isNegative = reader.take("-")
        guard var seconds = reader.number() else { return nil }
        var nanos: Int32 = 0
        if reader.take(".") {
            guard let fraction = reader.fraction() else { return nil }
            nanos = fraction
        }
        guard reader.take("s"), reader.isAtEnd else { return nil }
        if isNegative { (seconds, nanos) = (-seconds, -nanos) }
        let parts = Parts(seconds: seconds, nanos: nanos)
        return isDuration(parts) ? parts : nil
    }

    // The calendar

    private static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The days from 0001-01-01 to the first of the year.
    private static func daysBefore(year: Int64) -> Int64 {
        let past = year - 1
        return past * 365 + past / 4 - past / 100 + past / 400
    }

    private static func daysBefore(month: Int64, year: Int64) -> Int64 {
        // From March on, five months have 153 days.
        if month <= 2 { return (month - 1) * 31 }
        return (153 * (month - 3) + 2) / 5 + (isLeap(year) ? 60 : 59)
    }

    private static func date(daysSinceYearOne days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // By the mean length of a year, which misses by one at most.
        var year = days * 400 / 146_097 + 1
        while daysBefore(year: year + 1) <= days { year += 1 }
        while daysBefore(year: year) > days { year -= 1 }
        let inYear = days - daysBefore(year: year)
        var month = inYear / 31 + 1
        while month < 12, daysBefore(month: month + 1, year: year) <= inYear { month += 1 }
        return (year, month, inYear - daysBefore(month: month, year: year) + 1)
    }
}

extension TimeText {
    /// Takes digits and marks off a text.
    private struct Digits {
        private let text: UnsafeBufferPointer<UInt8>
        private var place = 0

        init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

        var isAtEnd: Bool { place == text.count }

        mutating func take(_ mark: Unicode.Scalar) -> Bool {
            guard place < text.count, text[place] == UInt8(ascii: mark) else { return false }
            place += 1
            return true
        }

        /// A number of that many digits.
        mutating func number(_ count: Int) -> Int64? {
            let start = place
            guard let number = digits(most: count), place - start == count else { return nil }
            return number
        }

        /// A number of any digits that fits.
        mutating func number() -> Int64? { digits(most: 18) }

        /// One to nine digits after a point, as nanoseconds.
        mutating func fraction() -> Int32? {
            let start = place
            guard var value = digits(most: 9) else { return nil }
            for _ in place - start..<9 { value *= 10 }
            return Int32(value)
        }

        /// `Z`, or hours and minutes that are ahead of UTC, as seconds.
        mutating func offset() -> Int64? {
            if take("Z") { return 0 }
            let isAhead = take("+")
            guard isAhead || take("-"), let hours = number(2), take(":"), let minutes = number(2), hours < 24,
                minutes < 60
            else { return nil }
            let offset = hours * 3600 + minutes * 60
            return isAhead ? offset : -offset
        }

        private mutating func digits(most: Int) -> Int64? {
            let start = place
            var value: Int64 = 0
            while place < text.count, place - start < most {
                let digit = text[place] &- UInt8(ascii: "0")
                guard digit < 10 else { break }
                value = value * 10 + Int64(digit)
                place += 1
            }
            return place > start ? value : nil
        }
    }
}
