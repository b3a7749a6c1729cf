import FoundationEssentials
import Kernel
import Messages
import Postgres
import RPC
import Services
import Storage
import TestSupport
import Testing
import Transport

/// `proto/PROTOCOL.md`, and what of it the code contradicts.
private struct ProtocolDocument {
    let text: String

    /// The document as it is on disk.
    static func onDisk() throws -> ProtocolDocument {
        ProtocolDocument(text: try file("proto/PROTOCOL.md"))
    }

    /// A text file of the project, by its path from the project's root.
    static func file(_ path: String) throws -> String {
        let root = #filePath.dropLast("/Tests/ServicesTests/ProtocolDocumentTests.swift".count)
        let data = try #require(FileManager.default.contents(atPath: "\(root)/\(path)"), "there is no \(path)")
        return try #require(String(validating: data, as: UTF8.self), "\(path) is not UTF-8")
    }

    /// The bytes of each hex dump: an offset, then bytes, up to the text beside them.
    var dumps: [[UInt8]] {
        text.split(separator: "```hex\n").dropFirst().compactMap { block in
            var bytes: [UInt8] = []
            for line in block.prefix(upTo: block.firstRange(of: "```")?.lowerBound ?? block.endIndex)
                .split(separator: "\n")
            {
                guard Int(line.prefix(4), radix: 16) == bytes.count else { return nil }
                bytes += line.dropFirst(6).prefix(47).split(separator: " ").compactMap { UInt8($0, radix: 16) }
            }
            return bytes
        }
    }

    /// The sentences and rows that have to be there, written with the code's numbers.
    static var statements: [String] {
        let limits = TransportLimits()
        let window = FlowControl.initialWindow
        return [
            "# The native protocol, `\(FramedProtocol.name)`", "Offer `\(FramedProtocol.name)` by ALPN",
            "the largest message plus \(grouped(FramedProtocol.frameAllowance)) bytes: "
                + "\(grouped(limits.messageSize + FramedProtocol.frameAllowance)) by default",
            "begins each call with a credit of \(grouped(window)) bytes",
            "as its payload has, and \(FlowControl.leastCost) at the least",
            "half of the first credit, \(grouped(window / 2)) bytes",
            "credit above \(grouped(FlowControl.mostCredit)).",
            "All of a call's metadata has at most \(grouped(limits.metadataSize)) bytes",
            "the client left a call waiting for \(limits.stallTimeout.components.seconds) seconds",
            "A client may send \(limits.pings) at once",
            "without a frame for \(limits.idleTimeout.components.seconds) seconds is closed",
            "For \(WriteKey.lifetime / 3_600_000_000) hours the same caller",
            "| one message | \(grouped(limits.messageSize)) bytes",
            "| a call's messages that wait for the server | \(grouped(limits.memoryPerRequest)) bytes |",
            "| metadata of a call | \(grouped(limits.metadataSize)) bytes |",
            "| calls at once on a connection | \(limits.callsPerConnection):",
            "| connections | \(grouped(limits.connections)) |",
            "| bytes that the client has not taken | \(grouped(limits.pendingOutput)):",
            "| calls of one caller | \(grouped(ServiceLimits().callerRate.perSecond)) a second, "
                + "\(grouped(ServiceLimits().callerRate.burst)) at once:",
            "| calls of one tenant, all its callers together | \(grouped(ServiceLimits().tenantRate.perSecond)) a second, "
                + "\(grouped(ServiceLimits().tenantRate.burst)) at once:",
            "| a file of evidence | \(grouped(ServiceLimits().largestEvidence)) bytes",
            "| time for the TLS handshake | \(limits.handshakeTimeout.components.seconds) seconds |",
        ] + StatusCode.allCases.map { "| \($0.rawValue) | \($0.name) |" }
    }

    /// What is not in the document, wherever its lines break.
    var missing: [String] {
        let words = Self.singleSpaced(text)
        return Self.statements.filter { !words.contains(Self.singleSpaced($0)) }
    }

    private static func singleSpaced(_ text: String) -> String {
        text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    }

    /// A number as the document writes it: 262,144.
    private static func grouped(_ number: Int) -> String {
        number < 1000 ? String(number) : "\(grouped(number / 1000)),\(String(number % 1000 + 1000).dropFirst())"
    }
}

struct ProtocolDocumentTests {
    private static let method = Methods.StandardService.listStandards.path

