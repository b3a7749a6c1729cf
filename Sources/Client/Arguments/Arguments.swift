/// What was given on the command line, by the names of the command's table. Values have been checked against their kinds.
package struct Arguments: Sendable, Equatable {
    /// The words by place, by the positional's name.
    package var words: [String: String] = [:]
    /// The words of a positional that repeats, by its name.
    package var lists: [String: [String]] = [:]
    /// The options' values, by the option's name; a flag has none.
    package var options: [String: [String]] = [:]

    /// Nothing given yet.
    package init() {}

    /// The word of a required positional. The parser has seen to it that it is there.
    package subscript(_ name: String) -> String {
        guard let word = words[name] else { preconditionFailure("the command has no required word \(name)") }
        return word
    }

    /// The word of a positional that may be left out, or that an option stands for.
    package func word(_ name: String) -> String? {
        words[name]
    }

    /// The words of a positional that repeats; none if it was left out.
    package func list(_ name: String) -> [String] {
        lists[name] ?? []
    }

    /// The value of an option, if it was given.
    package func option(_ name: String) -> String? {
        options[name]?.first
    }

    /// The value of an option, or the empty text, which the protocol takes for "not said".
    package func text(_ name: String) -> String {
        option(name) ?? ""
    }

    /// Every value of an option that takes several.
    package func values(_ name: String) -> [String]? {
        options[name]
    }

    /// The value of a number option, if it was given.
    package func number(_ name: String) -> UInt64? {
        option(name).flatMap { UInt64($0) }
    }

    /// Whether a flag was given.
    package func isSet(_ name: String) -> Bool {
        options[name] != nil
    }
}
