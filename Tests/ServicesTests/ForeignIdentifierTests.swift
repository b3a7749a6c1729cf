import Messages
import RPC
import Storage
import TestSupport
import Testing

/// Ids of other tenants, where they could tell more than that there is nothing. (Every method is tried in
/// `RandomIsolationTests` and `PermissionTests`.)
struct ForeignIdentifierTests {
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
            try await same(Methods.RecordsService.listRecords) {
                ListRecordsRequest(serviceID: $0.service, register: "location")
            }
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
