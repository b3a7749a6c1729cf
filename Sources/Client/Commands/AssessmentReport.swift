import Messages

/// Assessments and clauses, as reports.
enum AssessmentReport {
    /// An assessment without its clauses.
    ///
    /// - Parameter service: the service's name, if it is known.
    static func fields(_ assessment: Assessment, service: String?) -> [Report.Field] {
        [
            .init("service_name", "Service", service.map { .text($0) } ?? .absent),
            .init("standard_id", "Standard", .text(assessment.standardID)),
            .init("standard_version", "Version", .text(assessment.standardVersion)),
            .init("period_from", "From", .text(assessment.periodFrom)),
            .init("period_to", "To", .text(assessment.periodTo)),
            .init("state", "State", state(assessment.state)),
            .init("started_at", "Started", assessment.startedAt.cell),
            .init("submitted_at", "Submitted", assessment.submittedAt.cell),
            .init("submitted_by", "Submitted by", .said(assessment.submittedBy)),
            .init("as_at", "Colours as at", .said(assessment.asAt)),
            .init("assessment_id", "Id", .text(assessment.assessmentID)),
            .init("service_id", "Service's id", .text(assessment.serviceID), shown: false),
            .init("version", "Version of the state", .number(UInt64(assessment.version)), shown: false),
        ]
    }

    /// One clause with all that is said of it.
    static func fields(_ standing: ClauseStanding) -> [Report.Field] {
        [
            .init("clause_id", "Clause", .text(standing.clauseID)),
            .init("rating", "Rating", standing.rating.cell),
            .init("colour", "Colour", standing.colour.cell),
            .init("not_applicable_reason", "Reason", .said(standing.notApplicableReason)),
            .init("narrative", "Narrative", .said(standing.narrative)),
            .init("rated_by", "Rated by", .said(standing.ratedBy)),
            .init("rated_at", "Rated", standing.ratedAt.cell),
            .init("version", "Version", .number(UInt64(standing.version))),
            .init("evidence_count", "Evidence", .number(UInt64(standing.evidenceCount))),
            .init("open_actions", "Open actions", .number(UInt64(standing.openActions))),
            .init("overdue_actions", "Overdue actions", .number(UInt64(standing.overdueActions))),
            .init("assessor_verdict", "Assessor", standing.assessorVerdict.cell),
            .init("assessor_comment", "Comment", .said(standing.assessorComment)),
            .init("assessed_by", "Assessed by", .said(standing.assessedBy)),
            .init("assessed_at", "Assessed", standing.assessedAt.cell),
            .init(
                "assessor_version", "Verdict's version", .number(UInt64(standing.assessorVersion)),
                shown: standing.assessorVersion > 0),
        ]
    }

    /// Several assessments.
    static func list(_ assessments: [Assessment], names: [String: String]) -> Report {
        Report(tables: [
            Table(
                "assessments",
                [
                    .init("service_name", "Service", wraps: true), .init("standard_id", "Standard"),
                    .init("standard_version", "Version"), .init("period_from", "From"), .init("period_to", "To"),
                    .init("state", "State"), .init("assessment_id", "Id", spills: true), .init("service_id", nil),
                    .init("submitted_at", nil), .init("submitted_by", nil),
                ],
                rows: assessments.map {
                    [
                        .text(names[$0.serviceID] ?? $0.serviceID), .text($0.standardID), .text($0.standardVersion),
                        .text($0.periodFrom), .text($0.periodTo), state($0.state), .text($0.assessmentID),
                        .text($0.serviceID), $0.submittedAt.cell, .said($0.submittedBy),
                    ]
                })
        ])
    }

