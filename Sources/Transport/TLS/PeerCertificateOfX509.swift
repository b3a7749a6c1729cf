import COpenSSL
import RPC

extension PeerCertificate {
    /// Reads what the product needs of a certificate; nil if OpenSSL can't encode it.
    init?(x509 certificate: OpaquePointer) {
        var encoded: UnsafeMutablePointer<UInt8>?
        let length = i2d_X509(certificate, &encoded)
        guard length > 0, let encoded else { return nil }
        defer { CRYPTO_free(encoded, nil, 0) }
        var digest = [UInt8](repeating: 0, count: 32)
        guard X509_digest(certificate, EVP_sha256(), &digest, nil) == 1 else { return nil }
        self.init(
            der: Array(UnsafeBufferPointer(start: encoded, count: Int(length))), sha256: digest,
            uris: Self.uris(of: certificate), commonName: Self.commonName(of: certificate))
    }

    private static func uris(of certificate: OpaquePointer) -> [String] {
        guard let names = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) else { return [] }
        let list = OpaquePointer(names)
        defer { GENERAL_NAMES_free(list) }
        var uris: [String] = []
        for index in 0..<lm2_sk_GENERAL_NAME_num(list) {
            guard let name = lm2_sk_GENERAL_NAME_value(list, index), name.pointee.type == GEN_URI,
                let text = string(name.pointee.d.uniformResourceIdentifier)
            else { continue }
            uris.append(text)
        }
        return uris
    }

    private static func commonName(of certificate: OpaquePointer) -> String {
        guard let subject = X509_get_subject_name(certificate) else { return "" }
        let index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
        guard index >= 0, let entry = X509_NAME_get_entry(subject, index) else { return "" }
        var utf8: UnsafeMutablePointer<UInt8>?
        let length = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry))
        guard length >= 0, let utf8 else { return "" }
        defer { CRYPTO_free(utf8, nil, 0) }
        return String(decoding: UnsafeBufferPointer(start: utf8, count: Int(length)), as: UTF8.self)
    }

    /// Nil for what is not UTF-8: a name that can't be read must not match anything.
    private static func string(_ text: UnsafePointer<ASN1_IA5STRING>?) -> String? {
        guard let text, let bytes = ASN1_STRING_get0_data(text) else { return nil }
        return String(
            validating: UnsafeBufferPointer(start: bytes, count: Int(ASN1_STRING_length(text))), as: UTF8.self)
    }
}
