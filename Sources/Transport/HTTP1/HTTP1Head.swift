/// The head of a request of HTTP/1.1 or 1.0 whose every field is understood in one way only.
struct HTTP1Head: Equatable {
    /// How the end of a request is found.
    enum Framing: Equatable {
        /// It has no body.
        case none
        /// The body has so many bytes, at least one.
        case length(Int)
        /// The body is in chunks.
        case chunked
    }

    /// Method, target (path and query, or `*`) and fields.
    let request: HTTPRequest
    /// Whether the version is 1.1; else it is 1.0.
    let isVersion11: Bool
    let framing: Framing
    /// Whether the client wants to go on with the connection.
    let keepsAlive: Bool
    /// Whether the client waits for our consent before it sends the body.
    let expectsContinue: Bool

    var isHead: Bool { request.method == "HEAD" }

    init(method: String, target: String, minorVersion: Int, headers: HTTPHeaders) throws(HTTP1Refusal) {
        isVersion11 = minorVersion == 1
        let host = try Self.host(headers, isRequired: isVersion11)
        let target = try Self.target(target, method: method, host: host)
        framing = try Self.framing(headers, isVersion11: isVersion11)
        let options = headers.values(of: "connection").flatMap(Self.list)
        keepsAlive = !options.contains("close") && (isVersion11 || options.contains("keep-alive"))
        let expectations = headers.values(of: "expect").flatMap(Self.list)
        if isVersion11, expectations.contains(where: { $0 != "100-continue" }) {
            throw HTTP1Refusal(417, "the only expectation that is met is 100-continue")
        }
        // RFC 9110, 10.1.1: of a client of 1.0 it is ignored.
        expectsContinue = isVersion11 && !expectations.isEmpty
        request = HTTPRequest(method: method, target: target, headers: headers)
    }

    /// The members of a list, in lower case.
    private static func list(_ value: String) -> [String] {
        value.split(separator: ",").map { member in
            member.drop { $0 == " " || $0 == "\t" }.trimmingBlanksAtEnd().lowercased()
        }.filter { !$0.isEmpty }
    }

    // MARK: Host and target

    private static func host(_ headers: HTTPHeaders, isRequired: Bool) throws(HTTP1Refusal) -> String? {
        let hosts = headers.values(of: "host")
        guard let host = hosts.first else {
            if isRequired { throw .malformed("the request has no Host") }
            return nil
        }
        if hosts.count > 1 { throw .malformed("the request has several Hosts") }
        if !isHost(host) { throw .malformed("the request's Host is no name or address, with or without a port") }
        return host.lowercased()
    }

    /// A name, an IPv4 address or an IPv6 address in brackets; perhaps a port. What RFC 3986 allows beside these, such as
    /// `a,b` or `a%2Fb`, is no host that we have, and is understood in several ways.
    private static func isHost(_ host: String) -> Bool {
        let bytes = Array(host.utf8)
        var end = bytes.count
        if bytes.first == UInt8(ascii: "[") {
            guard let closing = bytes.firstIndex(of: UInt8(ascii: "]")), closing > 3 else { return false }
            let isAddress = bytes[1..<closing].allSatisfy {
                HTTPByte.hexadecimal($0) != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
            }
            guard isAddress else { return false }
            end = closing + 1
        } else {
            end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
            let isName = bytes[..<end].allSatisfy {
                // Letters, digits, and what names of machines have in fact.
                HTTPByte.isToken($0) && !"!#$%&'*+^`|~".utf8.contains($0)
            }
            guard end > 0, end <= 255, isName else { return false }
        }
        guard end < bytes.count else { return true }
        let port = bytes[(end + 1)...]
        return bytes[end] == UInt8(ascii: ":") && (1...5).contains(port.count) && port.allSatisfy(HTTPByte.isDigit)
            && port.reduce(0) { $0 * 10 + Int($1) - 48 } <= 65_535
    }

    private static func target(_ target: String, method: String, host: String?) throws(HTTP1Refusal) -> String {
        if method == "CONNECT" { throw HTTP1Refusal(501, "the server is no proxy") }
        if target.utf8.first == UInt8(ascii: "/") { return target }
        if target == "*" {
            if method == "OPTIONS" { return target }
            throw .malformed("only OPTIONS may ask for *")
        }
        return try path(ofAbsolute: target, host: host)
    }

    /// The form that is sent to proxies. Behind one that tells its tenants apart by Host, two names would be two truths.
    private static func path(ofAbsolute target: String, host: String?) throws(HTTP1Refusal) -> String {
        let lower = target.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix) else {
            throw .malformed("the request's target is no path")
        }
        let rest = target.utf8.dropFirst(scheme.utf8.count)
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        guard String(decoding: rest[..<end], as: UTF8.self).lowercased() == host else {
            throw .malformed("the request's target names another host than its Host")
        }
        let path = String(decoding: rest[end...], as: UTF8.self)
        return path.utf8.first == UInt8(ascii: "/") ? path : "/" + path
    }

    // MARK: The body

    private static func framing(_ headers: HTTPHeaders, isVersion11: Bool) throws(HTTP1Refusal) -> Framing {
        let encodings = headers.values(of: "transfer-encoding")
        let lengths = headers.values(of: "content-length")
        if !encodings.isEmpty {
            if !lengths.isEmpty { throw .malformed("the request has both a Content-Length and a Transfer-Encoding") }
            if !isVersion11 { throw .malformed("there is no Transfer-Encoding in HTTP/1.0") }
            // Not even a list that ends in it: who decodes `gzip, chunked` otherwise finds another end.
            guard encodings.count == 1, isChunked(encodings[0]) else {
                throw .malformed("the only Transfer-Encoding that is understood is chunked")
            }
            return .chunked
        }
        guard let length = lengths.first else { return .none }
        // Equal ones too: some join them to a list, some take the first, some the last.
        if lengths.count > 1 { throw .malformed("the request has several Content-Lengths") }
        let digits = length.utf8
        guard (1...15).contains(digits.count), digits.allSatisfy(HTTPByte.isDigit) else {
            throw .malformed("the request's Content-Length is no number of at most 15 digits")
        }
        let count = digits.reduce(0) { $0 * 10 + Int($1) - 48 }
        return count == 0 ? .none : .length(count)
    }

    /// By bytes, for `lowercased` finds letters outside of ASCII that are ASCII in lower case, such as the Kelvin sign.
    private static func isChunked(_ value: String) -> Bool {
        value.utf8.count == 7 && value.utf8.elementsEqual("chunked".utf8) { $0 | 0x20 == $1 }
    }
}

extension Substring {
    fileprivate func trimmingBlanksAtEnd() -> Substring {
        var rest = self
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }
}
