/// What a server speaks on each of its connections, as agreed by ALPN.
package struct ServerProtocols: Sendable {
    /// The names, best first.
    package static let names = [FramedProtocol.name, HTTP2Protocol.name, HTTP1Protocol.name, HTTP1Protocol.oldName]

    private let files: StaticFiles

    /// Answers HTTP's GET with these files.
    package init(files: StaticFiles = StaticFiles([:])) {
        self.files = files
    }

    /// Makes the engine of a connection, whose client named a protocol, or none.
    func engine(_ name: String?, _ host: any EngineHost, _ environment: ServerEnvironment) -> any ServerEngine {
        let files = files
        func service() -> ConnectService {
            ConnectService(loop: host.loop, peer: host.peer, environment: environment, files: files)
        }
        func http1() -> any ServerEngine {
            HTTP1ServerEngine(host: host, environment: environment, service: service())
        }
        func native() -> any ServerEngine { FramedServerEngine(host: host, environment: environment) }
        switch name {
        case HTTP2Protocol.name:
            return HTTP2ServerEngine(host: host, environment: environment, service: service())
        case HTTP1Protocol.name, HTTP1Protocol.oldName: return http1()
        case FramedProtocol.name: return native()
        default: return UndecidedEngine(host: host) { isHTTP in isHTTP ? http1() : native() }
        }
    }
}
