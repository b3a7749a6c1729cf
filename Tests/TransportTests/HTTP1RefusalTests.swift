import RPC
import Testing
import Transport

/// What is no request of HTTP/1.1, or could be read in two ways, is refused, and the connection closed.
struct HTTP1RefusalTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let bytes: [UInt8]
        let status: Int
        let text: String

        init(_ bytes: String, _ status: Int, _ text: String) {
            self.init(Array(bytes.utf8), status, text)
        }
        init(_ bytes: [UInt8], _ status: Int, _ text: String) {
            self.bytes = bytes
            self.status = status
            self.text = text
        }

        var testDescription: String {
            String(decoding: bytes, as: UTF8.self).debugDescription.prefix(100) + " is \(status)"
        }
    }

    /// A request of these lines, with a Host.
    private static func get(_ fields: String...) -> String {
        (["GET / HTTP/1.1", "Host: a"] + fields).joined(separator: "\r\n") + "\r\n\r\n"
    }
    private static func post(_ fields: String..., body: String) -> String {
        (["POST / HTTP/1.1", "Host: a"] + fields).joined(separator: "\r\n") + "\r\n\r\n" + body
    }
    private static func chunked(_ body: String) -> String { post("Transfer-Encoding: chunked", body: body) }
    private static func ask(_ line: String) -> String { "\(line)\r\nHost: a\r\n\r\n" }
    private static func host(_ host: String) -> String { "GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n" }

    static let requestLines = [
        Refusal(ask("GET  / HTTP/1.1"), 400, "a character"),
        Refusal(ask("GET /  HTTP/1.1"), 400, "a version of HTTP"),
        Refusal(ask("GET / HTTP/1.1 "), 400, "a version of HTTP"),
        Refusal(ask(" GET / HTTP/1.1"), 400, "a method and one space"),
        Refusal(ask("GET\t/ HTTP/1.1"), 400, "a method and one space"),
        Refusal(ask("GET"), 400, "a method and one space"),
        Refusal(ask("G(T / HTTP/1.1"), 400, "a method and one space"),
        Refusal(ask("GÉT / HTTP/1.1"), 400, "a method and one space"),
        Refusal(ask("GET /"), 400, "no version"),
        Refusal("GET / HTTP/1.1\nHost: a\r\n\r\n", 400, "a version of HTTP"),
        Refusal("GET / HTTP/1.1\rHost: a\r\n\r\n", 400, "no line feed"),
        Refusal("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "a method and one space"),
        Refusal("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "a method and one space"),
        Refusal("\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "no line feed"),
        Refusal("\u{16}\u{3}\u{1}", 400, "a method and one space"),
        Refusal(ask("GET / HTTP/2.0"), 505, "version"),
        Refusal(ask("GET / HTTP/1.2"), 505, "version"),
        Refusal(ask("GET / HTTP/0.9"), 505, "version"),
        Refusal(ask("GET / HTTP/11.1"), 400, "a version of HTTP"),
        Refusal(ask("GET / http/1.1"), 400, "a version of HTTP"),
        Refusal(ask("SOURCE / ICE/1.1"), 400, "a version of HTTP"),
        Refusal("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "version"),
        Refusal(ask("BREW / HTTP/1.1"), 501, "no such method"),
        Refusal(ask("get / HTTP/1.1"), 501, "no such method"),
        Refusal(ask(String(repeating: "G", count: 33)), 501, "no such method"),
        Refusal(ask("CONNECT a:443 HTTP/1.1"), 501, "no proxy"),
    ]

    static let targets = [
        Refusal(ask("GET /é HTTP/1.1"), 400, "a character"),
        Refusal(ask("GET /\u{7f} HTTP/1.1"), 400, "a character"),
        Refusal(ask("GET /\u{0} HTTP/1.1"), 400, "a character"),
        Refusal(ask("GET /a\\b HTTP/1.1"), 400, "a character"),
        Refusal(ask("GET /#a HTTP/1.1"), 400, "a character"),
        Refusal(ask("GET * HTTP/1.1"), 400, "only OPTIONS"),
        Refusal(ask("GET a HTTP/1.1"), 400, "malformed"),
        Refusal(ask("GET a:80 HTTP/1.1"), 400, "malformed"),
        Refusal(ask("GET ftp://a/ HTTP/1.1"), 400, "no path"),
        Refusal(ask("GET https://b/ HTTP/1.1"), 400, "another host"),
        Refusal(ask("GET https://a:1/ HTTP/1.1"), 400, "another host"),
        Refusal(ask("GET https://u@a/ HTTP/1.1"), 400, "another host"),
        Refusal(ask("GET https:///a HTTP/1.1"), 400, "another host"),
        Refusal("GET https://a/ HTTP/1.0\r\n\r\n", 400, "another host"),
    ]

    static let hosts = [
        Refusal("GET / HTTP/1.1\r\n\r\n", 400, "no Host"),
        Refusal("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, "several Hosts"),
        Refusal("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400, "several Hosts"),
        Refusal(host(""), 400, "Host is no name"),
        Refusal(host("a b"), 400, "Host is no name"),
        Refusal(host("a,b"), 400, "Host is no name"),
        Refusal(host("a/b"), 400, "Host is no name"),
        Refusal(host("a%2Fb"), 400, "Host is no name"),
        Refusal(host("u@a"), 400, "Host is no name"),
        Refusal(host("é"), 400, "Host is no name"),
        Refusal(host(":80"), 400, "Host is no name"),
        Refusal(host("a:"), 400, "Host is no name"),
        Refusal(host("a:x"), 400, "Host is no name"),
        Refusal(host("a:65536"), 400, "Host is no name"),
        Refusal(host("a:000080"), 400, "Host is no name"),
        Refusal(host("::1"), 400, "Host is no name"),
        Refusal(host("[::1"), 400, "Host is no name"),
        Refusal(host("[]"), 400, "Host is no name"),
        Refusal(host("[::1]80"), 400, "Host is no name"),
        Refusal(host("[::g]"), 400, "Host is no name"),
        Refusal(host(String(repeating: "a", count: 256)), 400, "Host is no name"),
    ]

    static let fields = [
        Refusal(get("A: b", " c"), 400, "folded"),
        Refusal(get("A: b", "\tc"), 400, "folded"),
        Refusal("GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400, "folded"),
        Refusal(get("A : b"), 400, "name has a character"),
        Refusal(get("A\t: b"), 400, "name has a character"),
        Refusal(get("A b: c"), 400, "name has a character"),
        Refusal(get("É: b"), 400, "name has a character"),
        Refusal(get("A\u{0}: b"), 400, "name has a character"),
        Refusal(get("A(b): c"), 400, "name has a character"),
        Refusal(get(": b"), 400, "no name"),
        Refusal(get("A"), 400, "no colon"),
        Refusal(get("A: b\u{0}c"), 400, "control character"),
        Refusal(get("A: b\u{7f}c"), 400, "control character"),
        Refusal(get("A: b\u{1b}[0m"), 400, "control character"),
        Refusal(get("A: b\nC: d"), 400, "no carriage return"),
        Refusal(get("A: b\rC: d"), 400, "no line feed"),
        Refusal(get("A: b\r\r"), 400, "no line feed"),
        Refusal("GET / HTTP/1.1\r\nHost: a\r\n\n", 400, "no carriage return"),
        Refusal("GET / HTTP/1.1\r\nHost: a\r\n\rX", 400, "no line feed"),
        Refusal(Array("GET / HTTP/1.1\r\nHost: a\r\nA: ".utf8) + [0xe9] + Array("\r\n\r\n".utf8), 400, "no UTF-8"),
        Refusal(get("Expect: a miracle"), 417, "100-continue"),
        Refusal(get("Expect: 100-continue, more"), 417, "100-continue"),
    ]

    static let framings = [
        Refusal(post("Content-Length: 5", "Transfer-Encoding: chunked", body: "0\r\n\r\n"), 400, "content-length"),
        Refusal(post("Transfer-Encoding: chunked", "Content-Length: 5", body: "0\r\n\r\n"), 400, "content-length"),
        Refusal(post("Content-Length: 5", "Content-Length: 5", body: "hello"), 400, "content-length"),
        Refusal(post("Content-Length: 5", "Content-Length: 6", body: "hello"), 400, "content-length"),
        Refusal(post("Content-Length: 5, 5", body: "hello"), 400, "content-length"),
        Refusal(post("Content-Length: +5", body: "hello"), 400, "content-length"),
        Refusal(post("Content-Length: -5", body: "hello"), 400, "content-length"),
        Refusal(post("Content-Length: 5a", body: "hello"), 400, "content-length"),
        Refusal(post("Content-Length: 0x5", body: "hello"), 400, "content-length"),
        Refusal(post("Content-Length: 5 5", body: "hello"), 400, "content-length"),
        Refusal(post("Content-Length: 5.0", body: "hello"), 400, "content-length"),
        Refusal(post("Content-Length: ٥", body: "hello"), 400, "content-length"),
        Refusal(post("Content-Length:", body: "hello"), 400, "content-length"),
        Refusal(post("Content-Length: 0000000000000005", body: "hello"), 400, "15 digits"),
        Refusal(post("Content-Length: 18446744073709551621", body: "hello"), 400, "content-length"),
        Refusal(post("Content-Length_: 5", "Content-Length : 5", body: "hello"), 400, "name has a character"),
        Refusal(post("Transfer-Encoding: gzip", body: ""), 400, "transfer-encoding"),
        Refusal(post("Transfer-Encoding: gzip, chunked", body: "0\r\n\r\n"), 400, "transfer-encoding"),
        Refusal(post("Transfer-Encoding: chunked, identity", body: "0\r\n\r\n"), 400, "transfer-encoding"),
        Refusal(post("Transfer-Encoding: chunked, chunked", body: "0\r\n\r\n"), 400, "transfer-encoding"),
        Refusal(
            post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body: "0\r\n\r\n"), 400,
            "transfer-encoding"),
        Refusal(post("Transfer-Encoding: identity", body: ""), 400, "transfer-encoding"),
        Refusal(post("Transfer-Encoding:", body: ""), 400, "transfer-encoding"),
        Refusal(post("Transfer-Encoding: \"chunked\"", body: "0\r\n\r\n"), 400, "transfer-encoding"),
        Refusal(post("Transfer-Encoding: chun\u{212a}ed", body: "0\r\n\r\n"), 400, "transfer-encoding"),
        Refusal(post("Transfer-Encoding: \u{b}chunked", body: "0\r\n\r\n"), 400, "control character"),
        Refusal(post("Transfer-Encoding: chunked;q=1", body: "0\r\n\r\n"), 400, "transfer-encoding"),
        Refusal("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "HTTP/1.0"),
    ]

    static let chunks = [
        Refusal(chunked("\r\n"), 400, "no size"),
        Refusal(chunked("+5\r\nhello\r\n0\r\n\r\n"), 400, "no size"),
        Refusal(chunked("-5\r\nhello\r\n0\r\n\r\n"), 400, "no size"),
        Refusal(chunked(" 5\r\nhello\r\n0\r\n\r\n"), 400, "no size"),
        Refusal(chunked("5 \r\nhello\r\n0\r\n\r\n"), 400, "hexadecimal"),
        Refusal(chunked("5 ;a=b\r\nhello\r\n0\r\n\r\n"), 400, "hexadecimal"),
        Refusal(chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400, "hexadecimal"),
        Refusal(chunked("g\r\n"), 400, "no size"),
        Refusal(chunked("000000005\r\nhello\r\n0\r\n\r\n"), 400, "too long"),
        Refusal(chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"), 400, "too long"),
        Refusal(chunked("5\nhello\r\n0\r\n\r\n"), 400, "hexadecimal"),
        Refusal(chunked("5\rhello\r\n0\r\n\r\n"), 400, "no line feed"),
        Refusal(chunked("5;a\nhello\r\n0\r\n\r\n"), 400, "control character"),
        Refusal(chunked("5;a\u{0}\r\nhello\r\n0\r\n\r\n"), 400, "control character"),
        Refusal(chunked("5;\(String(repeating: "a", count: 1025))\r\nhello\r\n0\r\n\r\n"), 400, "extensions"),
        Refusal(chunked("5\r\nhello0\r\n\r\n"), 400, "longer"),
        Refusal(chunked("5\r\nhelloXX0\r\n\r\n"), 400, "longer"),
        Refusal(chunked("5\r\nhello\n0\r\n\r\n"), 400, "longer"),
        Refusal(chunked("5\r\nhello\r0\r\n\r\n"), 400, "no line feed"),
        Refusal(chunked("0\r\nA : b\r\n\r\n"), 400, "name has a character"),
        Refusal(chunked("0\r\nA: b\n\r\n"), 400, "no carriage return"),
        Refusal(chunked("0\r\n A: b\r\n\r\n"), 400, "folded"),
        Refusal(chunked("0\r\n\n"), 400, "no carriage return"),
        Refusal(chunked("0\r\nA: \(String(repeating: "b", count: 1024))\r\n\r\n"), 431, "1024 bytes"),
    ]

    static let sizes = [
        Refusal("GET /" + String(repeating: "a", count: 512), 414, "512 bytes"),
        Refusal(get("A: " + String(repeating: "b", count: 1024)), 431, "1024 bytes"),
        Refusal(get(String(repeating: "b", count: 1024)), 431, "1024 bytes"),
        Refusal(
            "GET / HTTP/1.1\r\n" + String(repeating: "a:\r\n", count: 101) + "Host: a\r\n\r\n", 431, "100 header"),
    ]

    private static let limits: TransportLimits = {
        var limits = TransportLimits()
        limits.metadataSize = 1_024
        return limits
    }()

    @Test(arguments: requestLines + targets + hosts + fields + framings + chunks + sizes)
    func isRefused(_ refusal: Refusal) async throws {
        let bytes = refusal.bytes
        let (whole, single) = try await HTTP1Conversation.run(limits: Self.limits) { first in
            let second = HTTP1Conversation(loop: first.loop, service: ScriptedHTTPService(), limits: Self.limits)
            first.send(bytes)
            second.send(bytes, splits: Array(1..<bytes.count))
            for conversation in [first, second] {
                #expect(conversation.service.requests == [])
                #expect(conversation.isClosed)
            }
            defer { second.end() }
            return (
                (first.received(), first.violation), (second.received(), second.violation)
            )
        }
        #expect(whole == single)
        #expect(whole.0.hasPrefix("HTTP/1.1 \(refusal.status) "), "\(whole.0)")
        #expect(whole.0.contains("\r\nconnection: close\r\n\r\n"))
        #expect(whole.0.contains("\r\ncontent-type: text/plain; charset=utf-8\r\n"))
        let violation = try #require(whole.1)
        #expect(violation.lowercased().contains(refusal.text.lowercased()))
        #expect(whole.0.hasSuffix("\r\n\r\n\(violation)\n"))
    }

    @Test func nothingIsReadAfterARefusal() async throws {
        try await HTTP1Conversation.run { conversation in
            conversation.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nNONSENSE\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(conversation.service.requests.count == 1)
            let answers = conversation.received()
            #expect(answers.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answers.contains("nothingHTTP/1.1 400 Bad Request\r\n"))
            #expect(conversation.isClosed)
            [UInt8]("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8).withUnsafeBytes(conversation.server.receive)
            #expect(conversation.received() == "")
        }
    }
}
