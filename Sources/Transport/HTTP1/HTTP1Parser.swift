import CHTTPParser

/// Cuts one request after another out of a connection's bytes. The grammar is held by `HTTP1HeadCheck` and
/// `HTTP1ChunkCheck`, which look at each byte before http_parser has it; what a head means is decided by `HTTP1Head`.
///
/// A head goes to http_parser in one piece, once it is whole: so its callbacks, too, see each name and value in one piece.
final class HTTP1Parser {
    /// What the bytes that were taken came to.
    enum Event {
        /// All are taken, and more are needed.
        case more
        /// A head is whole. Unless it has no body, `allowBody` has to be called before the next bytes are given.
        case head(HTTP1Head)
        /// The body is whole: `takeBody` gives it.
        case end
        /// The body is larger than was allowed. Nothing more may be given.
        case tooLarge
        /// Nothing more may be given.
        case refuse(HTTP1Refusal)
    }

    private enum State {
        case head
        /// What is left of the body.
        case length(Int)
        case chunked(HTTP1ChunkCheck)
        case whole
    }

    private let limit: Int
    private let parser: UnsafeMutablePointer<http_parser>
    private var state = State.head
    private var check: HTTP1HeadCheck
    /// The part of a head that came before the rest of it.
    private var headBytes: [UInt8] = []
    private var body: [UInt8] = []

    // What the callbacks were told.
    private var target: String?
    private var headers = HTTPHeaders()
    private var name: String?
    private var isHeadDone = false
    private var isMessageDone = false
    private var isValueNoText = false

    /// - Parameter limit: the bytes that a head may have, and a trailer.
    init(limit: Int) {
        self.limit = limit
        check = HTTP1HeadCheck(HTTP1HeadCheck.Limits(size: limit))
        parser = .allocate(capacity: 1)
        parser.initialize(to: http_parser())
        reset()
    }

    deinit { parser.deallocate() }

    /// Whether a part of a head has come.
    var isInHead: Bool {
        if case .head = state { return check.hasBegun }
        return false
    }

    /// Whether a part of a body is still to come.
    var isInBody: Bool {
        switch state {
        case .length, .chunked: true
        case .head, .whole: false
        }
    }

    /// The bytes of the body that have come.
    var bodyCount: Int { body.count }

    /// Begins with the next request.
    func reset() {
        http_parser_init(parser, HTTP_REQUEST)
        // After the initialisation, which keeps it: the parser has one owner, which outlives its callbacks.
        parser.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        state = .head
        check = HTTP1HeadCheck(HTTP1HeadCheck.Limits(size: limit))
        headBytes = []
        body = []
        target = nil
        headers = HTTPHeaders()
        name = nil
        isHeadDone = false
        isMessageDone = false
        isValueNoText = false
    }

    /// Says how large the body may be. A head whose Content-Length is larger is the caller's to refuse.
    func allowBody(_ framing: HTTP1Head.Framing, limit: Int) {
        switch framing {
        case .none: state = .whole
        case .length(let count):
            // The memory is taken as the bytes come, not as they are announced.
            body.reserveCapacity(min(count, 65_536))
            state = .length(count)
        case .chunked: state = .chunked(HTTP1ChunkCheck(limit: limit, trailer: self.limit))
        }
    }

    /// The whole body. Once.
    func takeBody() -> [UInt8] {
        let taken = body
        body = []
        return taken
    }

    /// Takes bytes from the front, and says how many and what they came to. The rest, if any, is to be given again.
    func receive(_ bytes: UnsafeRawBufferPointer) -> (taken: Int, event: Event) {
        switch state {
        case .head: return receiveHead(bytes)
        case .length(let left): return receiveBody(UnsafeRawBufferPointer(rebasing: bytes.prefix(left)), left)
        case .chunked(let check): return receiveChunks(bytes, check)
        case .whole: preconditionFailure("a request was answered, and the parser not reset")
        }
    }

    // MARK: The head

    private func receiveHead(_ bytes: UnsafeRawBufferPointer) -> (taken: Int, event: Event) {
        switch check.scan(bytes) {
        case .more:
            headBytes.append(contentsOf: bytes)
            return (bytes.count, .more)
        case .refuse(let refusal): return (bytes.count, .refuse(refusal))
        case .whole(let end):
            let last = UnsafeRawBufferPointer(rebasing: bytes[..<end])
            if headBytes.isEmpty { return (end, finishHead(last)) }
            headBytes.append(contentsOf: last)
            let whole = headBytes
            headBytes = []
            return (end, whole.withUnsafeBytes(finishHead))
        }
    }

    private func finishHead(_ bytes: UnsafeRawBufferPointer) -> Event {
        if let refusal = execute(bytes) { return .refuse(refusal) }
        guard isHeadDone, let target else { return .refuse(.malformed("the request's head is malformed")) }
        if isValueNoText { return .refuse(.malformed("a header field's value is no UTF-8")) }
        do throws(HTTP1Refusal) {
            let method = http_method(rawValue: UInt32(parser.pointee.method))
            return .head(
                try HTTP1Head(
                    method: String(cString: http_method_str(method)), target: target,
                    minorVersion: Int(parser.pointee.http_minor), headers: headers))
        } catch {
            return .refuse(error)
        }
    }

