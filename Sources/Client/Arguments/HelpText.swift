/// Writes the help of a `CommandTree` at each of its levels.
package struct HelpText: Sendable {
    let tree: CommandTree
    /// Lines are wrapped at this width, which every terminal has.
    static let width = 80

    /// The help of the commands of `tree`.
    package init(tree: CommandTree) {
        self.tree = tree
    }

    /// The help for a path of words, such as `["assessment", "rate"]`; words after a command are ignored.
    package func text(for path: [String]) throws(ClientFailure) -> String {
        guard let first = path.first else { return program().joined(separator: "\n") + "\n" }
        guard let entry = tree.entries.first(where: { $0.name == first }) else {
            throw ClientFailure(.usage, ["there is no command \u{2018}\(first)\u{2019}", "See: \(tree.name) --help"])
        }
        switch entry {
        case .command(let command):
            return self.command(command, path: "\(tree.name) \(command.name)").joined(separator: "\n") + "\n"
        case .group(let group):
            let path = path.dropFirst()
            guard let second = path.first, let command = group.commands.first(where: { $0.name == second }) else {
                return self.group(group).joined(separator: "\n") + "\n"
            }
            let whole = "\(tree.name) \(group.name) \(command.name)"
            return self.command(command, path: whole).joined(separator: "\n") + "\n"
        }
    }

    /// The help of the whole program.
    func program() -> [String] {
        var lines = TextWrapping.lines(tree.summary, width: Self.width)
        lines += ["", "Usage: \(tree.name) COMMAND … [options]", "", "Commands:"]
        lines += definitions(tree.entries.map { ($0.name, $0.summary) })
        lines += ["", "Options of every command:"]
        lines += definitions(tree.commonOptions.map { ($0.usage, $0.summary) })
        for paragraph in tree.closing {
            lines.append("")
            // Indented lines are examples and lists: they stay as they are, so that they can be copied.
            lines += paragraph.split(separator: "\n").flatMap { line in
                line.hasPrefix(" ") ? [String(line)] : TextWrapping.lines(String(line), width: Self.width)
            }
        }
        lines += ["", "\(tree.name) COMMAND --help says more of each."]
        return lines
    }

    /// The help of a noun.
    func group(_ group: CommandGroup) -> [String] {
        let path = "\(tree.name) \(group.name)"
        var lines = [group.summary, "", "Usage: \(path) COMMAND … [options]", "", "Commands:"]
        lines += definitions(group.commands.map { ($0.name, $0.summary) })
        if let command = group.commands.first {
            lines += ["", "For example:", "  " + command.example]
        }
        lines += ["", "\(path) COMMAND --help says more of each."]
        return lines
    }

    /// The help of one command.
    func command(_ command: Command, path: String) -> [String] {
        var lines = TextWrapping.lines(command.summary, width: Self.width)
        var usage = [path] + command.positionals.map(\.usage)
        usage += command.options.filter(\.isRequired).map(\.usage)
        if command.options.contains(where: { !$0.isRequired }) { usage.append("[options]") }
        lines += ["", "Usage: " + usage.joined(separator: " ")]
        for paragraph in command.details {
            lines.append("")
            lines += TextWrapping.lines(paragraph, width: Self.width)
        }
        if !command.positionals.isEmpty {
            lines += ["", "Words:"]
            lines += definitions(command.positionals.map { ($0.name, $0.summary + choices($0.kind)) })
        }
        if !command.ownOptions.isEmpty {
            lines += ["", "Options:"]
            lines += definitions(
                command.ownOptions.map {
                    ($0.usage, $0.summary + choices($0.kind) + ($0.isRequired ? " (required)" : ""))
                })
        }
        lines += ["", "Options of every command:"]
        let own = command.ownOptions.map(\.name)
        lines += definitions(tree.commonOptions.filter { !own.contains($0.name) }.map { ($0.usage, $0.summary) })
        lines += ["", "For example:", "  " + command.example]
        return lines
    }

    private func choices(_ kind: CommandOption.Kind) -> String {
        guard case .choice(let words) = kind else { return "" }
        return ": " + words.joined(separator: ", ")
    }

    /// Terms on the left, what they mean on the right, wrapped.
    private func definitions(_ items: [(String, String)]) -> [String] {
        let indent = min(30, (items.map { $0.0.displayWidth }.max() ?? 0) + 4)
        var lines: [String] = []
        for (term, meaning) in items {
            let wrapped = TextWrapping.lines(meaning, width: Self.width - indent)
            let padding = String(repeating: " ", count: indent)
            let start = "  " + term
            if start.displayWidth + 2 > indent {
                lines.append(start)
                lines += wrapped.map { padding + $0 }
            } else {
                lines.append(start + String(repeating: " ", count: indent - start.displayWidth) + (wrapped.first ?? ""))
                lines += wrapped.dropFirst().map { padding + $0 }
            }
        }
        return lines
    }
}
