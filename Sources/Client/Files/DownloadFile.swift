import Glibc
import Synchronization

/// Where a download goes. A file gets its name only when it is whole; until then it lies beside under another. These
/// functions block.
package final class DownloadFile: Sendable {
    private let descriptor: Int32
    /// What it is called in the end.
    let path: String
    private let temporary: String?
    private let overwrites: Bool
    private let isKept = Mutex(false)
    private let isBegun = Mutex(false)

    /// Standard output.
    init() {
        descriptor = STDOUT_FILENO
        path = "standard output"
        temporary = nil
        overwrites = false
    }

    /// A file. One that exists is refused unless it may be overwritten.
    package init(path: String, overwrites: Bool) throws(ClientFailure) {
        try Self.check(path, overwrites: overwrites)
        self.path = path
        self.overwrites = overwrites
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[...$0]) } ?? ""
        let temporary = "\(folder).lm2-\(getpid())-\(IdempotencyKey.make().prefix(8)).part"
        self.temporary = temporary
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw LocalFile.failure("write", path) }
    }

    deinit {
        guard let temporary else { return }
        close(descriptor)
        if !isKept.withLock({ $0 }) { unlink(temporary) }
    }

    /// Refuses a file that exists, unless it may be overwritten.
    static func check(_ path: String, overwrites: Bool) throws(ClientFailure) {
        guard !overwrites, access(path, F_OK) == 0 else { return }
        throw ClientFailure(.localFile, "\(path.printableLine) exists already; --force overwrites it")
    }

    /// Whether it is standard output, which the terminal may share.
    var isStandardOutput: Bool { temporary == nil }

    /// Begins an attempt. What went into a pipe can't be taken back, so standard output has only one.
    package func begin() throws(ClientFailure) {
        let isSecond = isBegun.withLock { begun in
            defer { begun = true }
            return begun
        }
        if isSecond, isStandardOutput { throw ClientFailure(.unavailable, "the download broke off half way") }
    }

    /// Writes all the bytes. Throws if the file takes no more; quietly if the reader of a pipe has had enough.
    package func write(_ bytes: [UInt8]) throws(ClientFailure) {
        let problem = LocalFile.write(bytes, to: descriptor)
        // Who reads no further has what they wanted: `… - | head -c 100` is no error.
        if problem == EPIPE, isStandardOutput { throw ClientFailure(.done, []) }
        guard problem == 0 else { throw LocalFile.failure("write", path, problem) }
    }

    /// Gives the file its name.
    package func keep() throws(ClientFailure) {
        guard let temporary else { return }
        guard fsync(descriptor) == 0 else { throw LocalFile.failure("write", path) }
        if !overwrites {
            // A link never replaces what somebody put there meanwhile; where links are not to be had, look once more.
            if link(temporary, path) == 0 { return }
            if errno == EEXIST { return try Self.check(path, overwrites: false) }
            try Self.check(path, overwrites: false)
        }
        guard rename(temporary, path) == 0 else { throw LocalFile.failure("write", path) }
        isKept.withLock { $0 = true }
    }

    /// The path to write, from what was asked for and the name that the item has: a folder gets a file of that name.
    package static func path(for wanted: String?, fileName: String) throws(ClientFailure) -> String {
        var facts = stat()
        if let wanted, stat(wanted, &facts) != 0 || facts.st_mode & S_IFMT != S_IFDIR { return wanted }
        guard let name = safeName(fileName) else {
            throw ClientFailure(
                .usage, "the item's file name \u{2018}\(fileName.printableLine)\u{2019} can't be used here; name a FILE"
            )
        }
        guard let wanted else { return name }
        return wanted.hasSuffix("/") ? wanted + name : "\(wanted)/\(name)"
    }

    /// A name that somebody else chose, if it is harmless: no folder, no hidden file, nothing that a terminal obeys.
    static func safeName(_ name: String) -> String? {
        let last = name.split(separator: "/").last.map { String($0).printableLine.trimmed } ?? ""
        return last.isEmpty || last.hasPrefix(".") || last.hasPrefix("-") || last.utf8.contains(0) ? nil : last
    }
}
