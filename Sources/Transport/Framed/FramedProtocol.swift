/// What the native protocol is called and what it promises; `proto/PROTOCOL.md` says the same.
package enum FramedProtocol {
    /// Its name in ALPN. A client that offers nothing gets it too.
    package static let name = "lm2/1"
    /// What a frame may have beside its longest message, in bytes: ids, metadata, details of errors.
    package static let frameAllowance = 65_536
    /// The longest message unless the server is configured otherwise, in bytes.
    package static let defaultMessageLimit = 4_194_304
}
