import Glibc

/// Other programs.
enum Subprocess {
    /// Starts a program, with its output into a file; gives its id.
    static func start(_ arguments: [String], output: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var words = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let result = posix_spawnp(&pid, arguments[0], &actions, nil, &words, environ)
        guard result == 0 else { throw BenchError("\(arguments[0]): \(String(cString: strerror(result)))") }
        return pid
    }

    /// Waits for a program's end; gives its exit code.
    static func wait(_ pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
    }

    /// Runs a program to its end, and gives its output. Blocks.
    static func run(_ arguments: [String]) throws -> String {
        let output = "/tmp/lm2-bench-\(getpid()).out"
        defer { unlink(output) }
        let code = wait(try start(arguments, output: output))
        let text = TextFile.read(output) ?? ""
        guard code == 0 else { throw BenchError("\(arguments.joined(separator: " ").prefix(200)) failed: \(text)") }
        return text
    }
}

/// What a process uses, from /proc.
struct ProcessUsage: Sendable {
    /// Seconds of processor time, of all its threads.
    let processor: Double
    /// Resident bytes.
    let resident: Int
    /// The most resident bytes since `forgetPeak`, or since its start.
    let peak: Int

    /// Lets the peak begin anew at what is resident now. False if that is not allowed: a server lets nobody but root look
    /// into it or change what the system knows of it.
    static func forgetPeak(of pid: pid_t) -> Bool {
        do {
            try TextFile.write("5", to: "/proc/\(pid)/clear_refs")
            return true
        } catch { return false }
    }

    /// Reads the usage of a process.
    static func of(_ pid: pid_t) throws -> ProcessUsage {
        guard let stat = TextFile.read("/proc/\(pid)/stat"), let status = TextFile.read("/proc/\(pid)/status"),
            let end = stat.lastIndex(of: ")")
        else { throw BenchError("there is no process \(pid)") }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        let ticks = (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)
        func kilobytes(_ name: String) -> Int {
            for line in status.split(separator: "\n") where line.hasPrefix(name) {
                return line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            }
            return 0
        }
        return ProcessUsage(
            processor: ticks / Double(sysconf(Int32(_SC_CLK_TCK))), resident: kilobytes("VmRSS:") * 1024,
            peak: kilobytes("VmHWM:") * 1024)
    }
}
