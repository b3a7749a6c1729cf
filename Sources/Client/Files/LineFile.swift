import Glibc

/// A file that is read line by line, however long it is. Its functions block.
package final class LineFile {
    private let descriptor: Int32
    private let path: String
    private var buffer: [UInt8] = []
    private var place = 0
    private var isAtEnd = false

    /// How many lines were read.
    package private(set) var lineNumber: UInt64 = 0

    /// The most bytes that a line may have.
    private let longestLine: Int

    /// Opens a file, or takes standard input for `-`. The seals of an audit log have lines of some 100,000 bytes.
    package init(path: String, longestLine: Int = 16 << 20) throws(ClientFailure) {
        self.path = path
        self.longestLine = longestLine
        descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LocalFile.failure("read", path) }
    }

    deinit { close(descriptor) }

    /// The next line without its end; nil at the end of the file.
    package func next() throws(ClientFailure) -> [UInt8]? {
        var searched = place
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { place = end + 1 }
                lineNumber += 1
                return Array(buffer[place..<end])
            }
            if isAtEnd {
                guard place < buffer.count else { return nil }
                defer { place = buffer.count }
                lineNumber += 1
                return Array(buffer[place...])
            }
            buffer.removeFirst(place)
            place = 0
            searched = buffer.count
            guard searched <= longestLine else {
                throw ClientFailure(
                    .localFile, "\(path.printableLine): line \(lineNumber + 1) is far too long for what is expected")
            }
            let chunk = try LocalFile.read(descriptor, limit: 256 << 10, path: path)
            isAtEnd = chunk.isEmpty
            buffer += chunk
        }
    }
}
