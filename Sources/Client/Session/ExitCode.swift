/// How the program ends, for scripts. The numbers are a promise.
package enum ExitCode: Int32, Sendable, CaseIterable {
    case done = 0
    case refused = 1
    case usage = 2
    case notFound = 3
    case conflict = 4
    case unavailable = 5
    case notSignedIn = 6
    case localFile = 7
    case notGenuine = 8
    /// As shells have it for a program that Ctrl-C ended: 128 + SIGINT.
    case interrupted = 130

    /// What it means, for the help.
    var meaning: String {
        switch self {
        case .done: "done"
        case .refused: "refused by the server: not allowed, or not possible as things stand"
        case .usage: "the command line is wrong"
        case .notFound: "not found"
        case .conflict: "somebody else changed it first; the current state is shown"
        case .unavailable: "the server can't be reached, or took too long"
        case .notSignedIn: "not signed in, or the token was refused"
        case .localFile: "a file here can't be read or written"
        case .notGenuine: "the audit log, or a proof about it, is not genuine"
        case .interrupted: "interrupted by Ctrl-C"
        }
    }
}
