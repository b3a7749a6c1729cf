/// What a caller may do (DOMAIN, "Who"). The raw values are stored.
package enum Role: Int16, Sendable, CaseIterable {
    /// Uploads evidence, keeps records and works on actions, for its own services.
    case contributor = 1
    /// Rates, submits, reviews evidence and runs actions.
    case qualityManager = 2
    /// Reads and compares all services of the trust.
    case trustViewer = 3
    /// Keeps the organisation, its people and machines, and grants engagements.
    case administrator = 4
    /// Of an accreditation body: scores assessments to which an engagement gives access.
    case assessor = 5
    /// Signs off the assessments of its own services.
    case serviceLead = 6
    /// Of an accreditation body: an assessor who leads.
    case leadAssessor = 7
    /// Of an accreditation body: reads what the assessors found, and decides.
    case decisionMaker = 8
    /// Runs the installation, and sees no tenant's content.
    case `operator` = 9

    /// The name on command lines and in logs: `quality-manager`.
    package var name: String {
        switch self {
        case .contributor: "contributor"
        case .qualityManager: "quality-manager"
        case .trustViewer: "trust-viewer"
        case .administrator: "administrator"
        case .assessor: "assessor"
        case .serviceLead: "service-lead"
        case .leadAssessor: "lead-assessor"
        case .decisionMaker: "decision-maker"
        case .operator: "operator"
        }
    }

    /// The role of that name; nil if there is none.
    package init?(name: String) {
        guard let role = Role.allCases.first(where: { $0.name == name }) else { return nil }
        self = role
    }

    /// Whether it is held for some services only, its own.
    package var isConfined: Bool { self == .contributor || self == .serviceLead }

    /// Whether it is a role of an accreditation body that reads what engagements open.
    package var isOfBody: Bool { self == .assessor || self == .leadAssessor || self == .decisionMaker }
}

/// What kind of organisation a tenant is. The raw values are stored.
package enum TenantKind: Int16, Sendable, CaseIterable {
    /// A parent organisation, whose services assess themselves.
    case parentOrganisation = 1
    /// A body whose assessors score services of others.
    case accreditationBody = 2
    /// The installation itself, whose people are its operators.
    case installation = 3

    /// The roles that its accounts can have.
    package var roles: Set<Role> {
        switch self {
        case .parentOrganisation: [.contributor, .qualityManager, .serviceLead, .trustViewer, .administrator]
        case .accreditationBody: [.assessor, .leadAssessor, .decisionMaker, .administrator]
        case .installation: [.operator]
        }
    }

    /// The name on command lines.
    package var name: String {
        switch self {
        case .parentOrganisation: "parent-organisation"
        case .accreditationBody: "accreditation-body"
        case .installation: "installation"
        }
    }

    /// The kind of that name; nil if there is none.
    package init?(name: String) {
        guard let kind = TenantKind.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }
}
