import CNGHTTP2

/// What the server has written, as its client reads it: each frame is checked to be one that may come.
final class Answers {
    private struct Stream {
        var hasHead = false
        /// Nothing but a reset and more room may follow.
        var hasEnded = false
        var isReset = false
        var isGRPC = false
        var length: Int?
        /// Whether its request was refused for its head: then nobody has looked whether that was a HEAD.
        var isHeadTooLarge = false
        /// Bytes of the body.
        var count = 0
        /// Whole messages that came.
        var messages = 0
        /// What is missing of the message that comes, and its prefix as far as it has come.
        var missing = 0
        var prefix: [UInt8] = []

        mutating func take(_ bytes: ArraySlice<UInt8>) {
            count += bytes.count
            guard isGRPC else { return }
            var rest = bytes
            while !rest.isEmpty {
                if missing > 0 {
                    let taken = min(missing, rest.count)
                    missing -= taken
                    rest = rest.dropFirst(taken)
                    if missing == 0 { messages += 1 }
                    continue
                }
                prefix.append(rest.removeFirst())
                guard prefix.count == 5 else { continue }
                precondition(prefix[0] <= 1, "a message begins with neither 0 nor 1")
                missing = prefix[1...].reduce(0) { $0 << 8 | Int($1) }
                prefix = []
                if missing == 0 { messages += 1 }
            }
        }
    }

    /// All bytes that came, so that two runs can be compared.
    private(set) var transcript: [UInt8] = []
    private let client: Client
    private let wasAskedHead: () -> Bool
    private var streams: [UInt32: Stream] = [:]
    private var connectionCount = 0
    private var block: (stream: UInt32, bytes: [UInt8], ends: Bool)?
    private var hasSettings = false
    private var pongs = 0
    private var acknowledged = 0
    private var lastAccepted = UInt32.max
    private var inflater: OpaquePointer?
    /// Whether the server has read all that the client sent: else its windows may be others.
    var isInStep = true

    init(_ client: Client, wasAskedHead: @escaping () -> Bool) {
        self.client = client
        self.wasAskedHead = wasAskedHead
        nghttp2_hd_inflate_new(&inflater)
    }

    deinit { nghttp2_hd_inflate_del(inflater) }

    /// Whether nothing more is to be expected of a stream's answer, unless the client gives room.
    func isAnswered(_ stream: UInt32) -> Bool {
        let state = streams[stream, default: Stream()]
        if state.hasEnded || state.isReset || client.resets.contains(stream) || stream > lastAccepted { return true }
        return state.hasHead && (room(stream, state) <= 0)
    }

    /// How many whole messages came on a stream.
    func messages(_ stream: UInt32) -> Int { streams[stream]?.messages ?? 0 }

    private func room(_ stream: UInt32, _ state: Stream) -> Int {
        min(client.window(of: stream) - state.count, client.window(of: 0) - connectionCount)
    }

    /// Reads what was written: whole frames.
    func read(_ bytes: UnsafeRawBufferPointer) {
        let bytes = Array(bytes)
        transcript += bytes
        var rest = bytes[...]
        while !rest.isEmpty {
            precondition(rest.count >= 9, "a frame's header ends early")
            let header = Array(rest.prefix(9))
            let length = header[..<3].reduce(0) { $0 << 8 | Int($1) }
            precondition(length <= 16_384, "a frame is too long")
            rest = rest.dropFirst(9)
            precondition(length <= rest.count, "a frame ends early")
            precondition(header[5] < 128, "a bit is set that is reserved")
            take(header[3], header[4], header[5...].reduce(0) { $0 << 8 | UInt32($1) }, rest.prefix(length))
            rest = rest.dropFirst(length)
        }
    }

