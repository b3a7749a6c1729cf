import Messages

/// How the services of a trust stand beside each other.
package enum CompareCommand {
    static let compare = Command(
        "compare", summary: "Compares all services of the trust on a day, criterion by criterion.",
        details: [
            "A criterion shows its worst clause that is applicable: G green, A amber, R red, \u{00B7} not started, - not "
                + "applicable. Drafts are work in progress, and marked. Versions of a standard never share a column. As CSV "
                + "and JSON there is one record for each service and criterion, with the counts.",
            "Below stands what the services\u{2019} own records say: S supported, C contradicted, ? insufficient data, - not "
                + "applicable; again the worst clause of each criterion.",
        ],
        options: [CommandOption("date", "DATE", kind: .date, summary: "The day; today if left out")],
        example: "lm2 compare --date 2026-06-30"
    ) { (invocation) async throws(ClientFailure) in
        let comparison = try await invocation.signedIn().call(
            Methods.ComparisonService.compare, CompareRequest(date: invocation.arguments.text("date")))
        return report(comparison)
    }

    /// The comparison: a matrix for people, a record for each service and criterion for programs.
    package static func report(_ comparison: CompareResponse) -> Report {
        var report = Report(
            title: ["Comparison as at \(comparison.date)"],
            tables: [
                Table(
                    "comparison", columns,
                    rows: comparison.rows.flatMap { row in
                        row.cells.isEmpty
                            ? records(row, date: comparison.date)
                            : row.cells.enumerated().map { index, cell in
                                let column = Int(row.firstColumn) + index
                                return record(
                                    row, cell,
                                    comparison.columns.indices.contains(column) ? comparison.columns[column] : nil,
                                    date: comparison.date)
                            }
                    })
            ])
        let matrix = ComparisonMatrix(comparison)
        report.drawing = { matrix.lines($0) }
        return report
    }

    private static let columns: [Table.Column] = [
        "date", "service_name", "site_name", "state", "standard_id", "standard_version", "criterion_id", "colour",
        "worst_clause_id", "worst_rating", "green", "amber", "red", "not_started", "not_applicable", "progress_percent",
        "evidence_age_days", "open_actions", "overdue_actions", "records_say", "records_clause_id", "supported",
        "contradicted", "insufficient", "sufficient_percent", "service_id", "assessment_id",
    ].map { Table.Column($0, $0) }

    /// The records of a service without an assessment: one a criterion, or one in all where nothing is known of any.
    private static func records(_ row: ComparisonRow, date: String) -> [[Cell]] {
        guard !row.verdicts.isEmpty else { return [record(row, nil, nil, date: date)] }
        return row.verdicts.map { record(row, nil, ComparisonColumn(criterionID: $0.criterionID), date: date) }
    }

    private static func record(
        _ row: ComparisonRow, _ cell: ComparisonCell?, _ column: ComparisonColumn?, date: String
    ) -> [Cell] {
        func number(_ value: UInt32?) -> Cell { value.map { .number(UInt64($0)) } ?? .absent }
        let verdict = row.verdicts.first { $0.criterionID == column?.criterionID }
        return [
            .text(date), .text(row.serviceName), .said(row.siteName), row.state.plainCell,
            .said(column?.standardID ?? ""), .said(column?.standardVersion ?? ""), .said(column?.criterionID ?? ""),
            cell.map { .text(CriterionMark($0).word) } ?? .absent,
            .said(cell?.worstClauseID ?? ""),
            cell.map { $0.worstClauseID.isEmpty ? .absent : $0.worstRating.cell } ?? .absent,
            number(cell?.green), number(cell?.amber), number(cell?.red), number(cell?.notStarted),
            number(cell?.notApplicable), number(cell?.progressPercent), number(cell?.evidenceAgeDays),
            number(cell?.openActions), number(cell?.overdueActions),
            verdict.map { .text($0.verdict.name) } ?? .absent, .said(verdict?.clauseID ?? ""),
            number(verdict?.supported), number(verdict?.contradicted), number(verdict?.insufficient),
            number(verdict?.sufficientPercent), .text(row.serviceID), .said(row.assessmentID),
        ]
    }
}
