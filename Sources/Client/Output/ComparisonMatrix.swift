import Messages

/// Services in rows, criteria in columns, one matrix for each version of a standard. The text is the same with and
/// without colours.
package struct ComparisonMatrix: Sendable {
    private let comparison: CompareResponse

    /// The matrix of a server's answer.
    package init(_ comparison: CompareResponse) {
        self.comparison = comparison
    }

    /// Criteria of one version of a standard, and where they stand among the columns of the answer.
    private struct Standard {
        let id: String
        let version: String
        var columns: Range<Int>
    }

    /// The narrowest that services' names are made, and the widest.
    private static let nameWidths = 16...36
    private static let draft = "draft"

    /// The matrix's lines, its legend, and what is to be done in which service.
    package func lines(_ page: Page) -> [String] {
        guard !comparison.rows.isEmpty else { return ["There are no services."] }
        var parts: [[String]] = []
        for standard in standards {
            let rows = comparison.rows.filter { standard.columns.contains(Int($0.firstColumn)) && !$0.cells.isEmpty }
            if !rows.isEmpty { parts.append(matrix(standard, rows, page)) }
        }
        if !parts.isEmpty { parts.append(legend(page)) }
        let without = comparison.rows.filter(\.cells.isEmpty)
        if !without.isEmpty {
            let names = without.map { $0.serviceName.printableLine }.joined(separator: ", ")
            let text = "No assessment on that day: \(names)"
            parts.append(page.width.map { TextWrapping.lines(text, width: $0) } ?? [text])
        }
        parts.append(actions(page))
        return Array(parts.joined(separator: [""]))
    }

    private var standards: [Standard] {
        var standards: [Standard] = []
        for (index, column) in comparison.columns.enumerated() {
            if let last = standards.last, last.id == column.standardID, last.version == column.standardVersion {
                standards[standards.count - 1].columns = last.columns.lowerBound..<(index + 1)
            } else {
                standards.append(
                    Standard(id: column.standardID, version: column.standardVersion, columns: index..<(index + 1)))
            }
        }
        return standards
    }

    private func matrix(_ standard: Standard, _ rows: [ComparisonRow], _ page: Page) -> [String] {
        let hasDrafts = rows.contains { $0.state == .draft }
        let marks = hasDrafts ? Self.draft.count + 2 : 0
        let columns = standard.columns.map { comparison.columns[$0].criterionID.printableLine }
        let widest = rows.map { $0.serviceName.printableLine.displayWidth }.max() ?? 0
        // Beside the name: a mark for drafts, three columns a criterion, progress as " 100 %".
        let room = page.width.map { $0 - marks - columns.count * 3 - 8 } ?? Self.nameWidths.upperBound
        let heading = "\(standard.id) \(standard.version)".printableLine
        let nameWidth = max(
            heading.displayWidth, min(max(room, Self.nameWidths.lowerBound), min(widest, Self.nameWidths.upperBound)))

        let letters = columns.map { " " + $0 + String(repeating: " ", count: max(0, 2 - $0.displayWidth)) }
        var lines = [
            page.paint(
                pad(heading, nameWidth) + String(repeating: " ", count: marks + 1) + letters.joined() + "  done",
                .heading)
        ]
        for row in rows {
            let names = TextWrapping.lines(row.serviceName.printableLine, width: nameWidth)
            let mark = row.state == .draft ? Self.draft : ""
            var line = pad(names[0], nameWidth)
            if hasDrafts {
                line += "  " + page.paint(mark, .middling) + String(repeating: " ", count: marks - 2 - mark.count)
            }
            line += " "
            for (place, letter) in letters.enumerated() {
                guard place < row.cells.count else {
                    line += String(repeating: " ", count: letter.displayWidth)
                    continue
                }
                let mark = CriterionMark(row.cells[place])
                line += page.block(
                    " " + mark.letter + String(repeating: " ", count: letter.displayWidth - 2), mark.tint)
            }
            let progress = "\(progress(row))%"
            line += String(repeating: " ", count: max(0, 6 - progress.count)) + progress
            lines.append(line)
            lines += names.dropFirst()
        }
        return lines
    }

    /// How far the service's rating has come: the share of clauses that are rated, in per cent rounded down.
    private func progress(_ row: ComparisonRow) -> UInt64 {
        var (rated, all): (UInt64, UInt64) = (0, 0)
        for cell in row.cells {
            let done = UInt64(cell.red) + UInt64(cell.amber) + UInt64(cell.green) + UInt64(cell.notApplicable)
            rated += done
            all += done + UInt64(cell.notStarted)
        }
        return all == 0 ? 0 : rated * 100 / all
    }

    private func legend(_ page: Page) -> [String] {
        var items = CriterionMark.allCases.map {
            (page.block(" \($0.letter) ", $0.tint) + " \($0.meaning)", $0.meaning.count + 4)
        }
        items.append((page.paint("done", .heading) + " how much is rated, never the outcome", 41))
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

    /// Open actions, service by service; only services that have any.
    private func actions(_ page: Page) -> [String] {
        let rows: [[Cell]] = comparison.rows.compactMap { row in
            let open = row.cells.reduce(0) { $0 + UInt64($1.openActions) }
            guard open > 0 else { return nil }
            let overdue = row.cells.reduce(0) { $0 + UInt64($1.overdueActions) }
            let places = row.cells.enumerated().compactMap { index, cell -> String? in
                let column = Int(row.firstColumn) + index
                guard cell.openActions > 0, comparison.columns.indices.contains(column) else { return nil }
                let letter = comparison.columns[column].criterionID
                return cell.openActions == 1 ? letter : "\(letter) \(cell.openActions)"
            }
            return [
                .text(row.serviceName.printableLine), .number(open),
                overdue > 0 ? .word(String(overdue), .bad) : .text("0"), .list(places),
            ]
        }
        guard !rows.isEmpty else { return ["No corrective action is open."] }
        let table = Table(
            "actions",
            [
                .init("service_name", "Corrective actions", wraps: true), .init("open", "Open", right: true),
                .init("overdue", "Overdue", right: true), .init("criteria", "On criteria", wraps: true),
            ], rows: rows)
        return table.lines(page)
    }

    private func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.displayWidth))
    }
}
