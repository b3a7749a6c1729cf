/// A field's value as one text: the cell of a sheet, or what stands behind a flag on a command line.
///
/// Days are written YYYY-MM-DD, instants YYYY-MM-DDThh:mm:ssZ, words as in the rules, and a list's items with `;`
/// between them. What `text` writes of a value that the field may hold, `value` reads back unchanged.
package enum FieldText {
    /// Why a text is no value of a field.
    package struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
        /// What is wrong and what is wanted, as the end of a sentence that begins with the field's name.
        package let text: String

        package var description: String { text }
    }

    /// The most bytes of a person's name, and of an id or a key.
    private static let longestName = 200

    /// The text of a value.
    package static func text(of value: RecordBody.FieldValue) -> String {
        switch value {
        case .text(let text): text
        case .texts(let texts): texts.joined(separator: ";")
        case .integer(let number): String(number)
        case .date(let date): date.description
        case .time(let seconds): UTCInstant.text(seconds: seconds)
        }
    }

    /// The value that a text means; nil if it is empty, and the field may be.
    ///
    /// Spaces at the ends count in a field of free text only. References are kept as they are written: whether there is
    /// such a record, the caller knows.
    /// - Throws: Problem, if the field can't hold that.
    package static func value(_ text: String, for field: Field) throws(Problem) -> RecordBody.FieldValue? {
        let isFree = if case .text = field.kind { true } else { false }
        let text = isFree ? text : text.trimmed
        guard !text.isEmpty else {
            guard !field.isRequired else { throw Problem(text: "must not be empty: give \(form(of: field))") }
            return nil
        }
        switch field.kind {
        case .text(let most): return .text(try free(text, most))
        case .person, .reference: return .text(try name(text, field))
        case .persons, .references:
            var names: [String] = []
            for item in try items(text) { names.append(try name(item, field)) }
            return .texts(names)
        case .integer(let range):
            guard let number = integer(text), range.contains(number) else { throw unreadable(text, field) }
            return .integer(number)
        case .date, .plan:
            guard let date = CivilDate(text) else { throw unreadable(text, field) }
            return .date(date)
        case .month:
            guard let date = CivilDate(text), date.components.day == 1 else { throw unreadable(text, field) }
            return .date(date)
        case .time:
            // A record holds whole seconds: a fraction is not cut off behind its writer's back.
            guard text.utf8.count == 20, let time = UTCInstant.microseconds(text) else { throw unreadable(text, field) }
            return .time(UTCInstant.seconds(time))
        case .choice(let words):
            guard words.contains(text) else { throw unreadable(text, field) }
            return .text(text)
        case .choices(let words):
            let chosen = try items(text)
            for word in chosen where !words.contains(word) { throw unreadable(word, field) }
            // A set has no order of its own: in one order the same words are the same value.
            return .texts(words.filter { chosen.contains($0) })
        }
    }

    /// What a field's text looks like, as the object of a sentence: `a day, YYYY-MM-DD`.
    package static func form(of field: Field) -> String {
        switch field.kind {
        case .text(let most): "a text of at most \(most) bytes"
        case .person: "a person\u{2019}s name"
        case .persons: "persons\u{2019} names with ; between them"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .date, .plan: "a day, YYYY-MM-DD"
        case .month: "the first day of a month, YYYY-MM-01"
        case .time: "an instant in UTC, YYYY-MM-DDThh:mm:ssZ"
        case .choice(let words): "one of \(words.joined(separator: ", "))"
        case .choices(let words): "some of \(words.joined(separator: ", ")), with ; between them"
        case .reference(let registers): "the key or id of \(one(of: registers))"
        case .references(let registers): "keys or ids, each of \(one(of: registers)), with ; between them"
        }
    }

    private static func one(of registers: [Register]) -> String {
        if registers.count == Register.allCases.count { return "a record of any register" }
        return "a record of " + registers.map(\.name).joined(separator: " or ")
    }

    /// What is wrong with a person's name, or an id or a key of a record, as the end of a sentence; nil if nothing is.
    static func fault(ofName name: String, atMost most: Int) -> String? {
        let count = name.utf8.count
        if count > most { return "has \(count) bytes; at most \(most) are allowed" }
        // Nearly every name is plain ASCII, which is quickly seen.
        var isPlain = true
        for byte in name.utf8 {
            if byte == semicolon { return "holds ;, which only stands between the items of a list: leave it out" }
            if !(0x20...0x7E).contains(byte) { isPlain = false }
        }
        if isPlain { return nil }
        return PlainLine.fault(name).map { "is no plain line: \($0)" }
    }

    /// A text as it may be quoted in a problem: of bounded length, and without what would disturb a terminal.
    static func quoted(_ text: String) -> String { "\u{2018}\(shortened(text))\u{2019}" }

    /// The beginning of a text, on one line.
    static func shortened(_ text: String) -> String {
        var short = ""
        for scalar in text.unicodeScalars.prefix(60) {
            short.unicodeScalars.append(PlainLine.fault(String(scalar)) == nil ? scalar : "\u{FFFD}")
        }
        return text.unicodeScalars.dropFirst(60).isEmpty ? short : short + "\u{2026}"
    }

    private static let semicolon = UInt8(ascii: ";")

    private static func unreadable(_ text: String, _ field: Field) -> Problem {
        Problem(text: "should be \(form(of: field)), not \(quoted(text))")
    }

    private static func name(_ text: String, _ field: Field) throws(Problem) -> String {
        guard let fault = fault(ofName: text, atMost: longestName) else { return text }
        throw Problem(text: field.isList ? "has an item, \(quoted(text)), that \(fault)" : fault)
    }

    /// A text of several lines.
    private static func free(_ text: String, _ most: Int) throws(Problem) -> String {
        let count = text.utf8.count
        guard count <= most else { throw Problem(text: "has \(count) bytes; at most \(most) are allowed") }
        for scalar in text.unicodeScalars where isControl(scalar) {
            let digits = String(scalar.value, radix: 16, uppercase: true)
            throw Problem(
                text: "holds a control character (U+\(String(repeating: "0", count: 4 - digits.count))\(digits)): "
                    + "take it out; only line breaks and tabs are allowed")
        }
        return text
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\t": false
        default: scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        }
    }

    /// The items of a list, split at its bytes: a `;` that a combining character follows is one too.
    private static func items(_ text: String) throws(Problem) -> [String] {
        let items = text.utf8.split(separator: semicolon, omittingEmptySubsequences: false).map { part in
            String(Substring(part)).trimmed
        }
        guard !items.contains("") else {
            throw Problem(text: "has an empty item: put one ; between two items, and none at the ends")
        }
        return items
    }

    /// A decimal number as it is written here: no sign but a minus, no space, no separator of thousands.
    private static func integer(_ text: String) -> Int? {
        text.utf8.first == UInt8(ascii: "+") ? nil : Int(text)
    }
}
