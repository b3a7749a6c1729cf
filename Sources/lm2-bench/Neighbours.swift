import Kernel
import Messages
import RPC

extension Benchmarks {
    /// Reads a second of the tenant whose latency is watched.
    private static let steadyRate = 250
    /// The calls a second that one tenant is allowed in `quota`.
    private static let quota = 500
    /// Lanes of sign-ins in `logins`, each with one under way.
    private static let signInLanes = 16

    /// One tenant at ten times its quota, and what that does to the reads of another one.
    func measureQuota() async throws -> [Measurement] {
        let neighbour = try await Fixture.prepare(
            installation, loop: loop, record: "bench-neighbour", serviceCount: 1)
        let server = try await SecondServer.start(
            installation,
            [
                "--caller-rate", "0", "--tenant-rate", "\(Self.quota)", "--tenant-burst", "\(Self.quota)",
            ], loop: loop)
        defer { server.stop() }
        let request = GetAssessmentRequest(assessmentID: neighbour.assessments[0]).serialized()
        let flood = try await otherLoop.run { [self] in
            try await connect(16, as: neighbour.manager, port: server.port, on: otherLoop)
        }
        var floods: [PacedLoad.Outcome] = []
        let (quiet, loud) = try await quietAndLoud(port: server.port) { [self] seconds in
            try await PacedLoad.run(rate: 10 * Self.quota, seconds: seconds, on: otherLoop) { number in
                _ = try await flood[number % flood.count].call(Methods.AssessmentService.getAssessment.path, request)
            }
        } beside: {
            floods.append($0)
        }
        let method =
            "a second server with --tenant-rate \(Self.quota): tenant A makes \(10 * Self.quota) reads a second on 16 "
            + "connections from a loop of its own, tenant B \(Self.steadyRate) on 4, each call at its time whether or not "
            + "earlier ones were answered; B's p99 with A to B's p99 alone; medians of 3 interleaved rounds"
        return [
            Measurement(name: "quota: B's p99 alone", value: quiet.median, unit: "µs", method: method),
            Measurement(name: "quota: B's p99 with A", value: loud.median, unit: "µs", method: method),
            Measurement(
                name: "quota: A let in", value: floods.map(\.rate).median, unit: "calls/s",
                method: method + "; the burst counts too"),
            Measurement(
                name: "quota: A refused", value: floods.map(\.refusedRate).median, unit: "calls/s", method: method),
            Measurement(
                name: "quota: p99 with A to alone", value: loud.median / quiet.median, unit: "×", target: .atMost(1.5),
                method: method),
        ]
    }

    /// A storm of sign-ins with wrong passwords, and what that does to reads.
    func measureLogins() async throws -> [Measurement] {
        let stormers = try await otherLoop.run { [self] in
            try await connect(Self.signInLanes, as: fixture.manager, port: installation.port, on: otherLoop)
        }
        let method =
            "\(Self.signInLanes) connections sign in one call after the other, each as somebody else who is not there, on "
            + "a loop of their own; beside them \(Self.steadyRate) reads a second on 4 connections, each at its time; p99 "
            + "of the reads with the storm to p99 alone; medians of 3 interleaved rounds"
        let ratio = "logins: reads' p99 with them to alone"
        var storms: [Storm] = []
        let (quiet, loud) = try await quietAndLoud(port: installation.port) { [self] seconds in
            try await storm(stormers, seconds: seconds)
        } beside: {
            storms.append($0)
        }
        guard storms.allSatisfy({ $0.tried > 0 }) else {
            return [
                Measurement(
                    name: ratio, notMeasured: "the server refused every sign-in before it looked at the password",
                    unit: "×", .atMost(1.5))
            ]
        }
        return [
            Measurement(name: "logins: reads' p99 alone", value: quiet.median, unit: "µs", method: method),
            Measurement(name: "logins: reads' p99 with them", value: loud.median, unit: "µs", method: method),
            Measurement(
                name: "logins: tried", value: storms.map(\.rate).median, unit: "calls/s",
                method: method + "; UNAUTHENTICATED, that is after the work of a password"),
            Measurement(
                name: ratio, value: loud.median / quiet.median, unit: "×", target: .atMost(1.5), method: method),
        ]
    }

