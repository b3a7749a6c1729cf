import Glibc
import Kernel

/// Another server process on the installation's database, on ports of its own.
struct SecondServer: Sendable {
    let pid: pid_t
    let port: Int
    private let ready: String
    private let log: String

    /// Starts one, with settings besides those of the installation's configuration, and returns when it serves.
    static func start(
        _ installation: Installation, _ settings: [String] = [], loop: EventLoop
    ) async throws -> SecondServer {
        let ready = "/tmp/lm2-bench-\(getpid()).ready"
        let log = "/tmp/lm2-bench-\(getpid()).log"
        unlink(ready)
        let begin = MonotonicInstant.now
        let pid = try Subprocess.start(
            ["env"] + installation.environment + [
                "\(installation.programs)/lm2d", "serve", "--config", installation.configuration, "--listen",
                "127.0.0.1:0", "--listen-machines", "127.0.0.1:0", "--ready-file", ready,
            ] + settings, output: log)
        while true {
            if let port = TextFile.read(ready)?.split(separator: "\n").first.flatMap({
                Int($0.dropFirst("people=".count))
            }) {
                return SecondServer(pid: pid, port: port, ready: ready, log: log)
            }
            guard MonotonicInstant.now < begin + .seconds(10) else {
                let server = SecondServer(pid: pid, port: 0, ready: ready, log: log)
                defer { server.stop() }
                throw BenchError("the second server did not get ready: \(TextFile.read(log) ?? "")")
            }
            try await loop.sleep(for: .milliseconds(2))
        }
    }

    /// Ends it. Blocks until it has ended.
    func stop() {
        kill(pid, SIGTERM)
        _ = Subprocess.wait(pid)
        unlink(ready)
        unlink(log)
    }
}
