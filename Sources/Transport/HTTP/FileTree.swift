import Glibc

/// Reads all files of a directory and those below it. It blocks, so it is for the start.
enum FileTree {
    private static let countLimit = 10_000
    private static let depthLimit = 16

    private struct Reading {
        let limit: Int
        var files: [String: [UInt8]] = [:]
        var size = 0
        var count = 0
    }

    /// The files by their paths below the directory. Links are followed, for some deployments put files in their places so.
    static func read(_ directory: String, limit: Int) throws(StaticFilesError) -> [String: [UInt8]] {
        var reading = Reading(limit: limit)
        try visit(directory, "", 0, &reading)
        return reading.files
    }

    private static func visit(
        _ directory: String, _ prefix: String, _ depth: Int, _ reading: inout Reading
    ) throws(StaticFilesError) {
        if depth > depthLimit { throw .tooDeep(path: directory, limit: depthLimit) }
        for name in try names(in: directory) {
            reading.count += 1
            if reading.count > countLimit { throw .tooMany(limit: countLimit) }
            let path = "\(directory)/\(name)"
            var status = stat()
            guard stat(path, &status) == 0 else { throw unreadable(path) }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: try visit(path, "\(prefix)\(name)/", depth + 1, &reading)
            case S_IFREG: reading.files[prefix + name] = try content(of: path, &reading)
            // A pipe would keep the start waiting, and is no page.
            default: throw .unreadable(path: path, reason: "it is neither a file nor a directory")
            }
        }
    }

    private static func names(in directory: String) throws(StaticFilesError) -> [String] {
        guard let stream = opendir(directory) else { throw unreadable(directory) }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(validating: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let name else { throw .nameNoText(directory: directory) }
            if !name.hasPrefix(".") { names.append(name) }
            errno = 0
        }
        if errno != 0 { throw unreadable(directory) }
        return names.sorted()
    }

    private static func content(of path: String, _ reading: inout Reading) throws(StaticFilesError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return content }
            if count < 0 {
                if errno == EINTR { continue }
                throw unreadable(path)
            }
            reading.size += count
            if reading.size > reading.limit { throw .tooLarge(limit: reading.limit) }
            content.append(contentsOf: buffer[..<count])
        }
    }

    private static func unreadable(_ path: String) -> StaticFilesError {
        .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
}
