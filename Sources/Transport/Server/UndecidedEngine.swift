import RPC

/// The engine of a client that named no protocol: the first byte tells the native one from HTTP/1.1.
///
/// A frame of the native protocol begins with its length, whose first byte is 0x10 at most (`TransportLimits.check`); a
/// request of HTTP begins with a letter. Old HTTP clients, and proxies that look into TLS, know nothing of ALPN.
final class UndecidedEngine: ServerEngine {
    private let make: (_ isHTTP: Bool) -> any ServerEngine
    private let host: any EngineHost
    private var chosen: (any ServerEngine)?

    init(host: any EngineHost, make: @escaping (_ isHTTP: Bool) -> any ServerEngine) {
        self.host = host
        self.make = make
    }

    var callCount: Int { chosen?.callCount ?? 0 }

    func receive(_ plaintext: UnsafeRawBufferPointer) {
        guard let first = plaintext.first else { return }
        let engine = chosen ?? make(first >= UInt8(ascii: "A"))
        chosen = engine
        engine.receive(plaintext)
    }

    func produceOutput() { chosen?.produceOutput() }

    func outputDidDrain() { chosen?.outputDidDrain() }

    func beginShutdown(_ reason: String) {
        guard let chosen else { return host.close(violation: nil) }
        chosen.beginShutdown(reason)
    }

    func endCalls(_ status: Status) {
        guard let chosen else { return host.close(violation: nil) }
        chosen.endCalls(status)
    }

    func connectionDidClose() { chosen?.connectionDidClose() }
}
