import Glibc
import Messages
import RPC

/// A request's head, as HTTP/2 brings it: what decides about the request has a place of its own, since making strings of all
/// fields would cost more than the rest of a small call.
///
/// Heads come one after the other, so a connection has one of these, which begins anew with each.
final class HTTP2Head {
    /// What the content type makes of a request.
    enum Kind {
        /// `application/grpc`, or the same with `+proto`.
        case grpc
        /// Anything else, or none: an HTTP request.
        case other
    }

    /// `:method`.
    private(set) var method = ""
    /// `:path`: path and query.
    private(set) var path = ""
    private(set) var kind = Kind.other
    private(set) var contentType = ""
    /// The value of `grpc-timeout`; empty if there is none.
    private(set) var timeout: [UInt8] = []
    /// How the request's messages may be compressed.
    private(set) var encoding = Encoding.identity
    /// Whether the answer's messages may be gzip.
    private(set) var acceptsGzip = false
    /// Every other field, with its value as it came.
    private(set) var fields: [Metadata.Entry] = []
    /// Bytes of names and values.
    private(set) var size = 0
    /// Whether it has more bytes than it may, or more fields. What goes beyond is not kept.
    private(set) var isTooLarge = false
    /// The fields that are kept: each takes much more memory than its name and value have bytes.
    static let fieldLimit = HTTP1Protocol.fieldLimit
    /// How many of them there are.
    private var kept = 0
    private var authority = ""
    private var hasContentType = false
    private var hasBinaryFields = false
    /// A path that comes over and over, and is not made anew then.
    var usualPath = ""

    /// What `grpc-encoding` says.
    enum Encoding: Equatable {
        case identity
        case gzip
        case unknown(String)
    }

    /// Forgets what came: it may be secret.
    func clear() {
        method = ""
        path = ""
        kind = .other
        contentType = ""
        timeout = []
        encoding = .identity
        acceptsGzip = false
        fields = []
        kept = 0
        size = 0
        isTooLarge = false
        authority = ""
        hasContentType = false
        hasBinaryFields = false
    }

    /// Counts a field, and takes it unless the head is too large: so many bytes are its limit.
    func add(_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>, limit: Int) {
        size += name.count + value.count
        if size > limit || kept >= Self.fieldLimit { isTooLarge = true }
        if isTooLarge { return }
        if name.first == UInt8(ascii: ":") {
            addPseudo(name, value)
        } else if !addKnown(name, value) {
            // Growing one by one costs more than what is left free.
            if kept == 0 { fields.reserveCapacity(4) }
            kept += 1
            hasBinaryFields = hasBinaryFields || Self.isBinary(name)
            fields.append(
                Metadata.Entry(name: String(decoding: name, as: UTF8.self), value: [UInt8](value)))
        }
    }

    private func addPseudo(_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) {
        if Self.equal(name, ":path") {
            path = Self.equal(value, usualPath) ? usualPath : String(decoding: value, as: UTF8.self)
        } else if Self.equal(name, ":method") {
            method = Self.equal(value, "POST") ? "POST" : String(decoding: value, as: UTF8.self)
        } else if Self.equal(name, ":authority") {
            authority = String(decoding: value, as: UTF8.self)
        }
    }

    private func addKnown(_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) -> Bool {
        switch name.count {
        case 2: return Self.equal(name, "te")
        case 10: return Self.equal(name, "user-agent")
        case 12:
            if Self.equal(name, "grpc-timeout") {
                timeout = [UInt8](value)
                return true
            }
            guard Self.equal(name, "content-type") else { return false }
            let isGRPC = Self.isGRPC(value)
            let text = hasContentType || !isGRPC ? String(decoding: value, as: UTF8.self) : ""
            if hasContentType {
                // Said twice it is refused as what both are together.
                contentType = (kind == .grpc ? "application/grpc" : contentType) + ", " + text
                kind = .other
            } else {
                hasContentType = true
                contentType = text
                kind = isGRPC ? .grpc : .other
            }
            return true
        case 14:
            // libnghttp2 holds the body to it.
            return Self.equal(name, "content-length")
        case 13:
            guard Self.equal(name, "grpc-encoding") else { return false }
            encoding =
                Self.equal(value, "identity")
                ? .identity : Self.equal(value, "gzip") ? .gzip : .unknown(String(decoding: value, as: UTF8.self))
            return true
        case 20:
            guard Self.equal(name, "grpc-accept-encoding") else { return false }
            acceptsGzip = value.split(separator: UInt8(ascii: ",")).contains { item in
                item.drop { $0 == UInt8(ascii: " ") }.elementsEqual("gzip".utf8)
            }
            return true
        default: return false
        }
    }

    /// The metadata of a gRPC call: names that end in `-bin` have base64, several joined by commas; nil if one is not.
    var metadata: Metadata? {
        guard hasBinaryFields else { return Metadata(fields) }
        var entries: [Metadata.Entry] = []
        for field in fields {
            guard field.name.hasSuffix("-bin") else {
                entries.append(field)
                continue
            }
            for part in field.value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                guard let value = Base64Text.decode(Array(part.trimmed)) else { return nil }
                entries.append(Metadata.Entry(name: field.name, value: value))
            }
        }
        return Metadata(entries)
    }

    /// The head as other versions of HTTP have it.
    var request: HTTPRequest {
        var headers = HTTPHeaders()
        if !authority.isEmpty { headers.add("host", authority) }
        if !contentType.isEmpty { headers.add("content-type", contentType) }
        for field in fields { headers.add(field.name, String(decoding: field.value, as: UTF8.self)) }
        return HTTPRequest(method: method, target: path, headers: headers)
    }

    private static func isGRPC(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        if equal(value, "application/grpc") { return true }
        let type = UnsafeBufferPointer(
            rebasing: value[..<(value.firstIndex { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: " ") } ?? value.count)]
        )
        return equal(type, "application/grpc") || equal(type, "application/grpc+proto")
    }

    private static func isBinary(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        equal(UnsafeBufferPointer(rebasing: name.suffix(4)), "-bin")
    }

    private static func equal(_ bytes: UnsafeBufferPointer<UInt8>, _ text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { text in
            guard let base = bytes.baseAddress, let other = text.baseAddress else { return false }
            return bytes.count == text.count && memcmp(base, other, text.count) == 0
        } ?? false
    }

    private static func equal(_ bytes: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
        guard bytes.count == text.utf8CodeUnitCount, let base = bytes.baseAddress else { return false }
        return memcmp(base, text.utf8Start, bytes.count) == 0
    }
}

extension ArraySlice<UInt8> {
    /// Without blanks at its ends.
    fileprivate var trimmed: ArraySlice<UInt8> {
        var slice = self
        while slice.first == UInt8(ascii: " ") { slice.removeFirst() }
        while slice.last == UInt8(ascii: " ") { slice.removeLast() }
        return slice
    }
}
