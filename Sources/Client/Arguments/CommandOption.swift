/// An option of a command, such as `--narrative TEXT`.
package struct CommandOption: Sendable {
    /// What may stand after the option's name.
    package enum Kind: Sendable, Equatable {
        /// Nothing: the option is there or not.
        case flag
        /// Any text.
        case text
        /// A whole number in the range.
        case number(ClosedRange<UInt64>)
        /// A day, YYYY-MM-DD.
        case date
        /// One of the words.
        case choice([String])
    }

    /// The name, without the two hyphens.
    package let name: String
    /// What each of its values is called in the help; empty for a flag.
    package let placeholders: [String]
    /// What its values may be.
    package let kind: Kind
    /// What it does, in a line.
    package let summary: String
    /// Whether the command can't do without it.
    package let isRequired: Bool

    /// An option that takes values, one unless there are more placeholders.
    package init(
        _ name: String, _ placeholders: String..., kind: Kind = .text, required: Bool = false, summary: String
    ) {
        self.name = name
        self.placeholders = placeholders
        self.kind = placeholders.isEmpty ? .flag : kind
        self.summary = summary
        self.isRequired = required
    }

    /// As it is written in a usage line: `--title TEXT`.
    var usage: String {
        (["--" + name] + placeholders).joined(separator: " ")
    }

    /// What is wrong with a value, or nil.
    func complaint(about value: String) -> String? {
        kind.complaint(about: value).map { "--\(name): \($0)" }
    }
}

extension CommandOption.Kind {
    /// What is wrong with a value, or nil.
    func complaint(about value: String) -> String? {
        switch self {
        case .flag, .text:
            return nil
        case .number(let range):
            guard let number = UInt64(value), range.contains(number) else {
                return "\u{2018}\(value)\u{2019} is not a whole number from \(range.lowerBound) to \(range.upperBound)"
            }
            return nil
        case .date:
            return CivilDate(value) == nil ? "\u{2018}\(value)\u{2019} is not a date; write it as YYYY-MM-DD" : nil
        case .choice(let words):
            guard !words.contains(value) else { return nil }
            return "\u{2018}\(value)\u{2019} is not one of \(words.joined(separator: ", "))"
        }
    }
}
