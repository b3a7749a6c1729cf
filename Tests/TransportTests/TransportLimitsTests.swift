import Testing
import Transport

struct TransportLimitsTests {
    @Test func defaultsAreConsistent() {
        #expect(TransportLimits().check() == [])
    }

    @Test(
        arguments: [
            ("message-size", { @Sendable limits in limits.messageSize = 0 }),
            ("memory-per-request", { @Sendable limits in limits.messageSize = 5_242_880 }),
            ("metadata-size", { @Sendable limits in limits.metadataSize = 65_536 }),
            ("calls-per-connection", { @Sendable limits in limits.callsPerConnection = 0 }),
            ("connections", { @Sendable limits in limits.connections = -1 }),
            ("pending-output", { @Sendable limits in limits.pendingOutput = 10 }),
            ("pings", { @Sendable limits in limits.pings = 0 }),
            ("head-timeout", { @Sendable limits in limits.headTimeout = .zero }),
            ("idle-timeout", { @Sendable limits in limits.idleTimeout = .zero }),
            ("stall-timeout", { @Sendable limits in limits.stallTimeout = .seconds(-1) }),
            ("handshake-timeout is longer", { @Sendable limits in limits.handshakeTimeout = .seconds(301) }),
        ] as [(String, @Sendable (inout TransportLimits) -> Void)])
    func inconsistentLimitIsNamed(_ name: String, _ change: @Sendable (inout TransportLimits) -> Void) {
        var limits = TransportLimits()
        change(&limits)
        let problems = limits.check()
        #expect(problems.contains { $0.hasPrefix(name) }, "\(problems)")
    }
}
