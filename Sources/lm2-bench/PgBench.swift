import Glibc

/// Runs of pgbench on the installation's database, as the server's own role.
struct PgBench: Sendable {
    let installation: Installation

    /// What a run gave.
    struct Outcome: Sendable {
        /// Transactions a second, without the time of connecting.
        let rate: Double
        /// The median latency in microseconds, if it was asked for.
        let median: Double
    }

    /// Runs scripts, one chosen at random for each transaction, for the seconds.
    func run(
        _ scripts: [String], tenant: String, clients: Int, seconds: Int, latencies: Bool = false
    ) throws -> Outcome {
        let folder = "/tmp/lm2-bench-\(getpid())"
        mkdir(folder, 0o700)
        defer {
            for name in (try? listing(folder)) ?? [] { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
        var arguments = [
            "/usr/lib/postgresql/15/bin/pgbench", "--no-vacuum", "--protocol=prepared", "--client=\(clients)",
            "--jobs=1", "--time=\(seconds)", "--host=\(installation.socket)", "--port=\(installation.databasePort)",
            "--username=lm2_server", "--define=tenant=\(tenant)", "--define=chosen=0",
        ]
        if latencies { arguments += ["--log", "--log-prefix=\(folder)/log"] }
        for (index, script) in scripts.enumerated() {
            try TextFile.write(script, to: "\(folder)/\(index).sql")
            arguments.append("--file=\(folder)/\(index).sql")
        }
        let text = try Subprocess.run(arguments + ["lm2"])
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
            let rate = line.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) }),
            text.contains("number of failed transactions: 0 ")
        else { throw BenchError("pgbench gave no rate, or had failures: \(text)") }
        var times: [Double] = []
        if latencies {
            for name in try listing(folder) where name.hasPrefix("log") {
                for line in (TextFile.read("\(folder)/\(name)") ?? "").split(separator: "\n") {
                    if let time = line.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) }) {
                        times.append(time)
                    }
                }
            }
        }
        return Outcome(rate: rate, median: times.median)
    }

    private func listing(_ folder: String) throws -> [String] {
        guard let directory = opendir(folder) else { throw BenchError("\(folder) can't be listed") }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}
