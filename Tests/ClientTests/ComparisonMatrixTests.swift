import Client
import Messages
import Testing

@Suite("The comparison")
struct ComparisonMatrixTests {
    private static func cell(
        _ colour: Colour, _ rating: Rating, worst: String = "a.1", open: UInt32 = 0, overdue: UInt32 = 0
    ) -> ComparisonCell {
        ComparisonCell(
            worstClauseID: worst, worstRating: rating, worstColour: colour,
            notStarted: colour == .unspecified && !worst.isEmpty ? 1 : 0, red: colour == .red ? 1 : 0,
            amber: colour == .amber ? 1 : 0, green: colour == .green ? 1 : 0, notApplicable: worst.isEmpty ? 1 : 0,
            openActions: open, overdueActions: overdue)
    }

    private static let comparison = CompareResponse(
        date: "2026-11-24",
        columns: "abcde".map { ComparisonColumn(standardID: "LM2", standardVersion: "2023", criterionID: String($0)) }
            + "ab".map { ComparisonColumn(standardID: "LM2", standardVersion: "2021", criterionID: String($0)) },
        rows: [
            ComparisonRow(
                serviceID: "1", serviceName: "CT", assessmentID: "7", state: .submitted, firstColumn: 0,
                cells: [
                    cell(.green, .met), cell(.amber, .met), cell(.red, .notMet, open: 2, overdue: 1),
                    cell(.unspecified, .unspecified), cell(.unspecified, .notApplicable, worst: ""),
                ]),
            ComparisonRow(
                serviceID: "2", serviceName: "Nuclear medicine", assessmentID: "8", state: .draft, firstColumn: 0,
                cells: Array(repeating: cell(.green, .met), count: 5)),
            ComparisonRow(
                serviceID: "3", serviceName: "Old ward", assessmentID: "9", state: .submitted, firstColumn: 5,
                cells: [cell(.red, .notMet), cell(.green, .met)]),
            ComparisonRow(serviceID: "4", serviceName: "Ultrasound"),
        ])

    @Test("is a matrix for each version, with letters, drafts, a legend and actions")
    func matrix() {
        let text = ComparisonMatrix(Self.comparison).lines(Page(width: 80, hasColours: false)).joined(separator: "\n")
        #expect(
            text == """
                LM2 2023                 a  b  c  d  e   done
                CT                       G  A  R  ·  -    80%
                Nuclear medicine  draft  G  G  G  G  G   100%

                LM2 2021  a  b   done
                Old ward  R  G   100%

                 G  met, with current accepted evidence    A  met, without such evidence
                 R  not met    ·  not started    -  not applicable
                done how much is rated, never the outcome

                No assessment on that day: Ultrasound

                Corrective actions  Open  Overdue  On criteria
                CT                     2        1  c 2
                """)
    }

    @Test("shows what records say below, with how much they suffice")
    func verdicts() {
        var judged = Self.comparison
        func verdict(_ letter: String, _ verdict: SystemVerdict, _ clause: String) -> CriterionVerdict {
            CriterionVerdict(
                criterionID: letter, verdict: verdict, clauseID: clause,
                contradicted: verdict == .contradicted ? 1 : 0, insufficient: verdict == .insufficient ? 1 : 0,
                supported: verdict == .supported ? 1 : 0, notApplicable: verdict == .notApplicable ? 1 : 0,
                sufficientPercent: verdict == .insufficient ? 0 : 100)
        }
        judged.rows[0].verdicts = [
            verdict("a", .supported, "a.1"), verdict("b", .contradicted, "b.2"), verdict("c", .insufficient, "c.1"),
            verdict("d", .notApplicable, ""),
        ]
        judged.rows[3].verdicts = judged.rows[0].verdicts
        let text = ComparisonMatrix(judged).lines(Page(width: 80, hasColours: false)).joined(separator: "\n")
        #expect(
            text.contains(
                """
                By records  a  b  c  d   data
                CT          S  C  ?  -    66%
                Ultrasound  S  C  ?  -    66%

                 S  supported by records    C  contradicted by records    ?  insufficient data
                 -  not applicable   data on how many applicable clauses the records suffice
                """), "\(text)")
        let lines = CompareCommand.report(judged).text(.csv, page: Page(width: nil, hasColours: false))
            .split(separator: "\r\n")
        #expect(
            lines.contains(
                "2026-11-24,CT,,submitted,LM2,2023,b,amber,a.1,met,0,1,0,0,0,0,,0,0,contradicted,b.2,0,1,0,100,1,7"))
        #expect(
            lines.contains { $0.hasPrefix("2026-11-24,Ultrasound,,,,,c,") && $0.contains(",insufficient,c.1,0,0,1,0,") }
        )
    }

    @Test("says the same with colours as without", arguments: [nil, 40, 80, 200])
    func colours(width: Int?) {
        let matrix = ComparisonMatrix(Self.comparison)
        let plain = matrix.lines(Page(width: width, hasColours: false)).joined(separator: "\n")
        let coloured = matrix.lines(Page(width: width, hasColours: true)).joined(separator: "\n")
        #expect(coloured.contains("\u{1B}[30;42m G \u{1B}[0m"))
        #expect(withoutEscapes(coloured) == plain)
    }

    @Test("is a record for each service and criterion for programs")
    func records() {
        let text = CompareCommand.report(Self.comparison).text(.csv, page: Page(width: nil, hasColours: false))
        let lines = text.split(separator: "\r\n")
        #expect(lines.count == 1 + 5 + 5 + 2 + 1)
        #expect(lines.contains("2026-11-24,CT,,submitted,LM2,2023,c,red,a.1,not-met,0,0,1,0,0,0,,2,1,,,,,,,1,7"))
        #expect(lines.contains("2026-11-24,CT,,submitted,LM2,2023,e,not-applicable,,,0,0,0,0,1,0,,0,0,,,,,,,1,7"))
        #expect(lines.contains("2026-11-24,Old ward,,submitted,LM2,2021,a,red,a.1,not-met,0,0,1,0,0,0,,0,0,,,,,,,3,9"))
        #expect(lines.contains("2026-11-24,Ultrasound,,,,,,,,,,,,,,,,,,,,,,,,4,"))
    }

    @Test("wraps long names, and stands up to an answer that makes no sense")
    func oddities() {
        var odd = Self.comparison
        odd.rows[0].serviceName = "Computed tomography of the whole northern hospital group and its annexes"
        odd.rows[1].firstColumn = 99
        odd.rows[2].cells.append(contentsOf: Array(repeating: Self.cell(.red, .notMet, open: 1), count: 9))
        let lines = ComparisonMatrix(odd).lines(Page(width: 60, hasColours: false))
        #expect(lines.allSatisfy { $0.displayWidth <= 60 })
        #expect(lines.contains { $0.hasPrefix("Computed tomography") })
        #expect(
            ComparisonMatrix(CompareResponse()).lines(Page(width: 60, hasColours: false)) == ["There are no services."])
    }
}
