/// What HTTP/1.1 is called, and its limits that are nobody's to set.
package enum HTTP1Protocol {
    /// Its name in ALPN.
    package static let name = "http/1.1"
    /// What clients of HTTP/1.0 that know of ALPN call theirs; they are answered as they ask.
    package static let oldName = "http/1.0"
    /// The fields that a head may have, and those that a trailer may have.
    package static let fieldLimit = 100
    /// Bytes that the extensions of all chunks of one request may have.
    package static let chunkExtensionLimit = 1_024
    /// Bytes that may wait while a request is answered: more than one read brings, so that a client that merely sends the
    /// next request early loses nothing.
    package static let waitingLimit = 131_072
    /// The slowest that a body may come once `TransportLimits.stallTimeout` is over, in bytes a second. A client that sends
    /// a byte a minute would otherwise hold its connection for years.
    package static let slowestBody = 4_096
}
