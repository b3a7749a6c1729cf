import Glibc
import Synchronization

/// Whether the terminal shows what is typed. It has to be put back, also when Ctrl-C ends the program in between.
enum TerminalEcho {
    private static let before = Mutex<termios?>(nil)

    /// Hides what is typed until `restore()`.
    static func hide() throws(ClientFailure) {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { throw LocalFile.failure("use", "the terminal") }
        before.withLock { $0 = settings }
        settings.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
    }

    /// Puts back what was there before; does nothing when nothing was hidden.
    static func restore() {
        let settings = before.withLock { before in
            defer { before = nil }
            return before
        }
        guard var settings else { return }
        tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    }
}
