import Conformance
import Messages
import RPC
import Services
import Storage
import TestSupport
import Testing

/// Who may do what, written down a second time and tried cell by cell.
///
/// A cell says in which relation the role may call the method: `t` to everything of the tenant, `s` to the own services,
/// `e` to what an engagement opens, `a` to the own account, `.` not at all.
struct PermissionTests {
    /// The roles in the columns' order.
    static let roles: [Conformance.Role] = [
        .contributor, .serviceLead, .qualityManager, .trustViewer, .administrator, .assessor, .leadAssessor,
        .decisionMaker, .operator,
    ]

    /// c contributor, l service lead, q quality manager, v trust viewer, a administrator; of a body: s assessor, L lead
    /// assessor, d decision maker; o operator.
    static let cells: [(method: String, cells: String)] = [
        //                                          clqva sLd o
        ("IdentityService/WhoAmI", "aaaaa aaa a"),
        ("IdentityService/SignOut", "aaaaa aaa a"),
        ("IdentityService/ListSessions", "aaaat aaa a"),
        ("IdentityService/RevokeSession", "aaaat aaa a"),
        ("IdentityService/ChangePassword", "aaaaa aaa a"),
        ("PeopleService/InvitePerson", "....t ... ."),
        ("PeopleService/GetPerson", "aaaat aaa a"),
        ("PeopleService/ListPeople", "....t ... ."),
        ("PeopleService/ChangePerson", "....t ... ."),
        ("PeopleService/StartPasswordReset", "....t ... ."),
        ("PeopleService/ExportPerson", "aaaat aaa a"),
        ("PeopleService/ErasePerson", "....t ... ."),
        ("MachineService/CreateMachine", "....t ... ."),
        ("MachineService/ListMachines", "....t ... ."),
        ("MachineService/CreateKey", "....t ... ."),
        ("MachineService/RegisterCertificate", "....t ... ."),
        ("MachineService/ListKeys", "....t ... ."),
        ("MachineService/RevokeKey", "....t ... ."),
        ("EngagementService/GrantEngagement", "....t ... ."),
        ("EngagementService/ListEngagements", ".st.t aaa ."),
        ("EngagementService/RevokeEngagement", "....t ... ."),
        ("EngagementService/DeclareConflict", "..... aaa ."),
        ("AuditService/ListEntries", "..t.t ... ."),
        ("AuditService/GetSignedHead", "..t.t ... ."),
        ("AuditService/ProveInclusion", "..t.t ... ."),
        ("AuditService/ProveConsistency", "..t.t ... ."),
        ("AuditService/ExportLog", "..t.t ... ."),
        ("OrganisationService/GetTenant", "ssttt aaa a"),
        ("OrganisationService/CreateUnit", "....t ... ."),
        ("OrganisationService/ListUnits", "ssttt ... ."),
        ("OrganisationService/CreateService", "....t ... ."),
        ("OrganisationService/GetService", "ssttt eee ."),
        ("OrganisationService/ListServices", "ssttt eee ."),
        ("RecordsService/CreateRecord", "s.t.t ... ."),
        ("RecordsService/ReviseRecord", "s.t.t ... ."),
        ("RecordsService/WithdrawRecord", "s.t.t ... ."),
        ("RecordsService/GetRecord", "ssttt eee ."),
        ("RecordsService/ListRecords", "ssttt eee ."),
        ("RecordsService/ListRevisions", "ssttt eee ."),
        ("RecordsService/ExportRecords", "ssttt eee ."),
        ("RecordsService/ImportRecords", "s.t.t ... ."),
        ("RecordsService/ExportSheet", "ssttt eee ."),
        ("RecordsService/DescribeRegisters", "aaaaa aaa a"),
        ("VerdictService/JudgeService", "ssttt eee ."),
        ("VerdictService/ListDisagreements", "ssttt eee ."),
        ("VerdictService/ListDue", "ssttt ... ."),
        ("VerdictService/ListClocks", "ssttt eee ."),
        ("VerdictService/ListRuleSettings", "ssttt eee ."),
        ("VerdictService/OverrideRuleSetting", "..t.t ... ."),
        ("AssessmentService/StartAssessment", "..t.. ... ."),
        ("AssessmentService/GetAssessment", "ssttt eee ."),
        ("AssessmentService/ListAssessments", "ssttt eee ."),
        ("AssessmentService/RateClause", "..t.. ... ."),
        ("AssessmentService/ListRatings", "ssttt eee ."),
        ("AssessmentService/SubmitAssessment", ".st.. ... ."),
        ("AssessmentService/AssessClause", "..... ee. ."),
        ("EvidenceService/UploadEvidence", "s.t.. ... ."),
        ("EvidenceService/DownloadEvidence", "ssttt eee ."),
        ("EvidenceService/GetEvidence", "ssttt eee ."),
        ("EvidenceService/ReviewEvidence", "..t.. ... ."),
        ("EvidenceService/LinkEvidence", "s.t.. ... ."),
        ("EvidenceService/ListEvidence", "ssttt eee ."),
        ("ActionService/RaiseAction", "..t.. ... ."),
        ("ActionService/MoveAction", "s.t.. ... ."),
        ("ActionService/GetAction", "ssttt eee ."),
        ("ActionService/ListActions", "ssttt eee ."),
        ("ComparisonService/Compare", "..ttt ... ."),
    ]

    static func relation(_ cell: Character) -> Relation? {
        switch cell {
        case "t": .tenant
        case "s": .ownServices
        case "e": .engagement
        case "a": .ownAccount
        default: nil
        }
    }

