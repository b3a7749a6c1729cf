/// Whether an item of evidence was accepted. The raw values are stored.
package enum EvidenceState: Int16, Sendable, CaseIterable {
    /// Nobody has looked at it yet.
    case pending = 1
    /// Someone other than its uploader has accepted it.
    case accepted = 2
    /// Someone other than its uploader has rejected it.
    case rejected = 3

    /// The name in sentences.
    package var name: String {
        switch self {
        case .pending: "pending"
        case .accepted: "accepted"
        case .rejected: "rejected"
        }
    }

    /// The states that a review may lead to from this one. A review can be changed, but not taken back.
    package var successors: Set<EvidenceState> {
        switch self {
        case .pending: [.accepted, .rejected]
        case .accepted: [.rejected]
        case .rejected: [.accepted]
        }
    }
}
