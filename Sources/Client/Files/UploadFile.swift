import Glibc

/// A file that is sent. Its functions block.
final class UploadFile: Sendable {
    private let descriptor: Int32
    private let path: String
    /// Its name without the folder.
    let name: String
    /// How long it is; nil for a pipe.
    let size: UInt64?

    init(path: String) throws(ClientFailure) {
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw LocalFile.failure("read", path) }
        descriptor = opened
        self.path = path
        name = String(path.split(separator: "/").last ?? "")
        var facts = stat()
        let looked = fstat(opened, &facts)
        size = looked == 0 && facts.st_mode & S_IFMT == S_IFREG ? UInt64(max(0, facts.st_size)) : nil
        if looked == 0, facts.st_mode & S_IFMT == S_IFDIR {
            throw ClientFailure(.localFile, "\(path.printableLine) is a folder; upload its files one by one")
        }
        if name.isEmpty { throw ClientFailure(.localFile, "\(path.printableLine) has no name") }
    }

    deinit { close(descriptor) }

    /// Goes back to the beginning. A pipe that was begun can't.
    func rewind() throws(ClientFailure) {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw ClientFailure(.localFile, "\(path.printableLine) can be read only once; run the command again")
        }
    }

    /// The next bytes; empty at the end.
    func read(_ limit: Int) throws(ClientFailure) -> [UInt8] {
        try LocalFile.read(descriptor, limit: limit, path: path)
    }

    /// The media type that the file's name speaks of, or nothing.
    static func mediaType(of name: String) -> String {
        guard let dot = name.lastIndex(of: ".") else { return "" }
        return switch name[name.index(after: dot)...].lowercased() {
        case "pdf": "application/pdf"
        case "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation"
        case "odt": "application/vnd.oasis.opendocument.text"
        case "ods": "application/vnd.oasis.opendocument.spreadsheet"
        case "csv": "text/csv"
        case "txt", "md": "text/plain"
        case "html", "htm": "text/html"
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        case "svg": "image/svg+xml"
        case "zip": "application/zip"
        case "json": "application/json"
        default: ""
        }
    }
}
