/// A field of a register: its name and what it may hold, as its proto file says (`proto/lm2/v1/registers`).
package struct Field: Sendable {
    /// What a field may hold.
    package enum Kind: Sendable {
        /// A text of at most so many bytes.
        case text(Int)
        /// A person, by a text; equal when identical.
        case person
        /// Several persons.
        case persons
        /// A whole number within limits.
        case integer(ClosedRange<Int>)
        /// A day on which something happened.
        case date
        /// The first day of a month; the record happened on the month's last.
        case month
        /// An instant at which something happened.
        case time
        /// A day that may lie in the future.
        case plan
        /// One of the words.
        case choice([String])
        /// Several of the words.
        case choices([String])
        /// A record of one of the registers.
        case reference([Register])
        /// Several records of the registers.
        case references([Register])
    }

    /// Its name in the rules and in the interchange form.
    package let name: String
    /// Its number in the message that is the record's body.
    package let tag: Int
    /// What it may hold.
    package let kind: Kind
    /// Whether it may be left out. A list may be left out as well: that is an empty one.
    package let isOptional: Bool
    /// Whether a list needs at least one value.
    package let needsOne: Bool
    /// Whether its day is the record's happened_on.
    package let isHappening: Bool

    /// What it means, in a sentence.
    package let help: String

    init(
        _ name: String, tag: Int, _ kind: Kind, optional: Bool = false, atLeastOne: Bool = false,
        happened: Bool = false, help: String
    ) {
        self.name = name
        self.tag = tag
        self.help = help
        self.kind = kind
        isOptional = optional
        needsOne = atLeastOne
        isHappening = happened
    }

    /// Whether its day may lie in the future.
    var isPlan: Bool {
        switch kind {
        case .plan, .month: true
        default: false
        }
    }

    /// Whether it holds a list.
    package var isList: Bool {
        switch kind {
        case .persons, .choices, .references: true
        default: false
        }
    }
}
