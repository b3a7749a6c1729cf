import CMessages

/// The serialised descriptors of the protocol's files, which are a constant of the program.
enum EmbeddedDescriptors {
    /// A google.protobuf.FileDescriptorSet.
    static var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: lm2_descriptors_start(), count: lm2_descriptors_size)
    }

    /// Calls with each file's google.protobuf.FileDescriptorProto, those that a file imports before it.
    static func forEachFile(
        in set: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws(WireReader.Malformed) -> Void
    ) throws(WireReader.Malformed) {
        var reader = WireReader(set)
        while !reader.isAtEnd {
            let tag = try reader.tag()
            if tag.field == 1 { try body(try reader.bytes(of: tag)) } else { try reader.skip(tag.type) }
        }
    }
}
