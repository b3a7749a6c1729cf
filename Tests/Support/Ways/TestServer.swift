import Kernel
import Messages
import RPC
import Synchronization
import Transport

/// A router that is called as `CallWay.chosen` says: in memory, or by a server on the loopback that is started for it.
package final class TestServer: Sendable {
    /// What answers.
    package let router: Router
    private let clock: ManualClock
    private let started = Mutex<Task<any TestWay, any Error>?>(nil)

    /// Makes a server that tells the clock's time.
    package init(_ router: Router, clock: ManualClock) {
        self.router = router
        self.clock = clock
    }

    /// The way to the server, which is started by whoever asks first; nil if calls are made in memory.
    func way(for kind: MethodInfo) async throws -> (any TestWay)? {
        if CallWay.chosen == .memory { return nil }
        let isUnary = !kind.clientStreaming && !kind.serverStreaming
        let task = started.withLock { started in
            if let started { return started }
            let task = Task { [router, clock] in try await Self.start(router, clock) }
            started = task
            return task
        }
        let way = try await task.value
        return isUnary || way.carriesStreams ? way : nil
    }

    /// Whether calls of a method go to a server; if not, the handler is called in memory.
    package func isCalledByServer(_ path: String) -> Bool {
        switch CallWay.chosen {
        case .memory: false
        case .native, .grpc: true
        case .connectJSON, .connectProto:
            MethodTable.method(path).map { !$0.clientStreaming && !$0.serverStreaming } ?? false
        }
    }

    private static func start(_ router: Router, _ clock: ManualClock) async throws -> any TestWay {
        let files = TestCertificates.shared
        let tls = try TLSContext.server(
            ServerTLSConfiguration(certificateChainFile: files.serverCertificate, privateKeyFile: files.serverKey))
        let server = Server(
            environment: ServerEnvironment(
                router: router, limits: TransportLimits(), clock: clock, offload: .inline), loops: TestStore.loops)
        let bound = try await server.start([.init(try SocketAddress(host: "127.0.0.1", port: 0), tls: tls)])
        let port = bound[0].port
        switch CallWay.chosen {
        case .memory: preconditionFailure("nothing is started for calls in memory")
        case .native:
            return NativeWay(
                try await FramedClient.connect(
                    host: "127.0.0.1", port: port, tls: ClientTLSConfiguration(caFile: files.ca),
                    loop: TestStore.loops.loops[1]), server)
        case .grpc: return GRPCWay(try await HTTP2TestClient.connect(port: port), server)
        case .connectJSON:
            return ConnectWay(try await HTTP2TestClient.connect(port: port), server, isJSON: true)
        case .connectProto:
            return ConnectWay(try await HTTP1TestClient.connect(port: port), server, isJSON: false)
        }
    }

    deinit {
        guard let task = started.withLock({ $0 }) else { return }
        Task { if let way = try? await task.value { await way.server.shutdown(grace: .zero) } }
    }
}

/// A client of one protocol.
protocol TestWay: Sendable {
    /// Whether it carries streams of messages.
    var carriesStreams: Bool { get }
    /// The server that it calls.
    var server: Server { get }
    /// Calls a method; gives the messages of the answer, or throws the status.
    func call(_ method: MethodInfo, _ messages: [[UInt8]], _ metadata: Metadata) async throws -> [[UInt8]]
}

/// The native protocol.
private struct NativeWay: TestWay {
    private let client: FramedClient
    let server: Server
    let carriesStreams = true

    init(_ client: FramedClient, _ server: Server) {
        self.client = client
        self.server = server
    }

    func call(_ method: MethodInfo, _ messages: [[UInt8]], _ metadata: Metadata) async throws -> [[UInt8]] {
        if !method.clientStreaming, !method.serverStreaming {
            return [try await client.unary(method.path, messages[0], metadata: metadata)]
        }
        let call = try await client.open(method.path, metadata: metadata)
        do {
            for message in messages { try await call.send(message) }
            call.finishSending()
        } catch {
            // The server has ended the call; its reason comes with the answer.
        }
        var answers: [[UInt8]] = []
        while let answer = try await call.next() { answers.append(answer) }
        return answers
    }
}
