import Kernel
import Messages
import RPC

/// What can be measured.
struct Benchmarks: Sendable {
    let installation: Installation
    let fixture: Fixture
    let loop: EventLoop
    /// For calls whose making must not hold up those that are timed.
    let otherLoop: EventLoop
    /// The length of one round.
    let seconds: Int

    /// A benchmark by its name on the command line.
    struct Entry: Sendable {
        let name: String
        let measure: @Sendable (Benchmarks) async throws -> [Measurement]
    }

    static let all = [
        Entry(name: "start") { try await $0.measureStart() },
        Entry(name: "read") { try await $0.measureRead() },
        Entry(name: "rate") { try await $0.measureRate() },
        Entry(name: "compare") { try await $0.measureCompare() },
        Entry(name: "grpc") { try await $0.measureGRPC() },
        Entry(name: "transfer") { try await $0.measureTransfer() },
        Entry(name: "quota") { try await $0.measureQuota() },
        Entry(name: "logins") { try await $0.measureLogins() },
        Entry(name: "idle") { try await $0.measureIdle() },
        // Last, for what it keeps lies beside what the others measure.
        Entry(name: "verdicts") { try await $0.measureVerdicts() },
    ]

    /// Rounds of each side, which take turns; their medians are compared.
    static let rounds = 3

    var pgbench: PgBench { PgBench(installation: installation) }

    /// Connections as the quality manager.
    func connect(_ count: Int) async throws -> [BenchCaller] {
        var callers: [BenchCaller] = []
        for _ in 0..<count {
            callers.append(
                try await BenchCaller.connect(
                    installation, context: fixture.context, token: fixture.manager, loop: loop))
        }
        return callers
    }

    // MARK: Reading one assessment

    func measureRead() async throws -> [Measurement] {
        let callers = try await connect(16)
        let requests = fixture.assessments.map { GetAssessmentRequest(assessmentID: $0).serialized() }
        let path = Methods.AssessmentService.getAssessment.path
        let scripts = { (shape: Reference.Shape) in [Reference.script(shape, Reference.read)] }
        var ours: [Load.Outcome] = []
        var changed: [Load.Outcome] = []
        var piped: [Double] = []
        var plain: [Double] = []
        var alone: [Double] = []
        var pipedAlone: [Double] = []
        for _ in 0..<Self.rounds {
            piped.append(try pgbench.run(scripts(.piped), tenant: fixture.tenant, clients: 16, seconds: seconds).rate)
            ours.append(
                try await Load.run(lanes: 128, seconds: seconds, server: installation.server) { lane, turn in
                    _ = try await callers[lane % 16].call(path, requests[(lane * 31 + turn) % requests.count])
                })
            changed.append(
                try await Load.run(lanes: 128, seconds: seconds, server: installation.server) { lane, turn in
                    // Each day of its own: no answer that the server has kept is for it.
                    let day = (turn * 128 + lane) / requests.count
                    let request = GetAssessmentRequest(
                        assessmentID: fixture.assessments[(turn * 128 + lane) % requests.count],
                        asAt: "\(2030 + day / 57 % 900)-\(10 + day / 19 % 3)-\(10 + day % 19)")
                    _ = try await callers[lane % 16].call(path, request.serialized())
                })
            plain.append(try pgbench.run(scripts(.plain), tenant: fixture.tenant, clients: 16, seconds: seconds).rate)
            pipedAlone.append(
                try pgbench.run(scripts(.piped), tenant: fixture.tenant, clients: 1, seconds: 1, latencies: true).median
            )
            alone.append(
                try await Load.run(lanes: 1, seconds: 1, server: installation.server) { _, turn in
                    _ = try await callers[0].call(path, requests[turn % requests.count])
                }.latencies.median)
        }
        let method =
            "16 connections × 8 calls, 50 assessments that don't change meanwhile, so that the server's kept answers "
            + "serve, each checked against the database; pgbench -c 16 -j 1; medians of 3 interleaved rounds"
        let changedMethod = "the same for days that nobody has asked for: every answer is made anew from 75 rows"
        return figures("read", ours, method) + figures("read anew", changed, changedMethod) + [
            ratio("read anew: to piped", changed, piped, .atLeast(0.55), changedMethod),
            ratio("read anew: to plain", changed, plain, .atLeast(1.2), changedMethod),
            ratio("read: to piped", ours, piped, .atLeast(0.55), method),
            ratio("read: to plain", ours, plain, .atLeast(1.2), method),
            Measurement(
                name: "read: piped pgbench", value: piped.median, unit: "calls/s", method: method),
            Measurement(
                name: "read: plain pgbench", value: plain.median, unit: "calls/s", method: method),
            Measurement(
                name: "read alone: p50", value: alone.median, unit: "µs", method: "one connection, one call at a time"),
            Measurement(
                name: "read alone: p50 to piped", value: alone.median / pipedAlone.median, unit: "×",
                target: .atMost(2), method: "p50 of pgbench -c 1, piped: \(Int(pipedAlone.median)) µs"),
        ]
    }

    // MARK: Rating a clause

