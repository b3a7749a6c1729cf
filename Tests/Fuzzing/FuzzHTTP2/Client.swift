import FuzzSupport
import Transport

/// The client: it makes the bytes of the steps that are its own, and knows what it has sent.
final class Client {
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    /// What the method of a call's slot is; the last one is not there.
    static let methods = ["Echo", "Wait", "Sleep", "Sum", "Pour", "Talk", "Fail", "None"]

    /// Streams that have begun, in order.
    private(set) var streams: [UInt32] = []
    /// Streams whose heads are of this client's own making, and say their number.
    private(set) var tagged: Set<UInt32> = []
    /// Streams that it has ended.
    private(set) var resets: Set<UInt32> = []
    /// Whether it matters to libnghttp2 where the bytes are cut. It allows a head eight frames more, but counts each piece in
    /// which the header of one comes; and after a GOAWAY it does not look at what comes in other pieces, if no stream is left.
    private(set) var dependsOnPieces = false
    private(set) var pings = 0
    private(set) var settings = 0
    private var initialWindow = 65_535
    private var granted: [UInt32: Int] = [0: 65_535]
    /// The frame that is not complete, after a preface.
    private var pending: [UInt8] = []
    private var hasPreface = false
    /// What the next piece is made to.
    private var header: (type: UInt8, flags: UInt8, stream: UInt32)?

    /// How much may come on a stream from its beginning, or on all of them if it is 0.
    func window(of stream: UInt32) -> Int { (stream == 0 ? 0 : initialWindow) + granted[stream, default: 0] }

    /// What the step sends; nil if the client has no part in it.
    func bytes(for step: Step) -> [UInt8]? {
        guard let bytes = make(step) else { return nil }
        note(bytes)
        return bytes
    }

    private func make(_ step: Step) -> [UInt8]? {
        switch step {
        case .receive(let piece):
            guard let header else { return piece }
            self.header = nil
            return Self.frame(header.type, header.flags, header.stream, piece)
        case .act(7, let slot, let value):
            let flags: [UInt8] = [1, 4, 8, 32]
            let chosen = flags.indices.reduce(UInt8(0)) { $0 | (value >> ($1 + 4) & 1) * flags[$1] }
            header = (value & 15, chosen, slot == 0 ? 0 : slot == 7 ? next : recent(slot - 1))
            return []
        case .act(8, let slot, let value):
            return head(
                [
                    (":method", "POST"), (":scheme", "https"), (":path", "/t/\(Self.methods[slot])"),
                    (":authority", "a"), ("content-type", "application/grpc"), ("te", "trailers"),
                ], value)
        case .act(9, let slot, let value):
            let message = [UInt8](repeating: value, count: Int(value))
            let isCompressed = slot >= 4
            return data(slot & 3, Self.message(isCompressed ? Gzip.deflate(message) : message, isCompressed))
        case .act(10, let slot, let value): return data(slot, [UInt8](repeating: 0, count: (Int(value) + 1) * 60))
        case .act(11, let slot, let value):
            if value & 1 == 0 { return Self.frame(0, 1, recent(slot), []) }
            return Self.frame(
                1, 5, recent(slot), Self.block([("x-trailer", String(repeating: "t", count: Int(value)))]))
        case .act(12, let slot, let value):
            return Self.frame(8, 0, slot == 7 ? 0 : recent(slot), Self.number(1 << UInt32(value & 31)))
        case .act(13, let slot, let value): return Self.frame(3, 0, recent(slot), Self.number(UInt32(value)))
        case .act(14, 0, _): return Self.frame(4, 1, 0, [])
        case .act(14, let slot, let value):
            return Self.frame(4, 0, 0, [0, UInt8(slot)] + Self.number(UInt32(value) * UInt32(value)))
        case .act(15, let slot, let value):
            let path = slot == 7 ? "/refuse" : slot < 4 ? "/now" : "/later"
            return head(
                [
                    (":method", ["GET", "POST", "HEAD", "POST"][slot & 3]), (":scheme", "https"), (":path", path),
                    (":authority", "a"),
                ], value)
        case .act: return nil
        }
    }

    // MARK: Frames

    private var next: UInt32 { ((streams.last ?? .max) &+ 2) & 0x7FFF_FFFF }

    private func recent(_ slot: Int) -> UInt32 { slot < streams.count ? streams[streams.count - 1 - slot] : 1 }

    private func data(_ slot: Int, _ bytes: [UInt8]) -> [UInt8] { Self.frame(0, 0, recent(slot), bytes) }

