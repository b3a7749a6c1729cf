/// What was typed: words that name the command, and flags with their values.
struct CommandLineArguments {
    /// The words before and between flags.
    private(set) var words: [String] = []
    /// The flags, without their hyphens, in order.
    private(set) var flags: [(name: String, value: String)] = []
    /// Flags that take no value.
    private(set) var switches: Set<String> = []

    /// Flags that take no value.
    private static let valueless: Set<String> = ["help", "demonstration"]

    /// Reads `--name value`, `--name=value` and words. Throws a sentence about what can't be read.
    init(_ arguments: [String]) throws(UsageError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else {
                words.append(argument)
                continue
            }
            let body = argument.dropFirst(2)
            if let equals = body.firstIndex(of: "=") {
                flags.append((String(body[..<equals]), String(body[body.index(after: equals)...])))
            } else if Self.valueless.contains(String(body)) {
                switches.insert(String(body))
            } else {
                guard let value = rest.popFirst() else { throw UsageError(sentence: "--\(body) needs a value") }
                flags.append((String(body), value))
            }
        }
    }

    /// Takes the values of a flag out, in order.
    mutating func take(_ name: String) -> [String] {
        let values = flags.filter { $0.name == name }.map(\.value)
        flags.removeAll { $0.name == name }
        return values
    }

    /// Takes the value of a flag out that has to be there once.
    mutating func one(_ name: String) throws(UsageError) -> String {
        let values = take(name)
        guard values.count == 1, let value = values.first, !value.isEmpty else {
            throw UsageError(sentence: "--\(name) has to be given once")
        }
        return value
    }
}

/// What is wrong with a command line.
struct UsageError: Error {
    /// A sentence.
    let sentence: String
}