    func measureRate() async throws -> [Measurement] {
        let callers = try await connect(16)
        func script(_ statements: [String]) -> String {
            Reference.script(.piped, prelude: Reference.ratePrelude, statements)
        }
        let bare = script(Reference.rate(account: fixture.account, narrative: Fixture.narrative))
        let logged = script(Reference.loggedRate(account: fixture.account, narrative: Fixture.narrative))
        var results: [Measurement] = []
        for lanes in [128, 16] {
            var ours: [Load.Outcome] = []
            var piped: [Double] = []
            var pipedLogged: [Double] = []
            for _ in 0..<Self.rounds {
                piped.append(try pgbench.run([bare], tenant: fixture.tenant, clients: 16, seconds: seconds).rate)
                let raters = try await self.raters(lanes, callers)
                ours.append(
                    try await Load.run(lanes: lanes, seconds: seconds, server: installation.server) { lane, _ in
                        try await raters[lane].rate()
                    })
                pipedLogged.append(
                    try pgbench.run([logged], tenant: fixture.tenant, clients: 16, seconds: seconds).rate)
                try forgetEntriesOfReference()
            }
            let method =
                "16 connections × \(lanes / 16) calls, each a clause of its own, durable, with its entry in the audit log; "
                + "pgbench -c 16 -j 1, piped, under row-level security; medians of 3 interleaved rounds"
            // What is compared does what the call does: the entry in the log is a part of it.
            results +=
                figures("rate ×\(lanes)", ours, method) + [
                    ratio("rate ×\(lanes): to piped", ours, pipedLogged, .atLeast(0.65), method),
                    Measurement(
                        name: "rate ×\(lanes): piped pgbench", value: pipedLogged.median, unit: "calls/s",
                        method: method),
                    Measurement(
                        name: "rate ×\(lanes): to piped without entry", value: ours.map(\.rate).median / piped.median,
                        unit: "×", method: method + "; here the reference writes no entry in the log"),
                ]
        }
        return results
    }

    /// Deletes what the reference has put into the audit log, which the server would otherwise seal while it is measured. The
    /// server's own entries are sealed by then, or were to be within a second.
    private func forgetEntriesOfReference() throws {
        _ = try Subprocess.run([
            "psql", "--no-psqlrc", "--quiet", "--host=\(installation.socket)", "--port=\(installation.databasePort)",
            "--username=lm2_migrator", "--command=delete from lm2.audit_pending where length(body) = 380",
            "--command=vacuum analyze lm2.audit_pending", "lm2",
        ])
    }

    private func raters(_ count: Int, _ callers: [BenchCaller]) async throws -> [Rater] {
        let half = fixture.assessments.count / 2
        var clauses: [(assessment: String, clause: ClauseStanding)] = []
        for assessment in fixture.assessments[half...] {
            let whole = try await callers[0].call(
                Methods.AssessmentService.getAssessment, GetAssessmentRequest(assessmentID: assessment))
            clauses += whole.clauses.map { (assessment, $0) }
        }
        return (0..<count).map { lane in
            let own = stride(from: lane, to: clauses.count, by: count).map { clauses[$0] }
            return Rater(callers[lane % callers.count], own)
        }
    }

    // MARK: Comparing

    func measureCompare() async throws -> [Measurement] {
        let callers = try await connect(16)
        let path = Methods.ComparisonService.compare.path
        let request = CompareRequest().serialized()
        let today = try await callers[0].call(Methods.ComparisonService.compare, CompareRequest()).date
        let script = Reference.script(.plain, prelude: "", Reference.compare(date: today))
        var ours: [Load.Outcome] = []
        var plain: [Double] = []
        for _ in 0..<Self.rounds {
            plain.append(try pgbench.run([script], tenant: fixture.tenant, clients: 16, seconds: seconds).rate)
            ours.append(
                try await Load.run(lanes: 16, seconds: seconds, server: installation.server) { lane, _ in
                    _ = try await callers[lane].call(path, request)
                })
        }
        let method = "50 services, 16 connections × 1 call; pgbench -c 16 -j 1, plain; medians of 3 interleaved rounds"
        return figures("compare", ours, method) + [
            ratio("compare: to plain", ours, plain, .atLeast(3), method),
            Measurement(
                name: "compare: plain pgbench", value: plain.median, unit: "calls/s", method: method),
        ]
    }

    // MARK: Figures

    /// Rate, percentiles and processor time of the round with the median rate, and the server's memory.
    func figures(_ name: String, _ rounds: [Load.Outcome], _ method: String) -> [Measurement] {
        let middle = rounds.sorted { $0.rate < $1.rate }[rounds.count / 2]
        var results = [
            Measurement(name: name, value: middle.rate, unit: "calls/s", method: method),
            Measurement(name: "\(name): p50", value: middle.latencies.median, unit: "µs", method: method),
            Measurement(name: "\(name): p99", value: middle.latencies.percentile(0.99), unit: "µs", method: method),
            Measurement(name: "\(name): server CPU", value: middle.processor, unit: "cores", method: method),
        ]
        if let usage = try? ProcessUsage.of(installation.server) {
            results.append(
                Measurement(
                    name: "\(name): resident", value: Double(usage.resident) / 1_048_576, unit: "MiB",
                    target: .atMost(48), method: "VmRSS right after the load"))
        }
        return results
    }

    private func ratio(
        _ name: String, _ ours: [Load.Outcome], _ theirs: [Double], _ target: Measurement.Target, _ method: String
    ) -> Measurement {
        Measurement(
            name: name, value: ours.map(\.rate).median / theirs.median, unit: "×", target: target, method: method)
    }
}
