/// HTTP/2 as this server speaks it: RFC 9113, over TLS.
package enum HTTP2Protocol {
    /// Its name in ALPN.
    package static let name = "h2"
}
