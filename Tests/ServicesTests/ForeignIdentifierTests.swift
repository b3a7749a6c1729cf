import Messages
import RPC
import Storage
import TestSupport
import Testing

/// The ids that requests can name.
private struct Names: Sendable {
    var service: String
    var site: String
    var assessment: String
    var evidence: String
    var action: String
    var account: String

    /// Ids of nothing.
    static func missing() -> Names {
        func id() -> String { Identifier.make(now: 1_700_000_000_000_000).description }
        return Names(service: id(), site: id(), assessment: id(), evidence: id(), action: id(), account: id())
    }

    /// The things of a trust, all there.
    static func all(of trust: TestTrust) async throws -> Names {
        let assessment = try await trust.startAssessment()
        let evidence = try await trust.contributor.upload(
            UploadHeader(
                serviceID: trust.service, fileName: "a.pdf", assessmentID: assessment.assessmentID, clauseIDs: ["a.1"]),
            [1, 2, 3])
        let action = try await trust.manager.call(
            Methods.ActionService.raiseAction,
            RaiseActionRequest(
                assessmentID: assessment.assessmentID, clauseID: "a.1", title: "T", dueOn: TestTrust.today))
        let site = try await trust.manager.call(
            Methods.OrganisationService.getService, GetServiceRequest(serviceID: trust.service)
        ).siteID
        return Names(
            service: trust.service, site: site, assessment: assessment.assessmentID, evidence: evidence.evidenceID,
            action: action.actionID, account: trust.manager.account.description)
    }
}

/// A call that names ids, and what it was answered with: the status, or the answer's bytes.
private struct Probe: Sendable {
    let name: String
    let ask: @Sendable (TestTrust, Names) async throws -> Answer

    enum Answer: Sendable, Equatable {
        case status(Status)
        case message([UInt8])
    }

    init<Request, Response>(
        _ method: Method<Request, Response>, by caller: @escaping @Sendable (TestTrust) -> TestCaller,
        _ request: @escaping @Sendable (TestTrust, Names) -> Request
    ) {
        name = method.path
        ask = { trust, names in
            do {
                return .message(try await caller(trust).call(method, request(trust, names)).serialized())
            } catch let status as Status {
                return .status(status)
            }
        }
    }

    init(_ name: String, _ ask: @escaping @Sendable (TestTrust, Names) async throws -> Void) {
        self.name = name
        self.ask = { trust, names in
            do {
                try await ask(trust, names)
                return .message([])
            } catch let status as Status {
                return .status(status)
            }
        }
    }

    /// Every call that names something, one line an id.
    static let all: [Probe] = organisation + assessment + evidence + action

    private static let organisation = [
        Probe(Methods.OrganisationService.createUnit, by: \.administrator) { _, names in
            CreateUnitRequest(kind: .site, name: "S", parentID: names.site)
        },
        Probe(Methods.OrganisationService.createService, by: \.administrator) { _, names in
            CreateServiceRequest(siteID: names.site, name: "S")
        },
        Probe(Methods.OrganisationService.getService, by: \.manager) { GetServiceRequest(serviceID: $1.service) },
        Probe(Methods.OrganisationService.listServices, by: \.manager) { ListServicesRequest(siteID: $1.site) },
        Probe(Methods.OrganisationService.createLocation, by: \.manager) { _, names in
            CreateLocationRequest(serviceID: names.service, kind: .mobile, name: "L")
        },
        Probe(Methods.OrganisationService.listLocations, by: \.manager) { ListLocationsRequest(serviceID: $1.service) },
    ]

    private static let assessment = [
        Probe(Methods.AssessmentService.startAssessment, by: \.manager) { _, names in
            StartAssessmentRequest(
                serviceID: names.service, standardID: "LM2", periodFrom: "2026-01-01", periodTo: "2026-12-31")
        },
        Probe(Methods.AssessmentService.getAssessment, by: \.manager) {
            GetAssessmentRequest(assessmentID: $1.assessment)
        },
        Probe(Methods.AssessmentService.listAssessments, by: \.manager) {
            ListAssessmentsRequest(serviceID: $1.service)
        },
        Probe(Methods.AssessmentService.rateClause, by: \.manager) { _, names in
            RateClauseRequest(assessmentID: names.assessment, clauseID: "a.1", rating: .met)
        },
        Probe(Methods.AssessmentService.rateClause, by: \.manager) { _, names in
            RateClauseRequest(assessmentID: names.assessment, clauseID: "none", rating: .met)
        },
        Probe(Methods.AssessmentService.listRatings, by: \.manager) {
            ListRatingsRequest(assessmentID: $1.assessment, clauseID: "a.1")
        },
        Probe(Methods.AssessmentService.submitAssessment, by: \.manager) {
            SubmitAssessmentRequest(assessmentID: $1.assessment, expectedVersion: 1)
        },
        Probe(Methods.AssessmentService.assessClause, by: \.engagedAssessor) { _, names in
            AssessClauseRequest(assessmentID: names.assessment, clauseID: "a.1", verdict: .met)
        },
    ]

