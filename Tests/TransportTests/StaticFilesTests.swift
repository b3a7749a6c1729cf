import FoundationEssentials
import Testing
import Transport

struct StaticFilesTests {
    private static let files = StaticFiles([
        "index.html": Array("<!doctype html>".utf8), "css/page.css": Array("body {}".utf8),
        "doc/index.html": Array("doc".utf8), "a b.txt": Array("blank".utf8), "é.txt": Array("accent".utf8),
        "data": [0, 255], "100%.txt": Array("all".utf8),
    ])

    private static func get(_ target: String, _ headers: HTTPHeaders = [:], method: String = "GET") -> HTTPResponse {
        files.answer(HTTPRequest(method: method, target: target, headers: headers))
    }

    @Test(arguments: [
        ("/", "<!doctype html>", "text/html; charset=utf-8"),
        ("/?a=/b", "<!doctype html>", "text/html; charset=utf-8"),
        ("/index.html", "<!doctype html>", "text/html; charset=utf-8"),
        ("/css/page.css", "body {}", "text/css; charset=utf-8"),
        ("/css%2fpage.c%73s?v=1", "body {}", "text/css; charset=utf-8"),
        ("/doc/", "doc", "text/html; charset=utf-8"),
        ("/a%20b.txt", "blank", "text/plain; charset=utf-8"),
        ("/%C3%A9.txt", "accent", "text/plain; charset=utf-8"),
        ("/100%25.txt", "all", "text/plain; charset=utf-8"),
    ])
    func isServed(_ target: String, _ body: String, _ type: String) {
        for method in ["GET", "HEAD"] {
            let response = Self.get(target, method: method)
            #expect(response.status == 200)
            #expect(String(decoding: response.body, as: UTF8.self) == body)
            #expect(response.headers["content-type"] == type)
            #expect(response.headers["x-content-type-options"] == "nosniff")
            #expect(response.headers["content-security-policy"] == "default-src 'self'")
            #expect(response.headers["referrer-policy"] == "no-referrer")
            #expect(response.headers["cache-control"] == "no-cache")
        }
    }

    @Test(
        arguments: [
            ("/no", 404), ("/css", 404), ("/css/", 404), ("/doc", 404), ("/a+b.txt", 404), ("//index.html", 404),
            ("/../index.html", 404), ("/css/../index.html", 404), ("/%2e%2e/index.html", 404), ("/./index.html", 404),
            ("/index.html%00", 404), ("/INDEX.HTML", 404), ("*", 404), ("", 404), ("/css%5cpage.css", 404),
            ("/%", 400), ("/%2", 400), ("/%2x", 400), ("/%+2", 400), ("/%ff", 400), ("/%c0%af", 400),
        ])
    func isNotThere(_ target: String, _ status: Int) {
        #expect(Self.get(target).status == status)
    }

    @Test func extensionThatIsNotKnownIsOfferedForDownload() {
        #expect(Self.get("/data").headers["content-type"] == "application/octet-stream")
        #expect(Self.get("/data").body == [0, 255])
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "get"]) func otherMethodsAreNotAllowed(_ method: String) {
        let response = Self.get("/", method: method)
        #expect(response.status == 405)
        #expect(response.headers["allow"] == "GET, HEAD")
    }

    @Test func whatIsKnownIsNotSentAgain() throws {
        let tag = try #require(Self.get("/").headers["etag"])
        #expect(tag.hasPrefix("\"") && tag.hasSuffix("-f\"") && tag.utf8.count > 4)
        #expect(tag != Self.get("/css/page.css").headers["etag"])
        for known in [tag, "W/\(tag)", "\"x\", \(tag)", "\"x\" ,\tW/\(tag) ", "*"] {
            let response = Self.get("/", ["if-none-match": known])
            #expect(response.status == 304, "\(known)")
            #expect(response.body == [])
            #expect(response.headers["etag"] == tag)
            #expect(response.headers["content-type"] == nil)
        }
        for other in ["", "\"x\"", String(tag.dropLast()), "W/", "w/\(tag)", "\"*\""] {
            #expect(Self.get("/", ["if-none-match": other]).status == 200, "\(other)")
        }
        #expect(Self.get("/no", ["if-none-match": "*"]).status == 404)
    }

    // MARK: Directories

    private static func inFolder(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.path + "/static-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path + "/sub", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private static func write(_ path: String, _ count: Int) throws {
        let isWritten = FileManager.default.createFile(atPath: path, contents: Data(repeating: 65, count: count))
        try #require(isWritten)
    }

    @Test func directoryIsReadWithWhatLiesBelow() throws {
        try Self.inFolder { path in
            try Self.write(path + "/index.html", 100_000)
            try Self.write(path + "/sub/a.js", 0)
            try Self.write(path + "/.hidden", 1)
            try FileManager.default.createSymbolicLink(
                atPath: path + "/link.js", withDestinationPath: path + "/sub/a.js")
            let files = try StaticFiles(directory: path, limit: 100_000)
            #expect(files.paths == ["/index.html", "/link.js", "/sub/a.js"])
            #expect(
                files.answer(HTTPRequest(method: "GET", target: "/")).body == [UInt8](repeating: 65, count: 100_000))
            #expect(throws: StaticFilesError.tooLarge(limit: 99_999)) {
                try StaticFiles(directory: path, limit: 99_999)
            }
        }
    }

    @Test func whatCannotBeServedIsAnError() throws {
        try Self.inFolder { path in
            #expect(
                throws: StaticFilesError.unreadable(path: path + "/no", reason: "No such file or directory")
            ) {
                try StaticFiles(directory: path + "/no")
            }
            try FileManager.default.createSymbolicLink(atPath: path + "/sub/up", withDestinationPath: path)
            #expect {
                try StaticFiles(directory: path)
            } throws: { error in
                if case StaticFilesError.tooDeep = error { true } else { false }
            }
            try FileManager.default.removeItem(atPath: path + "/sub/up")
            try FileManager.default.createSymbolicLink(atPath: path + "/null", withDestinationPath: "/dev/null")
            #expect(
                throws: StaticFilesError.unreadable(
                    path: path + "/null", reason: "it is neither a file nor a directory")
            ) {
                try StaticFiles(directory: path)
            }
        }
    }
}
