import Glibc
import Kernel
import Messages
import Transport

extension Benchmarks {
    /// A second server on the same database: from its start to the first answered call, and its memory then.
    func measureStart() async throws -> [Measurement] {
        var times: [Double] = []
        var resident: [Double] = []
        for _ in 0..<Self.rounds {
            let start = MonotonicInstant.now
            let server = try await SecondServer.start(installation, loop: loop)
            defer { server.stop() }
            let caller = try await BenchCaller.connect(
                installation, port: server.port, context: fixture.context, token: fixture.manager, loop: loop)
            _ = try await caller.call(Methods.IdentityService.whoAmI, WhoAmIRequest())
            times.append(Double(MonotonicInstant.now.nanoseconds - start.nanoseconds) / 1e9)
            resident.append(Double(try ProcessUsage.of(server.pid).resident) / 1_048_576)
            await caller.client.close()
        }
        return [
            Measurement(
                name: "start: ready", value: times.median, unit: "s", target: .atMost(1),
                method: "from exec to the answer of WhoAmI, on a migrated database; median of 3"),
            Measurement(
                name: "start: resident", value: resident.median, unit: "MiB", target: .atMost(24),
                method: "VmRSS after the first call; median of 3"),
        ]
    }

    /// What a connection that does nothing costs the server.
    func measureIdle() async throws -> [Measurement] {
        let count = 2_000
        let before = try ProcessUsage.of(installation.server).resident
        var clients: [FramedClient] = []
        for _ in 0..<count {
            clients.append(
                try await FramedClient.connect(
                    host: "127.0.0.1", port: installation.port, context: fixture.context, loop: loop))
        }
        try await clients[count - 1].ping()
        let after = try ProcessUsage.of(installation.server).resident
        for client in clients { await client.close() }
        return [
            Measurement(
                name: "idle connection", value: Double(after - before) / Double(count) / 1024, unit: "KiB",
                target: .atMost(40), method: "growth of VmRSS over \(count) TLS connections")
        ]
    }
}
