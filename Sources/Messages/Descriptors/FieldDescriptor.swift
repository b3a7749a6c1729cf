/// A field of a message, in a form without references: thousands of them are looked at for each message that is read.
struct FieldDescriptor: Sendable {
    /// The types of protobuf, by their numbers in google.protobuf.FieldDescriptorProto.
    enum FieldType: UInt8, Sendable {
        case double = 1
        case float = 2
        case int64 = 3
        case uint64 = 4
        case int32 = 5
        case fixed64 = 6
        case fixed32 = 7
        case bool = 8
        case string = 9
        case message = 11
        case bytes = 12
        case uint32 = 13
        case `enum` = 14
        case sfixed32 = 15
        case sfixed64 = 16
        case sint32 = 17
        case sint64 = 18

        /// How one value is encoded.
        var wireType: WireReader.WireType {
            switch self {
            case .double, .fixed64, .sfixed64: .fixed64
            case .float, .fixed32, .sfixed32: .fixed32
            case .string, .message, .bytes: .bytes
            default: .varint
            }
        }

        /// Whether the values of a repeated field lie together in one.
        var isPackable: Bool { wireType != .bytes }
    }

    let number: Int32
    let type: FieldType
    let isRepeated: Bool
    /// Whether a field that is set to its default differs from one that is not set: `optional`, in a oneof, or a message.
    let hasPresence: Bool
    /// The place of its oneof among the message's, or -1. The oneof that proto3 has around an `optional` is none.
    let oneof: Int8
    /// The place of its message or enum in the pool.
    let typeIndex: Int32
    /// Its name in the `.proto` file, such as `clause_id`.
    let name: DescriptorPool.Name
    /// Its name in JSON as it is written there: `"clauseId":`.
    let key: DescriptorPool.Name
}
