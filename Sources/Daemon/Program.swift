import Conformance
import Glibc
import Kernel
import RPC
import Services
import Transport

/// The commands of `lm2d`.
package enum Program {
    /// Runs what the arguments ask for, and gives the exit code: 0 done, 1 failed, 2 wrong usage or configuration.
    ///
    /// - Parameter extending: adds methods to those that `serve` serves: for test builds of the server.
    package static func run(
        _ arguments: [String], extending: @escaping @Sendable (inout Router) -> Void = { _ in }
    ) -> Int32 {
        // A client that goes away must not end the server.
        signal(SIGPIPE, SIG_IGN)
        // Pieces of files come and go by the thousand: keep their memory rather than map it anew each time.
        Heap.keepBlocks(upTo: 4 << 20)
        do {
            var line = try CommandLineArguments(arguments)
            if line.switches.contains("help") || line.words.first == "help" || arguments.isEmpty {
                print(Help.text)
                return arguments.isEmpty ? 2 : 0
            }
            switch line.words {
            case ["serve"]: return try ServeCommand.run(try configuration(line, .serving), extending)
            case ["check-config"]: return CheckConfiguration.run(try configuration(line, .serving))
            case ["migrate"]: return try MigrateCommand.run(try configuration(line, .database))
            case ["tenant", "create"]: return try OperatorCommands.createTenant(&line)
            case ["person", "create"]: return try OperatorCommands.createPerson(&line)
            case ["credential", "create"]: return try OperatorCommands.createCredential(&line)
            case ["credential", "revoke"]: return try OperatorCommands.revokeCredentials(&line)
            case ["permissions"]:
                print(Permissions.document, terminator: "")
                return 0
            case ["clauses"]:
                print(try ClauseDocument.text(), terminator: "")
                return 0
            case ["registers"]:
                print(RegisterDocument.text, terminator: "")
                return 0
            case ["demo"]: return try OperatorCommands.demo(&line)
            default:
                throw UsageError(
                    sentence: "there is no command \"\(line.words.joined(separator: " "))\"; see lm2d --help")
            }
        } catch let error as UsageError {
            complain(error.sentence)
            return 2
        } catch let error as ConfigurationProblems {
            for sentence in error.sentences { complain(sentence) }
            return 2
        } catch let error as TLSError where error.phase == .configuration {
            complain("\(error)")
            return 2
        } catch {
            complain("\(error)")
            return 1
        }
    }

    /// What a command needs of its configuration.
    enum Need { case serving, database }

    /// The configuration of a command line, with all that the command needs.
    static func configuration(
        _ line: CommandLineArguments, _ need: Need
    ) throws(ConfigurationProblems) -> Configuration {
        let configuration = try ConfigurationReader.read(flags: line.flags, environment: environment()).get()
        var missing: [String] = []
        if configuration.databaseSocket.isEmpty { missing.append("database-socket") }
        if need == .serving {
            if configuration.listen == nil { missing.append("listen") }
            if configuration.tlsCertificate.isEmpty { missing.append("tls-certificate") }
            if configuration.tlsKey.isEmpty { missing.append("tls-key") }
            if configuration.auditKey.isEmpty { missing.append("audit-key") }
            if configuration.listenMachines != nil, configuration.clientCA.isEmpty { missing.append("client-ca") }
        }
        guard missing.isEmpty else {
            throw ConfigurationProblems(sentences: missing.map { "\($0) is needed and not set; see lm2d --help" })
        }
        return configuration
    }

    /// Says what is wrong, on standard error.
    static func complain(_ sentence: String) {
        let line = Array("lm2d: \(sentence)\n".utf8)
        _ = write(2, line, line.count)
    }

    private static func environment() -> [String: String] {
        var result: [String: String] = [:]
        var place = environ
        while let entry = place.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                result[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            place += 1
        }
        return result
    }
}
