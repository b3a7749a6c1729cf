import Messages
import RPC
import Services
import Storage
import TestSupport
import Testing

/// Answers that are kept: each write that changes an assessment has to make the next answer another.
struct AssessmentAnswerTests {
    private typealias Service = Methods.AssessmentService

    /// Whose server has kept nothing yet.
    private static func stranger(_ caller: TestCaller) -> TestCaller {
        caller.calling(AllServices.router(ServiceEnvironment(store: Store(TestStore.database))))
    }

    @Test("After each write that touches an assessment its answer is what a server that has kept nothing gives")
    func freshness() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            let id = assessment.assessmentID
            var last: Assessment?
            /// Asks twice, so that the second answer may be a kept one.
            func check(_ write: String) async throws {
                let request = GetAssessmentRequest(assessmentID: id)
                let fresh = try await Self.stranger(trust.manager).call(Service.getAssessment, request)
                for _ in 0..<2 {
                    let answer = try await trust.manager.call(Service.getAssessment, request)
                    #expect(answer == fresh, "after \(write)")
                }
                #expect(fresh != last, "\(write) changed nothing, so this shows nothing")
                last = fresh
            }
            try await check("the start")
            _ = try await trust.manager.call(
                Service.rateClause, RateClauseRequest(assessmentID: id, clauseID: "a.1", rating: .met))
            try await check("a rating")
            let item = try await trust.contributor.upload(
                UploadHeader(serviceID: trust.service, fileName: "a.pdf", assessmentID: id, clauseIDs: ["a.1"]), [1])
            try await check("an upload with a link")
            _ = try await trust.contributor.call(
                Methods.EvidenceService.linkEvidence,
                LinkEvidenceRequest(evidenceID: item.evidenceID, assessmentID: id, clauseIDs: ["a.2"]))
            try await check("a link")
            _ = try await trust.manager.call(
                Methods.EvidenceService.reviewEvidence,
                ReviewEvidenceRequest(evidenceID: item.evidenceID, state: .accepted, expectedVersion: 1))
            try await check("a review")
            let action = try await trust.manager.call(
                Methods.ActionService.raiseAction,
                RaiseActionRequest(assessmentID: id, clauseID: "a.1", title: "T", dueOn: "2026-11-20"))
            try await check("an action")
            _ = try await trust.manager.call(
                Methods.ActionService.moveAction,
                MoveActionRequest(actionID: action.actionID, to: .withdrawn, expectedVersion: 1))
            try await check("a move that closes the action")
            trust.clock.advance(by: .seconds(24 * 3600))
            try await check("midnight")
            try await trust.submit(assessment)
            try await check("the submission")
            let assessor = try await trust.engage(assessment)
            _ = try await assessor.call(
                Service.assessClause, AssessClauseRequest(assessmentID: id, clauseID: "a.1", verdict: .met))
            try await check("a first verdict")
            _ = try await assessor.call(
                Service.assessClause,
                AssessClauseRequest(assessmentID: id, clauseID: "a.1", verdict: .notMet, expectedVersion: 1))
            try await check("a second verdict")
        }
    }

    @Test("A kept answer is given to nobody who may not see the assessment")
    func secrecy() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            let request = GetAssessmentRequest(assessmentID: assessment.assessmentID)
            for _ in 0..<2 { _ = try await trust.manager.call(Service.getAssessment, request) }
            let outsider = try await trust.hire("Otto Other", .contributor, services: [trust.otherService])
            let other = try await TestTrust.make(in: trust.store)
            // Another trust's manager asks the very server that has kept the answer.
            let foreigner = other.manager.calling(trust.manager.router)
            let draftsAssessor = try await trust.engage(assessment)
            for caller in [draftsAssessor, outsider, foreigner] {
                let status = try await caller.refusal(Service.getAssessment, request)
                #expect(status == Status(.notFound, "there is no such assessment"))
            }
        }
    }
}
