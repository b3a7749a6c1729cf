import Glibc
import Kernel

/// `lm2-bench`: loads a running server over TLS, runs pgbench on the same database in the same run, and compares.
enum BenchProgram {
    private static let help = """
        lm2-bench – load for a running server, beside pgbench on the same database

        usage:
          lm2-bench all [--json FILE] [--seconds N]      everything
          lm2-bench NAME… [--json FILE] [--seconds N]    some of: \(Benchmarks.all.map(\.name).joined(separator: " "))

          lm2-bench rules [--json FILE]                  the rules alone, in memory: it needs no server

        It works on the installation of `deploy/run` in the current directory, and makes a tenant of its own there.
        --seconds is the length of one round (default 2); three rounds of each side take turns, and medians are given.
        """

    /// Runs what the arguments name; 0 if it could be measured, met or missed.
    static func run(_ arguments: [String]) -> Int32 {
        signal(SIGPIPE, SIG_IGN)
        var names: [String] = []
        var json: String?
        var seconds = 2
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--help":
                print(help)
                return 0
            case "--json": json = rest.popFirst()
            case "--seconds": seconds = rest.popFirst().flatMap { Int($0) } ?? 2
            default: names.append(word)
            }
        }
        if names == ["rules"] { return report(json) { try RulesBenchmark.measure() } }
        let chosen = names == ["all"] ? Benchmarks.all : Benchmarks.all.filter { names.contains($0.name) }
        guard !chosen.isEmpty, names == ["all"] || chosen.count == names.count else {
            print(help)
            return 2
        }
        raiseDescriptorLimit()
        return report(json) {
            let results = try BlockingRun.run(loops: 2) { [seconds] loops in
                try await measure(chosen, loops, seconds: seconds)
            }
            return results + (names == ["all"] ? try RulesBenchmark.measure() : [])
        }
    }

    /// Prints the figures, and writes them to a file if one is named.
    private static func report(_ json: String?, _ measure: () throws -> [Measurement]) -> Int32 {
        do {
            let results = try measure()
            print(Measurement.table(results))
            if let json { try TextFile.write(Measurement.json(results), to: json) }
            return 0
        } catch {
            _ = "lm2-bench: \(error)\n".withCString { write(2, $0, strlen($0)) }
            return 1
        }
    }

    private static func measure(
        _ chosen: [Benchmarks.Entry], _ loops: EventLoopGroup, seconds: Int
    ) async throws -> [Measurement] {
        let loop = loops.loops[0]
        let installation = try Installation.read()
        let fixture = try await Fixture.prepare(installation, loop: loop)
        // What was just filled has no statistics yet, and pgbench's statements would get poor plans.
        _ = try Subprocess.run([
            "psql", "--no-psqlrc", "--quiet", "--host=\(installation.socket)", "--port=\(installation.databasePort)",
            "--username=lm2_migrator", "--command=vacuum analyze", "lm2",
        ])
        let bench = Benchmarks(
            installation: installation, fixture: fixture, loop: loop, otherLoop: loops.loops[1], seconds: seconds)
        var results: [Measurement] = []
        for entry in chosen {
            print("measuring \(entry.name) …")
            results += try await entry.measure(bench)
        }
        return results
    }

    /// 2,000 idle connections need as many descriptors.
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_max, 16_384)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}

/// What can't be measured, and why.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
