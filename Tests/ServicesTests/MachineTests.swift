import Messages
import RPC
import Services
import Storage
import TestSupport
import Testing

private typealias Machines = Methods.MachineService
private typealias Identity = Methods.IdentityService

struct MachineTests {
    private static func machine(_ trust: TestTrust, _ role: Role = .qualityManager) async throws -> Machine {
        try await trust.administrator.call(Machines.createMachine, CreateMachineRequest(name: "Register", role: role))
    }

    private static func key(
        _ trust: TestTrust, _ machine: Machine, _ scopes: [String], days: UInt32 = 30
    ) async throws -> (caller: TestCaller, key: Key) {
        let answer = try await trust.administrator.call(
            Machines.createKey,
            CreateKeyRequest(accountID: machine.accountID, name: "Key", scopes: scopes, days: days))
        var caller = trust.nobody(at: "192.0.2.5")
        caller.token = answer.token
        return (caller, try #require(answer.key))
    }

    @Test("A key calls as its machine, within its scopes, until it ends; its use is noted")
    func keys() async throws {
        try await TestStore.withTrust { trust in
            let machine = try await Self.machine(trust)
            let (caller, key) = try await Self.key(trust, machine, ["assessment:read", "identity:read"])
            let now = trust.clock.now().microseconds
            #expect(key.kind == .apiKey && key.scopes == ["assessment:read", "identity:read"] && key.name == "Key")
            #expect(key.expiresAt?.microseconds == now + 30 * 24 * 3600 * 1_000_000 && key.lastUsedAt == nil)
            #expect(try await caller.call(Identity.whoAmI, WhoAmIRequest()).callerID == machine.accountID)
            _ = try await caller.call(Methods.AssessmentService.listAssessments, ListAssessmentsRequest())
            for status in [
                try await caller.refusal(
                    Methods.AssessmentService.startAssessment,
                    StartAssessmentRequest(
                        serviceID: trust.service, standardID: "LM2", periodFrom: "2026-01-01", periodTo: "2026-12-31")),
                try await caller.refusal(Methods.EvidenceService.listEvidence, ListEvidenceRequest()),
            ] {
                #expect(status.code == .permissionDenied && status.message.contains("scopes"))
            }
            let listed = try await trust.administrator.call(
                Machines.listKeys, ListKeysRequest(accountID: machine.accountID))
            #expect(listed.keys.count == 1)
            #expect(listed.keys.first?.lastUsedAt?.microseconds == now)
            #expect(listed.keys.first?.lastUsedFrom == "192.0.2.5")
            // Use does not make a key live longer.
            trust.clock.advance(by: .seconds(30 * 24 * 3600 - 1))
            _ = try await caller.call(Identity.whoAmI, WhoAmIRequest())
            trust.clock.advance(by: .seconds(1))
            #expect(try await caller.refusal(Identity.whoAmI, WhoAmIRequest()).code == .unauthenticated)
        }
    }

    @Test("Any area is written *")
    func wildcard() async throws {
        try await TestStore.withTrust { trust in
            let (caller, _) = try await Self.key(trust, try await Self.machine(trust), ["*:read"])
            _ = try await caller.call(Methods.EvidenceService.listEvidence, ListEvidenceRequest())
            _ = try await caller.call(Identity.whoAmI, WhoAmIRequest())
            let write = try await caller.refusal(
                Methods.OrganisationService.createService, CreateServiceRequest(siteID: trust.service, name: "Van"))
            #expect(write.code == .permissionDenied)
        }
    }

    @Test("A revoked key opens nothing from the very next call on, and stays revoked")
    func revoking() async throws {
        try await TestStore.withTrust { trust in
            let machine = try await Self.machine(trust)
            let (caller, key) = try await Self.key(trust, machine, ["*:read"])
            let (other, _) = try await Self.key(trust, machine, ["*:read"])
            _ = try await caller.call(Identity.whoAmI, WhoAmIRequest())
            let revoke = RevokeKeyRequest(keyID: key.keyID)
            let revoked = try await trust.administrator.call(Machines.revokeKey, revoke)
            #expect(revoked.revokedAt?.microseconds == trust.clock.now().microseconds)
            #expect(try await caller.refusal(Identity.whoAmI, WhoAmIRequest()).code == .unauthenticated)
            _ = try await other.call(Identity.whoAmI, WhoAmIRequest())
            trust.clock.advance(by: .seconds(60))
            #expect(try await trust.administrator.call(Machines.revokeKey, revoke).revokedAt == revoked.revokedAt)
            #expect(try await caller.refusal(Identity.whoAmI, WhoAmIRequest()).code == .unauthenticated)
        }
    }

    @Test("What can't be made: a table of refusals")
    func refusals() async throws {
        try await TestStore.withTrust { trust in
            let machine = try await Self.machine(trust).accountID
            let other = try await TestTrust.make(in: trust.store)
            let foreign = try await Self.machine(other).accountID
            func create(
                _ account: String, _ scopes: [String], days: UInt32 = 1, name: String = "K"
            ) async throws -> Status {
                try await trust.administrator.refusal(
                    Machines.createKey, CreateKeyRequest(accountID: account, name: name, scopes: scopes, days: days))
            }
            for scopes in [
                [], ["*"], ["read"], ["assessment"], ["assessment:"], [":read"], ["Assessment:read"],
                ["assessment:all"],
                ["assessment:read:write"], ["nothing:read"], ["health:read"], ["*:read", "x:read"], [" *:read"],
            ] {
                #expect(try await create(machine, scopes).code == .invalidArgument, "\(scopes)")
            }
            for days in [0, 367, UInt32.max] {
                #expect(try await create(machine, ["*:read"], days: days).code == .invalidArgument, "\(days)")
            }
            #expect(try await create(machine, ["*:read"], days: 366).code == .ok)
            #expect(try await create(machine, ["*:read"], name: "a\nb").code == .invalidArgument)
            let missing = try await create(Identifier.make(now: 1).description, ["*:read"])
            #expect(missing.code == .notFound)
            #expect(try await create(foreign, ["*:read"]) == missing)
            #expect(try await create(trust.manager.account.description, ["*:read"]) == missing, "a person")
            for (role, services) in [
                (Role.assessor, [String]()), (.operator, []), (.contributor, []), (.trustViewer, [trust.service]),
            ] {
                let status = try await trust.administrator.refusal(
                    Machines.createMachine, CreateMachineRequest(name: "M", role: role, serviceIDs: services))
                #expect(status.code == .invalidArgument, "\(role)")
            }
            let noService = try await trust.administrator.refusal(
                Machines.createMachine,
                CreateMachineRequest(name: "M", role: .contributor, serviceIDs: [other.service]))
            #expect(noService.code == .notFound)
            let noKey = try await trust.administrator.refusal(
                Machines.revokeKey, RevokeKeyRequest(keyID: Identifier.make(now: 1).description))
            let theirs = try #require(
                try await other.administrator.call(Machines.listKeys, ListKeysRequest()).keys.first?.keyID)
            #expect(noKey.code == .notFound)
            #expect(
                noKey == (try await trust.administrator.refusal(Machines.revokeKey, RevokeKeyRequest(keyID: theirs))))
            for caller in [trust.manager, trust.viewer, trust.contributor, trust.lead] {
                #expect(try await caller.refusal(Machines.listKeys, ListKeysRequest()).code == .permissionDenied)
            }
        }
    }

    @Test("A session is no key: it is neither listed nor revoked as one")
    func sessionsApart() async throws {
        try await TestStore.withTrust { trust in
            _ = try await trust.invite("grace@example.org")
            let (caller, session) = try await trust.signIn("grace@example.org")
            let keys = try await trust.administrator.call(Machines.listKeys, ListKeysRequest()).keys
            #expect(!keys.contains { $0.keyID == session.sessionID } && keys.allSatisfy { $0.kind == .token })
            let status = try await trust.administrator.refusal(
                Machines.revokeKey, RevokeKeyRequest(keyID: session.sessionID))
            #expect(status.code == .notFound)
            _ = try await caller.call(Identity.whoAmI, WhoAmIRequest())
        }
    }

    @Test("A certificate is known by its digest, in its tenant, as one machine's")
    func certificates() async throws {
        try await TestStore.withTrust { trust in
            let machine = try await Self.machine(trust)
            let digest = (0..<32).map { UInt8($0) }
            func register(_ sha256: [UInt8], _ scopes: [String] = [], key: String = "") -> RegisterCertificateRequest {
                RegisterCertificateRequest(
                    accountID: machine.accountID, name: "Pump", sha256: sha256, scopes: scopes, idempotencyKey: key)
            }
            for bad in [register([]), register([1]), register(digest + [1]), register(digest, ["x:read"])] {
                #expect(
                    try await trust.administrator.refusal(Machines.registerCertificate, bad).code == .invalidArgument)
            }
            let request = register(digest, key: "k")
            let key = try await trust.administrator.call(Machines.registerCertificate, request)
            #expect(key.kind == .certificate && key.expiresAt == nil && key.scopes.isEmpty)
            #expect(try await trust.administrator.call(Machines.registerCertificate, request) == key)
            let again = try await trust.administrator.refusal(Machines.registerCertificate, register(digest))
            #expect(again.code == .alreadyExists)
            func call(_ tenant: Identifier) async throws -> StatusCode {
                let certificate = PeerCertificate(
                    der: [], sha256: digest, uris: ["urn:lm2:tenant:\(tenant)"], commonName: "pump")
                let context = CallContext(
                    callID: "test", method: Identity.whoAmI.path,
                    peer: Peer(address: "192.0.2.9:1", certificate: certificate),
                    now: trust.clock.now().microseconds, offload: .inline)
                guard case .unary(let handler) = trust.manager.router.handler(for: Identity.whoAmI.path) else {
                    return .unimplemented
                }
                do {
                    let answer = try WhoAmIResponse(serialized: try await handler(context, []))
                    #expect(answer.callerID == machine.accountID)
                    return .ok
                } catch let status as Status { return status.code }
            }
            #expect(try await call(trust.tenant) == .ok)
            #expect(try await call(trust.body) == .unauthenticated)
            let used = try await trust.administrator.call(
                Machines.listKeys, ListKeysRequest(accountID: machine.accountID)
            ).keys
            #expect(used.first?.lastUsedFrom == "192.0.2.9")
            _ = try await trust.administrator.call(Machines.revokeKey, RevokeKeyRequest(keyID: key.keyID))
            #expect(try await call(trust.tenant) == .unauthenticated)
        }
    }

    @Test("Machines and keys are listed page by page")
    func pages() async throws {
        try await TestStore.withTrust { trust in
            let machine = try await Self.machine(trust)
            for number in 0..<4 {
                _ = try await trust.administrator.call(
                    Machines.createMachine, CreateMachineRequest(name: "M\(number)", role: .trustViewer))
                _ = try await Self.key(trust, machine, ["*:read"])
            }
            var names: [String] = []
            var page = PageRequest(size: 2)
            repeat {
                let answer = try await trust.administrator.call(Machines.listMachines, ListMachinesRequest(page: page))
                names += answer.machines.map(\.name)
                page.token = answer.nextPageToken
            } while !page.token.isEmpty
            #expect(names == ["M0", "M1", "M2", "M3", "Register"])
            var keys: [String] = []
            page = PageRequest(size: 3)
            repeat {
                let answer = try await trust.administrator.call(
                    Machines.listKeys, ListKeysRequest(accountID: machine.accountID, page: page))
                keys += answer.keys.map(\.keyID)
                page.token = answer.nextPageToken
            } while !page.token.isEmpty
            #expect(keys.count == 4 && Set(keys).count == 4)
        }
    }
}
