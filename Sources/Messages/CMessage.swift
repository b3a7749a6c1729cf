import CMessages
import Glibc

/// What the generator adds to each message: how it is read from its C form, and how it is written.
protocol CMessage: ProtobufMessage, WritableMessage {
    /// protobuf-c's struct.
    associatedtype C

    /// How many bytes of memory a byte of the serialised message may take while it is read.
    static var expansion: Int { get }

    /// Makes the struct an empty message.
    static func initialize(_ c: UnsafeMutablePointer<C>)

    /// Takes the values out of the struct.
    init(_ c: UnsafePointer<C>) throws(MessageError)

    /// Checks the rules of the fields.
    func inspect(_ check: inout RuleCheck)
}

extension CMessage {
    func inspect(_ check: inout RuleCheck) {}

    func inspected() -> [FieldViolation] {
        var check = RuleCheck()
        inspect(&check)
        return check.violations
    }

    /// What a message may always take, whatever its size.
    private static var freeMemory: Int { 64 << 10 }

    static func unpack(_ bytes: [UInt8], limit: Int? = nil) throws(MessageError) -> Self {
        let limit = limit ?? max(freeMemory, bytes.count.multipliedReportingOverflow(by: expansion).partialValue)
        // Most messages need no more than that, which lies on the stack: Swift puts there what has up to 1 KiB.
        return try withUnsafeTemporaryAllocation(byteCount: 1 << 10, alignment: Arena.alignment) {
            (room) throws(MessageError) in
            try unpack(bytes, Arena(in: room, expected: 2 * bytes.count, limit: limit))
        }
    }

    private static func unpack(_ bytes: [UInt8], _ arena: borrowing Arena) throws(MessageError) -> Self {
        var allocator = arena.allocator()
        let message = withUnsafeTemporaryAllocation(of: C.self, capacity: 1) { room in
            // Each message knows its descriptor once it is initialised; the C constant itself has no address in Swift.
            initialize(room.baseAddress.unsafelyUnwrapped)
            return room.baseAddress.unsafelyUnwrapped.withMemoryRebound(to: ProtobufCMessage.self, capacity: 1) {
                base in
                bytes.withUnsafeBufferPointer {
                    protobuf_c_message_unpack(base.pointee.descriptor, &allocator, $0.count, $0.baseAddress)
                }
            }
        }
        guard let message else {
            throw arena.isExhausted ? .tooExpensive(type: fullName) : .malformed(type: fullName)
        }
        let c = UnsafeRawPointer(message).assumingMemoryBound(to: C.self)
        return try Self(c)
    }

    func pack() -> [UInt8] { KeptBuffer.written { write(&$0) } }
}

// How the fields are read. An empty value has no address in C.

@inline(__always)
func readText(_ data: ProtobufCBinaryData, _ field: StaticString) throws(MessageError) -> String {
    if data.len == 0 { return "" }
    return try readFullText(data, field)
}

private func readFullText(_ data: ProtobufCBinaryData, _ field: StaticString) throws(MessageError) -> String {
    let bytes = UnsafeBufferPointer(start: data.data, count: data.len)
    guard memchr(data.data, 0, data.len) == nil else { throw .nulCharacter(field: "\(field)") }
    // Not by String(validating:as:), which is generic and takes three times as long.
    guard let text = try? UTF8Span(validating: bytes.span) else { throw .invalidUTF8(field: "\(field)") }
    return String(copying: text)
}

@inline(__always)
func readBytes(_ data: ProtobufCBinaryData) -> [UInt8] {
    data.len == 0 ? [] : [UInt8](UnsafeBufferPointer(start: data.data, count: data.len))
}

func readTexts(
    _ items: UnsafeMutablePointer<ProtobufCBinaryData>?, _ count: Int, _ field: StaticString
) throws(MessageError) -> [String] {
    var texts: [String] = []
    texts.reserveCapacity(count)
    for index in 0..<count {
        do {
            texts.append(try readText(items.unsafelyUnwrapped[index], field))
        } catch {
            switch error {
            case .invalidUTF8: throw .invalidUTF8(field: "\(field)[\(index)]")
            case .nulCharacter: throw .nulCharacter(field: "\(field)[\(index)]")
            default: throw error
            }
        }
    }
    return texts
}

func readByteArrays(_ items: UnsafeMutablePointer<ProtobufCBinaryData>?, _ count: Int) -> [[UInt8]] {
    (0..<count).map { readBytes(items.unsafelyUnwrapped[$0]) }
}

func readNumbers<Number>(_ items: UnsafeMutablePointer<Number>?, _ count: Int) -> [Number] {
    Array(UnsafeBufferPointer(start: items, count: count))
}

func readFlags(_ items: UnsafeMutablePointer<protobuf_c_boolean>?, _ count: Int) -> [Bool] {
    UnsafeBufferPointer(start: items, count: count).map { $0 != 0 }
}

func readEnums<Value: ProtobufEnum>(_ items: UnsafeMutablePointer<Int32>?, _ count: Int) -> [Value] {
    UnsafeBufferPointer(start: items, count: count).map { Value(rawValue: $0) }
}

@inline(__always)
func readMessage<Message: CMessage>(
    _ c: UnsafeMutablePointer<Message.C>?, _ field: StaticString
) throws(MessageError) -> Message? {
    guard let c else { return nil }
    do { return try Message(UnsafePointer(c)) } catch { throw error.inside("\(field)") }
}

/// The message that a oneof holds: its case says that it is there.
func readHeld<Message: CMessage>(
    _ c: UnsafeMutablePointer<Message.C>?, _ field: StaticString
) throws(MessageError) -> Message {
    try readMessage(c, field) ?? Message()
}

func readMessages<Message: CMessage>(
    _ items: UnsafeMutablePointer<UnsafeMutablePointer<Message.C>?>?, _ count: Int, _ field: StaticString
) throws(MessageError) -> [Message] {
    var messages: [Message] = []
    messages.reserveCapacity(count)
    for index in 0..<count {
        guard let c = items.unsafelyUnwrapped[index] else { continue }
        do { messages.append(try Message(UnsafePointer(c))) } catch { throw error.inside("\(field)[\(index)]") }
    }
    return messages
}
