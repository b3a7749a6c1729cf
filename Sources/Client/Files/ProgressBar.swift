import Kernel

/// Draws a `ProgressLine` at a terminal, and nothing elsewhere.
final class ProgressBar {
    private let console: Console
    private let name: String
    private let start = MonotonicInstant.now
    private var lastDrawn: MonotonicInstant?

    init(console: Console, name: String) {
        self.console = console
        self.name = name
    }

    /// Says how far it has come. Draws ten times a second at the most.
    func update(done: UInt64, total: UInt64?) {
        guard console.canRedraw else { return }
        let now = MonotonicInstant.now
        if let lastDrawn, now - lastDrawn < .milliseconds(100), done != total { return }
        lastDrawn = now
        let line = ProgressLine(name: name, done: done, total: total, elapsed: (now - start) / .seconds(1))
        console.redraw(line.text(width: console.errorWidth - 1))
    }

    /// Takes the line away, so that what follows begins on a clean one.
    func clear() {
        guard lastDrawn != nil else { return }
        lastDrawn = nil
        console.redraw("")
    }
}