    /// A head with more fields, perhaps in several frames, with padding, or with a priority.
    private func head(_ fields: [(String, String)], _ value: UInt8) -> [UInt8] {
        let stream = next
        tagged.insert(stream)
        let block = Self.block(fields + [(Handlers.tag, String(stream))] + Self.more[Int(value & 15)])
        let end: UInt8 = value & 16 == 0 ? 0 : 1
        if value & 32 != 0 {
            let cut = block.count / 2
            return Self.frame(1, end, stream, Array(block[..<cut])) + Self.frame(9, 4, stream, Array(block[cut...]))
        }
        if value & 64 != 0 { return Self.frame(1, end | 12, stream, [5] + block + [0, 0, 0, 0, 0]) }
        if value & 128 != 0 { return Self.frame(1, end | 36, stream, [0, 0, 0, 0, 15] + block) }
        return Self.frame(1, end | 4, stream, block)
    }

    private static let more: [[(String, String)]] = [
        [], [("grpc-timeout", "1H")], [("grpc-timeout", "0n")], [("grpc-timeout", "5 s")],
        [("grpc-encoding", "gzip"), ("grpc-accept-encoding", "identity, gzip")], [("grpc-encoding", "snappy")],
        [("grpc-accept-encoding", "gzip")], [("x-bin", "AAEC,?")], [("x-bin", "AAEC, AAEC")],
        [("x-large", String(repeating: "y", count: 1_100))], [("x-large", String(repeating: "y", count: 9_000))],
        [(String, String)](repeating: ("x", ""), count: 200), [("content-length", "5")],
        [("content-type", "application/grpc+proto")], [("X-UPPER", "x")], [("connection", "close")],
    ]

    static func frame(_ type: UInt8, _ flags: UInt8, _ stream: UInt32, _ payload: [UInt8]) -> [UInt8] {
        number(UInt32(payload.count)).dropFirst() + [type, flags] + number(stream) + payload
    }

    /// Literals that are not indexed: a zero, and name and value with their lengths.
    static func block(_ fields: [(String, String)]) -> [UInt8] {
        var block: [UInt8] = []
        for (name, value) in fields {
            block.append(0)
            block += length(name.utf8.count) + Array(name.utf8)
            block += length(value.utf8.count) + Array(value.utf8)
        }
        return block
    }

    /// A number with a prefix of seven bits (RFC 7541, 5.1).
    private static func length(_ count: Int) -> [UInt8] {
        if count < 127 { return [UInt8(count)] }
        var bytes: [UInt8] = [127]
        var rest = count - 127
        while rest > 127 {
            bytes.append(UInt8(rest & 127 | 128))
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    static func number(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }

    static func message(_ bytes: [UInt8], _ isCompressed: Bool = false) -> [UInt8] {
        [isCompressed ? 1 : 0] + number(UInt32(bytes.count)) + bytes
    }

    // MARK: What was sent

    /// Sends bytes that no step has made.
    func note(_ bytes: [UInt8]) {
        pending += bytes
        var start = 0
        if !hasPreface {
            guard pending.count >= Self.preface.count else { return }
            hasPreface = true
            start = Self.preface.count
        }
        while pending.count - start >= 9 {
            if pending[start + 3] == 1 { note(head: pending[start..<start + 9]) }
            let end = start + 9 + pending[start..<start + 3].reduce(0) { $0 << 8 | Int($1) }
            guard end <= pending.count else { break }
            note(frame: pending[start..<end])
            start = end
        }
        pending.removeFirst(start)
    }

    /// A head is answered before its frame is complete, if it is wrong.
    private func note(head header: ArraySlice<UInt8>) {
        let stream = header.suffix(4).reduce(0) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        if stream & 1 == 1, stream > streams.last ?? 0 { streams.append(stream) }
        if header[header.startIndex + 4] & 4 == 0 { dependsOnPieces = true }
    }

    private func note(frame: ArraySlice<UInt8>) {
        let bytes = Array(frame)
        func number(_ place: Int) -> UInt32 { bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) } }
        let stream = number(5) & 0x7FFF_FFFF
        let isAnswer = bytes[4] & 1 != 0
        switch bytes[3] {
        case 3: resets.insert(stream)
        case 4 where !isAnswer:
            settings += 1
            for place in stride(from: 9, to: bytes.count - 5, by: 6) where bytes[place] == 0 && bytes[place + 1] == 4 {
                initialWindow = Int(number(place + 2))
            }
        case 6 where !isAnswer: pings += 1
        case 7: dependsOnPieces = true
        case 8 where bytes.count == 13: granted[stream, default: 0] += Int(number(9) & 0x7FFF_FFFF)
        default: break
        }
    }
}
