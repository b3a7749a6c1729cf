import COpenSSL
import Glibc

/// What the TLS sessions of one listener, or of one client, have in common: certificates, versions, suites, ticket keys.
///
/// Immutable once made, but for the ticket keys, and OpenSSL counts references under its own lock; so loops may share it.
package final class TLSContext: @unchecked Sendable {
    /// Which side its sessions are.
    package enum Role: Sendable { case server, client }

    let pointer: OpaquePointer
    let role: Role
    /// The name that a client wants to see in the server's certificate, unless it is told another for a session.
    let serverName: String?
    /// What a server speaks, best first.
    let applicationProtocols: [String]
    /// What works, but not for everybody: sentences for the log.
    package private(set) var warnings: [String] = []
    private let ticketKeys: TicketKeys

    /// Only what has forward secrecy and authenticates what it encrypts.
    private static let tls12Suites = [
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
    ].joined(separator: ":")
    private static let groups = "X25519:P-256"
    /// How long a ticket is honoured, in seconds: with hourly rotation its key is gone after two hours anyway.
    private static let ticketLifetime = 3600

    /// Makes the context of a server. One that continues another takes up the sessions that the other has given.
    package static func server(
        _ configuration: ServerTLSConfiguration, continuing former: TLSContext? = nil
    ) throws(TLSError) -> TLSContext {
        let context = try TLSContext(
            .server, serverName: nil, applicationProtocols: configuration.applicationProtocols,
            ticketKeys: former?.ticketKeys ?? TicketKeys())
        context.prepareServer()
        try context.use(
            certificate: configuration.certificateChainFile, privateKey: configuration.privateKeyFile)
        switch configuration.clientCertificates {
        case .notAsked: break
        case .optional(let caFile, let crlFile):
            try context.askForCertificates(caFile, crlFile, SSL_VERIFY_PEER)
        case .required(let caFile, let crlFile):
            try context.askForCertificates(caFile, crlFile, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT)
        }
        return context
    }

    /// Makes the context of a client.
    package static func client(_ configuration: ClientTLSConfiguration) throws(TLSError) -> TLSContext {
        let context = try TLSContext(
            .client, serverName: configuration.serverName, applicationProtocols: configuration.applicationProtocols)
        if configuration.newestVersion == .tls12 {
            try context.check(lm2_SSL_CTX_set_max_proto_version(context.pointer, TLS1_2_VERSION), "TLS 1.2 at the most")
        }
        if let caFile = configuration.caFile {
            try context.check(SSL_CTX_load_verify_file(context.pointer, caFile), "CA file \(caFile)")
        } else {
            try context.check(SSL_CTX_set_default_verify_paths(context.pointer), "the system's CAs")
        }
        SSL_CTX_set_verify(context.pointer, SSL_VERIFY_PEER, nil)
        if let certificate = configuration.certificateChainFile {
            try context.use(
                certificate: certificate, privateKey: configuration.privateKeyFile ?? certificate)
        }
        let offer = Self.wireFormat(configuration.applicationProtocols)
        // This one function of OpenSSL gives 0 for success.
        guard offer.isEmpty || SSL_CTX_set_alpn_protos(context.pointer, offer, UInt32(offer.count)) == 0 else {
            throw TLSError(.configuration, "the application protocols can't be offered")
        }
        return context
    }

    private init(
        _ role: Role, serverName: String?, applicationProtocols: [String], ticketKeys: TicketKeys = TicketKeys()
    ) throws(TLSError) {
        self.ticketKeys = ticketKeys
        ERR_clear_error()
        guard let context = SSL_CTX_new(role == .server ? TLS_server_method() : TLS_client_method()) else {
            throw TLSError(.configuration, TLSError.takeQueue())
        }
        pointer = context
        self.role = role
        self.serverName = serverName
        self.applicationProtocols = applicationProtocols
        // An idle connection must not hold 32 KiB of OpenSSL's buffers; the loop's buffers move between calls.
        _ = lm2_SSL_CTX_set_mode(
            context,
            Int(
                SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS
                    | SSL_MODE_AUTO_RETRY))
        SSL_CTX_set_options(
            context, Self.noCompression | Self.noRenegotiation | Self.cipherServerPreference)
        // An encrypted key would have OpenSSL ask the terminal for its password.
        SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in 0 }
        try check(lm2_SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION), "TLS 1.2")
        try check(SSL_CTX_set_cipher_list(context, Self.tls12Suites), "the suites of TLS 1.2")
        try check(lm2_SSL_CTX_set1_groups_list(context, Self.groups), "the groups")
    }

    deinit { SSL_CTX_free(pointer) }

    // Written as expressions in OpenSSL's header, which Swift does not import.
    private static let noCompression: UInt64 = 1 << 17
    private static let cipherServerPreference: UInt64 = 1 << 22
    private static let noRenegotiation: UInt64 = 1 << 30
    private static let noTickets: UInt64 = 1 << 14

    /// Has new tickets sealed under a new key; called once an hour.
    package func rotateTicketKeys() { ticketKeys.rotate() }

    // MARK: Preparing

    private func use(certificate: String, privateKey: String) throws(TLSError) {
        try check(SSL_CTX_use_certificate_chain_file(pointer, certificate), "certificate \(certificate)")
        try check(SSL_CTX_use_PrivateKey_file(pointer, privateKey, SSL_FILETYPE_PEM), "private key \(privateKey)")
        try check(SSL_CTX_check_private_key(pointer), "private key \(privateKey) of certificate \(certificate)")
    }

    private func askForCertificates(_ caFile: String, _ crlFile: String?, _ mode: Int32) throws(TLSError) {
        try check(SSL_CTX_load_verify_file(pointer, caFile), "CA file \(caFile)")
        // A session that is resumed is not verified again. Without tickets each connection is, by the lists that hold then.
        SSL_CTX_set_options(pointer, Self.noTickets)
        SSL_CTX_set_num_tickets(pointer, 0)
        if let crlFile {
            let lists = try RevocationLists(file: crlFile, caFile: caFile)
            try lists.add(to: SSL_CTX_get_cert_store(pointer))
            if lists.haveExpired {
                warnings.append(
                    "CRL file \(crlFile) holds a list that has expired: the client certificates of its CA are refused")
            }
        }
        ERR_clear_error()
        guard let names = SSL_load_client_CA_file(caFile) else {
            throw TLSError(.configuration, "CA file \(caFile): \(TLSError.takeQueue())")
        }
        // Takes the list over.
        SSL_CTX_set_client_CA_list(pointer, names)
        SSL_CTX_set_verify(pointer, mode, nil)
    }

    private func prepareServer() {
        // Sessions live in the clients' tickets; nothing is kept here. The context's name is mandatory with client
        // certificates: without it a resumption fails the handshake.
        _ = lm2_SSL_CTX_set_session_cache_mode(pointer, Int(SSL_SESS_CACHE_OFF))
        SSL_CTX_set_session_id_context(pointer, [UInt8]("lm2".utf8), 3)
        SSL_CTX_set_num_tickets(pointer, 1)
        SSL_CTX_set_timeout(pointer, Self.ticketLifetime)
        SSL_CTX_set_ex_data(pointer, Self.ownerIndex, Unmanaged.passUnretained(self).toOpaque())
        SSL_CTX_set_tlsext_ticket_key_evp_cb(pointer) { ssl, name, iv, cipher, mac, isSealing in
            guard let ssl, let name, let iv, let cipher, let mac, let owner = TLSContext.owner(of: ssl) else {
                return -1
            }
            return isSealing != 0
                ? owner.ticketKeys.seal(name: name, iv: iv, cipher: cipher, mac: mac)
                : owner.ticketKeys.open(name: name, iv: iv, cipher: cipher, mac: mac)
        }
        SSL_CTX_set_alpn_select_cb(
            pointer,
            { ssl, chosen, chosenLength, offered, offeredLength, _ in
                guard let ssl, let chosen, let chosenLength, let offered, let owner = TLSContext.owner(of: ssl) else {
                    return SSL_TLSEXT_ERR_ALERT_FATAL
                }
                let offer = UnsafeBufferPointer(start: offered, count: Int(offeredLength))
                for wanted in owner.applicationProtocols {
                    guard let place = TLSContext.place(of: wanted, in: offer) else { continue }
                    chosen.pointee = offered + place
                    chosenLength.pointee = UInt8(wanted.utf8.count)
                    return SSL_TLSEXT_ERR_OK
                }
                return SSL_TLSEXT_ERR_ALERT_FATAL
            }, nil)
    }

    private func check(_ result: Int32, _ what: String) throws(TLSError) {
        guard result != 1 else { return }
        throw TLSError(.configuration, "\(what): \(TLSError.takeQueue())")
    }

    // MARK: Callbacks

    private static let ownerIndex = lm2_SSL_CTX_get_ex_new_index()

    /// The context of a session, which outlives it: each engine holds its context.
    private static func owner(of ssl: OpaquePointer) -> TLSContext? {
        guard let pointer = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), ownerIndex) else { return nil }
        return Unmanaged<TLSContext>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Where a protocol's name begins in an offer, which is a list of lengths and names.
    private static func place(of name: String, in offer: UnsafeBufferPointer<UInt8>) -> Int? {
        var position = 0
        while position < offer.count {
            let length = Int(offer[position])
            let start = position + 1
            guard start + length <= offer.count else { return nil }
            if offer[start..<start + length].elementsEqual(name.utf8) { return start }
            position = start + length
        }
        return nil
    }

    private static func wireFormat(_ protocols: [String]) -> [UInt8] {
        protocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
    }

    /// Whether a name is an address, which certificates hold in another field and which is no server name indication.
    static func isAddress(_ name: String) -> Bool {
        var four = in_addr()
        var six = in6_addr()
        return inet_pton(AF_INET, name, &four) == 1 || inet_pton(AF_INET6, name, &six) == 1
    }
}
