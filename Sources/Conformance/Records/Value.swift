/// A text of a record set: equal texts have equal symbols, so that the rules compare numbers.
package struct Symbol: Hashable, Sendable {
    let number: Int32
}

/// What a field of a revision holds. References are places in the set's records.
package enum Value: Sendable, Equatable {
    case absent
    case integer(Int)
    case date(CivilDate)
    /// Seconds since 1970, UTC.
    case time(Int64)
    /// A text or a person.
    case text(Symbol)
    case texts([Symbol])
    /// The place of the word in its choice.
    case choice(UInt8)
    /// One bit a word.
    case choices(UInt64)
    case reference(Int32)
    case references([Int32])
}

/// Several words of one choice.
struct ChoiceSet<Word: Choice>: Equatable {
    let bits: UInt64

    var isEmpty: Bool { bits == 0 }

    func contains(_ word: Word) -> Bool { bits & (1 << UInt64(word.rawValue)) != 0 }
}

extension ChoiceSet<Audience> {
    /// Whether one of the audiences is within the service (RULES, section 5).
    var isInternal: Bool { contains(.staff) || contains(.management) }

    /// Whether one of the audiences is outside it.
    var isExternal: Bool {
        contains(.clinicalUsers) || contains(.patients) || contains(.public) || contains(.commissioners)
            || contains(.partners)
    }
}
