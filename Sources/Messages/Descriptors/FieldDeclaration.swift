/// What a google.protobuf.FieldDescriptorProto says, before its type is looked up.
struct FieldDeclaration {
    var name = ""
    var jsonName = ""
    var number: Int32 = 0
    var type: UInt8 = 0
    var typeName = ""
    var isRepeated = false
    var isProto3Optional = false
    var oneof: Int32?

    init(_ bytes: UnsafeRawBufferPointer) throws(WireReader.Malformed) {
        var reader = WireReader(bytes)
        while !reader.isAtEnd {
            let tag = try reader.tag()
            switch tag.field {
            case 1: name = try reader.text(of: tag)
            case 3: number = try reader.int32(of: tag)
            // 3 is LABEL_REPEATED.
            case 4: isRepeated = try reader.int32(of: tag) == 3
            case 5: type = UInt8(truncatingIfNeeded: try reader.int32(of: tag))
            case 6: typeName = try reader.text(of: tag)
            case 9: oneof = try reader.int32(of: tag)
            case 10: jsonName = try reader.text(of: tag)
            case 17: isProto3Optional = try reader.int32(of: tag) != 0
            default: try reader.skip(tag.type)
            }
        }
    }
}
