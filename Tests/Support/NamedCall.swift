import Crypto
import Messages
import RPC

/// A call of one method that names ids, for the tests that try every method as everybody.
package struct NamedCall: Sendable {
    /// The method.
    package let path: String
    /// The messages of the request, with the ids that it is to name.
    package let messages: @Sendable (Names) -> [[UInt8]]

    private init<Request: ProtobufMessage, Response>(
        _ method: Method<Request, Response>, _ request: @escaping @Sendable (Names) -> Request
    ) {
        path = method.path
        messages = { [request($0).serialized()] }
    }

    private init<Request: ProtobufMessage, Response>(
        stream method: Method<Request, Response>, _ requests: @escaping @Sendable (Names) -> [Request]
    ) {
        path = method.path
        messages = { requests($0).map { $0.serialized() } }
    }

    /// Every method that needs a credential, with each kind of id that it takes.
    package static let all: [NamedCall] =
        identity + people + machines + engagements + audit + organisation + records + verdicts + assessment + evidence
        + action

    private static let identity: [NamedCall] = [
        .init(Methods.IdentityService.whoAmI) { _ in WhoAmIRequest() },
        .init(Methods.IdentityService.signOut) { _ in SignOutRequest() },
        .init(Methods.IdentityService.listSessions) { ListSessionsRequest(accountID: $0.account) },
        .init(Methods.IdentityService.revokeSession) { RevokeSessionRequest(sessionID: $0.session) },
        .init(Methods.IdentityService.changePassword) { _ in
            ChangePasswordRequest(oldPassword: "none that holds", newPassword: "another that holds")
        },
    ]

    private static let people: [NamedCall] = [
        .init(Methods.PeopleService.invitePerson) {
            InvitePersonRequest(
                name: "P", email: "p\($0.service)@example.org", role: .contributor, serviceIDs: [$0.service])
        },
        .init(Methods.PeopleService.getPerson) { GetPersonRequest(accountID: $0.account) },
        .init(Methods.PeopleService.listPeople) { _ in ListPeopleRequest() },
        .init(Methods.PeopleService.changePerson) {
            ChangePersonRequest(accountID: $0.account, role: .contributor, serviceIDs: [$0.service])
        },
        .init(Methods.PeopleService.startPasswordReset) { StartPasswordResetRequest(accountID: $0.account) },
        .init(Methods.PeopleService.exportPerson) { ExportPersonRequest(accountID: $0.account) },
        .init(Methods.PeopleService.erasePerson) { ErasePersonRequest(accountID: $0.account, reason: "R") },
    ]

    private static let machines: [NamedCall] = [
        .init(Methods.MachineService.createMachine) {
            CreateMachineRequest(name: "M", role: .contributor, serviceIDs: [$0.service])
        },
        .init(Methods.MachineService.listMachines) { _ in ListMachinesRequest() },
        .init(Methods.MachineService.createKey) {
            CreateKeyRequest(accountID: $0.machine, name: "K", scopes: ["*:read"], days: 1)
        },
        .init(Methods.MachineService.registerCertificate) {
            RegisterCertificateRequest(accountID: $0.machine, name: "C", sha256: SHA256.digest(Array($0.machine.utf8)))
        },
        .init(Methods.MachineService.listKeys) { ListKeysRequest(accountID: $0.machine) },
        .init(Methods.MachineService.revokeKey) { RevokeKeyRequest(keyID: $0.key) },
    ]

    private static let engagements: [NamedCall] = [
        .init(Methods.EngagementService.grantEngagement) {
            GrantEngagementRequest(
                assessmentID: $0.assessment, bodyID: $0.body, assessorIDs: [$0.assessor], to: "2027-01-01")
        },
        .init(Methods.EngagementService.listEngagements) { ListEngagementsRequest(assessmentID: $0.assessment) },
        .init(Methods.EngagementService.revokeEngagement) { RevokeEngagementRequest(engagementID: $0.engagement) },
        .init(Methods.EngagementService.declareConflict) {
            DeclareConflictRequest(engagementID: $0.engagement, conflict: "C")
        },
    ]

    private static let audit: [NamedCall] = [
        .init(Methods.AuditService.listEntries) { ListEntriesRequest(accountID: $0.account) },
        .init(Methods.AuditService.getSignedHead) { _ in GetSignedHeadRequest() },
        .init(Methods.AuditService.proveInclusion) { ProveInclusionRequest(entryID: $0.entry) },
        .init(Methods.AuditService.proveConsistency) { _ in ProveConsistencyRequest(firstSize: 1) },
        .init(Methods.AuditService.exportLog) { _ in ExportLogRequest() },
    ]

    private static let organisation: [NamedCall] = [
        .init(Methods.OrganisationService.getTenant) { _ in GetTenantRequest() },
        .init(Methods.OrganisationService.createUnit) {
            CreateUnitRequest(kind: .site, name: "S", parentID: $0.site)
        },
        .init(Methods.OrganisationService.listUnits) { _ in ListUnitsRequest() },
        .init(Methods.OrganisationService.createService) { CreateServiceRequest(siteID: $0.site, name: "S") },
        .init(Methods.OrganisationService.getService) { GetServiceRequest(serviceID: $0.service) },
        .init(Methods.OrganisationService.listServices) { ListServicesRequest(siteID: $0.site) },
        .init(Methods.ComparisonService.compare) { _ in CompareRequest() },
    ]

    private static let records: [NamedCall] = [
        .init(Methods.RecordsService.createRecord) {
            CreateRecordRequest(serviceID: $0.service, record: Record(body: .staff(TestTrust.staff)))
        },
        .init(Methods.RecordsService.reviseRecord) {
            ReviseRecordRequest(
                recordID: $0.record, record: Record(body: .staff(TestTrust.staff)), expectedRevision: 1)
        },
        .init(Methods.RecordsService.withdrawRecord) {
            WithdrawRecordRequest(recordID: $0.record, reason: "R", expectedRevision: 9)
        },
        .init(Methods.RecordsService.getRecord) { GetRecordRequest(recordID: $0.record) },
        .init(Methods.RecordsService.listRecords) { ListRecordsRequest(serviceID: $0.service) },
        .init(Methods.RecordsService.listRevisions) { ListRevisionsRequest(recordID: $0.record) },
        .init(Methods.RecordsService.exportRecords) { ExportRecordsRequest(serviceID: $0.service, history: true) },
        .init(stream: Methods.RecordsService.importRecords) {
            [
                ImportRecordsRequest(part: .header(ImportHeader(serviceID: $0.service, register: "staff"))),
                ImportRecordsRequest(part: .chunk(Array("person,profession,from\nAda,radiographer,2024-01-01\n".utf8))),
            ]
        },
        .init(Methods.RecordsService.exportSheet) { ExportSheetRequest(serviceID: $0.service, register: "staff") },
        .init(Methods.RecordsService.describeRegisters) { _ in DescribeRegistersRequest() },
    ]

    private static let verdicts: [NamedCall] = [
        .init(Methods.VerdictService.judgeService) { JudgeServiceRequest(serviceID: $0.service) },
        .init(Methods.VerdictService.listDisagreements) { ListDisagreementsRequest(serviceID: $0.service) },
        .init(Methods.VerdictService.listDue) { ListDueRequest(serviceID: $0.service) },
        .init(Methods.VerdictService.listClocks) { ListClocksRequest(serviceID: $0.service) },
        .init(Methods.VerdictService.listRuleSettings) { _ in ListRuleSettingsRequest() },
        .init(Methods.VerdictService.overrideRuleSetting) { _ in
            OverrideRuleSettingRequest(
                key: "outcome_meetings_min", number: 5, from: TestTrust.today, reason: "Agreed by the trust")
        },
    ]

    private static let assessment: [NamedCall] = [
        .init(Methods.AssessmentService.startAssessment) {
            StartAssessmentRequest(
                serviceID: $0.service, standardID: "LM2", periodFrom: "2026-01-01", periodTo: "2026-12-31")
        },
        .init(Methods.AssessmentService.getAssessment) { GetAssessmentRequest(assessmentID: $0.assessment) },
        .init(Methods.AssessmentService.listAssessments) { ListAssessmentsRequest(serviceID: $0.service) },
        .init(Methods.AssessmentService.rateClause) {
            RateClauseRequest(assessmentID: $0.assessment, clauseID: "a.1", rating: .met)
        },
        .init(Methods.AssessmentService.rateClause) {
            RateClauseRequest(assessmentID: $0.assessment, clauseID: "none", rating: .met)
        },
        .init(Methods.AssessmentService.listRatings) {
            ListRatingsRequest(assessmentID: $0.assessment, clauseID: "a.1")
        },
        .init(Methods.AssessmentService.submitAssessment) {
            SubmitAssessmentRequest(assessmentID: $0.assessment, expectedVersion: 1)
        },
        .init(Methods.AssessmentService.assessClause) {
            AssessClauseRequest(assessmentID: $0.assessment, clauseID: "a.1", verdict: .met)
        },
    ]

    private static let evidence: [NamedCall] = [
        .init(stream: Methods.EvidenceService.uploadEvidence) { names in
            [
                UploadEvidenceRequest(
                    part: .header(
                        UploadHeader(
                            serviceID: names.service, fileName: "b.pdf", assessmentID: names.assessment,
                            clauseIDs: ["a.1"]))),
                UploadEvidenceRequest(part: .chunk([1])),
                UploadEvidenceRequest(part: .seal(UploadSeal(sha256: SHA256.digest([1])))),
            ]
        },
        .init(Methods.EvidenceService.downloadEvidence) { DownloadEvidenceRequest(evidenceID: $0.evidence) },
        .init(Methods.EvidenceService.getEvidence) { GetEvidenceRequest(evidenceID: $0.evidence) },
        .init(Methods.EvidenceService.reviewEvidence) {
            ReviewEvidenceRequest(evidenceID: $0.evidence, state: .accepted, expectedVersion: 9)
        },
        .init(Methods.EvidenceService.linkEvidence) {
            LinkEvidenceRequest(evidenceID: $0.evidence, assessmentID: $0.assessment, clauseIDs: ["a.2"])
        },
        .init(Methods.EvidenceService.listEvidence) { ListEvidenceRequest(serviceID: $0.service) },
        .init(Methods.EvidenceService.listEvidence) {
            ListEvidenceRequest(assessmentID: $0.assessment, clauseID: "a.1")
        },
    ]

    private static let action: [NamedCall] = [
        .init(Methods.ActionService.raiseAction) {
            RaiseActionRequest(
                assessmentID: $0.assessment, clauseID: "a.1", title: "T", ownerID: $0.account,
                dueOn: TestTrust.today)
        },
        .init(Methods.ActionService.moveAction) {
            MoveActionRequest(actionID: $0.action, to: .issued, expectedVersion: 1)
        },
        .init(Methods.ActionService.getAction) { GetActionRequest(actionID: $0.action) },
        .init(Methods.ActionService.listActions) { ListActionsRequest(serviceID: $0.service) },
        .init(Methods.ActionService.listActions) { ListActionsRequest(assessmentID: $0.assessment) },
    ]
}

/// What a call was answered with.
package enum CallAnswer: Sendable, Equatable {
    case status(Status)
    case messages([[UInt8]])

    /// The status' code; OK where there is an answer.
    package var code: StatusCode {
        switch self {
        case .status(let status): status.code
        case .messages: .ok
        }
    }
}

extension TestCaller {
    /// Makes a call of any kind, bytes in and bytes out.
    package func answer(_ path: String, _ messages: [[UInt8]]) async throws -> CallAnswer {
        do {
            return .messages(try await self.messages(path, messages))
        } catch let status as Status {
            return .status(status)
        }
    }

    /// Makes a call with the ids.
    package func answer(_ call: NamedCall, _ names: Names) async throws -> CallAnswer {
        try await answer(call.path, call.messages(names))
    }
}
