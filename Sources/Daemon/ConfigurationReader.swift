import Glibc

/// Puts a configuration together: flags before environment before file.
struct ConfigurationReader {
    /// What is wrong, a sentence each.
    private(set) var problems: [String] = []
    private var values: [String: (value: String, origin: String)] = [:]

    /// The largest configuration file, in bytes.
    private static let largestFile = 1 << 20

    /// Reads the file, if one is named by `--config` or `LM2_CONFIG`, the environment and the flags.
    static func read(
        flags: [(name: String, value: String)], environment: [String: String]
    ) -> Result<Configuration, ConfigurationProblems> {
        var reader = ConfigurationReader()
        let named = flags.last { $0.name == "config" }?.value ?? environment["LM2_CONFIG"]
        if let named { reader.readFile(named) }
        reader.readEnvironment(environment)
        for (name, value) in flags where name != "config" {
            reader.take(name, value, from: "the flag --\(name)")
        }
        return reader.finish()
    }

    private mutating func readFile(_ path: String) {
        guard let text = FileText.read(path, limit: Self.largestFile) else {
            problems.append("the configuration file \(path) can't be read: \(String(cString: strerror(errno)))")
            return
        }
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let content = Self.trimmed(line.prefix { $0 != "#" })
            if content.isEmpty { continue }
            let origin = "\(path), line \(index + 1)"
            guard let equals = content.firstIndex(of: "=") else {
                problems.append("\(origin): a line is `name = value`")
                continue
            }
            take(
                Self.trimmed(content[..<equals]), Self.trimmed(content[content.index(after: equals)...]), from: origin)
        }
    }

    private mutating func readEnvironment(_ environment: [String: String]) {
        let settings = Dictionary(uniqueKeysWithValues: Setting.all.map { ($0.variable, $0.name) })
        for (variable, value) in environment.sorted(by: { $0.key < $1.key }) {
            guard variable.hasPrefix("LM2_"), variable != "LM2_CONFIG" else { continue }
            guard let name = settings[variable] else {
                // The client and the tests have variables of their own.
                if !Self.foreign.contains(where: variable.hasPrefix) {
                    problems.append("the environment variable \(variable) is not a setting; see lm2d --help")
                }
                continue
            }
            take(name, value, from: "the environment variable \(variable)")
        }
    }

    private static let foreign = ["LM2_PROFILE", "LM2_TEST_", "LM2_CLIENT_"]

    private mutating func take(_ name: String, _ value: String, from origin: String) {
        guard Setting.named(name) != nil else {
            problems.append("\(origin): there is no setting \(name); see lm2d --help")
            return
        }
        values[name] = (value, origin)
    }

    private mutating func finish() -> Result<Configuration, ConfigurationProblems> {
        var configuration = Configuration()
        for setting in Setting.all {
            guard let (value, origin) = values[setting.name] else { continue }
            if !setting.apply(&configuration, value) {
                problems.append("\(origin): \(setting.name) can't be \"\(value)\"; it is: \(setting.help)")
            }
        }
        problems += configuration.transport.check()
        return problems.isEmpty ? .success(configuration) : .failure(ConfigurationProblems(sentences: problems))
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var rest = Substring(text)
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}

/// What is wrong with a configuration.
struct ConfigurationProblems: Error {
    /// A sentence for each problem.
    let sentences: [String]
}
