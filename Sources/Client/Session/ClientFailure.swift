import Messages
import RPC

/// Why a command was not done: how the program ends, and what it says.
package struct ClientFailure: Error, Sendable, Equatable {
    /// How the program ends.
    package let code: ExitCode
    /// What is said on standard error: what was wrong, with what, and what to do.
    package var lines: [String]
    /// The server's status, if the server refused.
    package let status: Status?

    /// A failure that is told in several lines.
    package init(_ code: ExitCode, _ lines: [String], status: Status? = nil) {
        self.code = code
        self.lines = lines
        self.status = status
    }

    /// A failure that is told in one line.
    package init(_ code: ExitCode, _ line: String) {
        self.init(code, [line])
    }

    /// What the server's status means to a person at a command line.
    package init(_ status: Status) {
        let text = status.message.isEmpty ? status.code.name : status.message
        var lines = [text.printable]
        for detail in status.details where detail.type == BadRequest.fullName {
            guard let invalid = try? BadRequest(serialized: detail.value) else { continue }
            // A status with one violation often says it in its own text already.
            lines += invalid.fieldViolations.map { "\($0.field): \($0.description)".printableLine }
                .filter { $0 != lines[0] }.map { "  " + $0 }
        }
        let (code, advice) = Self.meaning(of: status.code)
        for detail in status.details where detail.type == RetryInfo.fullName {
            guard let retry = try? RetryInfo(serialized: detail.value), retry.milliseconds > 0 else { continue }
            lines.append("Nothing was done. Try again in \(Self.text(milliseconds: retry.milliseconds)).")
        }
        if let advice { lines.append(advice) }
        self.init(code, lines, status: status)
    }

    /// Whole seconds, rounded up, where it is a second or more.
    private static func text(milliseconds: UInt32) -> String {
        guard milliseconds >= 1000 else { return "\(milliseconds) ms" }
        let seconds = (UInt64(milliseconds) + 999) / 1000
        return seconds == 1 ? "1 second" : "\(seconds) seconds"
    }

    private static func meaning(of code: StatusCode) -> (ExitCode, advice: String?) {
        switch code {
        case .ok: (.done, nil)
        case .notFound: (.notFound, nil)
        case .aborted: (.conflict, nil)
        case .unavailable: (.unavailable, "Nothing is known to have changed. Try again later.")
        case .deadlineExceeded:
            (.unavailable, "It may have happened all the same: look before you repeat it. --timeout gives it longer.")
        case .unauthenticated:
            (.notSignedIn, "Sign in again: lm2 login --server HOST:PORT --ca FILE --organisation NAME --email MAIL")
        case .permissionDenied: (.refused, "\u{2018}lm2 whoami\u{2019} says as whom you are signed in.")
        case .cancelled: (.interrupted, nil)
        default: (.refused, nil)
        }
    }
}
