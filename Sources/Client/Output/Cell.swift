/// A value of a report. Its type decides how each format writes it.
package enum Cell: Sendable, Equatable {
    /// Nothing is known or said: empty in tables and CSV, `null` in JSON.
    case absent
    /// Text, which may have several lines.
    case text(String)
    /// A word that has a colour on a terminal.
    case word(String, Tint)
    /// A whole number.
    case number(UInt64)
    /// Yes or no.
    case flag(Bool)
    /// A moment, in microseconds since 1970.
    case instant(Int64)
    /// A number of bytes: with its unit in tables, plain elsewhere.
    case size(UInt64)
    /// Several texts: with commas in tables, with spaces in CSV, an array in JSON.
    case list([String])

    /// Text, or nothing where the protocol has an empty string for that.
    package static func said(_ text: String) -> Cell {
        text.isEmpty ? .absent : .text(text)
    }

    /// As people read it, without control characters.
    var shown: String {
        switch self {
        case .absent: ""
        case .text(let text), .word(let text, _): text.printable
        case .number(let number): String(number)
        case .flag(let flag): flag ? "yes" : "no"
        case .instant(let microseconds): UniversalTime.short(microseconds: microseconds)
        case .size(let bytes): ByteCount.text(bytes)
        case .list(let texts): texts.map(\.printable).joined(separator: ", ")
        }
    }

    /// As a program reads it.
    var json: JSONValue {
        switch self {
        case .absent: .null
        case .text(let text), .word(let text, _): .string(text)
        case .number(let number), .size(let number): .number(number)
        case .flag(let flag): .bool(flag)
        case .instant(let microseconds): .string(UniversalTime.exact(microseconds: microseconds))
        case .list(let texts): .array(texts.map { .string($0) })
        }
    }

    /// As a spreadsheet reads it, not yet quoted. Numbers and moments are ours; only text needs guarding.
    var csv: (text: String, isFree: Bool) {
        switch self {
        case .absent: ("", false)
        case .text(let text), .word(let text, _): (text.printable, true)
        case .number(let number), .size(let number): (String(number), false)
        case .flag(let flag): (flag ? "true" : "false", false)
        case .instant(let microseconds): (UniversalTime.exact(microseconds: microseconds), false)
        case .list(let texts): (texts.map(\.printable).joined(separator: " "), true)
        }
    }

    /// The colour that it has on a terminal.
    var tint: Tint {
        if case .word(_, let tint) = self { tint } else { .plain }
    }
}

/// What a colour means here. On a terminal it becomes one; the words always say the same without it.
package enum Tint: Sendable, Equatable {
    case plain, heading, good, middling, bad, faint
}

/// Numbers of bytes as people read them.
package enum ByteCount {
    /// `812 B`, `1.4 KiB`, `256.0 MiB`: in powers of 1,024, with one decimal.
    package static func text(_ bytes: UInt64) -> String {
        guard bytes >= 1024 else { return "\(bytes) B" }
        let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        var unit = 0
        // Tenths of the unit, kept as a whole number: rounding then never shows 1024.0 KiB for 1.0 MiB.
        var divisor: UInt64 = 1024
        while unit < units.count - 1, bytes / divisor >= 1024 {
            divisor *= 1024
            unit += 1
        }
        var tenths = (bytes / divisor) * 10 + ((bytes % divisor) / (divisor / 1024) * 10 + 512) / 1024
        if tenths >= 10240, unit < units.count - 1 {
            tenths = 10
            unit += 1
        }
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