    /// The frames of the worked call, made by the code: the request by the encoder, the answer by the product's router.
    private static func workedCall() async throws -> [[UInt8]] {
        guard let answer = router.handler(for: method)?.unary else {
            throw Status(.unimplemented, "\(method) is not unary")
        }
        let request = ListStandardsRequest().serialized()
        let context = CallContext(callID: "test", method: method, peer: Peer(address: ""), now: 0, offload: .inline)
        let message = try await answer(context, request)
        return [
            encoded(Frame(call: 1, .open(OpenFrame(method: method, message: request, halfClose: true)))),
            encoded(Frame(call: 1, .end(EndFrame(code: 0, message: message)))),
        ]
    }

    /// The product's router. The standards are in memory, so its database is never connected to.
    private static var router: Router {
        let nowhere = DatabaseConfiguration(host: "/nowhere", port: 1, database: "none", user: "nobody")
        return AllServices.router(
            ServiceEnvironment(store: Store(Database(configuration: nowhere, loops: TestStore.loops))))
    }

    private static func encoded(_ frame: Frame) -> [UInt8] {
        let output = ByteQueue()
        FrameEncoder.append(frame, to: output)
        return [UInt8](output.bytes)
    }

    @Test("The worked call is, byte for byte, what the encoder sends and what the server answers")
    func workedCall() async throws {
        #expect(try ProtocolDocument.onDisk().dumps == (try await Self.workedCall()))
    }

    @Test("The answer of the worked call decodes to an end that is OK and lists LM2")
    func workedAnswer() throws {
        let dumps = try ProtocolDocument.onDisk().dumps
        try #require(dumps.count == 2)
        let frame = try dumps[1].withUnsafeBytes { try FrameDecoder.decode(UnsafeRawBufferPointer(rebasing: $0[4...])) }
        guard case .end(let end) = frame.kind else {
            Issue.record("the answer is no end")
            return
        }
        #expect(frame.call == 1)
        #expect(end.status == nil)
        let list = try ListStandardsResponse(serialized: try #require(end.message))
        #expect(list.standards.map(\.standardID) == ["LM2"])
        #expect(list.nextPageToken.isEmpty)
    }

    @Test("The document states the numbers and names that hold")
    func constants() throws {
        let missing = try ProtocolDocument.onDisk().missing
        #expect(missing == [], "\(missing.joined(separator: "\n"))")
    }

    @Test("The document tells of every kind of frame")
    func frames() throws {
        let document = try ProtocolDocument.onDisk()
        let schema = try ProtocolDocument.file("proto/lm2/wire/v1/frame.proto")
        let start = try #require(schema.firstRange(of: "oneof kind {")).upperBound
        let kinds = schema[start...].prefix { $0 != "}" }.split(separator: "\n")
            .filter { !$0.contains("//") }.compactMap { $0.split(separator: " ").first }
        #expect(kinds.count == 9)
        let rows = document.text.split(separator: "\n").filter { $0.hasPrefix("| `") }
        for kind in kinds { #expect(rows.contains { $0.contains("`\(kind)`") }, "\(kind)") }
    }

    @Test("A method's name may have as many bytes as the document says")
    func methodName() throws {
        let longest = 255
        #expect(try ProtocolDocument.onDisk().text.contains("in at most \(longest) bytes"))
        let limits = ServerSession.Limits(calls: 9, message: 1, memoryPerRequest: 1, metadata: 1, pings: 1)
        var session = ServerSession(limits: limits)
        let open = OpenFrame(method: String(repeating: "m", count: longest), halfClose: true)
        #expect(session.receive(Frame(call: 1, .open(open)), now: 0) == .begin(slot: 0, open))
        let longer = OpenFrame(method: open.method + "m", halfClose: true)
        guard case .refuse = session.receive(Frame(call: 2, .open(longer)), now: 0) else {
            Issue.record("a longer name was not refused")
            return
        }
    }

    @Test(
        "A document that has gone stale is seen",
        arguments: [
            ("262,144", "131,072"), ("4,194,304", "4,194,305"), ("and 64 at the least", "and 32 at the least"),
            ("2,147,483,647", "2,147,483,648"), ("| 10 | ABORTED |", "| 10 | CONFLICT |"), ("lm2/1", "lm2/2"),
            ("300 seconds", "200 seconds"),
        ])
    func staleText(now: String, stale: String) throws {
        let document = try ProtocolDocument.onDisk()
        #expect(document.text.contains(now))
        #expect(!ProtocolDocument(text: document.text.replacing(now, with: stale)).missing.isEmpty)
    }

    @Test("A byte of a dump that has gone stale, and an offset that is wrong, are seen", arguments: ["28 4b", "0030 "])
    func staleDump(piece: String) async throws {
        let document = try ProtocolDocument.onDisk()
        #expect(document.text.contains(piece))
        let stale = ProtocolDocument(text: document.text.replacing(piece, with: piece == "28 4b" ? "28 4a" : "0031 "))
        #expect(stale.dumps != (try await Self.workedCall()))
    }
}
