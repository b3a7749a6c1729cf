/// A message as it is on the wire.
struct EncodedMessage: Equatable {
    /// Its bytes.
    var bytes: [UInt8]
    /// Whether the bytes are gzip.
    var isCompressed = false
}
