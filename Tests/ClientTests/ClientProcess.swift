import Client
import Glibc
import Kernel

/// The program `lm2`, as a process of its own.
struct ClientProcess {
    /// What came of it.
    struct End {
        let code: Int32
        let output: String
        let errors: String
    }

    private let folder: TemporaryFolder
    private let pool = BlockingPool(threads: 2, queueLimit: 8)

    init(in folder: TemporaryFolder) {
        self.folder = folder
    }

    /// Runs a command line to its end.
    ///
    /// - Parameters:
    ///   - output: where its output goes; a file unless given.
    ///   - started: is told the process's id.
    func run(
        _ words: [String], output: Int32? = nil, started: (@Sendable (pid_t) -> Void)? = nil
    ) async throws -> End {
        let name = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        let (out, errors) = (folder.path + "/\(name).out", folder.path + "/\(name).err")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        if let output {
            posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out, O_WRONLY | O_CREAT, 0o600)
        }
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT, 0o600)
        // What the tests' own threads block or ignore is not the program's.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGINT)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let variables = ["HOME=\(folder.path)", "XDG_CONFIG_HOME=\(folder.path)"]
        let arguments: [UnsafeMutablePointer<CChar>?] = ([Self.path] + words).map { strdup($0) } + [nil]
        let environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, Self.path, &actions, &attributes, arguments, environment)
        guard result == 0 else { throw LocalFile.failure("run", Self.path, result) }
        started?(process)
        let id = process
        let status = try await pool.run {
            var status: Int32 = 0
            while waitpid(id, &status, 0) < 0, errno == EINTR {}
            return status
        }
        return End(
            code: status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F),
            output: output == nil ? try folder.read("\(name).out") : "", errors: try folder.read("\(name).err"))
    }

    /// Beside the tests' own program, where the build puts it.
    private static let path: String = {
        let own = (try? LocalFile.absolute("/proc/self/exe")) ?? ""
        var words = [own] + CommandLine.arguments
        // The package's tests are run by a helper: the bundle that it is given lies in the build's folder.
        words += CommandLine.arguments.compactMap { (try? LocalFile.absolute($0)) }
        for word in words {
            guard let slash = word.lastIndex(of: "/") else { continue }
            let candidate = word[..<slash] + "/lm2"
            if access(String(candidate), X_OK) == 0 { return String(candidate) }
        }
        return "lm2"
    }()
}
