import Messages
import RPC
import Transport

/// gRPC, with whole requests and whole answers.
struct GRPCWay: TestWay {
    private let client: any HTTPTestClient
    let server: Server
    let carriesStreams = true

    init(_ client: any HTTPTestClient, _ server: Server) {
        self.client = client
        self.server = server
    }

    func call(_ method: MethodInfo, _ messages: [[UInt8]], _ metadata: Metadata) async throws -> [[UInt8]] {
        var body: [UInt8] = []
        for message in messages {
            body.append(0)
            withUnsafeBytes(of: UInt32(message.count).bigEndian) { body.append(contentsOf: $0) }
            body += message
        }
        let fields =
            [("content-type", "application/grpc"), ("te", "trailers")]
            + metadata.entries.map { ($0.name, String(decoding: $0.value, as: UTF8.self)) }
        let answer = try await client.post("/\(method.path)", fields, body)
        guard answer.status == 200, let number = answer["grpc-status"].flatMap({ UInt32($0) }),
            let code = StatusCode(rawValue: number)
        else { throw HTTPTestFailure(text: "no status of gRPC: \(answer.fields)") }
        if code == .ok { return try Self.messages(answer.body) }
        let text = Self.percentDecoded(answer["grpc-message"] ?? "")
        var details: [StatusDetail] = []
        if let encoded = answer["grpc-status-details-bin"] {
            guard let serialized = Self.base64(encoded) else { throw HTTPTestFailure(text: "no base64: \(encoded)") }
            details = try Self.details(serialized)
        }
        throw Status(code, text, details: details)
    }

    private static func messages(_ body: [UInt8]) throws -> [[UInt8]] {
        var messages: [[UInt8]] = []
        var rest = body[...]
        while !rest.isEmpty {
            let length = rest.dropFirst().prefix(4).reduce(0) { $0 << 8 | Int($1) }
            guard rest.first == 0, rest.count >= 5 + length else { throw HTTPTestFailure(text: "no message") }
            messages.append(Array(rest.dropFirst(5).prefix(length)))
            rest = rest.dropFirst(5 + length)
        }
        return messages
    }

    private static func percentDecoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), rest.count >= 2 else {
                bytes.append(byte)
                continue
            }
            bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads base64 without padding.
    static func base64(_ text: String) -> [UInt8]? {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var bits = ""
        for letter in text.utf8 {
            guard let value = alphabet.firstIndex(of: letter) else { return nil }
            let digits = String(value, radix: 2)
            bits += String(repeating: "0", count: 6 - digits.count) + digits
        }
        let all = Array(bits.utf8)
        return stride(from: 0, to: all.count - all.count % 8, by: 8).map { start in
            all[start..<start + 8].reduce(0) { $0 << 1 | ($1 - 48) }
        }
    }

    /// The details of a serialised `google.rpc.Status`.
    private static func details(_ bytes: [UInt8]) throws -> [StatusDetail] {
        try fields(bytes).filter { $0.number == 3 }.map { any in
            let parts = try fields(any.value)
            let url = parts.first { $0.number == 1 }.map { String(decoding: $0.value, as: UTF8.self) } ?? ""
            return StatusDetail(
                type: String(url.split(separator: "/").last ?? ""), value: parts.first { $0.number == 2 }?.value ?? [])
        }
    }

    /// The fields of bytes among those of a message, and its numbers skipped.
    private static func fields(_ bytes: [UInt8]) throws -> [(number: Int, value: [UInt8])] {
        var found: [(number: Int, value: [UInt8])] = []
        var rest = bytes[...]
        func number() -> Int {
            var (value, shift) = (0, 0)
            while let byte = rest.popFirst() {
                value |= Int(byte & 0x7F) << shift
                if byte < 0x80 { break }
                shift += 7
            }
            return value
        }
        while !rest.isEmpty {
            let key = number()
            let value = number()
            guard key & 7 == 2 else { continue }
            found.append((key >> 3, Array(rest.prefix(value))))
            rest = rest.dropFirst(value)
        }
        return found
    }
}