    // MARK: The tenant that is watched

    /// Reads of the fixture's tenant, in turns alone and beside something else; gives the p99 of each round of either kind.
    private func quietAndLoud<T: Sendable>(
        port: Int, _ other: @escaping @Sendable (_ seconds: Int) async throws -> T, beside take: (T) -> Void
    ) async throws -> (quiet: [Double], loud: [Double]) {
        let callers = try await connect(4, as: fixture.manager, port: port, on: loop)
        let requests = fixture.assessments.map { GetAssessmentRequest(assessmentID: $0).serialized() }
        // Twice as long as other rounds: a p99 is that of few calls.
        let seconds = seconds * 2
        let read: @Sendable (Int) async throws -> PacedLoad.Outcome = { [loop] seconds in
            try await PacedLoad.run(rate: Self.steadyRate, seconds: seconds, on: loop) { number in
                _ = try await callers[number % callers.count].call(
                    Methods.AssessmentService.getAssessment.path, requests[number % requests.count])
            }
        }
        _ = try await read(1)
        var quiet: [Double] = []
        var loud: [Double] = []
        for _ in 0..<Self.rounds {
            quiet.append(try await read(seconds).p99())
            async let beside = otherLoop.run { try await other(seconds) }
            loud.append(try await read(seconds).p99())
            take(try await beside)
        }
        return (quiet, loud)
    }

    private func connect(
        _ count: Int, as token: String, port: Int, on loop: EventLoop
    ) async throws -> [BenchCaller] {
        var callers: [BenchCaller] = []
        for _ in 0..<count {
            callers.append(
                try await BenchCaller.connect(
                    installation, port: port, context: fixture.context, token: token, loop: loop))
        }
        return callers
    }

    // MARK: Signing in

    /// What a storm gave.
    private struct Storm: Sendable {
        /// Sign-ins that were refused after the work of a password.
        var tried = 0
        /// How long it took, in seconds.
        var elapsed = 0.0

        var rate: Double { Double(tried) / elapsed }
    }

    private func storm(_ callers: [BenchCaller], seconds: Int) async throws -> Storm {
        let start = MonotonicInstant.now
        let end = start + .seconds(seconds)
        let tried = try await withThrowingTaskGroup(of: Int.self) { group in
            for (lane, caller) in callers.enumerated() {
                group.addTask {
                    var tried = 0
                    var turn = 0
                    while MonotonicInstant.now < end {
                        turn += 1
                        // Nobody is tried twice, across rounds either, so that no account's throttle answers instead.
                        let person = "\(lane)-\(start.nanoseconds)-\(turn)"
                        if try await Self.signIn(caller, person) == .unauthenticated { tried += 1 }
                    }
                    return tried
                }
            }
            return try await group.reduce(0, +)
        }
        return Storm(
            tried: tried, elapsed: Double(MonotonicInstant.now.nanoseconds - start.nanoseconds) / 1e9)
    }

    /// Signs in as somebody who is not there; gives how that was refused.
    private static func signIn(_ caller: BenchCaller, _ person: String) async throws -> StatusCode {
        do {
            _ = try await caller.call(
                Methods.IdentityService.signIn,
                SignInRequest(
                    organisation: "bench-invented",
                    proof: .password(
                        PasswordProof(email: "\(person)@example.invalid", password: "not the password"))))
            return .ok
        } catch let status as Status {
            return status.code
        }
    }
}

extension PacedLoad.Outcome {
    /// The p99 of a load of which nothing was refused.
    fileprivate func p99() throws -> Double {
        guard refused == 0 else { throw BenchError("\(refused) reads were refused, which had to be let in") }
        return latencies.percentile(0.99)
    }
}
