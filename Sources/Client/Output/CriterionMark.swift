import Messages

/// How a criterion stands, in one letter.
package enum CriterionMark: Sendable, Equatable, CaseIterable {
    case green, amber, red, notStarted, notApplicable

    /// What a cell of the comparison shows.
    package init(_ cell: ComparisonCell) {
        switch cell.worstColour {
        case .green: self = .green
        case .amber: self = .amber
        case .red: self = .red
        case .unspecified, .unrecognized:
            self = cell.worstClauseID.isEmpty || cell.worstRating == .notApplicable ? .notApplicable : .notStarted
        }
    }

    /// The letter, or sign.
    var letter: String {
        switch self {
        case .green: "G"
        case .amber: "A"
        case .red: "R"
        case .notStarted: "\u{00B7}"
        case .notApplicable: "-"
        }
    }

    /// The same in words.
    var word: String {
        switch self {
        case .green: "green"
        case .amber: "amber"
        case .red: "red"
        case .notStarted: "not-started"
        case .notApplicable: "not-applicable"
        }
    }

    /// What it means, for the legend.
    var meaning: String {
        switch self {
        case .green: "met, with current accepted evidence"
        case .amber: "met, without such evidence"
        case .red: "not met"
        case .notStarted: "not started"
        case .notApplicable: "not applicable"
        }
    }

    var tint: Tint {
        switch self {
        case .green: .good
        case .amber: .middling
        case .red: .bad
        case .notStarted, .notApplicable: .faint
        }
    }

    var mark: LetterMatrix.Mark { LetterMatrix.Mark(letter: letter, tint: tint) }
}