    @Test("The product's table says what is written here, for every method that it serves")
    func table() {
        #expect(Set(Self.cells.map { "lm2.v1.\($0.method)" }) == Set(Permissions.table.keys))
        for (method, cells) in Self.cells {
            let row = Permissions.table["lm2.v1.\(method)"]
            for (role, cell) in zip(Self.roles, cells.filter { $0 != " " }) {
                #expect(row?.roles[role] == Self.relation(cell), "\(method) as \(role.name)")
            }
        }
        let router = AllServices.router(ServiceEnvironment(store: TestStore.store))
        let known = Set(Permissions.table.keys).union(Permissions.anonymous)
        #expect(Set(router.methods) == known, "a method has no row, or a row no method")
    }

    /// A caller in each role, who belongs to the first service where the role is confined.
    private static func callers(_ trust: TestTrust) async throws -> [Conformance.Role: TestCaller] {
        var callers: [Conformance.Role: TestCaller] = [
            .contributor: trust.contributor, .serviceLead: trust.lead, .qualityManager: trust.manager,
            .trustViewer: trust.viewer, .administrator: trust.administrator, .assessor: trust.assessor,
        ]
        for role in [Conformance.Role.leadAssessor, .decisionMaker] {
            callers[role] = try await trust.hire("B \(role.name)", role)
        }
        callers[.operator] = try await trust.hireOperator()
        return callers
    }

    @Test("Each cell holds when it is tried: own things are reached, others' are as if they were not there")
    func walk() async throws {
        try await TestStore.withTrust { trust in
            let own = try await Names.all(of: trust)
            let other = try await Names.all(of: trust, service: trust.otherService)
            let other2 = try await TestTrust.make(in: trust.store)
            let foreign = try await Names.all(of: other2)
            let missing = Names.missing()
            let callers = try await Self.callers(trust)
            let submitted = try await trust.startAssessment()
            try await trust.submit(submitted)
            var opened = own
            opened.assessment = submitted.assessmentID
            for call in NamedCall.all {
                guard let (_, cells) = Self.cells.first(where: { "lm2.v1.\($0.method)" == call.path }) else {
                    Issue.record("\(call.path) is not in the table")
                    continue
                }
                for (role, cell) in zip(Self.roles, cells.filter { $0 != " " }) {
                    let caller = try #require(callers[role])
                    let name = "\(call.path) as \(role.name)"
                    guard let relation = Self.relation(cell) else {
                        let refused = try await caller.answer(call, own)
                        #expect(refused.code == .permissionDenied, "\(name): \(refused)")
                        // Whether the thing exists makes no difference to who may not ask.
                        #expect(try await caller.answer(call, missing) == refused, "\(name)")
                        continue
                    }
                    switch relation {
                    case .engagement:
                        // Outside an engagement nothing is opened.
                        #expect(try await caller.answer(call, own).code == .permissionDenied, "\(name)")
                        let engaged = try await trust.engage(submitted, caller)
                        #expect(try await engaged.answer(call, opened).code != .permissionDenied, "\(name)")
                        guard call.messages(own) != call.messages(other) else { break }
                        let answer = try await engaged.answer(call, other)
                        #expect(answer == (try await engaged.answer(call, missing)), "\(name)")
                    case .ownServices where call.messages(own) != call.messages(other):
                        // The other service of the same trust is out of reach, and so is every other tenant.
                        let answer = try await caller.answer(call, other)
                        #expect(answer == (try await caller.answer(call, missing)), "\(name)")
                    case .ownServices, .tenant, .ownAccount: break
                    }
                    if relation != .engagement, call.messages(own) != call.messages(foreign) {
                        let answer = try await caller.answer(call, foreign)
                        #expect(answer == (try await caller.answer(call, missing)), "\(name)")
                    }
                    if relation == .tenant || relation == .ownServices, !Self.endsTheCaller.contains(call.path) {
                        let answer = try await caller.answer(call, own)
                        #expect(
                            answer.code != .permissionDenied && answer.code != .unauthenticated, "\(name): \(answer)")
                    }
                }
            }
        }
    }

    /// What must not be tried on oneself in the middle of the walk.
    private static let endsTheCaller: Set<String> = [
        Methods.PeopleService.erasePerson.path, Methods.PeopleService.changePerson.path,
        Methods.IdentityService.signOut.path,
    ]

    @Test("An operator of the installation calls nothing that shows a tenant's content")
    func operators() {
        let allowed = Permissions.table.filter { $0.value.roles[.operator] != nil }
        #expect(allowed.allSatisfy { $0.value.roles[.operator] == .ownAccount })
    }

    @Test(
        "A key's scopes are asked for besides the role",
        arguments: [
            (nil, "lm2.v1.EvidenceService/GetEvidence", Permissions.Access.read, true),
            (["evidence:read"], "lm2.v1.EvidenceService/GetEvidence", .read, true),
            (["evidence:read"], "lm2.v1.EvidenceService/LinkEvidence", .write, false),
            (["evidence:write"], "lm2.v1.EvidenceService/GetEvidence", .read, false),
            (["action:read"], "lm2.v1.EvidenceService/GetEvidence", .read, false),
            (["*:read"], "lm2.v1.EvidenceService/GetEvidence", .read, true),
            (["*:read"], "lm2.v1.EvidenceService/LinkEvidence", .write, false),
            ([], "lm2.v1.EvidenceService/GetEvidence", .read, false),
        ] as [([String]?, String, Permissions.Access, Bool)])
    func scopes(scopes: [String]?, path: String, access: Permissions.Access, covered: Bool) {
        #expect(Permissions.covers(scopes, path, access) == covered)
    }

    @Test("docs/PERMISSIONS.md is what the table says; `lm2d permissions` writes it")
    func document() throws {
        let text = try RepositoryFile.text("docs/PERMISSIONS.md")
        #expect(text == Permissions.document, "run: .build/release/lm2d permissions > docs/PERMISSIONS.md")
    }
}
