/// Reads descriptors into the tables of a `DescriptorPool`.
struct DescriptorPoolBuilder {
    private(set) var messages: [MessageDescriptor] = []
    private(set) var enums: [EnumDescriptor] = []
    private(set) var fields: [FieldDescriptor] = []
    private(set) var values: [EnumDescriptor.Value] = []
    private(set) var names: [UInt8] = []
    private(set) var messagePlaces: [String: Int] = [:]

    private static let mostFields = 128
    /// Messages that have a form of their own in JSON too, but that the protocol does not use.
    private static let otherForms: Set<String> = Set(
        [
            "Any", "FieldMask", "Struct", "Value", "ListValue", "BoolValue", "BytesValue", "DoubleValue", "FloatValue",
            "Int32Value", "Int64Value", "StringValue", "UInt32Value", "UInt64Value",
        ].map { "google.protobuf.\($0)" })
    private typealias Failure = DescriptorPool.Failure
    private typealias Bytes = UnsafeRawBufferPointer

    /// A message whose fields are to be read, once every type has its place.
    private struct Pending {
        let name: String
        let bytes: UnsafeRawBufferPointer
        let isProto3: Bool
    }

    private var pending: [Pending] = []
    private var enumPlaces: [String: Int] = [:]

    /// Reads a google.protobuf.FileDescriptorSet.
    mutating func read(_ set: UnsafeRawBufferPointer) throws(DescriptorPool.Failure) {
        var files: [UnsafeRawBufferPointer] = []
        do throws(WireReader.Malformed) {
            try EmbeddedDescriptors.forEachFile(in: set) { files.append($0) }
            for file in files { try readFile(file) }
        } catch {
            throw .malformed
        }
        for message in pending { try readFields(message) }
        pending = []
    }

    private mutating func readFile(_ bytes: Bytes) throws(WireReader.Malformed) {
        let package = try WireReader.text(2, of: bytes) ?? ""
        let isProto3 = try WireReader.text(12, of: bytes) == "proto3"
        var reader = WireReader(bytes)
        while !reader.isAtEnd {
            let tag = try reader.tag()
            switch tag.field {
            case 4: try readMessage(try reader.bytes(of: tag), in: package, isProto3: isProto3)
            case 5: try readEnum(try reader.bytes(of: tag), in: package)
            default: try reader.skip(tag.type)
            }
        }
    }

    private mutating func readMessage(
        _ bytes: Bytes, in scope: String, isProto3: Bool
    ) throws(WireReader.Malformed) {
        let name = try DescriptorPoolBuilder.fullName(of: bytes, in: scope)
        messagePlaces[name] = pending.count
        pending.append(Pending(name: name, bytes: bytes, isProto3: isProto3))
        var reader = WireReader(bytes)
        while !reader.isAtEnd {
            let tag = try reader.tag()
            switch tag.field {
            case 3: try readMessage(try reader.bytes(of: tag), in: name, isProto3: isProto3)
            case 4: try readEnum(try reader.bytes(of: tag), in: name)
            default: try reader.skip(tag.type)
            }
        }
    }

    private mutating func readEnum(_ bytes: Bytes, in scope: String) throws(WireReader.Malformed) {
        let start = values.count
        var reader = WireReader(bytes)
        while !reader.isAtEnd {
            let tag = try reader.tag()
            guard tag.field == 2 else {
                try reader.skip(tag.type)
                continue
            }
            let value = try reader.bytes(of: tag)
            var parts = WireReader(value)
            var (name, number) = ("", Int32(0))
            while !parts.isAtEnd {
                let tag = try parts.tag()
                switch tag.field {
                case 1: name = try parts.text(of: tag)
                case 2: number = try parts.int32(of: tag)
                default: try parts.skip(tag.type)
                }
            }
            values.append(EnumDescriptor.Value(number: number, name: keep("\"\(name)\"")))
        }
        let name = try DescriptorPoolBuilder.fullName(of: bytes, in: scope)
        enumPlaces[name] = enums.count
        enums.append(EnumDescriptor(fullName: name, values: start..<values.count))
    }

