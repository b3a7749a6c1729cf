/// A message as a client sent it.
struct IncomingMessage: Equatable {
    /// Its bytes.
    var bytes: [UInt8]
    /// Whether the bytes are gzip, to be inflated when the handler takes the message.
    var isCompressed = false
}
