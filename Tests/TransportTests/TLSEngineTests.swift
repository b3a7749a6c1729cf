import RPC
import TestSupport
import Testing
import Transport

/// Two engines whose outputs are each other's inputs.
private final class EnginePair {
    let client: TLSEngine
    let server: TLSEngine
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    /// What each side has received and decrypted.
    private(set) var atServer: [UInt8] = []
    private(set) var atClient: [UInt8] = []
    private(set) var serverSawClose = false

    init(
        _ clientContext: TLSContext, _ serverContext: TLSContext, name: String = "localhost",
        resuming: TLSSession? = nil
    )
        throws
    {
        client = try TLSEngine(clientContext, output: ByteQueue(), serverName: name, resuming: resuming)
        server = try TLSEngine(serverContext, output: ByteQueue())
    }

    deinit { scratch.deallocate() }

    /// Carries bytes both ways, in pieces of at most `size`, until neither side has any.
    func pump(size: Int = .max) throws {
        while !client.output.isEmpty || !server.output.isEmpty {
            serverSawClose = try carry(client, to: server, size, into: \.atServer) || serverSawClose
            _ = try carry(server, to: client, size, into: \.atClient)
        }
    }

    private func carry(
        _ from: TLSEngine, to: TLSEngine, _ size: Int, into received: ReferenceWritableKeyPath<EnginePair, [UInt8]>
    ) throws -> Bool {
        let bytes = Array(from.output.bytes.prefix(size))
        from.output.consume(bytes.count)
        if bytes.isEmpty { return false }
        return try bytes.withUnsafeBytes { bytes in
            try to.receive(bytes, scratch: scratch, established: {}) { plaintext in
                self[keyPath: received] += plaintext
                return true
            }
        }
    }

    func handshake() throws {
        try client.start()
        try pump()
    }
}

struct TLSEngineTests {
    private let files = TestCertificates.shared

    private func server(
        _ certificates: ServerTLSConfiguration.ClientCertificates = .notAsked,
        protocols: [String] = [FramedProtocol.name]
    ) throws -> TLSContext {
        try .server(
            ServerTLSConfiguration(
                certificateChainFile: files.serverCertificate, privateKeyFile: files.serverKey,
                clientCertificates: certificates, applicationProtocols: protocols))
    }

    private func client(_ change: (inout ClientTLSConfiguration) -> Void = { _ in }) throws -> TLSContext {
        var configuration = ClientTLSConfiguration(caFile: files.ca)
        change(&configuration)
        return try .client(configuration)
    }

    private func expectFailure(_ pair: EnginePair, _ text: String, location: SourceLocation = #_sourceLocation) {
        let error = #expect(throws: TLSError.self, sourceLocation: location) { try pair.handshake() }
        #expect(error?.reason.contains(text) == true, "\(error?.reason ?? "")", sourceLocation: location)
    }

