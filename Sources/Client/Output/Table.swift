/// Rows of cells under columns.
package struct Table: Sendable {
    /// A column.
    package struct Column: Sendable {
        /// Its name for programs, in snake case.
        let key: String
        /// Its heading for people; nil if only programs see it.
        let title: String?
        /// Whether its cells stand at the right: numbers do.
        let isRight: Bool
        /// Whether its text may be broken into lines when the terminal is narrow.
        let wraps: Bool
        /// Whether people see nothing for 0 and "no", so that the others stand out.
        let hidesZero: Bool

        /// Whether it moves to a line of its own below the row where the terminal is narrow: ids do, which have to stay whole.
        let spills: Bool

        /// A column: `key` in JSON, `title` for people; a column without a title is in JSON only.
        package init(
            _ key: String, _ title: String?, right: Bool = false, wraps: Bool = false, hidesZero: Bool = false,
            spills: Bool = false
        ) {
            self.key = key
            self.title = title
            self.isRight = right
            self.wraps = wraps
            self.hidesZero = hidesZero
            self.spills = spills
        }

        /// Whether people see nothing for the cell.
        func isBlank(_ cell: Cell) -> Bool {
            cell == .absent || cell == .list([]) || hidesZero && (cell == .number(0) || cell == .flag(false))
        }
    }

    /// What the table is called in a JSON object.
    let key: String
    let columns: [Column]
    /// Cells in the order of the columns.
    let rows: [[Cell]]
    /// Lines above the table, for people only.
    let preface: [String]
    /// What people read when there is no row.
    let whenEmpty: String
    /// Whether people see it; a table that they don't see is in JSON only.
    let isShown: Bool

    /// A table. Each row has a cell for each column, or it traps.
    package init(
        _ key: String, _ columns: [Column], rows: [[Cell]], preface: [String] = [], whenEmpty: String = "None.",
        shown: Bool = true
    ) {
        precondition(rows.allSatisfy { $0.count == columns.count }, "a row of \(key) has another number of cells")
        self.key = key
        self.columns = columns
        self.rows = rows
        self.preface = preface
        self.whenEmpty = whenEmpty
        self.isShown = shown
    }

    /// Columns that may be broken are made no narrower than this.
    private static let narrowest = 16
    private static let gap = "  "

    /// The table's lines for people: headings, then rows, aligned, in the page's width where that is possible.
    func lines(_ page: Page) -> [String] {
        guard !rows.isEmpty else { return [whenEmpty] }
        // A column that says nothing in any row is left out: it would only push the others apart.
        var shown = columns.indices.filter { index in
            columns[index].title != nil && rows.contains { !columns[index].isBlank($0[index]) }
        }
        var widths = shown.map(naturalWidth)
        var spilt: [Int] = []
        if let width = page.width, !fit(&widths, of: shown, to: width), shown.contains(where: { columns[$0].spills }) {
            spilt = shown.filter { columns[$0].spills }
            shown.removeAll { columns[$0].spills }
            widths = shown.map(naturalWidth)
            fit(&widths, of: shown, to: width)
        }

        var lines = [
            line(shown.map { (columns[$0].title ?? "", Tint.heading) }, of: shown, widths: widths, page)
        ]
        for row in rows {
            let wrapped = shown.indices.map { place in
                let text = shownText(row, shown[place])
                return columns[shown[place]].wraps ? TextWrapping.lines(text, width: widths[place]) : Self.split(text)
            }
            for index in 0..<(wrapped.map(\.count).max() ?? 0) {
                let parts = wrapped.indices.map { place in
                    (index < wrapped[place].count ? wrapped[place][index] : "", row[shown[place]].tint)
                }
                lines.append(line(parts, of: shown, widths: widths, page))
            }
            for index in spilt where !columns[index].isBlank(row[index]) {
                lines.append("  " + page.paint("\(columns[index].title ?? ""): \(shownText(row, index))", .faint))
            }
        }
        return lines
    }

    private func shownText(_ row: [Cell], _ index: Int) -> String {
        columns[index].isBlank(row[index]) ? "" : row[index].shown
    }

    /// How wide a column is when nothing is broken.
    private func naturalWidth(_ index: Int) -> Int {
        let widest = rows.lazy.flatMap { Self.split(shownText($0, index)) }.map(\.displayWidth).max() ?? 0
        return max(columns[index].title?.displayWidth ?? 0, widest)
    }

    private static func split(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Takes columns from the widest column that may be broken until the table fits; false if it can't get that narrow.
    @discardableResult
    private func fit(_ widths: inout [Int], of shown: [Int], to width: Int) -> Bool {
        let least = shown.map { max(Self.narrowest, columns[$0].title?.displayWidth ?? 0) }
        var excess = widths.reduce(0, +) + Self.gap.count * (widths.count - 1) - width
        while excess > 0 {
            let candidates = widths.indices.filter { columns[shown[$0]].wraps && widths[$0] > least[$0] }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return false }
            widths[widest] -= 1
            excess -= 1
        }
        return true
    }

    private func line(_ parts: [(String, Tint)], of shown: [Int], widths: [Int], _ page: Page) -> String {
        var text = ""
        // Spaces are held back until something follows them, so that no line ends in any.
        var pending = ""
        for (place, (part, tint)) in parts.enumerated() {
            let padding = String(repeating: " ", count: max(0, widths[place] - part.displayWidth))
            let isRight = columns[shown[place]].isRight
            if isRight { pending += padding }
            if !part.isEmpty {
                text += pending + page.paint(part, tint)
                pending = ""
            }
            if !isRight { pending += padding }
            pending += Self.gap
        }
        return text
    }
}
