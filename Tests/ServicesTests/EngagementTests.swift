import Conformance
import Messages
import RPC
import Services
import Storage
import TestSupport
import Testing

/// What an engagement opens, what it does not, and that it ends at once.
struct EngagementTests {
    private typealias Service = Methods.EngagementService
    private static let get = Methods.AssessmentService.getAssessment
    private static let gone = Status(.notFound, "there is no such engagement")

    /// An assessment that was submitted, and the engaged assessor.
    private static func prepare(_ trust: TestTrust) async throws -> (Messages.Assessment, TestCaller) {
        let assessment = try await trust.startAssessment()
        try await trust.submit(assessment)
        return (assessment, try await trust.engage(assessment))
    }

    private static func request(_ assessment: Messages.Assessment) -> GetAssessmentRequest {
        GetAssessmentRequest(assessmentID: assessment.assessmentID)
    }

    @Test("It opens the one assessment and its service, and nothing else of the tenant")
    func scope() async throws {
        try await TestStore.withTrust { trust in
            let (assessment, assessor) = try await Self.prepare(trust)
            let other = try await trust.startAssessment(of: trust.otherService)
            try await trust.submit(other)
            #expect(try await assessor.call(Self.get, Self.request(assessment)).clauses.count == 75)
            #expect(
                try await assessor.refusal(Self.get, Self.request(other))
                    == Status(.notFound, "there is no such assessment"))
            let list = try await assessor.call(Methods.AssessmentService.listAssessments, ListAssessmentsRequest())
            #expect(list.assessments.map(\.assessmentID) == [assessment.assessmentID])
            let services = try await assessor.call(
                Methods.OrganisationService.listServices, ListServicesRequest())
            #expect(services.services.map(\.serviceID) == [trust.service])
            #expect(
                try await assessor.refusal(
                    Methods.OrganisationService.getService, GetServiceRequest(serviceID: trust.otherService)
                ).code == .notFound)
            for status in [
                try await assessor.refusal(Methods.ComparisonService.compare, CompareRequest()),
                try await assessor.refusal(
                    Methods.AssessmentService.rateClause,
                    RateClauseRequest(assessmentID: assessment.assessmentID, clauseID: "a.1", rating: .met)),
            ] { #expect(status.code == .permissionDenied) }
            let verdict = AssessClauseRequest(assessmentID: assessment.assessmentID, clauseID: "a.1", verdict: .met)
            let standing = try await assessor.call(Methods.AssessmentService.assessClause, verdict)
            #expect(standing.assessedBy == assessor.name && standing.rating == .notMet)
        }
    }

    @Test("Without an engagement an assessor reads nothing; with an unknown or foreign one all refusals are alike")
    func naming() async throws {
        try await TestStore.withTrust { trust in
            let (assessment, assessor) = try await Self.prepare(trust)
            #expect(try await trust.assessor.refusal(Self.get, Self.request(assessment)).code == .permissionDenied)
            let colleague = try await trust.hire("Cleo Colleague", .assessor)
            let elsewhere = try await TestTrust.make(in: trust.store)
            for (caller, engagement) in [
                (colleague, assessor.engagement), (elsewhere.assessor, assessor.engagement),
                (trust.assessor, Identifier.make(now: 1).description), (trust.assessor, "no id"),
            ] {
                var caller = caller.calling(assessor.router)
                caller.engagement = engagement
                #expect(try await caller.refusal(Self.get, Self.request(assessment)) == Self.gone)
            }
            // Who belongs to the trust itself is not moved into another tenant by the header.
            var manager = trust.manager
            manager.engagement = assessor.engagement
            #expect(try await manager.call(Self.get, Self.request(assessment)).clauses.count == 75)
        }
    }

    @Test("It holds from its first day to its last, and not once it is revoked or a conflict was declared")
    func period() async throws {
        try await TestStore.withTrust { trust in
            let (assessment, assessor) = try await Self.prepare(trust)
            let later = try await trust.administrator.call(
                Service.grantEngagement,
                GrantEngagementRequest(
                    assessmentID: assessment.assessmentID, bodyID: trust.body.description,
                    assessorIDs: [assessor.account.description], from: "2026-11-25", to: "2026-11-26"))
            var early = assessor
            early.engagement = later.engagementID
            #expect(try await early.refusal(Self.get, Self.request(assessment)) == Self.gone)
            trust.clock.advance(by: .seconds(12 * 3600))
            #expect(try await early.call(Self.get, Self.request(assessment)).clauses.count == 75)
            trust.clock.advance(by: .seconds(48 * 3600 - 1))
            #expect(try await early.call(Self.get, Self.request(assessment)).clauses.count == 75)
            trust.clock.advance(by: .seconds(1))
            #expect(try await early.refusal(Self.get, Self.request(assessment)) == Self.gone)

            let declared = try await trust.engage(assessment)
            let own = try await trust.assessor.call(Service.listEngagements, ListEngagementsRequest()).engagements
            #expect(Set(own.map(\.engagementID)) == [assessor.engagement, declared.engagement])
            _ = try await trust.assessor.call(
                Service.declareConflict,
                DeclareConflictRequest(engagementID: declared.engagement ?? "", conflict: "I worked there until May."))
            #expect(try await declared.refusal(Self.get, Self.request(assessment)) == Self.gone)
            #expect(try await assessor.call(Self.get, Self.request(assessment)).clauses.count == 75)
            let seen = try await trust.administrator.call(Service.listEngagements, ListEngagementsRequest())
            let conflicts = seen.engagements.flatMap(\.assessors).map(\.conflict).filter { !$0.isEmpty }
            #expect(conflicts == ["I worked there until May."])

            _ = try await trust.administrator.call(
                Service.revokeEngagement, RevokeEngagementRequest(engagementID: assessor.engagement ?? ""))
            #expect(try await assessor.refusal(Self.get, Self.request(assessment)) == Self.gone)
            #expect(try await trust.assessor.call(Service.listEngagements, ListEngagementsRequest()).engagements == [])
        }
    }

    @Test("What a grant is refused for, and that it changes nothing")
    func refusals() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            let other = try await TestTrust.make(in: trust.store)
            let foreign = try await other.startAssessment()
            let missing = Identifier.make(now: 1).description
            let good = GrantEngagementRequest(
                assessmentID: assessment.assessmentID, bodyID: trust.body.description,
                assessorIDs: [trust.assessor.account.description], to: "2027-01-01")
            func refusal(_ change: (inout GrantEngagementRequest) -> Void) async throws -> Status {
                var request = good
                change(&request)
                return try await trust.administrator.refusal(Service.grantEngagement, request)
            }
            #expect(
                try await refusal { $0.assessmentID = missing } == refusal { $0.assessmentID = foreign.assessmentID })
            #expect(try await refusal { $0.assessmentID = missing }.code == .notFound)
            let noAssessor = Status(.notFound, "there is no such assessor in that accreditation body")
            #expect(try await refusal { $0.bodyID = missing } == noAssessor)
            #expect(try await refusal { $0.bodyID = other.tenant.description } == noAssessor)
            #expect(try await refusal { $0.bodyID = trust.tenant.description } == noAssessor)
            #expect(try await refusal { $0.assessorIDs = [missing] } == noAssessor)
            #expect(try await refusal { $0.assessorIDs = [other.assessor.account.description] } == noAssessor)
            #expect(try await refusal { $0.assessorIDs = [] }.message.hasPrefix("assessor_ids: "))
            #expect(try await refusal { $0.to = "2026-11-23" }.message.hasPrefix("to: "))
            #expect(try await refusal { $0.from = "2027-01-02" }.message.hasPrefix("to: "))
            #expect(try await refusal { $0.to = "2036-01-01" }.message.hasPrefix("to: "))
            for caller in [trust.manager, trust.viewer, trust.contributor, trust.lead] {
                #expect(try await caller.refusal(Service.grantEngagement, good).code == .permissionDenied)
            }
            #expect(try await TestStore.count("lm2.engagement", of: trust.tenant) == 0)
            #expect(try await TestStore.count("lm2.engagement_pointer", of: trust.body) == 0)
        }
    }

    @Test("Revoke, write, read through the revoked grant, on two loops and many connections: no stale grant")
    func revocation() async throws {
        try await TestStore.withTrust { trust in
            let (assessment, _) = try await Self.prepare(trust)
            // A sample of 160; deploy/soak asks for 10,000.
            let all = TestSetting.number("LM2_TEST_REVOCATIONS", otherwise: 160)
            try await RevocationRace(trust: trust, assessment: assessment, rounds: all / RevocationRace.lanes).run()
        }
    }
}

