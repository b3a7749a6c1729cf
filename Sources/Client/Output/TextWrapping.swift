/// Breaks text into lines of a width.
package enum TextWrapping {
    /// The text's lines, none wider than the width: broken at spaces, and inside a word only where it fits no line.
    ///
    /// Line ends in the text stay. An empty text is one empty line.
    package static func lines(_ text: String, width: Int) -> [String] {
        let width = max(2, width)
        return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph($0, width: width) }
    }

    private static func paragraph(_ text: Substring, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in text.split(separator: " ", omittingEmptySubsequences: true) {
            var word = word
            var wordWidth = word.displayWidth
            if used > 0, used + 1 + wordWidth <= width {
                line += " " + word
                used += 1 + wordWidth
                continue
            }
            if used > 0 { lines.append(line) }
            while wordWidth > width {
                let head = prefix(of: word, width: width)
                lines.append(String(head))
                word = word[head.endIndex...]
                wordWidth = word.displayWidth
            }
            line = String(word)
            used = wordWidth
        }
        if used > 0 || lines.isEmpty { lines.append(line) }
        return lines
    }

    /// As much of the word as fits, but at least one character, so that breaking always gets on.
    private static func prefix(of word: Substring, width: Int) -> Substring {
        var end = word.startIndex
        var used = 0
        while end < word.endIndex {
            used += word[end].displayWidth
            if used > width, end > word.startIndex { break }
            end = word.index(after: end)
        }
        return word[..<end]
    }
}
