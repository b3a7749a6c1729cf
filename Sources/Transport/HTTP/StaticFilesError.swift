/// Why a directory's files can't be served.
package enum StaticFilesError: Error, Equatable, CustomStringConvertible {
    /// A file or directory can't be read; with the system's reason.
    case unreadable(path: String, reason: String)
    /// All files together have more bytes than this.
    case tooLarge(limit: Int)
    /// There are more files and directories than this.
    case tooMany(limit: Int)
    /// Directories lie in each other deeper than this; perhaps a link leads upwards.
    case tooDeep(path: String, limit: Int)
    /// A name is no UTF-8.
    case nameNoText(directory: String)

    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "'\(path)' can't be read: \(reason)"
        case .tooLarge(let limit): "the files have more than \(limit) bytes together"
        case .tooMany(let limit): "there are more than \(limit) files"
        case .tooDeep(let path, let limit): "'\(path)' is more than \(limit) directories deep"
        case .nameNoText(let directory): "a name in '\(directory)' is no UTF-8"
        }
    }
}