    private mutating func readFields(_ message: Pending) throws(DescriptorPool.Failure) {
        var read: [FieldDeclaration] = []
        var oneofs = 0
        do throws(WireReader.Malformed) {
            var reader = WireReader(message.bytes)
            while !reader.isAtEnd {
                let tag = try reader.tag()
                switch tag.field {
                case 2: read.append(try FieldDeclaration(try reader.bytes(of: tag)))
                case 8:
                    oneofs += 1
                    try reader.skip(tag.type)
                default: try reader.skip(tag.type)
                }
            }
        } catch {
            throw .malformed
        }
        guard read.count <= DescriptorPoolBuilder.mostFields, oneofs <= 64,
            !DescriptorPoolBuilder.otherForms.contains(message.name)
        else { throw .unsupported(message.name) }
        read.sort { $0.number < $1.number }
        let start = fields.count
        for field in read { fields.append(try describe(field, of: message)) }
        let wellKnown: MessageDescriptor.WellKnown? =
            switch message.name {
            case "google.protobuf.Timestamp": .timestamp
            case "google.protobuf.Duration": .duration
            default: nil
            }
        messages.append(
            MessageDescriptor(
                fullName: message.name, fields: start..<fields.count, oneofCount: oneofs, wellKnown: wellKnown))
    }

    private mutating func describe(
        _ field: FieldDeclaration, of message: Pending
    ) throws(DescriptorPool.Failure) -> FieldDescriptor {
        let full = "\(message.name).\(field.name)"
        guard let type = FieldDescriptor.FieldType(rawValue: field.type) else { throw .unsupported(full) }
        guard DescriptorPoolBuilder.isPlain(field.jsonName) else { throw .unsupported(full) }
        var typeIndex = -1
        if type == .message || type == .enum {
            let places = type == .message ? messagePlaces : enumPlaces
            guard let place = places[String(field.typeName.dropFirst())] else { throw .malformed }
            typeIndex = place
        }
        if type == .message, try DescriptorPoolBuilder.isMap(pending[typeIndex].bytes) { throw .unsupported(full) }
        let oneof = field.isProto3Optional ? nil : field.oneof
        let isSingular = !field.isRepeated
        return FieldDescriptor(
            number: field.number, type: type, isRepeated: field.isRepeated,
            hasPresence: isSingular
                && (!message.isProto3 || field.isProto3Optional || oneof != nil || type == .message),
            oneof: oneof.map { Int8($0) } ?? -1, typeIndex: Int32(typeIndex), name: keep(field.name),
            key: keep("\"\(field.jsonName)\":"))
    }

    /// Whether a name can be written into JSON as it is.
    private static func isPlain(_ name: String) -> Bool {
        let excluded: [UInt8] = [UInt8(ascii: "\""), UInt8(ascii: "\\")]
        return !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !excluded.contains($0) }
    }

    private mutating func keep(_ text: String) -> DescriptorPool.Name {
        let start = names.count
        names.append(contentsOf: text.utf8)
        return DescriptorPool.Name(start: Int32(start), count: Int32(names.count - start))
    }

    private static func fullName(of bytes: Bytes, in scope: String) throws(WireReader.Malformed) -> String {
        let name = try WireReader.text(1, of: bytes) ?? ""
        return scope.isEmpty ? name : "\(scope).\(name)"
    }

    /// Whether a message is the entry of a map, which its options say.
    private static func isMap(_ bytes: Bytes) throws(DescriptorPool.Failure) -> Bool {
        do throws(WireReader.Malformed) {
            var reader = WireReader(bytes)
            while !reader.isAtEnd {
                let tag = try reader.tag()
                guard tag.field == 7 else {
                    try reader.skip(tag.type)
                    continue
                }
                var options = WireReader(try reader.bytes(of: tag))
                while !options.isAtEnd {
                    let tag = try options.tag()
                    if tag.field == 7 { return try options.int32(of: tag) != 0 }
                    try options.skip(tag.type)
                }
            }
            return false
        } catch {
            throw .malformed
        }
    }
}
