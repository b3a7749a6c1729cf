/// What an assessor says of a clause. The raw values are stored.
package enum AssessorVerdict: Int16, Sendable, CaseIterable {
    /// Nothing yet.
    case notAssessed = 0
    /// Met.
    case met = 1
    /// Partly met.
    case partlyMet = 2
    /// Not met.
    case notMet = 3
    /// Does not apply.
    case notApplicable = 4
}
