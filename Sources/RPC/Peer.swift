/// Who is at the other end of the connection that a call came on.
package struct Peer: Sendable, Equatable {
    /// The address and port as text, for logs: `192.0.2.7:51234`.
    package let address: String
    /// The network address alone, without the port.
    package let host: String
    /// The verified client certificate, if one was shown.
    package var certificate: PeerCertificate?

    /// Makes a peer.
    package init(address: String, certificate: PeerCertificate? = nil) {
        self.address = address
        host = address.utf8.lastIndex(of: UInt8(ascii: ":")).map { String(address[..<$0]) } ?? address
        self.certificate = certificate
    }
}
