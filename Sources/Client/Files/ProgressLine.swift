/// How far a transfer has come, in one line.
package struct ProgressLine: Sendable {
    /// What is transferred.
    package var name: String
    /// The bytes so far.
    package var done: UInt64
    /// All bytes, if their number is known.
    package var total: UInt64?
    /// The time so far, in seconds.
    package var elapsed: Double

    /// A line for `done` of `total` bytes after `elapsed` seconds; a total of nil is not known.
    package init(name: String, done: UInt64, total: UInt64?, elapsed: Double) {
        self.name = name
        self.done = done
        self.total = total
        self.elapsed = elapsed
    }

    /// The line, in so many columns at the most: name, bar, share, bytes, rate, time left. What doesn't fit is left out,
    /// the bar first, then the name.
    package func text(width: Int) -> String {
        var facts: [String] = []
        if let total {
            facts.append("\(total == 0 ? 100 : Int(Double(done) / Double(total) * 100))%")
            facts.append("\(ByteCount.text(done)) of \(ByteCount.text(total))")
        } else {
            facts.append(ByteCount.text(done))
        }
        if elapsed >= 0.2 {
            let rate = Double(done) / elapsed
            facts.append("\(ByteCount.text(UInt64(rate)))/s")
            if let total, done < total, rate >= 1 {
                facts.append("\(Self.time(Double(total - done) / rate)) left")
            }
        }
        let right = facts.joined(separator: "  ")
        let room = width - right.displayWidth
        guard room >= 12 else { return String(right.prefix(max(0, width))) }
        let barWidth = total != nil && room >= 32 ? min(24, room - 22) : 0
        var left = ""
        var nameRoom = room - 2 - (barWidth > 0 ? barWidth + 4 : 0)
        for character in name.printableLine {
            nameRoom -= character.displayWidth
            if nameRoom < 0 { break }
            left.append(character)
        }
        if barWidth > 0, let total {
            let filled = total == 0 ? barWidth : Int(Double(done) / Double(total) * Double(barWidth))
            left +=
                "  [" + String(repeating: "#", count: filled) + String(repeating: ".", count: barWidth - filled) + "]"
        }
        return left + "  " + right
    }

    /// A time as people say it: seconds, minutes and seconds, hours and minutes.
    private static func time(_ seconds: Double) -> String {
        let whole = Int(min(seconds.rounded(.up), 360_000))
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole / 60 % 60) min"
    }
}