    @Test(arguments: [(ClientTLSConfiguration.Version.tls13, "TLSv1.3"), (.tls12, "TLSv1.2 ECDHE-ECDSA-AES128-GCM")])
    func bytesCrossBothWays(_ version: ClientTLSConfiguration.Version, _ description: String) throws {
        let pair = try EnginePair(try client { $0.newestVersion = version }, try server())
        try pair.handshake()
        #expect(pair.client.sessionDescription.hasPrefix(description))
        #expect(pair.server.applicationProtocol == "lm2/1")
        #expect(pair.server.peerCertificate == nil)
        var random = SeededGenerator(seed: 1)
        let up = (0..<300_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        try up.withUnsafeBytes { try pair.client.send($0) }
        try up.reversed().withUnsafeBytes { try pair.server.send($0) }
        try pair.pump(size: 7001)
        #expect(pair.atServer == up)
        #expect(pair.atClient == up.reversed())
        pair.client.close()
        try pair.pump()
        #expect(pair.serverSawClose)
    }

    @Test(arguments: [ClientTLSConfiguration.Version.tls13, .tls12])
    func sessionIsResumedUntilItsKeyIsGone(_ version: ClientTLSConfiguration.Version) throws {
        let client = try client { $0.newestVersion = version }
        let server = try server()
        let first = try EnginePair(client, server)
        try first.handshake()
        #expect(!first.server.isResumed)
        let session = try #require(first.client.session)
        #expect(session.isResumable)
        let second = try EnginePair(client, server, resuming: session)
        try second.handshake()
        #expect(second.server.isResumed && second.client.isResumed)
        server.rotateTicketKeys()
        let third = try EnginePair(client, server, resuming: session)
        try third.handshake()
        #expect(third.server.isResumed)
        server.rotateTicketKeys()
        let fourth = try EnginePair(client, server, resuming: session)
        try fourth.handshake()
        #expect(!fourth.server.isResumed)
    }

    @Test(arguments: [ClientTLSConfiguration.Version.tls13, .tls12])
    func clientCertificateIsVerifiedAnewOnEachConnection(_ version: ClientTLSConfiguration.Version) throws {
        let client = try client {
            $0.newestVersion = version
            $0.certificateChainFile = files.clientCertificate
            $0.privateKeyFile = files.clientKey
        }
        let server = try server(.required(caFile: files.ca))
        let first = try EnginePair(client, server)
        try first.handshake()
        let certificate = try #require(first.server.peerCertificate)
        #expect(certificate.commonName == "pump-7")
        #expect(certificate.uris == ["urn:lm2:test:pump-7"])
        #expect(certificate.sha256.count == 32)
        #expect(certificate.der.count > 200)
        let second = try EnginePair(client, server, resuming: first.client.session)
        try second.handshake()
        // A session that is resumed would pass by what was revoked since it began.
        #expect(!second.server.isResumed)
        #expect(second.server.peerCertificate == certificate)
    }

    @Test func requiredCertificateMayNotBeMissing() throws {
        let pair = try EnginePair(try client(), try server(.required(caFile: files.ca)))
        expectFailure(pair, "peer did not return a certificate")
    }

    @Test func optionalCertificateMayBeMissing() throws {
        let pair = try EnginePair(try client(), try server(.optional(caFile: files.ca)))
        try pair.handshake()
        #expect(pair.server.isEstablished && pair.server.peerCertificate == nil)
    }

    @Test func certificateOfAStrangerIsRefused() throws {
        let client = try client {
            $0.certificateChainFile = files.strangerCertificate
            $0.privateKeyFile = files.strangerKey
        }
        for policy in [.optional(caFile: files.ca), .required(caFile: files.ca)]
            as [ServerTLSConfiguration.ClientCertificates]
        {
            expectFailure(try EnginePair(client, try server(policy)), "certificate verify failed")
        }
    }

    @Test func serverOfAnotherCAIsRefused() throws {
        expectFailure(
            try EnginePair(try client { $0.caFile = files.otherCA }, try server()), "certificate verify failed")
    }

    @Test(arguments: ["localhost", "lm2.test", "127.0.0.1"])
    func nameInTheCertificateIsTaken(_ name: String) throws {
        let pair = try EnginePair(try client(), try server(), name: name)
        try pair.handshake()
        #expect(pair.client.isEstablished)
    }

    @Test(arguments: [
        ("example.org", "hostname mismatch"), ("127.0.0.2", "IP address mismatch"), ("::1", "IP address"),
    ])
    func otherNameIsRefused(_ name: String, _ text: String) throws {
        expectFailure(try EnginePair(try client(), try server(), name: name), text)
    }

    @Test func protocolIsTheServersFirstChoice() throws {
        let server = try server(protocols: ["lm2/1", "h2"])
        for (offer, chosen) in [(["h2", "lm2/1"], "lm2/1"), (["h2"], "h2"), ([], nil)] as [([String], String?)] {
            let pair = try EnginePair(try client { $0.applicationProtocols = offer }, server)
            try pair.handshake()
            #expect(pair.server.applicationProtocol == chosen)
            #expect(pair.server.isEstablished)
        }
    }

    @Test func unknownProtocolIsRefused() throws {
        expectFailure(
            try EnginePair(try client { $0.applicationProtocols = ["spdy/1"] }, try server()), "no application protocol"
        )
    }

    /// A ClientHello without extensions.
    private func hello(version: [UInt8], suites: [UInt8]) -> [UInt8] {
        let body =
            version + [UInt8](repeating: 7, count: 32) + [0] + [0, UInt8(suites.count)] + suites + [1, 0]
        let message = [1, 0, 0, UInt8(body.count)] + body
        return [22, 3, 1, 0, UInt8(message.count)] + message
    }

    @Test(
        arguments: [
            // TLS 1.1 with ECDHE-ECDSA-AES128-SHA.
            ([3, 2], [0xC0, 0x09], "unsupported protocol"),
            ([3, 1], [0xC0, 0x09], "unsupported protocol"),
            // TLS 1.2 with CBC suites, and with RSA key exchange.
            ([3, 3], [0xC0, 0x09, 0xC0, 0x23, 0xC0, 0x13], "no shared cipher"),
            ([3, 3], [0x00, 0x9C, 0x00, 0x2F], "no shared cipher"),
        ] as [([UInt8], [UInt8], String)])
    func oldVersionsAndWeakSuitesAreRefused(_ version: [UInt8], _ suites: [UInt8], _ text: String) throws {
        let error = #expect(throws: TLSError.self) {
            try receive(hello(version: version, suites: suites), TLSEngine(try server(), output: ByteQueue()))
        }
        #expect(error?.phase == .handshake)
        #expect(error?.reason.contains(text) == true, "\(error?.reason ?? "")")
    }

