import CNGHTTP2
import Kernel
import RPC
import Transport

/// One connection of HTTP/2 without a socket: bytes in, bytes out. It lives on a loop. The client is libnghttp2 too, which
/// only makes the bytes; what the server makes of them is compared with itself, cut in another way.
final class HTTP2Conversation: EngineHost {
    let loop: EventLoop
    let peer = Peer(address: "192.0.2.1:1")
    let output = ByteQueue()
    var isCongested: Bool { output.count > limits.pendingOutput }
    private(set) var isClosed = false
    private(set) var violation: String?
    private let limits: TransportLimits
    private var engine: HTTP2ServerEngine?

    init(loop: EventLoop, router: Router, limits: TransportLimits) {
        self.loop = loop
        self.limits = limits
        let environment = ServerEnvironment(
            router: router, limits: limits, clock: ManualClock(microseconds: 784_111_777_000_000), offload: .inline)
        engine = HTTP2ServerEngine(
            host: self, environment: environment,
            service: ConnectService(
                loop: loop, peer: peer, environment: environment,
                files: StaticFiles(["index.html": Array("hello".utf8)])))
    }

    func flushSoon() {}
    func noteActivity() {}

    func close(violation: String?) {
        precondition(!isClosed, "a connection is closed twice")
        isClosed = true
        self.violation = violation
    }

    /// The engine gets the bytes in two pieces, and has time to run its handlers after each.
    func send(_ bytes: [UInt8], cutAt place: Int) async {
        for piece in [bytes[..<place], bytes[place...]] where !isClosed {
            piece.withUnsafeBytes { engine?.receive($0) }
            for _ in 0..<4 { await Task.yield() }
        }
        if !isClosed { engine?.produceOutput() }
    }

    func end() {
        engine?.connectionDidClose()
        engine = nil
    }

    /// What a server answers to the bytes, cut at each of these places: its frames.
    static func answers(
        to bytes: [UInt8], cutAt places: Range<Int>, _ router: Router, limits: TransportLimits = TransportLimits()
    ) async throws -> [HTTP2Answers] {
        let loops = try EventLoopGroup(count: 1)
        loops.start()
        defer { loops.stop() }
        let loop = loops.loops[0]
        return try await loop.run {
            var all: [HTTP2Answers] = []
            for place in places {
                let conversation = HTTP2Conversation(loop: loop, router: router, limits: limits)
                await conversation.send(bytes, cutAt: place)
                conversation.end()
                var answers = HTTP2Answers(Array(conversation.output.bytes))
                answers.violation = conversation.violation
                all.append(answers)
            }
            return all
        }
    }
}

/// What came back on each stream.
struct HTTP2Answers: Equatable, Sendable {
    var fields: [Int32: [String]] = [:]
    var bodies: [Int32: [UInt8]] = [:]
    var resets: [Int32: UInt32] = [:]
    /// How much more the client may send.
    var room: [Int32: UInt32] = [:]
    var goAway: UInt32?
    var violation: String?

    init(_ bytes: [UInt8]) {
        var inflater: OpaquePointer?
        nghttp2_hd_inflate_new(&inflater)
        defer { nghttp2_hd_inflate_del(inflater) }
        var rest = bytes[...]
        while rest.count >= 9 {
            let header = Array(rest.prefix(9))
            let length = Int(header[0]) << 16 | Int(header[1]) << 8 | Int(header[2])
            let stream = Int32(header[5]) << 24 | Int32(header[6]) << 16 | Int32(header[7]) << 8 | Int32(header[8])
            let payload = Array(rest.dropFirst(9).prefix(length))
            rest = rest.dropFirst(9 + length)
            func number(_ place: Int) -> UInt32 { payload[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) } }
            switch nghttp2_frame_type(UInt32(header[3])) {
            case NGHTTP2_DATA: bodies[stream, default: []] += payload
            case NGHTTP2_HEADERS: fields[stream, default: []] += Self.inflate(inflater, payload)
            case NGHTTP2_RST_STREAM: resets[stream] = number(0)
            case NGHTTP2_WINDOW_UPDATE: room[stream, default: 0] += number(0)
            case NGHTTP2_GOAWAY: goAway = number(4)
            default: break
            }
        }
    }

    private static func inflate(_ inflater: OpaquePointer?, _ block: [UInt8]) -> [String] {
        var found: [String] = []
        block.withUnsafeBufferPointer { block in
            var place = 0
            while place < block.count {
                var field = nghttp2_nv()
                var flags: Int32 = 0
                let taken = nghttp2_hd_inflate_hd2(
                    inflater, &field, &flags, block.baseAddress.map { $0 + place }, block.count - place, 1)
                guard taken >= 0 else { return }
                place += taken
                if flags & Int32(NGHTTP2_HD_INFLATE_EMIT.rawValue) != 0 {
                    let name = String(
                        decoding: UnsafeBufferPointer(start: field.name, count: field.namelen), as: UTF8.self)
                    let value = String(
                        decoding: UnsafeBufferPointer(start: field.value, count: field.valuelen), as: UTF8.self)
                    found.append("\(name): \(value)")
                }
            }
            nghttp2_hd_inflate_end_headers(inflater)
        }
        return found
    }
}

/// Makes a client's bytes.
struct HTTP2Request {
    var fields: [(String, String)]
    var body: [UInt8]
    /// Whether it says that nothing follows.
    var isComplete = true

    init(_ fields: [(String, String)], body: [UInt8] = []) {
        self.fields = fields
        self.body = body
    }

    /// A gRPC call of a method with these messages.
    static func call(_ path: String, _ messages: [[UInt8]], _ more: [(String, String)] = []) -> HTTP2Request {
        HTTP2Request(
            [
                (":method", "POST"), (":scheme", "https"), (":path", path), (":authority", "a"),
                ("content-type", "application/grpc"), ("te", "trailers"),
            ] + more, body: messages.flatMap(framed))
    }

    static func framed(_ message: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0]
        withUnsafeBytes(of: UInt32(message.count).bigEndian) { bytes.append(contentsOf: $0) }
        return bytes + message
    }

    /// The preface, SETTINGS, and the requests on streams 1, 3, 5, ...
    static func bytes(_ requests: [HTTP2Request]) -> [UInt8] {
        var bytes = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + frame(4, 0, 0, [])
        for (index, request) in requests.enumerated() {
            let stream = UInt32(2 * index + 1)
            // Literals that are not indexed: a zero, and name and value with their lengths.
            var block: [UInt8] = []
            for (name, value) in request.fields {
                block.append(0)
                block += length(name.utf8.count) + Array(name.utf8) + length(value.utf8.count) + Array(value.utf8)
            }
            let endsWithHead = request.body.isEmpty && request.isComplete
            bytes += frame(1, endsWithHead ? 5 : 4, stream, block)
            if !request.body.isEmpty { bytes += frame(0, request.isComplete ? 1 : 0, stream, request.body) }
        }
        return bytes
    }

    /// A number with a prefix of seven bits (RFC 7541, 5.1).
    private static func length(_ count: Int) -> [UInt8] {
        if count < 127 { return [UInt8(count)] }
        if count < 255 { return [127, UInt8(count - 127)] }
        return [127, UInt8((count - 127) & 127 | 128), UInt8((count - 127) >> 7)]
    }

    static func frame(_ type: UInt8, _ flags: UInt8, _ stream: UInt32, _ payload: [UInt8]) -> [UInt8] {
        let count = payload.count
        return [UInt8(count >> 16), UInt8(count >> 8 & 255), UInt8(count & 255), type, flags]
            + withUnsafeBytes(of: stream.bigEndian) { Array($0) } + payload
    }
}
