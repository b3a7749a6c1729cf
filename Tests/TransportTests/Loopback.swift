import Kernel
import RPC
import TestSupport
import Testing
import Transport

/// A server on the loopback, with two addresses, and a loop for its clients.
final class Loopback: Sendable {
    let server: Server
    let port: Int
    /// Asks for client certificates.
    let machinePort: Int
    let loop: EventLoop
    let calls = RecordingCallObserver()
    let connections = RecordingConnectionObserver()

    private init(_ router: Router, _ limits: TransportLimits, _ serverLoops: EventLoopGroup, _ loop: EventLoop)
        async throws
    {
        let files = TestCertificates.shared
        var tls = ServerTLSConfiguration(
            certificateChainFile: files.serverCertificate, privateKeyFile: files.serverKey)
        let people = try TLSContext.server(tls)
        tls.clientCertificates = .required(caFile: files.ca)
        let machines = try TLSContext.server(tls)
        server = Server(
            environment: ServerEnvironment(
                router: router, limits: limits, clock: ManualClock(microseconds: 1_700_000_000_000_000),
                offload: .inline, callObserver: calls, connectionObserver: connections), loops: serverLoops)
        let any = try SocketAddress(host: "127.0.0.1", port: 0)
        let bound = try await server.start([.init(any, tls: people), .init(any, tls: machines)])
        port = bound[0].port
        machinePort = bound[1].port
        self.loop = loop
    }

    /// Runs a server for the time of `body`, and shuts it down unless `body` did.
    static func run(
        _ router: Router, limits: TransportLimits = TransportLimits(), shutsDown: Bool = true,
        _ body: (Loopback) async throws -> Void
    ) async throws {
        let serverLoops = try EventLoopGroup(count: 2)
        let clientLoops = try EventLoopGroup(count: 1)
        serverLoops.start()
        clientLoops.start()
        defer {
            clientLoops.stop()
            serverLoops.stop()
        }
        let loopback = try await Loopback(router, limits, serverLoops, clientLoops.loops[0])
        do {
            try await body(loopback)
        } catch {
            Issue.record(error)
        }
        if shutsDown { await loopback.server.shutdown(grace: .zero) }
    }

    func client(
        _ settings: FramedClient.Settings = .init(), toMachines: Bool = false,
        _ change: (inout ClientTLSConfiguration) -> Void = { _ in }
    ) async throws(Status) -> FramedClient {
        var tls = ClientTLSConfiguration(caFile: TestCertificates.shared.ca)
        change(&tls)
        return try await FramedClient.connect(
            host: "127.0.0.1", port: toMachines ? machinePort : port, tls: tls, loop: loop, settings: settings)
    }

    /// A client that may break the protocol.
    func rawClient(plaintext: Bool = false) async throws -> RawClient {
        try await loop.run { [loop, port] in
            let connection = try await TCPConnection.connect(loop, host: "127.0.0.1", port: port)
            let context = try TLSContext.client(ClientTLSConfiguration(caFile: TestCertificates.shared.ca))
            return try await RawClient(connection, plaintext ? nil : context)
        }
    }
}
