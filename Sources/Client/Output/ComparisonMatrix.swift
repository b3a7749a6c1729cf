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

    private static let progressHeading = "done"
    private static let sufficiencyHeading = "data"
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
        parts += [verdicts(page)].filter { !$0.isEmpty }
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
        LetterMatrix(
            heading: "\(standard.id) \(standard.version)".printableLine,
            columns: standard.columns.map { comparison.columns[$0].criterionID.printableLine },
            lines: rows.map { row in
                LetterMatrix.Line(
                    name: row.serviceName.printableLine, remark: row.state == .draft ? Self.draft : "",
                    marks: row.cells.map { CriterionMark($0).mark }, percent: progress(row))
            }, share: Self.progressHeading
        ).drawn(on: page)
    }

    /// What the records of the services say of each criterion; nothing where no server says it.
    private func verdicts(_ page: Page) -> [String] {
        let judged = comparison.rows.filter { !$0.verdicts.isEmpty }
        guard let first = judged.first else { return [] }
        let matrix = LetterMatrix(
            heading: "By records", columns: first.verdicts.map { $0.criterionID.printableLine },
            lines: judged.map { row in
                LetterMatrix.Line(
                    name: row.serviceName.printableLine, remark: "",
                    marks: row.verdicts.map {
                        VerdictMark($0.verdict)?.mark ?? LetterMatrix.Mark(letter: " ", tint: .faint)
                    }, percent: sufficiency(row))
            }, share: Self.sufficiencyHeading)
        return matrix.drawn(on: page) + [""]
            + LetterMatrix.legend(
                VerdictMark.allCases.map { ($0.mark, $0.meaning) }, share: Self.sufficiencyHeading,
                "on how many applicable clauses the records suffice", on: page)
    }

    /// On how many of the applicable clauses the records suffice, in per cent rounded down.
    private func sufficiency(_ row: ComparisonRow) -> UInt64 {
        var (judged, open): (UInt64, UInt64) = (0, 0)
        for verdict in row.verdicts {
            judged += UInt64(verdict.supported) + UInt64(verdict.contradicted)
            open += UInt64(verdict.insufficient)
        }
        return judged + open == 0 ? 100 : judged * 100 / (judged + open)
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
        LetterMatrix.legend(
            CriterionMark.allCases.map { ($0.mark, $0.meaning) }, share: Self.progressHeading,
            "how much is rated, never the outcome", on: page)
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
}
