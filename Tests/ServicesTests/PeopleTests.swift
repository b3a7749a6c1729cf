import Messages
import Postgres
import RPC
import Services
import Storage
import TestSupport
import Testing

private typealias Identity = Methods.IdentityService
private typealias People = Methods.PeopleService

/// Something that is asked for and refused, and how.
private struct Refused<Request: ProtobufMessage>: Sendable {
    let what: String
    let request: Request
    let code: StatusCode
    /// What the message begins with.
    let beginning: String

    init(_ what: String, _ request: Request, _ code: StatusCode, _ beginning: String = "") {
        (self.what, self.request, self.code, self.beginning) = (what, request, code, beginning)
    }

    func check(_ method: Method<Request, some ProtobufMessage>, by caller: TestCaller) async throws {
        let status = try await caller.refusal(method, request)
        #expect(status.code == code && status.message.hasPrefix(beginning), "\(what): \(status)")
    }
}

struct PeopleTests {
    private static func invitation(
        _ name: String = "Grace Green", _ email: String = "grace@example.org", _ role: Role = .qualityManager,
        services: [String] = [], key: String = ""
    ) -> InvitePersonRequest {
        InvitePersonRequest(name: name, email: email, role: role, serviceIDs: services, idempotencyKey: key)
    }

    @Test("Who may be invited as what: a table of refusals")
    func inviting() async throws {
        try await TestStore.withTrust { trust in
            _ = try await trust.invite("taken@example.org", password: nil)
            let other = try await TestTrust.make(in: trust.store)
            let table = [
                Refused("no name", Self.invitation(""), .invalidArgument, "name"),
                Refused("a blank name", Self.invitation("  "), .invalidArgument, "name"),
                Refused("a name of two lines", Self.invitation("A\nB"), .invalidArgument, "name"),
                Refused("no address", Self.invitation("G", "grace"), .invalidArgument, "email"),
                Refused("a taken address", Self.invitation("G", "Taken@Example.org"), .alreadyExists),
                Refused("no role", Self.invitation("G", "g@example.org", .unspecified), .invalidArgument, "role"),
                Refused("a role of bodies", Self.invitation("G", "g@example.org", .assessor), .invalidArgument, "role"),
                Refused("an operator", Self.invitation("G", "g@example.org", .operator), .invalidArgument, "role"),
                Refused(
                    "a contributor of nothing", Self.invitation("G", "g@example.org", .contributor), .invalidArgument,
                    "service_ids"),
                Refused(
                    "a lead of nothing", Self.invitation("G", "g@example.org", .serviceLead), .invalidArgument,
                    "service_ids"),
                Refused(
                    "a manager of a service",
                    Self.invitation("G", "g@example.org", .qualityManager, services: [trust.service]), .invalidArgument,
                    "service_ids"),
                Refused(
                    "another tenant's service",
                    Self.invitation("G", "g@example.org", .contributor, services: [trust.service, other.service]),
                    .notFound, "there is no such service"),
            ]
            for refused in table { try await refused.check(People.invitePerson, by: trust.administrator) }
            for caller in [trust.manager, trust.viewer, trust.contributor, trust.lead, trust.assessor] {
                try await Refused("as \(caller.name)", Self.invitation(), .permissionDenied)
                    .check(People.invitePerson, by: caller)
            }
            // The same address is another person elsewhere.
            _ = try await other.invite("taken@example.org", password: nil)
        }
    }

    @Test("A repeated invitation gives the same person, and the token only once; none is kept")
    func repeated() async throws {
        try await TestStore.withTrust { trust in
            let request = Self.invitation(key: "k")
            let first = try await trust.administrator.call(People.invitePerson, request)
            let again = try await trust.administrator.call(People.invitePerson, request)
            #expect(!first.oneTimeToken.isEmpty && again.oneTimeToken.isEmpty && again.person == first.person)
            #expect(try await TestStore.count("lm2.one_time_token", of: trust.tenant) == 1)
            let set = SetPasswordRequest(oneTimeToken: first.oneTimeToken, newPassword: TestTrust.password)
            _ = try await trust.nobody().call(Identity.setPassword, set)
            let kept = Statement("test.remembered", "select answer from lm2.remembered_answer where key = 'k'")
            let rows = try await TestStore.database.run([TestStore.entry(trust.tenant), Query(kept, [])], on: .read)[1]
            let answer = try InvitePersonResponse(serialized: rows.row(0).bytes(0))
            #expect(answer.person == first.person && answer.oneTimeToken.isEmpty)
        }
    }

