import Conformance
import Messages

/// Which roles may call which method. A method that needs a credential and has no row stops the server from starting;
/// what a role may do with one thing rather than another is decided in Storage, where the thing is known.
enum Permissions {
    /// The methods that need no credential: the standard's text is public, and health is for those who watch the server.
    static let anonymous: Set<String> = [
        Methods.StandardService.listStandards.path,
        Methods.StandardService.getStandard.path,
        Methods.Health.check.path,
    ]

    private static let everyone = Set(Conformance.Role.allCases)
    private static let tenant: Set<Conformance.Role> = [.contributor, .qualityManager, .trustViewer, .administrator]
    private static let readers: Set<Conformance.Role> = [
        .contributor, .qualityManager, .trustViewer, .administrator, .assessor,
    ]

    /// The roles that may call each method.
    static let roles: [String: Set<Conformance.Role>] = [
        Methods.IdentityService.whoAmI.path: everyone,

        Methods.OrganisationService.getTenant.path: everyone,
        Methods.OrganisationService.createUnit.path: [.administrator],
        Methods.OrganisationService.listUnits.path: tenant,
        Methods.OrganisationService.createService.path: [.administrator],
        Methods.OrganisationService.getService.path: readers,
        Methods.OrganisationService.listServices.path: readers,
        Methods.OrganisationService.createLocation.path: [.administrator, .qualityManager],
        Methods.OrganisationService.listLocations.path: readers,

        Methods.AssessmentService.startAssessment.path: [.qualityManager],
        Methods.AssessmentService.getAssessment.path: readers,
        Methods.AssessmentService.listAssessments.path: readers,
        Methods.AssessmentService.rateClause.path: [.qualityManager],
        Methods.AssessmentService.listRatings.path: readers,
        Methods.AssessmentService.submitAssessment.path: [.qualityManager],
        Methods.AssessmentService.assessClause.path: [.assessor],

        Methods.EvidenceService.uploadEvidence.path: [.contributor, .qualityManager],
        Methods.EvidenceService.downloadEvidence.path: readers,
        Methods.EvidenceService.getEvidence.path: readers,
        Methods.EvidenceService.reviewEvidence.path: [.qualityManager, .assessor],
        Methods.EvidenceService.linkEvidence.path: [.contributor, .qualityManager],
        Methods.EvidenceService.listEvidence.path: readers,

        Methods.ActionService.raiseAction.path: [.qualityManager, .assessor],
        Methods.ActionService.moveAction.path: [.contributor, .qualityManager, .assessor],
        Methods.ActionService.getAction.path: readers,
        Methods.ActionService.listActions.path: readers,

        Methods.ComparisonService.compare.path: [.qualityManager, .trustViewer, .administrator],
    ]
}
