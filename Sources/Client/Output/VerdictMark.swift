import Messages

/// What records say, in one letter.
package enum VerdictMark: Sendable, Equatable, CaseIterable {
    case supported, contradicted, insufficient, notApplicable

    /// The mark of a verdict; nil for one that this version does not have.
    package init?(_ verdict: SystemVerdict) {
        switch verdict {
        case .supported: self = .supported
        case .contradicted: self = .contradicted
        case .insufficient: self = .insufficient
        case .notApplicable: self = .notApplicable
        case .unspecified, .unrecognized: return nil
        }
    }

    /// The letter, or sign.
    var letter: String {
        switch self {
        case .supported: "S"
        case .contradicted: "C"
        case .insufficient: "?"
        case .notApplicable: "-"
        }
    }

    /// What it means, for the legend.
    var meaning: String {
        switch self {
        case .supported: "supported by records"
        case .contradicted: "contradicted by records"
        case .insufficient: "insufficient data"
        case .notApplicable: "not applicable"
        }
    }

    var tint: Tint {
        switch self {
        case .supported: .good
        case .contradicted: .bad
        case .insufficient: .middling
        case .notApplicable: .faint
        }
    }

    var mark: LetterMatrix.Mark { LetterMatrix.Mark(letter: letter, tint: tint) }
}
