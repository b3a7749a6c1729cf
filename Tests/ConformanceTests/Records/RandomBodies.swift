import Conformance
import TestSupport

/// Bodies of any register with any values that its fields may hold: a seed's are the same in every run.
struct RandomBodies {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    /// True once in so many times.
    mutating func once(in times: Int) -> Bool { number(1...times) == 1 }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }

    /// A body of a register; what may be left out often is.
    ///
    /// - Parameter reference: an id of a record of one of the registers that a field takes.
    mutating func body(
        _ register: Register, days: ClosedRange<Int> = -719_162...2_932_896,
        reference: (inout RandomBodies, [Register]) -> String = { bodies, _ in bodies.name() }
    ) -> RecordBody {
        var body = RecordBody(register)
        for (place, field) in register.fields.enumerated() where field.isRequired || !once(in: 3) {
            body[place] = value(field, days, reference)
        }
        return body
    }

    private mutating func value(
        _ field: Field, _ days: ClosedRange<Int>, _ reference: (inout RandomBodies, [Register]) -> String
    ) -> RecordBody.FieldValue {
        switch field.kind {
        case .text(let most): return .text(text(atMost: once(in: 4) ? most : 30))
        case .person: return .text(name())
        case .persons: return .texts((1...number(1...4)).map { _ in name() })
        case .integer(let range):
            return .integer(once(in: 3) ? pick([range.lowerBound, range.upperBound]) : number(range))
        case .date, .plan: return .date(day(days))
        case .month:
            let (year, month, _) = day(days).components
            return .date(CivilDate(year: year, month: month, day: 1) ?? day(days))
        case .time: return .time(Int64(number(days)) * 86_400 + Int64(number(0...86_399)))
        case .choice(let words): return .text(pick(words))
        case .choices(let words):
            let chosen = words.filter { _ in once(in: 2) }
            return .texts(chosen.isEmpty ? [pick(words)] : chosen)
        case .reference(let registers): return .text(reference(&self, registers))
        case .references(let registers): return .texts((1...number(1...4)).map { _ in reference(&self, registers) })
        }
    }

    mutating func day(_ days: ClosedRange<Int>) -> CivilDate { CivilDate(dayNumber: Int32(number(days))) }

    /// A name as persons and keys have them: one line without `;`, and no space at its ends.
    mutating func name() -> String {
        let inner = [
            " ", ",", "\"", "'", "-", "\u{E9}", "e\u{301}", "\u{1F469}\u{200D}\u{2695}\u{FE0F}", "=", "\u{3042}",
        ]
        var name = pick(["A", "b", "\u{D8}", "=", "-", "\"", "@", "7"])
        for _ in 0..<number(0...12) { name += pick(inner) }
        return name + pick(["z", "\"", "\u{F6}", ",", "."])
    }

    /// A text that holds what the form of a sheet, or of JSON, gives a meaning of its own.
    mutating func text(atMost most: Int) -> String {
        let pieces = [
            "a", " ", ",", ";", "\"", "\"\"", "\r\n", "\n", "\r", "\t", "'", "\\", "/", "=", "+", "-", "@", "\u{E9}",
            "e\u{301}", "\u{FEFF}", "\u{2028}", "\u{1F469}\u{200D}\u{2695}\u{FE0F}", "\u{10FFFF}", "{", "]", "\\u0041",
        ]
        var text = pick(pieces)
        let length = number(1...most)
        while text.utf8.count < length {
            let piece = pick(pieces)
            guard text.utf8.count + piece.utf8.count <= most else { break }
            text += piece
        }
        return text
    }
}
