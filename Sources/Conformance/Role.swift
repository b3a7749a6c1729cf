/// What a caller may do (DOMAIN, "Who"). The raw values are stored.
package enum Role: Int16, Sendable, CaseIterable {
    /// Uploads evidence and works on actions, for its own services.
    case contributor = 1
    /// Rates, submits, reviews evidence and runs actions.
    case qualityManager = 2
    /// Reads and compares all services of the trust.
    case trustViewer = 3
    /// Keeps the organisation: groups, sites, services, locations.
    case administrator = 4
    /// Scores assessments that were submitted.
    case assessor = 5

    /// The name on command lines and in logs: `quality-manager`.
    package var name: String {
        switch self {
        case .contributor: "contributor"
        case .qualityManager: "quality-manager"
        case .trustViewer: "trust-viewer"
        case .administrator: "administrator"
        case .assessor: "assessor"
        }
    }

    /// The role of that name; nil if there is none.
    package init?(name: String) {
        guard let role = Role.allCases.first(where: { $0.name == name }) else { return nil }
        self = role
    }
}
