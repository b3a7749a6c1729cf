/// How a server's TLS is set up. The files are PEM, and are read once, when the `TLSContext` is made.
package struct ServerTLSConfiguration: Sendable {
    /// Whether clients are asked for certificates. Browsers with smartcards prompt when asked, so people are not.
    package enum ClientCertificates: Sendable, Equatable {
        /// They are not asked.
        case notAsked
        /// They are asked, and what they show has to be signed by a CA of the file, and not be in a list of `crlFile`.
        case optional(caFile: String, crlFile: String? = nil)
        /// They have to show one that is signed by a CA of the file, and is not in a list of `crlFile`.
        ///
        /// With a `crlFile` every CA whose certificates are to be taken needs a list there that has not expired: RFC 5280
        /// leaves open what follows from one that has, and here it is refusal, since who holds up the lists could
        /// otherwise keep a stolen certificate alive.
        case required(caFile: String, crlFile: String? = nil)
    }

    /// The server's certificate, followed by those between it and the root.
    package var certificateChainFile: String
    /// The certificate's private key, not encrypted.
    package var privateKeyFile: String
    /// Whether clients are asked for certificates.
    package var clientCertificates: ClientCertificates
    /// The protocols that are spoken, best first. A client that offers only others is refused; one that offers none gets the first.
    package var applicationProtocols: [String]

    /// Makes a configuration.
    package init(
        certificateChainFile: String, privateKeyFile: String, clientCertificates: ClientCertificates = .notAsked,
        applicationProtocols: [String] = ServerProtocols.names
    ) {
        self.certificateChainFile = certificateChainFile
        self.privateKeyFile = privateKeyFile
        self.clientCertificates = clientCertificates
        self.applicationProtocols = applicationProtocols
    }
}

/// How a client's TLS is set up. The files are PEM.
package struct ClientTLSConfiguration: Sendable {
    /// The CAs that may have signed the server's certificate; nil for those of the system.
    package var caFile: String?
    /// The client's own certificate with its chain, if it has one.
    package var certificateChainFile: String?
    /// The private key of the client's certificate.
    package var privateKeyFile: String?
    /// The name or address that the server's certificate has to hold; nil for the host that is connected to.
    package var serverName: String?
    /// The protocols that are offered; none for no offer at all.
    package var applicationProtocols: [String]
    /// The newest version that is offered.
    package var newestVersion: Version

    /// The versions that are spoken.
    package enum Version: Sendable { case tls12, tls13 }

    /// Makes a configuration.
    package init(
        caFile: String? = nil, certificateChainFile: String? = nil, privateKeyFile: String? = nil,
        serverName: String? = nil, applicationProtocols: [String] = [FramedProtocol.name],
        newestVersion: Version = .tls13
    ) {
        self.newestVersion = newestVersion
        self.caFile = caFile
        self.certificateChainFile = certificateChainFile
        self.privateKeyFile = privateKeyFile
        self.serverName = serverName
        self.applicationProtocols = applicationProtocols
    }
}
