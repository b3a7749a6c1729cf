import RPC

/// A protobuf message as its fields by number, for the few messages of this service.
struct ProtobufMessage {
    private enum Value {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    private var fields: [(number: UInt64, value: Value)] = []

    /// Reads a message. Fields of fixed width are none of this service's, and are passed over.
    init(_ bytes: ArraySlice<UInt8>) throws(Status) {
        var rest = bytes
        while !rest.isEmpty {
            let tag = try Self.varint(&rest)
            switch tag & 7 {
            case 0: fields.append((tag >> 3, .number(try Self.varint(&rest))))
            case 1: _ = try Self.take(8, of: &rest)
            case 2: fields.append((tag >> 3, .bytes(try Self.take(try Self.varint(&rest), of: &rest))))
            case 5: _ = try Self.take(4, of: &rest)
            default: throw Self.malformed
            }
        }
    }

    /// The last number of the field as an `int32`; 0 if there is none.
    func int32(_ number: UInt64) -> Int32 {
        for field in fields.reversed() where field.number == number {
            if case .number(let value) = field.value { return Int32(truncatingIfNeeded: value) }
        }
        return 0
    }

    /// The last bytes of the field; empty if there are none.
    func bytes(_ number: UInt64) -> ArraySlice<UInt8> { all(number).last ?? [] }

    /// The message in the field; nil if there is none.
    func message(_ number: UInt64) throws(Status) -> ProtobufMessage? { try messages(number).last }

    /// The messages in the field, in order.
    func messages(_ number: UInt64) throws(Status) -> [ProtobufMessage] {
        var result: [ProtobufMessage] = []
        for bytes in all(number) { result.append(try ProtobufMessage(bytes)) }
        return result
    }

    private func all(_ number: UInt64) -> [ArraySlice<UInt8>] {
        fields.compactMap { field in
            guard field.number == number, case .bytes(let bytes) = field.value else { return nil }
            return bytes
        }
    }

    private static let malformed = Status(.invalidArgument, "the message is malformed")

    private static func take(_ count: UInt64, of rest: inout ArraySlice<UInt8>) throws(Status) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw malformed }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }

    private static func varint(_ rest: inout ArraySlice<UInt8>) throws(Status) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            guard let byte = rest.popFirst() else { throw malformed }
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return value }
        }
        throw malformed
    }
}