    private func take(_ type: UInt8, _ flags: UInt8, _ stream: UInt32, _ payload: ArraySlice<UInt8>) {
        precondition(hasSettings || type == 4 && flags == 0, "the server does not begin with SETTINGS")
        precondition(block == nil || type == 9 && block?.stream == stream, "a head is interrupted")
        func number(_ place: Int) -> UInt32 {
            payload.dropFirst(place).prefix(4).reduce(0) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        }
        switch type {
        case 0: data(stream, payload, isLast: flags == 1, flags)
        case 1:
            precondition(flags & ~5 == 0, "a head with a flag that is not used")
            expect(stream)
            block = (stream, Array(payload), flags & 1 != 0)
            if flags & 4 != 0 { endBlock() }
        case 9:
            precondition(block != nil && flags & ~4 == 0, "a head goes on that has not begun")
            block?.bytes += payload
            if flags & 4 != 0 { endBlock() }
        case 3:
            precondition(payload.count == 4 && client.streams.contains(stream), "RST_STREAM")
            precondition(!streams[stream, default: Stream()].isReset, "a stream is reset twice")
            streams[stream, default: Stream()].isReset = true
        case 4:
            precondition(stream == 0 && payload.count % 6 == 0 && flags & ~1 == 0, "SETTINGS")
            if flags == 1 { acknowledged += 1 }
            hasSettings = true
            precondition(acknowledged <= client.settings && (flags == 0 || payload.isEmpty), "SETTINGS is acknowledged")
        case 6:
            pongs += 1
            precondition(stream == 0 && flags == 1 && payload.count == 8 && pongs <= client.pings, "PING")
        case 7:
            precondition(stream == 0 && payload.count >= 8 && number(0) <= lastAccepted, "GOAWAY")
            lastAccepted = number(0)
        case 8:
            precondition(payload.count == 4 && number(0) > 0, "WINDOW_UPDATE")
            precondition(stream == 0 || client.streams.contains(stream) && streams[stream]?.isReset != true, "room")
        default: preconditionFailure("a frame of type \(type)")
        }
    }

    /// A head or a body may come on the stream.
    private func expect(_ stream: UInt32) {
        precondition(client.streams.contains(stream) && stream <= lastAccepted, "an answer to what was not asked")
        let state = streams[stream, default: Stream()]
        precondition(!state.hasEnded && !state.isReset, "a stream goes on after its end")
        precondition(!isInStep || !client.resets.contains(stream), "a stream goes on that the client has ended")
    }

    private func data(_ stream: UInt32, _ payload: ArraySlice<UInt8>, isLast: Bool, _ flags: UInt8) {
        precondition(flags <= 1, "a body with a flag that is not used")
        expect(stream)
        var state = streams[stream, default: Stream()]
        precondition(state.hasHead, "a body comes before its head")
        precondition(!isInStep || payload.isEmpty || payload.count <= room(stream, state), "beyond the client's window")
        connectionCount += payload.count
        state.take(payload)
        streams[stream] = state
        if isLast { end(stream) }
    }

    private func endBlock() {
        guard let (stream, bytes, ends) = block else { return }
        block = nil
        let fields = inflate(bytes)
        var state = streams[stream, default: Stream()]
        if state.hasHead {
            precondition(ends && state.isGRPC && !fields.contains { $0.name.hasPrefix(":") }, "a second head")
        } else {
            precondition(fields.first?.name == ":status", "a head has no status")
            state.hasHead = true
            state.isGRPC = fields.contains { $0 == ("content-type", "application/grpc") }
            state.length = fields.first { $0.name == "content-length" }.flatMap { Int($0.value) }
            state.isHeadTooLarge = fields.contains { $0 == (":status", "431") }
            precondition(state.isGRPC == (state.length == nil), "a length is missing, or is one too many")
        }
        let statuses = fields.count { $0.name == "grpc-status" }
        precondition(statuses == (state.isGRPC && ends ? 1 : 0), "a call has \(statuses) statuses")
        streams[stream] = state
        if ends { end(stream, hasStatus: statuses == 1) }
    }

    private func end(_ stream: UInt32, hasStatus: Bool = false) {
        var state = streams[stream, default: Stream()]
        precondition(state.isGRPC == hasStatus, "a call ends without a status")
        precondition(state.missing == 0 && state.prefix.isEmpty, "a call ends within a message")
        precondition(
            state.isGRPC || state.length == state.count
                || state.count == 0 && (wasAskedHead() || state.isHeadTooLarge),
            "a body of another length")
        state.hasEnded = true
        streams[stream] = state
    }

    private func inflate(_ block: [UInt8]) -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        block.withUnsafeBufferPointer { block in
            var place = 0
            while true {
                var field = nghttp2_nv()
                var flags: Int32 = 0
                let taken = nghttp2_hd_inflate_hd2(
                    inflater, &field, &flags, block.baseAddress.map { $0 + place }, block.count - place, 1)
                precondition(taken >= 0, "a head that can't be read")
                place += taken
                if flags & Int32(NGHTTP2_HD_INFLATE_EMIT.rawValue) != 0 {
                    func text(_ start: UnsafeMutablePointer<UInt8>?, _ count: Int) -> String {
                        String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
                    }
                    found.append((text(field.name, field.namelen), text(field.value, field.valuelen)))
                }
                if flags & Int32(NGHTTP2_HD_INFLATE_FINAL.rawValue) != 0 { break }
            }
            precondition(place == block.count, "a head with something after it")
            nghttp2_hd_inflate_end_headers(inflater)
        }
        return found
    }
}
