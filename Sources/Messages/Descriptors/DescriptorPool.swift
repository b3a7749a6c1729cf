/// The types of messages and enums that a set of descriptors declares, in flat tables.
///
/// Maps, groups and google.protobuf.Any and its like are not supported, since the protocol has none: a set with one of them is
/// refused. Extensions are left out. A message has at most 128 fields.
package struct DescriptorPool: Sendable {
    /// Why there is no pool of a set of descriptors.
    package enum Failure: Error, Equatable {
        /// The bytes are no google.protobuf.FileDescriptorSet, or one that lacks what its files import.
        case malformed
        /// The type or field of that full name is a map, a group or one of the messages with a form of its own in JSON that is
        /// not known here, or it has too many fields or an unusual name.
        case unsupported(String)
    }

    /// A text among `names`.
    struct Name: Sendable {
        let start: Int32
        let count: Int32
    }

    /// The types of the protocol. They are read when somebody asks for them, not when the process starts.
    package static let embedded: DescriptorPool = {
        do throws(Failure) {
            return try DescriptorPool(set: EmbeddedDescriptors.bytes)
        } catch {
            preconditionFailure("the embedded descriptors can't be read: \(error)")
        }
    }()

    let messages: [MessageDescriptor]
    let enums: [EnumDescriptor]
    let fields: [FieldDescriptor]
    let values: [EnumDescriptor.Value]
    /// The names of fields and values, one after another.
    let names: [UInt8]
    private let places: [String: Int]

    /// Reads a google.protobuf.FileDescriptorSet, in which the files that a file imports come before it.
    package init(set: [UInt8]) throws(Failure) {
        let read = set.withUnsafeBytes { bytes in
            Result { () throws(Failure) in try DescriptorPool(set: bytes) }
        }
        self = try read.get()
    }

    private init(set: UnsafeRawBufferPointer) throws(Failure) {
        var builder = DescriptorPoolBuilder()
        try builder.read(set)
        messages = builder.messages
        enums = builder.enums
        fields = builder.fields
        values = builder.values
        names = builder.names
        places = builder.messagePlaces
    }

    /// The place of the message of that full name.
    func message(named name: String) -> Int? { places[name] }

    /// A name as a string.
    func text(_ name: Name) -> String {
        String(decoding: names[Int(name.start)..<Int(name.start + name.count)], as: UTF8.self)
    }
}
