/// Holds the framing of a chunked body against the grammar of RFC 9112, 7.1, before http_parser has it.
///
/// http_parser as Debian builds it doesn't look at the two bytes after a chunk's data, takes a space for the beginning of
/// an extension, and any bytes in extensions. The trailer is checked as a head's fields are; http_parser never has it, for it
/// minds a Content-Length there, which means nothing after the body.
///
/// The outcome does not depend on how the bytes are split.
struct HTTP1ChunkCheck {
    /// What the bytes were found to be.
    enum Step: Equatable {
        /// They are all right, and the body goes on. So many from the front are not of the trailer.
        case more(framing: Int)
        /// The body, with its trailer, ends before an offset.
        case whole(end: Int, framing: Int)
        /// A chunk's size goes over the limit.
        case tooLarge
        case refuse(HTTP1Refusal)
    }

    private enum State {
        case sizeStart
        case size
        case extensions
        case sizeEnd
        case data
        case dataEnd
        case dataLineFeed
        case trailer
    }

    private let limit: Int
    private var state = State.sizeStart
    private var size = 0
    private var digits = 0
    private var extensionBytes = 0
    private var total = 0
    private var left = 0
    private var trailer: HTTP1HeadCheck

    /// - Parameters:
    ///   - limit: the bytes that the data of all chunks may have.
    ///   - trailer: the bytes that the trailer may have.
    init(limit: Int, trailer: Int) {
        self.limit = limit
        self.trailer = HTTP1HeadCheck(HTTP1HeadCheck.Limits(size: trailer), isTrailer: true)
    }

    /// Looks at bytes. Not after it refused or found the end.
    mutating func scan(_ bytes: UnsafeRawBufferPointer) -> Step {
        var offset = 0
        while offset < bytes.count {
            switch state {
            case .data:
                let count = min(left, bytes.count - offset)
                left -= count
                offset += count
                if left == 0 { state = .dataEnd }
            case .trailer:
                switch trailer.scan(bytes, from: offset) {
                case .more: return .more(framing: offset)
                case .whole(let end): return .whole(end: end, framing: offset)
                case .refuse(let refusal): return .refuse(refusal)
                }
            default:
                if let step = take(bytes[offset]) { return step }
                offset += 1
            }
        }
        return .more(framing: bytes.count)
    }

    private mutating func take(_ byte: UInt8) -> Step? {
        switch (state, byte) {
        case (.sizeStart, _), (.size, _):
            return takeSize(byte)
        case (.extensions, HTTPByte.cr): state = .sizeEnd
        case (.extensions, _):
            guard HTTPByte.isValue(byte) else {
                return .refuse(.malformed("a chunk's extension has a control character"))
            }
            extensionBytes += 1
            if extensionBytes > HTTP1Protocol.chunkExtensionLimit {
                return .refuse(
                    .malformed("the chunks' extensions have more than \(HTTP1Protocol.chunkExtensionLimit) bytes"))
            }
        case (.sizeEnd, HTTPByte.lf): return beginChunk()
        case (.dataEnd, HTTPByte.cr): state = .dataLineFeed
        case (.dataLineFeed, HTTPByte.lf):
            state = .sizeStart
            size = 0
            digits = 0
        case (.sizeEnd, _), (.dataLineFeed, _):
            return .refuse(.malformed("a carriage return has no line feed after it"))
        default: return .refuse(.malformed("a chunk is longer than its size says"))
        }
        return nil
    }

    private mutating func takeSize(_ byte: UInt8) -> Step? {
        if let digit = HTTPByte.hexadecimal(byte) {
            digits += 1
            // Eight digits are 4 GiB; no sum of such sizes below any limit overflows.
            if digits > 8 { return .refuse(.malformed("a chunk's size is too long")) }
            size = size << 4 | digit
            state = .size
            return nil
        }
        guard digits > 0 else { return .refuse(.malformed("a chunk has no size")) }
        switch byte {
        case HTTPByte.cr: state = .sizeEnd
        case UInt8(ascii: ";"): state = .extensions
        default: return .refuse(.malformed("a chunk's size is no hexadecimal number"))
        }
        return nil
    }

    private mutating func beginChunk() -> Step? {
        if size == 0 {
            state = .trailer
            return nil
        }
        total += size
        if total > limit { return .tooLarge }
        left = size
        state = .data
        return nil
    }
}