    @Test(arguments: [
        Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8), [UInt8](repeating: 0, count: 100),
        [UInt8](repeating: 0xFF, count: 20_000), Array("SSH-2.0-OpenSSH_9.2\r\n".utf8),
    ])
    func whatIsNoTLSIsRefusedAtOnce(_ bytes: [UInt8]) throws {
        let engine = try TLSEngine(try server(), output: ByteQueue())
        let error = #expect(throws: TLSError.self) { try receive(bytes, engine) }
        #expect(error?.phase == .handshake)
        // Nothing of OpenSSL's is called again for a session that has failed.
        #expect(throws: TLSError.self) { try receive(bytes, engine) }
        engine.close()
    }

    @Test func damagedRecordEndsTheSession() throws {
        let pair = try EnginePair(try client(), try server())
        try pair.handshake()
        try [1, 2, 3].withUnsafeBytes { try pair.client.send($0) }
        var record = Array(pair.client.output.bytes)
        record[record.count - 1] ^= 1
        let error = #expect(throws: TLSError.self) { try receive(record, pair.server) }
        #expect(error?.phase == .session)
        // The alert.
        #expect(!pair.server.output.isEmpty)
    }

    private func receive(_ bytes: [UInt8], _ engine: TLSEngine) throws {
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 16)
        defer { scratch.deallocate() }
        _ = try bytes.withUnsafeBytes {
            try engine.receive($0, scratch: scratch, established: {}, deliver: { _ in true })
        }
    }

    @Test func unusableFilesAreNamed() throws {
        for (certificate, key, text) in [
            ("/nowhere/server.pem", files.serverKey, "/nowhere/server.pem"),
            (files.serverCertificate, files.clientKey, "client.key"),
        ] {
            let error = #expect(throws: TLSError.self) {
                try TLSContext.server(ServerTLSConfiguration(certificateChainFile: certificate, privateKeyFile: key))
            }
            #expect(error?.phase == .configuration)
            #expect(error?.reason.contains(text) == true, "\(error?.reason ?? "")")
        }
    }
}
