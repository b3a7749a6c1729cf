/// Rows with one letter a column, and a share at the end: services in rows, criteria in columns. The text is the same with
/// and without colours.
struct LetterMatrix {
    /// A cell: a letter, and how it is tinted.
    struct Mark {
        let letter: String
        let tint: Tint
    }

    /// A row.
    struct Line {
        let name: String
        /// A word beside the name, such as `draft`; empty for none.
        let remark: String
        let marks: [Mark]
        /// The share at the end, in per cent.
        let percent: UInt64
    }

    let heading: String
    let columns: [String]
    let lines: [Line]
    /// What the share is of.
    let share: String

    /// The narrowest that names are made, and the widest.
    private static let nameWidths = 16...36

    /// The matrix's lines.
    func drawn(on page: Page) -> [String] {
        let widestRemark = lines.map(\.remark.displayWidth).max() ?? 0
        let room = widestRemark > 0 ? widestRemark + 2 : 0
        let widest = lines.map { $0.name.displayWidth }.max() ?? 0
        // Beside the name: the remark, three columns a letter, the share as " 100 %".
        let left = page.width.map { $0 - room - columns.count * 3 - 8 } ?? Self.nameWidths.upperBound
        let nameWidth = max(
            heading.displayWidth, min(max(left, Self.nameWidths.lowerBound), min(widest, Self.nameWidths.upperBound)))
        let letters = columns.map { " " + $0 + String(repeating: " ", count: max(0, 2 - $0.displayWidth)) }
        var drawn = [
            page.paint(
                Self.pad(heading, nameWidth) + String(repeating: " ", count: room + 1) + letters.joined() + "  "
                    + share,
                .heading)
        ]
        for line in lines {
            let names = TextWrapping.lines(line.name, width: nameWidth)
            var text = Self.pad(names[0], nameWidth)
            if room > 0 {
                text += "  " + page.paint(line.remark, .middling)
                text += String(repeating: " ", count: room - 2 - line.remark.displayWidth)
            }
            text += " "
            for (place, letter) in letters.enumerated() {
                guard place < line.marks.count else {
                    text += String(repeating: " ", count: letter.displayWidth)
                    continue
                }
                let mark = line.marks[place]
                text += page.block(
                    " " + mark.letter + String(repeating: " ", count: letter.displayWidth - 2), mark.tint)
            }
            let percent = "\(line.percent)%"
            text += String(repeating: " ", count: max(0, 6 - percent.count)) + percent
            drawn.append(text)
            drawn += names.dropFirst()
        }
        return drawn
    }

    /// What the letters mean, each with its sign, and last what the share is of.
    static func legend(
        _ marks: [(mark: Mark, meaning: String)], share: String, _ meaning: String, on page: Page
    ) -> [String] {
        var items = marks.map { mark, meaning in
            (page.block(" \(mark.letter) ", mark.tint) + " \(meaning)", meaning.count + 4)
        }
        items.append((page.paint(share, .heading) + " \(meaning)", share.count + 1 + meaning.count))
        var lines = [""]
        var used = 0
        for (text, width) in items {
            if used > 0, let limit = page.width, used + 3 + width > limit {
                lines.append("")
                used = 0
            }
            lines[lines.count - 1] += (used > 0 ? "   " : "") + text
            used += width + (used > 0 ? 3 : 0)
        }
        return lines
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.displayWidth))
    }
}
