import Client
import Glibc

/// A folder that is gone, with its files, when it is dropped.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/lm2-client-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LocalFile.failure("make", "a folder") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { Self.remove(path) }

    /// Writes a file that only its owner may read.
    func write(_ name: String, _ text: String) throws {
        let descriptor = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw LocalFile.failure("write", name) }
        defer { close(descriptor) }
        try LocalFile.write(Array(text.utf8), to: descriptor, path: name)
    }

    func read(_ name: String) throws -> String {
        let descriptor = open(path + "/" + name, O_RDONLY)
        guard descriptor >= 0 else { throw LocalFile.failure("read", name) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while true {
            let part = try LocalFile.read(descriptor, limit: 65_536, path: name)
            if part.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += part
        }
    }

    /// What is in it, hidden files too.
    var names: [String] { Self.names(in: path) }

    private static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func remove(_ path: String) {
        for name in names(in: path) where unlink(path + "/" + name) != 0 { remove(path + "/" + name) }
        rmdir(path)
    }
}