    private static let evidence = [
        Probe(Methods.EvidenceService.getEvidence, by: \.manager) { GetEvidenceRequest(evidenceID: $1.evidence) },
        Probe("download") { trust, names in _ = try await trust.manager.download(names.evidence) },
        Probe("upload to service") { trust, names in
            _ = try await trust.manager.upload(UploadHeader(serviceID: names.service, fileName: "a"), [1])
        },
        Probe("upload to assessment") { trust, names in
            _ = try await trust.manager.upload(
                UploadHeader(
                    serviceID: trust.service, fileName: "a", assessmentID: names.assessment, clauseIDs: ["a.1"]), [1])
        },
        Probe(Methods.EvidenceService.reviewEvidence, by: \.manager) { _, names in
            ReviewEvidenceRequest(evidenceID: names.evidence, state: .accepted, expectedVersion: 1)
        },
        Probe(Methods.EvidenceService.linkEvidence, by: \.manager) { _, names in
            LinkEvidenceRequest(evidenceID: names.evidence, assessmentID: names.assessment, clauseIDs: ["a.2"])
        },
        Probe(Methods.EvidenceService.listEvidence, by: \.manager) { ListEvidenceRequest(serviceID: $1.service) },
        Probe(Methods.EvidenceService.listEvidence, by: \.manager) { ListEvidenceRequest(assessmentID: $1.assessment) },
        Probe(Methods.EvidenceService.listEvidence, by: \.manager) {
            ListEvidenceRequest(assessmentID: $1.assessment, clauseID: "a.1")
        },
    ]

    private static let action = [
        Probe(Methods.ActionService.raiseAction, by: \.manager) { _, names in
            RaiseActionRequest(
                assessmentID: names.assessment, clauseID: "a.1", title: "T", dueOn: TestTrust.today)
        },
        Probe(Methods.ActionService.moveAction, by: \.manager) { _, names in
            MoveActionRequest(actionID: names.action, to: .issued, expectedVersion: 1)
        },
        Probe(Methods.ActionService.getAction, by: \.manager) { GetActionRequest(actionID: $1.action) },
        Probe(Methods.ActionService.listActions, by: \.manager) { ListActionsRequest(serviceID: $1.service) },
        Probe(Methods.ActionService.listActions, by: \.manager) { ListActionsRequest(assessmentID: $1.assessment) },
    ]
}

struct ForeignIdentifierTests {
    @Test("Another tenant's ids are answered as ids of nothing are, byte for byte")
    func foreign() async throws {
        try await TestStore.withTrust { trust in
            var trust = trust
            trust.engagedAssessor = try await trust.engage(try await trust.startAssessment())
            let other = try await TestTrust.make(in: trust.store)
            let foreign = try await Names.all(of: other)
            let missing = Names.missing()
            for probe in Probe.all {
                let answer = try await probe.ask(trust, foreign)
                #expect(answer == (try await probe.ask(trust, missing)), "\(probe.name)")
                if case .status(let status) = answer { #expect(status.code == .notFound, "\(probe.name): \(status)") }
            }
            // Nothing of the other trust was changed by all that.
            let whole = try await other.manager.call(
                Methods.AssessmentService.getAssessment, GetAssessmentRequest(assessmentID: foreign.assessment))
            #expect(whole.state == .draft && whole.clauses.allSatisfy { $0.version == 0 })
        }
    }

    @Test("An owner of another tenant is as unknown as nobody")
    func foreignOwner() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            let other = try await TestTrust.make(in: trust.store)
            func ask(_ owner: String) async throws -> Status {
                try await trust.manager.refusal(
                    Methods.ActionService.raiseAction,
                    RaiseActionRequest(
                        assessmentID: assessment.assessmentID, clauseID: "a.1", title: "T", ownerID: owner,
                        dueOn: TestTrust.today))
            }
            let foreign = try await ask(other.manager.account.description)
            #expect(foreign.code == .notFound)
            #expect(foreign == (try await ask(Names.missing().account)))
        }
    }

    @Test("What a contributor does not reach in the own trust is as if it were not there")
    func unreachable() async throws {
        try await TestStore.withTrust { trust in
            let names = try await Names.all(of: trust)
            let stranger = try await trust.hire("Otto Other", .contributor, services: [trust.otherService])
            func same<Request, Response>(
                _ method: Method<Request, Response>, _ request: (Names) -> Request
            ) async throws {
                let hidden = try await stranger.refusal(method, request(names))
                #expect(hidden.code == .notFound, "\(method.path)")
                #expect(hidden == (try await stranger.refusal(method, request(Names.missing()))), "\(method.path)")
            }
            try await same(Methods.OrganisationService.getService) { GetServiceRequest(serviceID: $0.service) }
            try await same(Methods.OrganisationService.listLocations) { ListLocationsRequest(serviceID: $0.service) }
            try await same(Methods.AssessmentService.getAssessment) {
                GetAssessmentRequest(assessmentID: $0.assessment)
            }
            try await same(Methods.EvidenceService.getEvidence) { GetEvidenceRequest(evidenceID: $0.evidence) }
            try await same(Methods.EvidenceService.linkEvidence) {
                LinkEvidenceRequest(evidenceID: $0.evidence, assessmentID: $0.assessment, clauseIDs: ["a.1"])
            }
            try await same(Methods.ActionService.getAction) { GetActionRequest(actionID: $0.action) }
            try await same(Methods.ActionService.moveAction) {
                MoveActionRequest(actionID: $0.action, to: .issued, expectedVersion: 1)
            }
            #expect(
                try await stranger.call(Methods.EvidenceService.listEvidence, ListEvidenceRequest()).evidence.isEmpty)
            #expect(try await stranger.call(Methods.ActionService.listActions, ListActionsRequest()).actions.isEmpty)
        }
    }
}
