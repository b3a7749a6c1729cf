import Glibc

/// Small files and descriptors of this machine. These functions block.
package enum LocalFile {
    /// The most that a file with a secret may have.
    private static let secretLimit = 64 * 1024

    /// Reads a small file that holds a secret. One that others may read is refused.
    package static func secret(_ path: String) throws(ClientFailure) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("read", path) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw failure("read", path) }
        guard facts.st_mode & S_IFMT != S_IFREG || facts.st_mode & 0o077 == 0 else {
            throw ClientFailure(
                .localFile,
                [
                    "\(path.printableLine) holds a secret, and others may read it",
                    "Protect it: chmod 600 \(path.printableLine)",
                ])
        }
        return try text(of: descriptor, path: path)
    }

    /// Reads what is left of a descriptor as text.
    package static func text(of descriptor: Int32, path: String) throws(ClientFailure) -> String {
        var bytes: [UInt8] = []
        while true {
            let chunk = try read(descriptor, limit: 4096, path: path)
            if chunk.isEmpty { break }
            bytes += chunk
            guard bytes.count <= secretLimit else {
                throw ClientFailure(.localFile, "\(path.printableLine) is far too long for what is expected in it")
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ClientFailure(.localFile, "\(path.printableLine) is no text")
        }
        return text
    }

    /// The next bytes, as many as there are up to the limit, empty at the end. Short reads of pipes are filled up.
    package static func read(_ descriptor: Int32, limit: Int, path: String) throws(ClientFailure) -> [UInt8] {
        var problem: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            while count < limit {
                let result = Glibc.read(descriptor, buffer.baseAddress! + count, limit - count)
                if result > 0 {
                    count += result
                } else if result == 0 {
                    return
                } else if errno != EINTR {
                    problem = errno
                    return
                }
            }
        }
        guard problem == 0 else { throw failure("read", path, problem) }
        return bytes
    }

    /// Writes all bytes.
    package static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(ClientFailure) {
        let problem = write(bytes, to: descriptor)
        guard problem == 0 else { throw failure("write", path, problem) }
    }

    /// Writes all bytes. Returns 0, or the error's number.
    package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let result = Glibc.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
                if result >= 0 { done += result } else if errno != EINTR { return errno }
            }
            return 0
        }
    }

    /// What the last system call says of a file.
    package static func failure(_ doing: String, _ path: String, _ code: Int32 = errno) -> ClientFailure {
        ClientFailure(.localFile, "can't \(doing) \(path.printableLine): \(String(cString: strerror(code)))")
    }

    /// The path as seen from the root, for files that are used again from another folder.
    package static func absolute(_ path: String) throws(ClientFailure) -> String {
        guard let resolved = realpath(path, nil) else { throw failure("read", path) }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
