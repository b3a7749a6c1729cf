import Client
import Kernel
import Messages
import RPC
import Transport

/// A real server of the native protocol over TLS, whose answers the test makes up.
final class ScriptedServer: Sendable {
    let address: String
    /// The file with the certificate that it is checked against.
    let authority: String
    /// Those that end with the server; nil if they are somebody else's.
    private let ownLoops: EventLoopGroup?
    private let server: Server

    /// Listens on a free port of this machine.
    ///
    /// - Parameter folder: where its certificate is written.
    convenience init(in folder: TemporaryFolder, _ handlers: [String: Handler]) async throws {
        var router = Router()
        for (path, handler) in handlers {
            let parts = path.split(separator: "/").map(String.init)
            router.add(service: parts[0], method: parts[1], handler)
        }
        let loops = try EventLoopGroup(count: 1)
        loops.start()
        try await self.init(in: folder, router, on: loops, ownsLoops: true)
    }

    /// Listens on a free port of this machine, on loops that may be somebody else's, with the answers of a router.
    init(
        in folder: TemporaryFolder, _ router: Router, on loops: EventLoopGroup, ownsLoops: Bool = false,
        clock: any Clock = SystemClock()
    ) async throws {
        try folder.write("server.pem", Self.certificate)
        try folder.write("server.key", Self.key)
        authority = folder.path + "/server.pem"
        ownLoops = ownsLoops ? loops : nil
        server = Server(
            environment: ServerEnvironment(router: router, limits: TransportLimits(), clock: clock, offload: .inline),
            loops: loops)
        let tls = try TLSContext.server(
            ServerTLSConfiguration(certificateChainFile: authority, privateKeyFile: folder.path + "/server.key"))
        let bound = try await server.start([.init(SocketAddress(host: "127.0.0.1", port: 0), tls: tls)])
        address = "127.0.0.1:\(bound[0].port)"
    }

    func stop() async {
        await server.shutdown(grace: .zero)
        ownLoops?.stop()
    }

    /// For tests of this package alone, and worth nothing elsewhere.
    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBnjCCAUSgAwIBAgIUcTZxoa0sy9xmWdgI2XAmIofNf6kwCgYIKoZIzj0EAwIw
        GzEZMBcGA1UEAwwQTE0yIGNsaWVudCB0ZXN0czAgFw0yNjExMjQwOTM1MDJaGA8y
        MTI2MTAzMTA5MzUwMlowGzEZMBcGA1UEAwwQTE0yIGNsaWVudCB0ZXN0czBZMBMG
        ByqGSM49AgEGCCqGSM49AwEHA0IABBo+VixOt+dn2MhiLEVUxm6551jOTIt8fp6E
        fPyKOjkvpYK6NoTytGJ68j3R8jWITOqc4GpnoPvGdszwEMWYdmKjZDBiMB0GA1Ud
        DgQWBBQHyhFtC6B+oGVyvPWnyjrebdnPrTAfBgNVHSMEGDAWgBQHyhFtC6B+oGVy
        vPWnyjrebdnPrTAPBgNVHRMBAf8EBTADAQH/MA8GA1UdEQQIMAaHBH8AAAEwCgYI
        KoZIzj0EAwIDSAAwRQIhALFh/D9ceSpyuy0dyIuTX7gnxwkmmjTR6IYVIWx6azXZ
        AiBBGNwGsb0JN+K22WauRmUcBhMNSKPwOVBG1qjs4JS2ig==
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/EeMWcYfZuJJFcdt
        FUXhc55P7xF0v7Csvu1tWIdwW+ehRANCAAQaPlYsTrfnZ9jIYixFVMZuuedYzkyL
        fH6ehHz8ijo5L6WCujaE8rRievI90fI1iEzqnOBqZ6D7xnbM8BDFmHZi
        -----END PRIVATE KEY-----
        """
}

extension Handler {
    /// A unary handler that is typed over a method.
    static func answering<Request, Response>(
        _ method: Method<Request, Response>, _ body: @escaping @Sendable (CallContext, Request) async throws -> Response
    ) -> Handler {
        .unary { context, bytes in try await body(context, try Request(serialized: bytes)).serialized() }
    }
}