    @Test("People are listed by name, page by page; a person sees themself and nobody else")
    func listing() async throws {
        try await TestStore.withTrust { trust in
            let grace = try await trust.invite("grace@example.org", .contributor, services: [trust.service])
            let (caller, _) = try await trust.signIn("grace@example.org")
            let shown = try await caller.call(People.getPerson, GetPersonRequest(accountID: grace.accountID))
            #expect(shown.hasPassword && shown.serviceIDs == [trust.service] && !shown.disabled && !shown.erased)
            #expect(
                shown
                    == (try await trust.administrator.call(
                        People.getPerson, GetPersonRequest(accountID: grace.accountID))))
            let hidden = try await caller.refusal(
                People.getPerson, GetPersonRequest(accountID: trust.manager.account.description))
            let missing = try await caller.refusal(
                People.getPerson, GetPersonRequest(accountID: Identifier.make(now: 1).description))
            #expect(hidden.code == .notFound && hidden == missing)
            #expect(try await caller.refusal(People.listPeople, ListPeopleRequest()).code == .permissionDenied)
            var names: [String] = []
            var page = PageRequest(size: 2)
            repeat {
                let answer = try await trust.administrator.call(People.listPeople, ListPeopleRequest(page: page))
                names += answer.people.map(\.name)
                page.token = answer.nextPageToken
            } while !page.token.isEmpty
            #expect(names == names.sorted() && names.count == 6 && names.contains(grace.name))
        }
    }

    @Test("A change of role holds for the very next call, on every server")
    func nextCall() async throws {
        try await TestStore.withTrust { trust in
            let grace = try await trust.invite("grace@example.org")
            let (caller, _) = try await trust.signIn("grace@example.org")
            let elsewhere = caller.calling(AllServices.router(ServiceEnvironment(store: trust.store)))
            let compare = CompareRequest()
            for server in [caller, elsewhere] {
                _ = try await server.call(Methods.ComparisonService.compare, compare)
            }
            let changed = try await trust.administrator.call(
                People.changePerson,
                ChangePersonRequest(
                    accountID: grace.accountID, name: "Grace Grey", role: .contributor, serviceIDs: [trust.otherService]
                ))
            #expect(changed.role == .contributor && changed.serviceIDs == [trust.otherService])
            for server in [caller, elsewhere] {
                let status = try await server.refusal(Methods.ComparisonService.compare, compare)
                #expect(status.code == .permissionDenied)
                let hidden = try await server.refusal(
                    Methods.OrganisationService.getService, GetServiceRequest(serviceID: trust.service))
                #expect(hidden.code == .notFound)
                let who = try await server.call(Identity.whoAmI, WhoAmIRequest())
                #expect(who.name == "Grace Grey" && who.role == .contributor)
            }
            let disabled = try await trust.administrator.call(
                People.changePerson, ChangePersonRequest(accountID: grace.accountID, disabled: true))
            #expect(disabled.disabled)
            for server in [caller, elsewhere] {
                #expect(try await server.refusal(Identity.whoAmI, WhoAmIRequest()).code == .unauthenticated)
            }
            // Who is let in again has to sign in again.
            _ = try await trust.administrator.call(
                People.changePerson, ChangePersonRequest(accountID: grace.accountID, disabled: false))
            #expect(try await caller.refusal(Identity.whoAmI, WhoAmIRequest()).code == .unauthenticated)
            _ = try await trust.signIn("grace@example.org")
        }
    }

    @Test("A new name is shown with what the person did before")
    func renamed() async throws {
        try await TestStore.withTrust { trust in
            let grace = try await trust.invite("grace@example.org")
            let (caller, _) = try await trust.signIn("grace@example.org")
            let assessment = try await trust.startAssessment()
            _ = try await caller.call(
                Methods.AssessmentService.rateClause,
                RateClauseRequest(assessmentID: assessment.assessmentID, clauseID: "a.1", rating: .met))
            #expect(try await trust.standing("a.1", of: assessment).ratedBy == grace.name)
            _ = try await trust.administrator.call(
                People.changePerson, ChangePersonRequest(accountID: grace.accountID, name: "Grace Grey"))
            #expect(try await trust.standing("a.1", of: assessment).ratedBy == "Grace Grey")
        }
    }

    @Test("What can't be changed: a table of refusals")
    func changing() async throws {
        try await TestStore.withTrust { trust in
            let grace = try await trust.invite("grace@example.org").accountID
            let erased = try await trust.invite("erased@example.org").accountID
            _ = try await trust.administrator.call(
                People.erasePerson, ErasePersonRequest(accountID: erased, reason: "asked for"))
            let own = trust.administrator.account.description
            let machine = try await trust.administrator.call(
                Methods.MachineService.createMachine, CreateMachineRequest(name: "M", role: .trustViewer)
            ).accountID
            let other = try await TestTrust.make(in: trust.store)
            let table = [
                Refused("nobody", ChangePersonRequest(accountID: Identifier.make(now: 1).description), .notFound),
                Refused("a machine", ChangePersonRequest(accountID: machine, name: "N"), .notFound),
                Refused(
                    "another tenant's", ChangePersonRequest(accountID: other.manager.account.description, name: "N"),
                    .notFound),
                Refused("a blank name", ChangePersonRequest(accountID: grace, name: " "), .invalidArgument, "name"),
                Refused(
                    "services without a role", ChangePersonRequest(accountID: grace, serviceIDs: [trust.service]),
                    .invalidArgument, "service_ids"),
                Refused("a body's role", ChangePersonRequest(accountID: grace, role: .leadAssessor), .invalidArgument),
                Refused(
                    "the last administrator's role", ChangePersonRequest(accountID: own, role: .trustViewer),
                    .failedPrecondition),
                Refused(
                    "the last administrator's account", ChangePersonRequest(accountID: own, disabled: true),
                    .failedPrecondition),
                Refused("an erased person", ChangePersonRequest(accountID: erased, name: "N"), .failedPrecondition),
            ]
            for refused in table { try await refused.check(People.changePerson, by: trust.administrator) }
            try await Refused(
                "the last administrator", ErasePersonRequest(accountID: own, reason: "r"), .failedPrecondition
            )
            .check(People.erasePerson, by: trust.administrator)
            // With a second one the first may go.
            let second = try await trust.hire("Bea Administrator", .administrator)
            _ = try await second.call(People.changePerson, ChangePersonRequest(accountID: own, role: .trustViewer))
            let last = ChangePersonRequest(accountID: second.account.description, disabled: true)
            #expect(try await second.refusal(People.changePerson, last).code == .failedPrecondition)
        }
    }

    @Test("Of two administrators who take each other's place away at the same moment, one stays")
    func bothAtOnce() async throws {
        for _ in 0..<4 {
            let trust = try await TestStore.onLoop { _ in try await TestTrust.make(in: TestStore.store) }
            let second = try await TestStore.onLoop { _ in try await trust.hire("Bea", .administrator) }
            func demote(_ loop: Int, _ one: TestCaller, by other: TestCaller) async throws -> StatusCode {
                try await TestStore.onLoop(loop) { _ in
                    try await other.refusal(
                        People.changePerson,
                        ChangePersonRequest(accountID: one.account.description, role: .trustViewer)
                    ).code
                }
            }
            async let one = demote(0, trust.administrator, by: second)
            async let other = demote(1, second, by: trust.administrator)
            let codes = try await [one, other]
            #expect(codes.filter { $0 == .ok }.count == 1, "\(codes)")
        }
    }

    @Test("A reset is for accounts that can sign in by password")
    func resets() async throws {
        try await TestStore.withTrust { trust in
            let disabled = try await trust.invite("disabled@example.org").accountID
            _ = try await trust.administrator.call(
                People.changePerson, ChangePersonRequest(accountID: disabled, disabled: true))
            let table = [
                Refused(
                    "nobody", StartPasswordResetRequest(accountID: Identifier.make(now: 1).description), .notFound),
                Refused("a disabled account", StartPasswordResetRequest(accountID: disabled), .failedPrecondition),
                Refused(
                    "no address", StartPasswordResetRequest(accountID: trust.manager.account.description),
                    .failedPrecondition),
            ]
            for refused in table { try await refused.check(People.startPasswordReset, by: trust.administrator) }
        }
    }
}
