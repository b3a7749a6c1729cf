/// A protobuf message as a Swift value.
package protocol ProtobufMessage: Sendable, Equatable {
    /// The message's full name, such as `lm2.v1.Assessment`.
    static var fullName: String { get }

    /// All fields at their defaults.
    init()

    /// Reads a serialised message. Unknown fields are skipped.
    ///
    /// Refuses what is not a message of this type, invalid UTF-8 and U+0000 in a string, and a message that would take
    /// far more memory than its size (see `Arena`).
    init(serialized: [UInt8]) throws(MessageError)

    /// The same with a limit of its own for the memory that reading takes beside the value itself, in bytes.
    init(serialized: [UInt8], memoryLimit: Int) throws(MessageError)

    /// The message as protobuf writes it: fields in the order of their numbers, defaults left out.
    func serialized() -> [UInt8]

    /// The rules of the protocol's files that the message breaks, nested messages included, at most 100 of them.
    /// An enum's value that the protocol does not have is one of them.
    ///
    /// Only what callers send has rules: a message that is part of answers alone gives none.
    func violations() -> [FieldViolation]
}

/// An enum of the protocol. A value that this version does not have is kept as its number.
package protocol ProtobufEnum: RawRepresentable, Sendable, Hashable where RawValue == Int32 {
    /// The values that the protocol has.
    static var known: [Self] { get }

    /// The value of that number, unrecognised if the protocol has none.
    init(rawValue: Int32)

    /// The value's name in the protocol without the enum's prefix, in lower case: `not_met`. A number if unrecognised.
    var name: String { get }
}

extension ProtobufEnum {
    /// The value of that `name`, if the protocol has it.
    package init?(name: String) {
        guard let value = Self.known.first(where: { $0.name == name }) else { return nil }
        self = value
    }
}
