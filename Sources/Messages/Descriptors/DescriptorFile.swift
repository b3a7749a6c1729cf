/// One of the protocol's `.proto` files, as its descriptor says.
package struct DescriptorFile: Sendable {
    /// The file's path, such as `lm2/v1/assessment.proto`.
    package let name: String
    /// The names of the files that it imports.
    package let dependencies: [String]
    /// The full names of what it declares: messages, their fields and oneofs, enums and their values, services and their
    /// methods, extensions.
    let symbols: [String]
    /// The extensions that it declares.
    let extensions: [Extension]
    /// Where its descriptor lies among the embedded bytes, which it is not copied out of before somebody asks for it.
    private let range: Range<Int>

    /// An extension: the full name of the message that it extends, and its number there.
    struct Extension: Sendable {
        let type: String
        let number: Int32
    }

    /// The file's google.protobuf.FileDescriptorProto.
    package var serialized: [UInt8] { Array(EmbeddedDescriptors.bytes[range]) }

    /// Reads a descriptor that lies among the embedded bytes.
    init(_ bytes: UnsafeRawBufferPointer) throws(WireReader.Malformed) {
        let start = bytes.baseAddress.unsafelyUnwrapped - EmbeddedDescriptors.bytes.baseAddress.unsafelyUnwrapped
        range = start..<start + bytes.count
        let package = try WireReader.text(2, of: bytes) ?? ""
        var name = ""
        var dependencies: [String] = []
        var declared = Declared()
        var reader = WireReader(bytes)
        while !reader.isAtEnd {
            let tag = try reader.tag()
            switch tag.field {
            case 1: name = try reader.text(of: tag)
            case 3: dependencies.append(try reader.text(of: tag))
            case 4: try declared.addMessage(try reader.bytes(of: tag), in: package)
            case 5: try declared.addEnum(try reader.bytes(of: tag), in: package)
            case 6: try declared.addNamed(try reader.bytes(of: tag), in: package, members: [2])
            case 7: try declared.addExtension(try reader.bytes(of: tag), in: package)
            default: try reader.skip(tag.type)
            }
        }
        self.name = name
        self.dependencies = dependencies
        symbols = declared.symbols
        extensions = declared.extensions
    }

    /// Collects what a file declares.
    private struct Declared {
        var symbols: [String] = []
        var extensions: [Extension] = []

        /// Adds what has a name, and its members, which are in fields of those numbers.
        @discardableResult
        mutating func addNamed(
            _ bytes: UnsafeRawBufferPointer, in scope: String, members: Set<Int32> = []
        ) throws(WireReader.Malformed) -> String {
            let name = try WireReader.text(1, of: bytes) ?? ""
            let full = scope.isEmpty ? name : "\(scope).\(name)"
            symbols.append(full)
            var reader = WireReader(bytes)
            while !reader.isAtEnd {
                let tag = try reader.tag()
                if members.contains(tag.field) {
                    try addNamed(try reader.bytes(of: tag), in: full)
                } else {
                    try reader.skip(tag.type)
                }
            }
            return full
        }

        mutating func addMessage(_ bytes: UnsafeRawBufferPointer, in scope: String) throws(WireReader.Malformed) {
            let name = try addNamed(bytes, in: scope, members: [2, 8])
            var reader = WireReader(bytes)
            while !reader.isAtEnd {
                let tag = try reader.tag()
                switch tag.field {
                case 3: try addMessage(try reader.bytes(of: tag), in: name)
                case 4: try addEnum(try reader.bytes(of: tag), in: name)
                case 6: try addExtension(try reader.bytes(of: tag), in: name)
                default: try reader.skip(tag.type)
                }
            }
        }

        /// An enum's values are named beside it, not in it.
        mutating func addEnum(_ bytes: UnsafeRawBufferPointer, in scope: String) throws(WireReader.Malformed) {
            try addNamed(bytes, in: scope)
            var reader = WireReader(bytes)
            while !reader.isAtEnd {
                let tag = try reader.tag()
                if tag.field == 2 {
                    try addNamed(try reader.bytes(of: tag), in: scope)
                } else {
                    try reader.skip(tag.type)
                }
            }
        }

        mutating func addExtension(_ bytes: UnsafeRawBufferPointer, in scope: String) throws(WireReader.Malformed) {
            try addNamed(bytes, in: scope)
            var reader = WireReader(bytes)
            var (type, number) = ("", Int32(0))
            while !reader.isAtEnd {
                let tag = try reader.tag()
                switch tag.field {
                // A type's name begins with a dot.
                case 2: type = String(try reader.text(of: tag).dropFirst())
                case 3: number = try reader.int32(of: tag)
                default: try reader.skip(tag.type)
                }
            }
            extensions.append(Extension(type: type, number: number))
        }
    }
}
