import COpenSSL
import RPC

extension PeerCertificate {
    /// Reads a certificate from a PEM file, for registering it. Throws if the file can't be read or holds none.
    package init(pemFile path: String) throws(TLSError) {
        ERR_clear_error()
        guard let file = BIO_new_file(path, "r") else { throw TLSError(.configuration, "\(path) can't be read") }
        defer { BIO_free(file) }
        guard let certificate = PEM_read_bio_X509(file, nil, nil, nil) else {
            throw TLSError(.configuration, "\(path) holds no certificate in PEM")
        }
        defer { X509_free(certificate) }
        guard let read = PeerCertificate(x509: certificate) else {
            throw TLSError(.configuration, "\(path) holds a certificate that can't be encoded")
        }
        self = read
    }
}
