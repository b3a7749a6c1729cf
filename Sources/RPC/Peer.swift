/// Who is at the other end of the connection that a call came on.
package struct Peer: Sendable, Equatable {
    /// The address and port as text, for logs: `192.0.2.7:51234`.
    package var address: String
    /// The network address alone, without the port.
    package var host: String {
        // By bytes: this is on every call's path, and finding characters costs far more.
        guard let colon = address.utf8.lastIndex(of: UInt8(ascii: ":")) else { return address }
        return String(address[..<colon])
    }
    /// The verified client certificate, if one was shown.
    package var certificate: PeerCertificate?

    /// Makes a peer.
    package init(address: String, certificate: PeerCertificate? = nil) {
        self.address = address
        self.certificate = certificate
    }
}