/// Assessors read through their grants as fast as they can while the grants are revoked: a read that was begun after the
/// revocation was answered has to be refused.
struct RevocationRace {
    /// How many go on at once, on two loops.
    static let lanes = 4

    let trust: TestTrust
    let assessment: Messages.Assessment
    let rounds: Int

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for loop in TestStore.loops.loops {
                for _ in 0..<Self.lanes / TestStore.loops.loops.count {
                    group.addTask {
                        try await loop.run {
                            for _ in 0..<rounds { try await round() }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func round() async throws {
        let assessor = try await trust.engage(assessment)
        let read = GetAssessmentRequest(assessmentID: assessment.assessmentID)
        // Remembered, so that a stale memory would let the caller in.
        _ = try await assessor.call(Methods.AssessmentService.getAssessment, read)
        _ = try await trust.administrator.call(
            Methods.EngagementService.revokeEngagement,
            RevokeEngagementRequest(engagementID: assessor.engagement ?? ""))
        _ = try await trust.administrator.call(
            Methods.OrganisationService.createUnit, CreateUnitRequest(kind: .group, name: "G"))
        let status = try await assessor.refusal(Methods.AssessmentService.getAssessment, read)
        #expect(status == Status(.notFound, "there is no such engagement"), "a stale grant opened an assessment")
    }
}
