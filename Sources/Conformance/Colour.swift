/// How a rating shows: derived when it is read, as at a date, never stored or claimed (DOMAIN, "Three verdicts").
package enum Colour: Sendable {
    /// Not met.
    case red
    /// Met, but no evidence that is current and accepted.
    case amber
    /// Met, with evidence that is current and accepted.
    case green

    /// The colour of a rating; nil for a clause that is not started or not applicable.
    package init?(_ rating: Rating, hasCurrentEvidence: Bool) {
        switch rating {
        case .notStarted, .notApplicable: return nil
        case .notMet: self = .red
        case .met: self = hasCurrentEvidence ? .green : .amber
        }
    }
}
