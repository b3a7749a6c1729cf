/// Serves files that are read into memory at the start: what is asked for is looked up among the names that are known, so
/// no request reaches the file system, and no path leads out of the directory.
package struct StaticFiles: Sendable {
    /// What is sent of one file.
    private struct File: Sendable {
        let type: String
        let tag: String
        let bytes: [UInt8]
    }

    /// By paths that begin with a slash.
    private let files: [String: File]

    /// Serves these files.
    /// - Parameter files: by their paths below the directory, such as `css/page.css`.
    package init(_ files: [String: [UInt8]]) {
        self.files = Dictionary(
            files.map { path, bytes in
                ("/" + path, File(type: Self.type(of: path), tag: Self.tag(of: bytes), bytes: bytes))
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Reads a directory, with those below it; what is hidden (its name begins with a dot) is left out.
    /// - Parameter limit: the bytes that all files together may have.
    package init(directory: String, limit: Int = 33_554_432) throws(StaticFilesError) {
        self.init(try FileTree.read(directory, limit: limit))
    }

    /// The paths that there are, in order.
    package var paths: [String] { files.keys.sorted() }

    // MARK: Answers

    /// Answers GET and HEAD of a file, with its body in either case: the engine leaves it out where the method is HEAD.
    /// Other methods are answered with 405, unknown paths with 404.
    package func answer(_ request: HTTPRequest) -> HTTPResponse {
        guard request.method == "GET" || request.method == "HEAD" else {
            var response = HTTPResponse(status: 405, text: "only GET and HEAD are answered here")
            response.headers.add("allow", "GET, HEAD")
            return response
        }
        guard let path = Self.path(of: request.target) else {
            return HTTPResponse(status: 400, text: "the path is no percent-encoded UTF-8")
        }
        guard let file = files[path.utf8.last == UInt8(ascii: "/") ? path + "index.html" : path] else {
            return HTTPResponse(status: 404, text: "there is no such page")
        }
        let isKnown = request.headers.values(of: "if-none-match").contains { Self.matches($0, file.tag) }
        var response = HTTPResponse(status: isKnown ? 304 : 200)
        // What was kept may be used, but only after asking whether it is still the same: so a new release shows at once.
        response.headers = [
            "etag": file.tag, "cache-control": "no-cache", "x-content-type-options": "nosniff",
            "content-security-policy": "default-src 'self'", "referrer-policy": "no-referrer",
        ]
        if !isKnown {
            response.headers.add("content-type", file.type)
            response.body = file.bytes
        }
        return response
    }

    /// The path that a target means, without the query; nil if it is badly encoded.
    ///
    /// Dots are left as they are: there is no file whose path has `..` in it, so none is found.
    private static func path(of target: String) -> String? {
        var path: [UInt8] = []
        var rest = target.utf8.prefix { $0 != UInt8(ascii: "?") }
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                path.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(HTTPByte.hexadecimal),
                let low = rest.popFirst().flatMap(HTTPByte.hexadecimal)
            else { return nil }
            path.append(UInt8(high << 4 | low))
        }
        return String(validating: path, as: UTF8.self)
    }

    /// Whether an If-None-Match names the tag, by the weak comparison (RFC 9110, 13.1.2). Our tags have no comma in them.
    private static func matches(_ value: String, _ tag: String) -> Bool {
        value.split(separator: ",").contains { member in
            var member = member.drop { $0 == " " || $0 == "\t" }
            while member.last == " " || member.last == "\t" { member.removeLast() }
            if member == "*" { return true }
            return (member.hasPrefix("W/") ? member.dropFirst(2) : member) == tag
        }
    }

    // MARK: What is known of a file

    /// A hash of the content, FNV-1a with 64 bits, and the size. It needs no cryptographic strength: the operator wrote all
    /// files, so nobody seeks two with one tag, and by chance two releases of a file have one once in 2^64.
    private static func tag(of bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return "\"\(String(hash, radix: 16))-\(String(bytes.count, radix: 16))\""
    }

    /// By the name's extension. What is not known is offered for download; with `nosniff` no browser guesses.
    private static func type(of path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: ".") else { return "application/octet-stream" }
        return types[name[name.index(after: dot)...].lowercased()] ?? "application/octet-stream"
    }

    private static let types = [
        "css": "text/css; charset=utf-8", "csv": "text/csv; charset=utf-8", "gif": "image/gif",
        "htm": "text/html; charset=utf-8", "html": "text/html; charset=utf-8", "ico": "image/x-icon",
        "jpeg": "image/jpeg", "jpg": "image/jpeg", "js": "text/javascript; charset=utf-8", "json": "application/json",
        "map": "application/json", "md": "text/markdown; charset=utf-8", "mjs": "text/javascript; charset=utf-8",
        "pdf": "application/pdf", "png": "image/png", "proto": "text/plain; charset=utf-8", "svg": "image/svg+xml",
        "txt": "text/plain; charset=utf-8", "wasm": "application/wasm", "webmanifest": "application/manifest+json",
        "webp": "image/webp", "woff": "font/woff", "woff2": "font/woff2", "xml": "application/xml",
    ]
}
