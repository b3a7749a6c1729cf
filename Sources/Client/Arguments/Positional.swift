/// A word that a command takes by its place.
package struct Positional: Sendable {
    /// What it is called in the help, in capitals.
    package let name: String
    /// What it is, in a line.
    package let summary: String
    /// What it may be.
    package let kind: CommandOption.Kind
    /// Whether it may be left out; only the last ones may.
    package let isOptional: Bool
    /// Whether it takes all words that are left, at least one unless it may be left out; only the last one may.
    package let repeats: Bool
    /// The option that stands for it: when that is given, this word is not there.
    package let replacedBy: CommandOption?

    /// A word that is required, unless it is optional or replaced by an option.
    package init(
        _ name: String, kind: CommandOption.Kind = .text, optional: Bool = false, repeats: Bool = false,
        replacedBy: CommandOption? = nil, summary: String
    ) {
        self.name = name
        self.summary = summary
        self.kind = kind
        self.isOptional = optional
        self.repeats = repeats
        self.replacedBy = replacedBy
    }

    /// As it is written in a usage line.
    var usage: String {
        var text = name
        if case .choice(let words) = kind, words.count <= 4 { text = words.joined(separator: "|") }
        if repeats { text += " \u{2026}" }
        if let replacedBy { text = "(\(text) | \(replacedBy.usage))" }
        return isOptional ? "[\(text)]" : text
    }
}
