/// One thing that the client can do: what it is called, what it takes, and how it is done.
///
/// Parsing and help are generated from these values, so that neither can tell another story than the other.
package struct Command: Sendable {
    /// The last word of its name, such as `rate`.
    package let name: String
    /// What it does, in a line.
    package let summary: String
    /// What else a newcomer should know, in paragraphs.
    package let details: [String]
    /// The words that it takes by place.
    package let positionals: [Positional]
    /// Its own options; the common ones are understood by every command.
    package let options: [CommandOption]
    /// A whole command line that shows how it is used.
    package let example: String
    /// Does it. The report is printed; without one the command has printed what was wanted.
    package let run: @Sendable (Invocation) async throws(ClientFailure) -> Report?

    /// A command; `run` is called with words that the parser has checked.
    package init(
        _ name: String, summary: String, details: [String] = [], positionals: [Positional] = [],
        options: [CommandOption] = [], example: String,
        run: @escaping @Sendable (Invocation) async throws(ClientFailure) -> Report?
    ) {
        self.name = name
        self.summary = summary
        self.details = details
        self.positionals = positionals
        self.options = options
        self.example = example
        self.run = run
    }

    /// Its own options, with those that stand for a positional.
    var ownOptions: [CommandOption] {
        positionals.compactMap(\.replacedBy) + options
    }
}

/// Commands about one noun, such as `assessment`.
package struct CommandGroup: Sendable {
    /// The noun.
    package let name: String
    /// What the commands are about, in a line.
    package let summary: String
    /// The commands.
    package let commands: [Command]
}

/// All commands of a program.
package struct CommandTree: Sendable {
    /// A word that may stand first.
    package enum Entry: Sendable {
        case command(Command)
        case group(CommandGroup)

        /// The word.
        var name: String {
            switch self {
            case .command(let command): command.name
            case .group(let group): group.name
            }
        }

        /// What it is for.
        var summary: String {
            switch self {
            case .command(let command): command.summary
            case .group(let group): group.summary
            }
        }
    }

    /// The program's name.
    package let name: String
    /// What the program is for.
    package let summary: String
    /// What may stand first, in the order of the help.
    package let entries: [Entry]
    /// The options that every command understands.
    package let commonOptions: [CommandOption]
    /// The paragraphs at the end of the first help.
    package let closing: [String]

    /// The whole program: its entries in the order in which help lists them.
    package init(
        name: String, summary: String, entries: [Entry], commonOptions: [CommandOption], closing: [String]
    ) {
        self.name = name
        self.summary = summary
        self.entries = entries
        self.commonOptions = commonOptions
        self.closing = closing
    }
}
