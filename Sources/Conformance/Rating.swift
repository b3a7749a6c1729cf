/// What a service says of a clause. The raw values are stored.
package enum Rating: Int16, Sendable, CaseIterable {
    /// Nothing yet.
    case notStarted = 0
    /// The clause is not met.
    case notMet = 1
    /// The clause is met.
    case met = 2
    /// The clause does not apply, with a reason.
    case notApplicable = 3
}
