import Glibc

/// Secrets that a person types or keeps in a file. They are never arguments, which everybody on the machine can see.
enum SecretInput {
    /// Reads a secret of one line: from a file, from standard input if the path is `-`, or else asked for at the terminal and
    /// not shown. A line break at its end is not part of it. Blocks.
    ///
    /// - Parameter what: what is asked for, such as `Password`.
    static func read(_ what: String, path: String?) throws(ClientFailure) -> String {
        var text: String
        switch path {
        case "-"?: text = try LocalFile.text(of: STDIN_FILENO, path: "standard input")
        case let path?: text = try LocalFile.secret(path)
        case nil: return try ask(what)
        }
        if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
        guard !text.isEmpty, !text.contains(where: \.isNewline) else {
            throw ClientFailure(
                .localFile,
                "\(path == "-" ? "standard input" : (path ?? "").printableLine): one line is expected, and no more")
        }
        return text
    }

    /// Asks for a new secret twice, or reads it from a file once. Blocks.
    static func readNew(_ what: String, path: String?) throws(ClientFailure) -> String {
        let first = try read(what, path: path)
        guard path == nil else { return first }
        guard try ask("The same again") == first else { throw ClientFailure(.usage, "the two are not the same") }
        return first
    }

    private static func ask(_ what: String) throws(ClientFailure) -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            throw ClientFailure(
                .usage,
                [
                    "there is no terminal to ask for it: \(what)",
                    "Say from which file it is to be read; - is standard input.",
                ])
        }
        Console.write("\(what) (it is not shown): ")
        try TerminalEcho.hide()
        let line = readLine()
        TerminalEcho.restore()
        Console.write("\n")
        guard let line, !line.isEmpty else { throw ClientFailure(.usage, "nothing was typed") }
        return line
    }
}
