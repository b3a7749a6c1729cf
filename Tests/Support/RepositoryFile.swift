import Glibc

/// The files of the checkout that the tests were built from.
package enum RepositoryFile {
    private static let root = String(#filePath.dropLast("/Tests/Support/RepositoryFile.swift".count))

    /// The text of a file, by its path from the top of the checkout.
    package static func text(_ path: String) throws -> String {
        guard let file = fopen("\(root)/\(path)", "r") else { throw Missing(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece[..<count]
        }
    }

    /// There is no such file, or it can't be read.
    package struct Missing: Error {
        /// Its path from the top of the checkout.
        package let path: String
    }
}