    /// An assessment with its clauses, and what the standard asks for beside each.
    static func whole(
        _ assessment: Assessment, clauses: [ClauseStanding], of standard: Standard, service: String
    ) -> Report {
        let requirements = Dictionary(
            standard.criteria.flatMap(\.clauses).map { ($0.clauseID, $0.requirement) }
        ) { first, _ in first }
        let table = Table(
            "clauses",
            [
                .init("clause_id", "Clause"), .init("requirement", "Requirement", wraps: true),
                .init("rating", "Rating"), .init("colour", "Colour"),
                .init("evidence_count", "Evidence", right: true, hidesZero: true),
                .init("open_actions", "Open", right: true, hidesZero: true),
                .init("overdue_actions", "Overdue", right: true, hidesZero: true),
                .init("assessor_verdict", "Assessor"), .init("narrative", "Narrative or reason", wraps: true),
                .init("not_applicable_reason", nil), .init("version", nil), .init("rated_by", nil),
                .init("rated_at", nil), .init("assessor_comment", nil), .init("assessor_version", nil),
                .init("assessed_by", nil), .init("assessed_at", nil),
            ],
            rows: clauses.map { row($0, requirement: requirements[$0.clauseID]) })
        return Report(fields: fields(assessment, service: service), tables: [table], footer: [summary(clauses)])
    }

    private static func row(_ standing: ClauseStanding, requirement: String?) -> [Cell] {
        let said = standing.narrative.isEmpty ? standing.notApplicableReason : standing.narrative
        return [
            .text(standing.clauseID), requirement.map { .text($0) } ?? .absent, standing.rating.cell,
            standing.colour.cell, .number(UInt64(standing.evidenceCount)), .number(UInt64(standing.openActions)),
            .number(UInt64(standing.overdueActions)), standing.assessorVerdict.cell, .said(said),
            .said(standing.notApplicableReason), .number(UInt64(standing.version)), .said(standing.ratedBy),
            standing.ratedAt.cell, .said(standing.assessorComment), .number(UInt64(standing.assessorVersion)),
            .said(standing.assessedBy), standing.assessedAt.cell,
        ]
    }

    /// How many clauses stand how, in a line.
    private static func summary(_ clauses: [ClauseStanding]) -> String {
        func count(_ matches: (ClauseStanding) -> Bool) -> Int { clauses.count(where: matches) }
        return
            "\(clauses.count) clauses: \(count { $0.colour == .green }) green, \(count { $0.colour == .amber }) amber, "
            + "\(count { $0.colour == .red }) red, \(count { $0.rating == .unspecified }) not started, "
            + "\(count { $0.rating == .notApplicable }) not applicable."
    }

    /// One rating, as it was just given.
    static func fields(_ rating: RatingRevision) -> [Report.Field] {
        [
            .init("rating", "Rating", rating.rating.cell),
            .init("not_applicable_reason", "Reason", .said(rating.notApplicableReason)),
            .init("narrative", "Narrative", .said(rating.narrative)),
            .init("rated_by", "Rated by", .said(rating.ratedBy)),
            .init("rated_at", "Rated", rating.ratedAt.cell),
            .init("version", "Version", .number(UInt64(rating.version))),
        ]
    }

    /// The ratings that a clause has had.
    static func history(_ ratings: [RatingRevision]) -> Report {
        Report(tables: [
            Table(
                "ratings",
                [
                    .init("version", "Version", right: true), .init("rated_at", "When"), .init("rated_by", "Who"),
                    .init("rating", "Rating"), .init("narrative", "Narrative", wraps: true),
                    .init("not_applicable_reason", "Reason", wraps: true),
                ],
                rows: ratings.map {
                    [
                        .number(UInt64($0.version)), $0.ratedAt.cell, .said($0.ratedBy), $0.rating.cell,
                        .said($0.narrative), .said($0.notApplicableReason),
                    ]
                }, whenEmpty: "Not rated yet.")
        ])
    }

    /// Where an assessment is; a draft is work in progress and looks it.
    static func state(_ state: AssessmentState) -> Cell {
        state == .draft ? .word(state.word, .middling) : state.plainCell
    }
}
