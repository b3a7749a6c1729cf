import Glibc
import Kernel
import Synchronization

/// The program `lm2`: reads its command line, runs the command on an event loop, prints what came of it.
///
/// The main thread only waits and prints. So Ctrl-C works as usual while output waits for its reader.
package enum Program {
    /// Runs the program. Call it once, from the main thread.
    ///
    /// - Parameters:
    ///   - words: the command line after the program's name.
    ///   - environment: the variables that it heeds.
    package static func run(_ words: [String], environment: [String: String]) -> ExitCode {
        // A reader that leaves is seen where we write.
        signal(SIGPIPE, SIG_IGN)
        do {
            let parser = CommandLineParser(tree: LM2Commands.tree)
            switch try parser.parse(words) {
            case .help(let text): return write(text)
            case .run(let command, let arguments):
                let console = Console(environment: environment)
                let format = try format(command, arguments)
                guard let report = try perform(command, arguments, console, environment) else { return .done }
                let text = try arguments.option("only").map { (key) throws(ClientFailure) in try only(key, of: report) }
                let written = write(text ?? report.text(format, page: console.page))
                return written == .done ? report.code : written
            }
        } catch {
            return say(error)
        }
    }

    /// How the answer is to be written. An option `--output` of the command's own is no format.
    private static func format(_ command: Command, _ arguments: Arguments) throws(ClientFailure) -> Report.Format {
        let isOwn = command.ownOptions.contains { $0.name == "output" }
        let output = isOwn ? nil : arguments.option("output").flatMap { Report.Format(rawValue: $0) }
        guard arguments.isSet("json") else { return output ?? .table }
        if let output, output != .json {
            throw ClientFailure(.usage, "--json means --output json: leave it out, or --output \(output.rawValue)")
        }
        return .json
    }

    /// The environment's variables that the program heeds.
    package static func environment() -> [String: String] {
        var values: [String: String] = [:]
        for name in ["HOME", "LM2_ENGAGEMENT", "LM2_PROFILE", "NO_COLOR", "TERM", "XDG_CONFIG_HOME"] {
            if let value = getenv(name) { values[name] = String(cString: value) }
        }
        return values
    }

    /// Runs a command on a loop of its own, and waits for it.
    private static func perform(
        _ command: Command, _ arguments: Arguments, _ console: Console, _ environment: [String: String]
    ) throws(ClientFailure) -> Report? {
        let profileName =
            arguments.option("profile") ?? environment["LM2_PROFILE"].flatMap { $0.isEmpty ? nil : $0 } ?? "default"
        guard Profile.isName(profileName) else {
            throw ClientFailure(
                .usage,
                "a profile's name has letters, digits, . _ and - only: \u{2018}\(profileName.printableLine)\u{2019}")
        }
        let engagement =
            arguments.option("engagement") ?? environment["LM2_ENGAGEMENT"].flatMap { $0.isEmpty ? nil : $0 }
        if let engagement, !Identifier.isUUID(engagement) {
            throw ClientFailure(
                .usage, "an engagement is named by its id: \u{2018}\(engagement.printableLine)\u{2019} is none")
        }
        let store = try ProfileStore(environment: environment)
        let loop: EventLoop
        do { loop = try EventLoop(index: 0) } catch {
            throw ClientFailure(.localFile, "the event loop can't be made: \(error)")
        }
        loop.start()
        defer { loop.stop() }
        let outcome = Outcome()
        loop.execute {
            // What is made here stays on the loop, so it is made here.
            let invocation = Invocation(
                arguments: arguments, store: store, profileName: profileName, engagement: engagement, console: console,
                loop: loop,
                files: BlockingPool(threads: 1, queueLimit: 4))
            let task = loop.launch {
                do throws(ClientFailure) {
                    let report = try await command.run(invocation)
                    await invocation.end()
                    outcome.set(.success(report))
                } catch {
                    await invocation.end()
                    outcome.set(.failure(error))
                }
            }
            let watcher = try? SignalWatcher(loop: loop, signals: [SIGINT, SIGTERM, SIGHUP]) { _ in
                // The first asks the command to end, and gives it a moment to tidy up. The second does not ask.
                if task.isCancelled { outcome.set(.failure(ClientFailure(.interrupted, []))) }
                task.cancel()
                loop.schedule(after: .milliseconds(500)) { outcome.set(.failure(ClientFailure(.interrupted, []))) }
            }
            outcome.keep(watcher)
        }
        return try outcome.wait()
    }

    /// The values of one field, for scripts.
    private static func only(_ key: String, of report: Report) throws(ClientFailure) -> String {
        guard let values = report.values(of: key) else {
            throw ClientFailure(
                .usage,
                [
                    "--only: the answer has no field \u{2018}\(key.printableLine)\u{2019}, but what was asked for is done",
                    "It has: " + report.keys.joined(separator: ", "),
                ])
        }
        return values.map { $0 + "\n" }.joined()
    }

    /// Prints to standard output. A reader that has left is no error: it has what it wanted.
    private static func write(_ text: String) -> ExitCode {
        let problem = LocalFile.write(Array(text.utf8), to: STDOUT_FILENO)
        if problem == 0 || problem == EPIPE { return .done }
        return say(LocalFile.failure("write", "standard output", problem))
    }

    /// Prints a failure to standard error.
    private static func say(_ failure: ClientFailure) -> ExitCode {
        if failure.code == .interrupted {
            TerminalEcho.restore()
            Console.write("\n")
        }
        for (index, line) in failure.lines.enumerated() {
            let clean = line.printable
            let isHelp = failure.code == .usage && failure.lines.count > 4
            Console.write(index == 0 && !isHelp && !clean.hasPrefix("lm2 ") ? "lm2: \(clean)\n" : clean + "\n")
        }
        return failure.code
    }
}
