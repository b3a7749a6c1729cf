/// Where an assessment is in its cycle (DOMAIN, "Assessment cycle"). The raw values are stored.
package enum AssessmentState: Int16, Sendable, CaseIterable {
    /// The service is rating itself.
    case draft = 1
    /// The service has signed it off: its ratings stand.
    case submitted = 2
    /// An assessor has begun to score it.
    case underReview = 3

    /// The name in sentences.
    package var name: String {
        switch self {
        case .draft: "a draft"
        case .submitted: "submitted"
        case .underReview: "under review"
        }
    }

    /// Whether the service may change its ratings.
    package var allowsRating: Bool { self == .draft }

    /// Whether an assessor may give verdicts.
    package var allowsAssessing: Bool { self == .submitted || self == .underReview }
}
