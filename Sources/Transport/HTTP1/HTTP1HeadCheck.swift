/// Holds the bytes of a head against the grammar of RFC 9112, one by one, before http_parser has them.
///
/// http_parser (2.9.4, which Debian builds with HTTP_PARSER_STRICT=0) lets pass: a bare LF as the end of a line; any number
/// of empty lines before the request; several spaces in the request line; a request line without a version (HTTP/0.9);
/// `ICE/1.0` and versions that don't exist; bytes of 128 and more, tabs and form feeds in the target; spaces in a field's
/// name and before its colon; folded lines. A proxy before us may read each of them otherwise than we do, and then the two
/// disagree where a request ends. So all of them are refused here, and http_parser only finds the parts.
///
/// The outcome does not depend on how the bytes are split.
struct HTTP1HeadCheck {
    /// What the bytes were found to be.
    enum Step: Equatable {
        /// They are all right, and the head goes on.
        case more
        /// The head ends before this offset.
        case whole(Int)
        case refuse(HTTP1Refusal)
    }

    /// What bounds a head.
    struct Limits {
        /// Bytes of the request line and the fields together; half of it for the request line.
        var size: Int
        /// The number of fields.
        var fields = HTTP1Protocol.fieldLimit
    }

    private enum State {
        case start
        case emptyLine
        case method
        case target
        case version(Int)
        case requestLineEnd
        case fieldStart
        case name
        case value
        case fieldEnd
        case end
    }

    private let limits: Limits
    private var state: State
    private var size = 0
    private var fields = 0
    private var hasSkippedLine = false
    /// Bytes of the method or of the target so far.
    private var length = 0

    /// A check of a head, or of a trailer: fields alone.
    init(_ limits: Limits, isTrailer: Bool = false) {
        self.limits = limits
        state = isTrailer ? .fieldStart : .start
    }

    /// Whether a request has begun: an empty line before it does not count.
    var hasBegun: Bool {
        if case .start = state { return false }
        return true
    }

    /// Looks at bytes, from an offset. Not after it refused or found the end.
    mutating func scan(_ bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Step {
        var offset = start
        while offset < bytes.count {
            let byte = bytes[offset]
            size += 1
            if size > limits.size { return .refuse(tooLarge) }
            if let refusal = take(byte) { return .refuse(refusal) }
            offset += 1
            if case .end = state, byte == HTTPByte.lf { return .whole(offset) }
        }
        return .more
    }

    private var tooLarge: HTTP1Refusal {
        HTTP1Refusal(431, "the request's head or trailer has more than \(limits.size) bytes")
    }

    private mutating func take(_ byte: UInt8) -> HTTP1Refusal? {
        switch state {
        case .value: return takeValue(byte)
        case .name: return takeName(byte)
        case .fieldStart: return takeFieldStart(byte)
        case .start, .method, .target, .version: return takeRequestLine(byte)
        case .emptyLine: return takeLineFeed(byte, .start)
        case .requestLineEnd, .fieldEnd: return takeLineFeed(byte, .fieldStart)
        case .end: return takeLineFeed(byte, .end)
        }
    }

    private mutating func takeLineFeed(_ byte: UInt8, _ next: State) -> HTTP1Refusal? {
        guard byte == HTTPByte.lf else { return .malformed("a carriage return has no line feed after it") }
        state = next
        return nil
    }

    // MARK: The request line

    private mutating func takeRequestLine(_ byte: UInt8) -> HTTP1Refusal? {
        switch state {
        case .start:
            // RFC 9112, 2.2: old clients send an empty line after a body.
            if byte == HTTPByte.cr, !hasSkippedLine {
                hasSkippedLine = true
                state = .emptyLine
                return nil
            }
            state = .method
            return takeMethod(byte)
        case .method: return takeMethod(byte)
        case .version(let index): return takeVersion(byte, index)
        default: return takeTarget(byte)
        }
    }

    private mutating func takeMethod(_ byte: UInt8) -> HTTP1Refusal? {
        if HTTPByte.isToken(byte) {
            length += 1
            return length > 32 ? HTTP1Refusal(501, "there is no such method") : nil
        }
        guard byte == HTTPByte.space, length > 0 else {
            return .malformed("the request line does not begin with a method and one space")
        }
        state = .target
        length = 0
        return nil
    }

    private mutating func takeTarget(_ byte: UInt8) -> HTTP1Refusal? {
        if HTTPByte.isTarget(byte) {
            length += 1
            return length > limits.size / 2
                ? HTTP1Refusal(414, "the request's target has more than \(limits.size / 2) bytes") : nil
        }
        switch byte {
        case HTTPByte.space where length > 0:
            state = .version(0)
            return nil
        case HTTPByte.cr, HTTPByte.lf: return .malformed("the request line has no version")
        default: return .malformed("the request's target has a character that may not be in one")
        }
    }

    private static let versionName = Array("HTTP/".utf8)

    private mutating func takeVersion(_ byte: UInt8, _ index: Int) -> HTTP1Refusal? {
        state = .version(index + 1)
        switch index {
        case 0..<5 where byte == Self.versionName[index]: return nil
        case 5, 7:
            guard HTTPByte.isDigit(byte) else { break }
            let isKnown = byte == UInt8(ascii: "1") || index == 7 && byte == UInt8(ascii: "0")
            return isKnown ? nil : HTTP1Refusal(505, "the version of HTTP is neither 1.1 nor 1.0")
        case 6 where byte == UInt8(ascii: "."): return nil
        case 8 where byte == HTTPByte.cr:
            state = .requestLineEnd
            return nil
        default: break
        }
        return .malformed("the request line does not end with a version of HTTP")
    }

    // MARK: Fields

    private mutating func takeFieldStart(_ byte: UInt8) -> HTTP1Refusal? {
        switch byte {
        case HTTPByte.cr:
            state = .end
            return nil
        case HTTPByte.space, HTTPByte.tab: return .malformed("a header field is folded")
        case UInt8(ascii: ":"): return .malformed("a header field has no name")
        case HTTPByte.lf: return .malformed("a line feed has no carriage return before it")
        default: break
        }
        fields += 1
        if fields > limits.fields {
            return HTTP1Refusal(431, "the request has more than \(limits.fields) header fields")
        }
        state = .name
        return takeName(byte)
    }

    private mutating func takeName(_ byte: UInt8) -> HTTP1Refusal? {
        if HTTPByte.isToken(byte) { return nil }
        switch byte {
        case UInt8(ascii: ":"):
            state = .value
            return nil
        case HTTPByte.cr, HTTPByte.lf: return .malformed("a header field has no colon")
        default: return .malformed("a header field's name has a character that may not be in one")
        }
    }

    private mutating func takeValue(_ byte: UInt8) -> HTTP1Refusal? {
        if HTTPByte.isValue(byte) { return nil }
        switch byte {
        case HTTPByte.cr:
            state = .fieldEnd
            return nil
        case HTTPByte.lf: return .malformed("a line feed has no carriage return before it")
        default: return .malformed("a header field's value has a control character")
        }
    }
}
