import CHTTPParser

/// Writes answers as HTTP/1.1 has them.
enum HTTP1ResponseWriter {
    /// What the client is told of the connection.
    enum Connection {
        /// Nothing: it goes on, as it does in 1.1.
        case goesOn
        /// It goes on, which a client of 1.0 has to be told.
        case keepAlive
        case close
    }

    /// Fields that are the engine's, and left out of what a service says.
    private static let own: Set<String> = ["connection", "content-length", "date", "keep-alive", "transfer-encoding"]

    /// Consent to send a body.
    static func appendContinue(to output: ByteQueue) { append(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), to: output) }

    /// - Parameter isHead: the method was HEAD, so the body is counted, and not sent.
    static func append(
        _ response: HTTPResponse, date: String, connection: Connection, isHead: Bool, to output: ByteQueue
    ) {
        let status = (200...599).contains(response.status) ? response.status : 500
        var head: [UInt8] = []
        head.reserveCapacity(512)
        head.append(contentsOf: "HTTP/1.1 \(status) \(reason(status))\r\n".utf8)
        add("date", date, to: &head)
        for field in response.headers.fields where !own.contains(field.name) { add(field.name, field.value, to: &head) }
        // RFC 9110, 8.6: with 204 it is forbidden; with 304 it would be the length that 200 had, which nobody knows here.
        let hasLength = status != 204 && status != 304
        if hasLength { add("content-length", String(response.body.count), to: &head) }
        switch connection {
        case .goesOn: break
        case .keepAlive: add("connection", "keep-alive", to: &head)
        case .close: add("connection", "close", to: &head)
        }
        head.append(contentsOf: "\r\n".utf8)
        append(head, to: output)
        if hasLength, !isHead { append(response.body, to: output) }
    }

    private static func append(_ bytes: [UInt8], to output: ByteQueue) { bytes.withUnsafeBytes { output.append($0) } }

    /// A value may hold what a client sent: a line end in it would be the beginning of fields, or of an answer, of the
    /// client's choice. So control characters become spaces, and a field whose name is none is left out.
    private static func add(_ name: String, _ value: String, to head: inout [UInt8]) {
        guard !name.isEmpty, name.utf8.allSatisfy(HTTPByte.isToken) else { return }
        head.append(contentsOf: name.utf8)
        head.append(contentsOf: ": ".utf8)
        for byte in value.utf8 { head.append(HTTPByte.isValue(byte) ? byte : HTTPByte.space) }
        head.append(contentsOf: "\r\n".utf8)
    }

    private static func reason(_ status: Int) -> String {
        let known = String(cString: http_status_str(http_status(rawValue: UInt32(status))))
        return known.hasPrefix("<") ? "Status" : known
    }
}
