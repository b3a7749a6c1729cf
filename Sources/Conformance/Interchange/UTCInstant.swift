/// Instants as RFC 3339 writes them in UTC.
package enum UTCInstant {
    /// Microseconds since 1970 of `YYYY-MM-DDThh:mm:ss[.fraction]Z`; nil for anything else. What is finer is cut off.
    package static func microseconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            bytes.last == UInt8(ascii: "Z") || bytes.last == UInt8(ascii: "z"),
            let day = CivilDate(String(decoding: bytes[..<10], as: UTF8.self)),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var fraction: Int64 = 0
        if bytes.count > 20 {
            let digits = bytes[20..<(bytes.count - 1)]
            guard bytes[19] == UInt8(ascii: "."), !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
            var scale: Int64 = 100_000
            for digit in digits.prefix(6) {
                fraction += Int64(digit - 0x30) * scale
                scale /= 10
            }
        }
        let seconds = Int64(day.dayNumber) * 86_400 + hour * 3600 + minute * 60 + second
        return seconds * 1_000_000 + fraction
    }

    /// Whole seconds since 1970 of an instant in microseconds, towards the past.
    package static func seconds(_ microseconds: Int64) -> Int64 {
        let (quotient, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return rest < 0 ? quotient - 1 : quotient
    }

    /// An instant as `YYYY-MM-DDThh:mm:ssZ`, with a fraction of six digits if it has one.
    ///
    /// What lies outside the years 1 to 9999, for which there is no such text, becomes the nearest that has one.
    package static func text(microseconds: Int64) -> String {
        let held = min(max(microseconds, first * 1_000_000), last * 1_000_000 + 999_999)
        let seconds = seconds(held)
        let fraction = held - seconds * 1_000_000
        guard fraction != 0 else { return text(seconds: seconds) }
        let digits = String(fraction)
        return text(seconds: seconds).dropLast() + "." + String(repeating: "0", count: 6 - digits.count) + digits + "Z"
    }

    /// An instant in whole seconds since 1970 as `YYYY-MM-DDThh:mm:ssZ`, within the years 1 to 9999.
    package static func text(seconds: Int64) -> String {
        let sinceFirst = min(max(seconds, first), last) - first
        let day = CivilDate(dayNumber: Int32((sinceFirst + first - sinceFirst % 86_400) / 86_400))
        let second = sinceFirst % 86_400
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(day)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))Z"
    }

    /// The first second of the year 1, and the last of the year 9999.
    private static let first: Int64 = -62_135_596_800
    private static let last: Int64 = 253_402_300_799

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - 0x30)
        }
        return value
    }
}
