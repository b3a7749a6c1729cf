import Glibc

/// The terminal, or what stands in its place: where notes go, and what the output is written on.
package struct Console: Sendable {
    /// Whether standard error is a terminal that can redraw a line.
    package let canRedraw: Bool
    /// What standard output is written on.
    package let page: Page

    /// Looks at what the streams are, and at `TERM` and `NO_COLOR`.
    package init(environment: [String: String]) {
        let isDumb = environment["TERM"] == "dumb"
        canRedraw = isatty(STDERR_FILENO) == 1 && !isDumb
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let wantsColours = (environment["NO_COLOR"] ?? "").isEmpty && !isDumb
        page = Page(
            width: isTerminal ? Self.width(of: STDOUT_FILENO) : nil, hasColours: isTerminal && wantsColours)
    }

    /// How many columns the terminal has; 80 where it doesn't say.
    static func width(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return max(20, Int(size.ws_col))
    }

    /// Says something beside the output, on a line of its own.
    package func note(_ text: String) {
        Self.write("lm2: \(text.printableLine)\n")
    }

    /// Redraws the terminal's last line; an empty text clears it.
    func redraw(_ text: String) {
        Self.write("\r\(text)\u{1B}[K")
    }

    /// How many columns standard error has.
    var errorWidth: Int { Self.width(of: STDERR_FILENO) }

    /// Writes to standard error. When that is gone there is nowhere left to say so.
    static func write(_ text: String) {
        try? LocalFile.write(Array(text.utf8), to: STDERR_FILENO, path: "standard error")
    }
}
