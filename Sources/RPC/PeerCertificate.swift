/// A certificate that the other end of a connection proved to own, and whose chain was verified.
package struct PeerCertificate: Sendable, Equatable {
    /// The certificate itself, in DER.
    package var der: [UInt8]
    /// The SHA-256 of `der`: 32 bytes.
    package var sha256: [UInt8]
    /// The URIs among its subject's alternative names, in order.
    package var uris: [String]
    /// The subject's common name; empty if it has none.
    package var commonName: String

    /// Makes a certificate's description.
    package init(der: [UInt8], sha256: [UInt8], uris: [String], commonName: String) {
        self.der = der
        self.sha256 = sha256
        self.uris = uris
        self.commonName = commonName
    }
}