    // MARK: The body

    private func receiveBody(_ bytes: UnsafeRawBufferPointer, _ left: Int) -> (taken: Int, event: Event) {
        if let refusal = execute(bytes) { return (bytes.count, .refuse(refusal)) }
        state = left == bytes.count ? .whole : .length(left - bytes.count)
        return (bytes.count, progress(isWhole: left == bytes.count))
    }

    private func receiveChunks(
        _ bytes: UnsafeRawBufferPointer, _ check: HTTP1ChunkCheck
    ) -> (taken: Int, event: Event) {
        var check = check
        switch check.scan(bytes) {
        case .more(let framing):
            state = .chunked(check)
            if let refusal = execute(UnsafeRawBufferPointer(rebasing: bytes[..<framing])) {
                return (bytes.count, .refuse(refusal))
            }
            return (bytes.count, progress(isWhole: false))
        case .whole(let end, let framing):
            state = .whole
            // In the place of the trailer there is an empty one.
            let refusal =
                execute(UnsafeRawBufferPointer(rebasing: bytes[..<framing]))
                ?? Self.lineEnd.withUnsafeBytes(execute)
            if let refusal { return (end, .refuse(refusal)) }
            return (end, progress(isWhole: true))
        case .tooLarge: return (bytes.count, .tooLarge)
        case .refuse(let refusal): return (bytes.count, .refuse(refusal))
        }
    }

    private static let lineEnd = Array("\r\n".utf8)

    /// Two that read the same bytes have to find the same end.
    private func progress(isWhole: Bool) -> Event {
        guard isMessageDone == isWhole else {
            return .refuse(.malformed("the request's body does not end where its framing says"))
        }
        return isWhole ? .end : .more
    }

    // MARK: http_parser

    private func execute(_ bytes: UnsafeRawBufferPointer) -> HTTP1Refusal? {
        // Nothing at all means the end of the connection to http_parser.
        if bytes.isEmpty { return nil }
        let taken = http_parser_execute(
            parser, Self.settings, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        let code = http_errno(rawValue: UInt32(parser.pointee.http_errno))
        if code == HPE_INVALID_METHOD { return HTTP1Refusal(501, "there is no such method") }
        guard code == HPE_OK else {
            return .malformed("the request is malformed: \(String(cString: http_errno_description(code)))")
        }
        return taken == bytes.count ? nil : .malformed("the request is malformed")
    }

    private static func owner(_ parser: UnsafeMutablePointer<http_parser>?) -> HTTP1Parser {
        guard let data = parser?.pointee.data else { preconditionFailure("http_parser lost its owner") }
        return Unmanaged<HTTP1Parser>.fromOpaque(data).takeUnretainedValue()
    }

    private static func bytes(_ start: UnsafePointer<CChar>?, _ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: count)
    }

    /// Made once and never changed or freed.
    nonisolated(unsafe) private static let settings: UnsafePointer<http_parser_settings> = {
        let settings = UnsafeMutablePointer<http_parser_settings>.allocate(capacity: 1)
        settings.initialize(to: http_parser_settings())
        http_parser_settings_init(settings)
        settings.pointee.on_url = { owner($0).didReadTarget(bytes($1, $2)) }
        settings.pointee.on_header_field = { owner($0).didReadName(bytes($1, $2)) }
        settings.pointee.on_header_value = { owner($0).didReadValue(bytes($1, $2)) }
        settings.pointee.on_headers_complete = { owner($0).didReadHead() }
        settings.pointee.on_body = { owner($0).didReadBody(bytes($1, $2)) }
        settings.pointee.on_message_complete = { owner($0).didReadMessage() }
        return UnsafePointer(settings)
    }()

    // What is not 0 has http_parser stop: the request is refused.

    private func didReadTarget(_ bytes: UnsafeRawBufferPointer) -> CInt {
        guard target == nil else { return 1 }
        target = String(decoding: bytes, as: UTF8.self)
        return 0
    }

    private func didReadName(_ bytes: UnsafeRawBufferPointer) -> CInt {
        guard name == nil, !isHeadDone, !bytes.isEmpty else { return 1 }
        name = String(decoding: bytes, as: UTF8.self).lowercased()
        return 0
    }

    private func didReadValue(_ bytes: UnsafeRawBufferPointer) -> CInt {
        guard let name, !isHeadDone else { return 1 }
        self.name = nil
        var value = bytes[...]
        while let byte = value.first, byte == HTTPByte.space || byte == HTTPByte.tab { value.removeFirst() }
        while let byte = value.last, byte == HTTPByte.space || byte == HTTPByte.tab { value.removeLast() }
        if let text = String(validating: value, as: UTF8.self) {
            headers.add(name, text)
        } else {
            isValueNoText = true
        }
        return 0
    }

    private func didReadHead() -> CInt {
        isHeadDone = true
        return name == nil ? 0 : 1
    }

    private func didReadBody(_ bytes: UnsafeRawBufferPointer) -> CInt {
        body.append(contentsOf: bytes)
        return 0
    }

    private func didReadMessage() -> CInt {
        isMessageDone = true
        return 0
    }
}
