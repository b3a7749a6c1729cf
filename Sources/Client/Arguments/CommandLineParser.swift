/// Reads a command line by the tables of a `CommandTree`.
package struct CommandLineParser: Sendable {
    /// What the command line asks for.
    package enum Outcome: Sendable {
        /// Help, as text.
        case help(String)
        /// A command, with what was given.
        case run(Command, Arguments)
    }

    let tree: CommandTree

    /// A parser of the commands of `tree`.
    package init(tree: CommandTree) {
        self.tree = tree
    }

    /// Reads the words after the program's name.
    ///
    /// Options may stand anywhere after the command, the common ones before it too; `--` ends them.
    package func parse(_ words: [String]) throws(ClientFailure) -> Outcome {
        let help = HelpText(tree: tree)
        if let path = pathOfHelp(words) { return .help(try help.text(for: path)) }

        var rest = words[...]
        var arguments = Arguments()
        guard let first = try nextWord(&rest, into: &arguments, after: tree.name) else {
            throw ClientFailure(.usage, help.program())
        }
        guard let entry = tree.entries.first(where: { $0.name == first }) else {
            throw unknown("command", first, among: tree.entries.map(\.name), path: tree.name)
        }
        switch entry {
        case .command(let command):
            let path = "\(tree.name) \(command.name)"
            return .run(command, try read(rest, into: arguments, for: command, path: path))
        case .group(let group):
            let path = "\(tree.name) \(group.name)"
            guard let second = try nextWord(&rest, into: &arguments, after: path) else {
                throw ClientFailure(.usage, help.group(group))
            }
            guard let command = group.commands.first(where: { $0.name == second }) else {
                throw unknown("command", second, among: group.commands.map(\.name), path: path)
            }
            let whole = "\(path) \(command.name)"
            return .run(command, try read(rest, into: arguments, for: command, path: whole))
        }
    }

    /// The words that help is asked about, if it is: `lm2 help a b`, or `--help` anywhere before `--`.
    private func pathOfHelp(_ words: [String]) -> [String]? {
        let words = words.prefix { $0 != "--" }
        if words.first == "help" { return words.dropFirst().filter { !$0.hasPrefix("-") } }
        guard words.contains("--help") || words.contains("-h") else { return nil }
        // Only the words that name a command matter; what stands after them may be wrong, and is why help is wanted.
        guard let start = words.firstIndex(where: { word in tree.entries.contains { $0.name == word } }) else {
            return []
        }
        return Array(words[start...].prefix(2))
    }

    /// The next word that is no option; common options before it are taken in.
    private func nextWord(
        _ rest: inout ArraySlice<String>, into arguments: inout Arguments, after path: String
    ) throws(ClientFailure) -> String? {
        while let word = rest.first {
            guard word.hasPrefix("-"), word != "-" else {
                rest.removeFirst()
                return word
            }
            try takeOption(&rest, of: tree.commonOptions, into: &arguments, path: path)
        }
        return nil
    }

    private func read(
        _ words: ArraySlice<String>, into start: Arguments, for command: Command, path: String
    ) throws(ClientFailure) -> Arguments {
        var arguments = start
        var rest = words
        var plain: [String] = []
        // An option of the command's own comes before a common one of the same name.
        let options = command.ownOptions + tree.commonOptions
        for option in command.ownOptions where arguments.options[option.name] != nil {
            throw usage("\(option.usage) stands after the command: it means something else before it", path: path)
        }
        while let word = rest.first {
            if word == "--" {
                plain += rest.dropFirst()
                break
            } else if word.hasPrefix("-"), word != "-" {
                try takeOption(&rest, of: options, into: &arguments, path: path)
            } else {
                plain.append(word)
                rest.removeFirst()
            }
        }
        try place(plain, of: command, into: &arguments, path: path)
        for option in command.options where option.isRequired && arguments.options[option.name] == nil {
            throw usage("\(option.usage) is missing: \(option.summary)", path: path)
        }
        return arguments
    }

    private func place(
        _ plain: [String], of command: Command, into arguments: inout Arguments, path: String
    ) throws(ClientFailure) {
        var plain = plain[...]
        for positional in command.positionals {
            if let option = positional.replacedBy, arguments.options[option.name] != nil { continue }
            if positional.repeats, !plain.isEmpty {
                for word in plain {
                    guard let complaint = positional.kind.complaint(about: word) else { continue }
                    throw usage("\(positional.name): \(complaint)", path: path)
                }
                arguments.lists[positional.name] = Array(plain)
                plain = []
                continue
            }
            guard let word = plain.popFirst() else {
                if positional.isOptional { continue }
                throw usage("\(positional.name) is missing: \(positional.summary)", path: path)
            }
            if let complaint = positional.kind.complaint(about: word) {
                throw usage("\(positional.name): \(complaint)", path: path)
            }
            arguments.words[positional.name] = word
        }
        if let extra = plain.first {
            throw usage(
                "\u{2018}\(extra)\u{2019} is one word too many; put text of several words in quotes", path: path)
        }
    }

    private func takeOption(
        _ rest: inout ArraySlice<String>, of options: [CommandOption], into arguments: inout Arguments, path: String
    ) throws(ClientFailure) {
        let word = rest.removeFirst()
        let equals = word.firstIndex(of: "=")
        let name = String((equals.map { word[..<$0] } ?? word[...]).drop { $0 == "-" })
        guard word.hasPrefix("--"), let option = options.first(where: { $0.name == name }) else {
            throw unknown("option", word, among: options.map { "--" + $0.name }, path: path)
        }
        if arguments.options[option.name] != nil {
            throw usage("--\(option.name) is given twice", path: path)
        }
        var values: [String] = []
        if let equals {
            guard option.placeholders.count == 1 else {
                let advice = option.kind == .flag ? "takes no value" : "is written \(option.usage)"
                throw usage("--\(option.name) \(advice)", path: path)
            }
            values = [String(word[word.index(after: equals)...])]
        } else {
            guard rest.count >= option.placeholders.count else {
                throw usage("--\(option.name) needs \(option.placeholders.joined(separator: " and "))", path: path)
            }
            // A value may begin with a hyphen: what is said after an option is the option's.
            values = Array(rest.prefix(option.placeholders.count))
            rest.removeFirst(values.count)
        }
        for value in values {
            if let complaint = option.complaint(about: value) { throw usage(complaint, path: path) }
        }
        arguments.options[option.name] = values
    }

    private func usage(_ message: String, path: String) -> ClientFailure {
        ClientFailure(.usage, ["\(path): \(message)", "See: \(path) --help"])
    }

    private func unknown(_ what: String, _ word: String, among known: [String], path: String) -> ClientFailure {
        var line = "there is no \(what) \u{2018}\(word)\u{2019}"
        if let near = Resemblance.nearest(to: word, among: known) { line += "; did you mean \(near)?" }
        return usage(line, path: path)
    }
}
