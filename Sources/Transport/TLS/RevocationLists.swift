import COpenSSL

/// The certificate revocation lists of a PEM file (RFC 5280, section 5): which client certificates are good no more.
struct RevocationLists: ~Copyable {
    private let file: String
    /// Owned.
    private var lists: [OpaquePointer] = []

    /// Reads the lists. Throws if the file can't be read or holds none, or if one is not signed by a CA of `caFile`: then
    /// it is not the list that was meant.
    init(file: String, caFile: String) throws(TLSError) {
        self.file = file
        lists = try Self.read(file, "CRL file") { PEM_read_bio_X509_CRL($0, nil, nil, nil) }
        let authorities = try Self.read(caFile, "CA file") { PEM_read_bio_X509($0, nil, nil, nil) }
        defer { for authority in authorities { X509_free(authority) } }
        for list in lists {
            let isSigned = authorities.contains {
                X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name($0)) == 0
                    && X509_CRL_verify(list, X509_get0_pubkey($0)) == 1
            }
            guard isSigned else {
                ERR_clear_error()
                throw TLSError(.configuration, "CRL file \(file): a list in it is not signed by a CA of \(caFile)")
            }
        }
    }

    deinit { for list in lists { X509_CRL_free(list) } }

    /// Whether the next issue of one of them is overdue. One that does not say when the next comes does not expire.
    var haveExpired: Bool {
        lists.contains { list in
            guard let next = X509_CRL_get0_nextUpdate(list) else { return false }
            return X509_cmp_current_time(next) < 0
        }
    }

    /// Has what the store verifies held against the lists: a certificate itself, not those between it and the root.
    func add(to store: OpaquePointer?) throws(TLSError) {
        for list in lists {
            guard X509_STORE_add_crl(store, list) == 1 else {
                throw TLSError(.configuration, "CRL file \(file): \(TLSError.takeQueue())")
            }
        }
        X509_STORE_set_flags(store, UInt(X509_V_FLAG_CRL_CHECK))
    }

    /// What a PEM file holds of one kind, at least one; the caller frees it.
    private static func read(
        _ file: String, _ what: String, _ next: (OpaquePointer) -> OpaquePointer?
    ) throws(TLSError) -> [OpaquePointer] {
        ERR_clear_error()
        guard let input = BIO_new_file(file, "r") else {
            throw TLSError(.configuration, "\(what) \(file): \(TLSError.takeQueue())")
        }
        defer { BIO_free(input) }
        var found: [OpaquePointer] = []
        while let one = next(input) { found.append(one) }
        // At the end of the file there is no further beginning; anything else is damage in the middle.
        let isAtEnd = lm2_ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE
        guard isAtEnd, !found.isEmpty else {
            throw TLSError(.configuration, "\(what) \(file): \(TLSError.takeQueue())")
        }
        ERR_clear_error()
        return found
    }
}
