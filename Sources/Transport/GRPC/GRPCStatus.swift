import Messages
import RPC

/// How a status is told in HTTP/2's trailers.
enum GRPCStatus {
    /// The most bytes that a status's text and details may take in the trailers: clients refuse more than 8 KiB in all.
    private static let largestText = 1_024
    private static let largestDetails = 5_000

    /// Adds a status to the fields; nil is OK.
    static func add(_ status: Status?, to fields: inout HTTP2Fields) {
        guard let status else {
            fields.add("grpc-status", "0".utf8)
            return
        }
        fields.add("grpc-status", String(status.code.rawValue).utf8)
        let (text, encoded) = percentEncoded(status.message)
        if !encoded.isEmpty { fields.add("grpc-message", encoded) }
        guard let details = serialized(status, text) else { return }
        fields.add("grpc-status-details-bin", Base64Text.encode(details))
    }

    /// Printable ASCII as it is, everything else and `%` as `%XX`. What is too long is cut between two characters; gives
    /// what is left as well, since clients compare the two texts.
    static func percentEncoded(_ text: String) -> (text: String, encoded: [UInt8]) {
        let digits = [UInt8]("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for index in text.unicodeScalars.indices {
            let before = encoded.count
            for byte in UTF8.encode(text.unicodeScalars[index]).unsafelyUnwrapped {
                if byte >= 0x20, byte <= 0x7E, byte != UInt8(ascii: "%") {
                    encoded.append(byte)
                } else {
                    encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            }
            if encoded.count > largestText {
                return (String(text.unicodeScalars[..<index]), Array(encoded[..<before]))
            }
        }
        return (text, encoded)
    }

    /// The serialised `google.rpc.Status`; nil if the status has no details, or none that is small enough.
    private static func serialized(_ status: Status, _ text: String) -> [UInt8]? {
        var details: [UInt8] = []
        for detail in status.details {
            var value = detail.value
            if value.count > largestDetails - 100, detail.type == BadRequest.fullName { value = shortened(value) }
            let any = field(1, Array("type.googleapis.com/\(detail.type)".utf8)) + field(2, value)
            if details.count + any.count <= largestDetails { details += field(3, any) }
        }
        if details.isEmpty { return nil }
        return [0x08, UInt8(status.code.rawValue)] + field(2, Array(text.utf8)) + details
    }

    /// As many violations as there is room for.
    private static func shortened(_ value: [UInt8]) -> [UInt8] {
        guard var detail = try? BadRequest(serialized: value) else { return value }
        while detail.fieldViolations.count > 1, detail.serialized().count > largestDetails - 100 {
            detail.fieldViolations.removeLast(max(1, detail.fieldViolations.count / 4))
        }
        return detail.serialized()
    }

    /// A field of bytes as protobuf writes it; nothing if it is empty.
    private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        if bytes.isEmpty { return [] }
        var length: [UInt8] = []
        var rest = bytes.count
        while rest >= 0x80 {
            length.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return [number << 3 | 2] + length + [UInt8(rest)] + bytes
    }
}
