/// A typed detail of a status: a serialised protobuf message and the name of its type.
package struct StatusDetail: Sendable, Equatable {
    /// The message's full protobuf name, such as `google.rpc.BadRequest`.
    package var type: String
    /// The message, serialised.
    package var value: [UInt8]

    /// Makes a detail of a serialised message.
    package init(type: String, value: [UInt8]) {
        self.type = type
        self.value = value
    }
}
