import Client
import Glibc
import Testing

@Suite("Files that are downloaded")
struct DownloadFileTests {
    @Test("have their name only when they are whole")
    func keeping() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/manual.pdf"
        do {
            let file = try DownloadFile(path: path, overwrites: false)
            try file.begin()
            try file.write(Array("half".utf8))
            #expect(access(path, F_OK) != 0)
        }
        #expect(folder.names.isEmpty, "what was broken off is still there")
        do {
            let file = try DownloadFile(path: path, overwrites: false)
            try file.write(Array("whole".utf8))
            try file.keep()
        }
        #expect(folder.names == ["manual.pdf"])
        #expect(try folder.read("manual.pdf") == "whole")
    }

    @Test("replace nothing unasked, not even what came meanwhile")
    func overwriting() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a"
        let late = try DownloadFile(path: path, overwrites: false)
        try folder.write("a", "mine")
        #expect(throws: ClientFailure.self) { try DownloadFile(path: path, overwrites: false) }
        #expect(throws: ClientFailure.self) { try late.keep() }
        #expect(try folder.read("a") == "mine")
        let forced = try DownloadFile(path: path, overwrites: true)
        try forced.write(Array("new".utf8))
        try forced.keep()
        #expect(try folder.read("a") == "new")
    }

    @Test(
        "are named by others only where that is harmless",
        arguments: [
            ("manual.pdf", "manual.pdf"), ("../../etc/passwd", "passwd"), (".bashrc", nil), ("..", nil), ("", nil),
            ("-rf", nil),
            ("a\u{1B}[2Jb", "a[2Jb"), ("/", nil),
        ])
    func naming(given: String, used: String?) throws {
        if let used {
            #expect(try DownloadFile.path(for: nil, fileName: given) == used)
            #expect(try DownloadFile.path(for: "/tmp", fileName: given) == "/tmp/" + used)
        } else {
            #expect(throws: ClientFailure.self) { try DownloadFile.path(for: nil, fileName: given) }
        }
        #expect(try DownloadFile.path(for: "my.pdf", fileName: given) == "my.pdf")
    }
}
