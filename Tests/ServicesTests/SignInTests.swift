import Crypto
import Messages
import Postgres
import RPC
import Services
import Storage
import Synchronization
import TestSupport
import Testing

private typealias Identity = Methods.IdentityService
private typealias People = Methods.PeopleService

struct SignInTests {
    private static let hashes = Statement("test.hashes", "select hash from lm2.password where account_id = $1")
    private static let putHash = Statement(
        "test.put_hash", "update lm2.password set hash = $2 where account_id = $1")

    private static func hash(of person: Person, in trust: TestTrust) async throws -> String {
        try await TestStore.database.run(
            [TestStore.entry(trust.tenant), Query(hashes, [TestStore.value(person.accountID)])], on: .read)[1]
            .row(0).text(0)
    }

    @Test("An invited person sets a password, signs in, and is who the session says")
    func vertical() async throws {
        try await TestStore.withTrust { trust in
            let person = try await trust.invite("Grace@Example.org")
            #expect(person.email == "grace@example.org" && !person.hasPassword)
            let (caller, session) = try await trust.signIn("grace@example.org")
            let who = try await caller.call(Identity.whoAmI, WhoAmIRequest())
            #expect(who.callerID == person.accountID && who.role == .qualityManager)
            #expect(session.accountID == person.accountID && session.name == "test" && session.current)
            #expect(session.lastUsedFrom == TestCaller.anywhereSeen)
            let now = trust.clock.now().microseconds
            #expect(session.idleEndsAt?.microseconds == now + 1800 * 1_000_000)
            #expect(session.endsAt?.microseconds == now + 12 * 3600 * 1_000_000)
            #expect(try await Self.hash(of: person, in: trust).hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
            // Nothing of the token but its digest is kept, and the sign-in is in the log, as the person's own.
            // A secret may itself hold an underscore.
            let secret = String(caller.token.split(separator: "_", maxSplits: 2)[2])
            #expect(secret.utf8.count == 43)
            let logged = Statement(
                "test.session_logged",
                "select body, account_id from lm2.audit_pending where subject = $1")
            let rows = try await TestStore.database.run(
                [TestStore.entry(trust.tenant), Query(logged, [.text("session/\(session.sessionID)")])], on: .read)[1]
            #expect(rows.count == 1 && Identifier(rows.row(0).uuid(1)).description == person.accountID)
            let entry = try AuditEntry(serialized: rows.row(0).bytes(0))
            #expect(entry.method == Identity.signIn.path && entry.address == TestCaller.anywhereSeen)
            #expect(entry.credentialID == session.sessionID && entry.role == 2)
            #expect(!String(describing: entry).contains(secret))
        }
    }

    @Test("Letters' case makes no difference to the organisation and the e-mail address")
    func letters() async throws {
        try await TestStore.withTrust { trust in
            _ = try await trust.invite("grace@example.org")
            let proof = PasswordProof(email: "GRACE@example.ORG", password: TestTrust.password)
            let answer = try await trust.nobody().call(
                Identity.signIn,
                SignInRequest(organisation: trust.signInName.uppercased(), proof: .password(proof)))
            #expect(answer.outcome != nil)
        }
    }

    @Test("Whatever is wrong, the answer is the same")
    func refusals() async throws {
        try await TestStore.withTrust { trust in
            let grace = try await trust.invite("grace@example.org")
            _ = try await trust.invite("new@example.org", password: nil)
            let disabled = try await trust.invite("disabled@example.org")
            _ = try await trust.administrator.call(
                People.changePerson, ChangePersonRequest(accountID: disabled.accountID, disabled: true))
            let erased = try await trust.invite("erased@example.org")
            _ = try await trust.administrator.call(
                People.erasePerson, ErasePersonRequest(accountID: erased.accountID, reason: "asked for"))
            let other = try await TestTrust.make(in: trust.store)
            _ = try await other.invite("theirs@example.org")
            var elsewhere = trust.signInRequest("grace@example.org")
            elsewhere.organisation = "no-such-organisation"
            var foreign = trust.signInRequest("grace@example.org")
            foreign.organisation = other.signInName
            let requests = [
                ("a wrong password", trust.signInRequest("grace@example.org", "wrong password")),
                ("an unknown address", trust.signInRequest("nobody@example.org")),
                ("no password yet", trust.signInRequest("new@example.org")),
                ("a disabled account", trust.signInRequest("disabled@example.org")),
                ("an erased account", trust.signInRequest("erased@example.org")),
                ("another tenant's person", trust.signInRequest("theirs@example.org")),
                ("an unknown organisation", elsewhere), ("another organisation", foreign),
                ("the id for the address", trust.signInRequest(grace.accountID)),
            ]
            var answers: Set<String> = []
            for (what, request) in requests {
                let status = try await trust.nobody().refusal(Identity.signIn, request)
                #expect(status.code == .unauthenticated && status.details.isEmpty, "\(what): \(status)")
                answers.insert(status.message)
            }
            #expect(answers.count == 1)
            let empty = try await trust.nobody().refusal(
                Identity.signIn, SignInRequest(organisation: trust.signInName))
            #expect(empty.code == .invalidArgument)
        }
    }

    @Test("A hash of other parameters is made anew when the password is shown, and not before")
    func rehash() async throws {
        try await TestStore.withTrust { trust in
            let person = try await trust.invite("grace@example.org")
            let old = try PasswordHash.make(
                TestTrust.password, parameters: .init(memory: 64, passes: 1, lanes: 1))
            _ = try await TestStore.database.run(
                [
                    TestStore.entry(trust.tenant),
                    Query(Self.putHash, [TestStore.value(person.accountID), .text(old)]),
                ], on: .write)
            _ = try await trust.nobody().refusal(Identity.signIn, trust.signInRequest("grace@example.org", "wrong one"))
            #expect(try await Self.hash(of: person, in: trust) == old)
            _ = try await trust.signIn("grace@example.org")
            let new = try await Self.hash(of: person, in: trust)
            #expect(new != old && !PasswordHash.isOutdated(new))
            _ = try await trust.signIn("grace@example.org")
        }
    }

    @Test("Guessing is slowed alike for accounts that are there and that aren't, and other places go on")
    func throttle() async throws {
        try await TestStore.withTrust { trust in
            _ = try await trust.invite("grace@example.org")
            for email in ["grace@example.org", "nobody@example.org"] {
                for _ in 0..<6 {
                    let status = try await trust.nobody().refusal(
                        Identity.signIn, trust.signInRequest(email, "wrong password"))
                    #expect(status.code == .unauthenticated)
                }
                // Now even the right one has to wait, and is told for how long.
                let status = try await trust.nobody().refusal(Identity.signIn, trust.signInRequest(email))
                #expect(status.code == .resourceExhausted)
                #expect(
                    status.details == [
                        StatusDetail(
                            type: RetryInfo.fullName, value: RetryInfo(milliseconds: 1000).serialized())
                    ])
            }
            _ = try await trust.signIn("grace@example.org", at: "192.0.2.2")
            trust.clock.advance(by: .seconds(1))
            _ = try await trust.signIn("grace@example.org")
        }
    }

    @Test("A full pool is said so, with a time to wait, and counts as no failure")
    func fullPool() async throws {
        try await TestStore.withTrust { trust in
            _ = try await trust.invite("grace@example.org")
            let isFull = Mutex(true)
            let offload = Offload { work in
                if isFull.withLock({ $0 }) { throw Status(.resourceExhausted, "too much work of this kind") }
                work()
            }
            let router = AllServices.router(ServiceEnvironment(store: trust.store, passwordOffload: offload))
            let caller = trust.nobody().calling(router)
            let request = trust.signInRequest("grace@example.org")
            for _ in 0..<30 {
                #expect(try await caller.refusal(Identity.signIn, request).message == "too much work of this kind")
            }
            isFull.withLock { $0 = false }
            _ = try await caller.call(Identity.signIn, request)
        }
    }

    @Test("A one-time token sets a password once, while it is good; whatever is wrong with one, the answer is the same")
    func oneTimeTokens() async throws {
        try await TestStore.withTrust { trust in
            func invite(_ email: String) async throws -> InvitePersonResponse {
                try await trust.administrator.call(
                    People.invitePerson, InvitePersonRequest(name: "P", email: email, role: .trustViewer))
            }
            func set(_ token: String, _ password: String = TestTrust.password) -> SetPasswordRequest {
                SetPasswordRequest(oneTimeToken: token, newPassword: password)
            }
            let used = try await invite("used@example.org")
            // What the policy refuses leaves the token good.
            for password in ["short", "used@example.org", "passwordpassword"] {
                let status = try await trust.nobody().refusal(Identity.setPassword, set(used.oneTimeToken, password))
                #expect(status.code == .invalidArgument && status.message.hasPrefix("new_password: "), "\(status)")
            }
            let answer = try await trust.nobody().call(Identity.setPassword, set(used.oneTimeToken))
            #expect(answer.email == "used@example.org" && answer.organisation == trust.signInName)
            let disabled = try await invite("disabled@example.org")
            _ = try await trust.administrator.call(
                People.changePerson,
                ChangePersonRequest(accountID: disabled.person?.accountID ?? "", disabled: true))
            let other = try await TestTrust.make(in: trust.store)
            let good = try await invite("good@example.org").oneTimeToken
            let secret = good.split(separator: "_", maxSplits: 2)[2]
            var tokens = [
                ("used", used.oneTimeToken), ("of a disabled account", disabled.oneTimeToken), ("no token", "x"),
                ("a bearer token", trust.administrator.token),
                ("another secret", BearerToken.make(for: trust.tenant).text),
                ("under another tenant", "lm2_\(other.tenant)_\(secret)"),
                ("under no tenant", "lm2_\(Identifier.make(now: 1))_\(secret)"),
            ]
            let expired = try await invite("expired@example.org").oneTimeToken
            trust.clock.advance(by: .seconds(7 * 24 * 3600))
            tokens.append(("expired", expired))
            tokens.append(("expired too", good))
            var answers: Set<String> = []
            for (what, token) in tokens {
                let status = try await trust.nobody().refusal(Identity.setPassword, set(token))
                #expect(status.code == .unauthenticated, "\(what): \(status)")
                answers.insert(status.message)
            }
            #expect(answers.count == 1)
        }
    }

    @Test("Setting a password by a reset ends all sessions, and uses up the other tokens")
    func reset() async throws {
        try await TestStore.withTrust { trust in
            let person = try await trust.invite("grace@example.org")
            let (caller, _) = try await trust.signIn("grace@example.org")
            func start() async throws -> String {
                try await trust.administrator.call(
                    People.startPasswordReset, StartPasswordResetRequest(accountID: person.accountID)
                ).oneTimeToken
            }
            let (first, second) = (try await start(), try await start())
            // Nothing has ended yet.
            _ = try await caller.call(Identity.whoAmI, WhoAmIRequest())
            let request = SetPasswordRequest(oneTimeToken: second, newPassword: "another long password")
            _ = try await trust.nobody().call(Identity.setPassword, request)
            #expect(try await caller.refusal(Identity.whoAmI, WhoAmIRequest()).code == .unauthenticated)
            let again = SetPasswordRequest(oneTimeToken: first, newPassword: "a third long password")
            #expect(try await trust.nobody().refusal(Identity.setPassword, again).code == .unauthenticated)
            let old = try await trust.nobody().refusal(Identity.signIn, trust.signInRequest("grace@example.org"))
            #expect(old.code == .unauthenticated)
            _ = try await trust.signIn("grace@example.org", "another long password")
            // An hour is the life of a reset's token.
            let late = try await start()
            trust.clock.advance(by: .seconds(3600))
            let tooLate = SetPasswordRequest(oneTimeToken: late, newPassword: "a third long password")
            #expect(try await trust.nobody().refusal(Identity.setPassword, tooLate).code == .unauthenticated)
        }
    }

    @Test("A token is used once, even by two at the same moment")
    func sameMoment() async throws {
        let trust = try await TestStore.onLoop { _ in try await TestTrust.make(in: TestStore.store) }
        let answer = try await TestStore.onLoop { _ in
            try await trust.administrator.call(
                People.invitePerson, InvitePersonRequest(name: "P", email: "p@example.org", role: .trustViewer))
        }
        func set(_ loop: Int, _ password: String) async throws -> StatusCode {
            try await TestStore.onLoop(loop) { _ in
                try await trust.nobody().refusal(
                    Identity.setPassword,
                    SetPasswordRequest(oneTimeToken: answer.oneTimeToken, newPassword: password)
                ).code
            }
        }
        async let one = set(0, "the first password")
        async let other = set(1, "the second password")
        #expect(try await [one, other].sorted { $0.rawValue < $1.rawValue } == [.ok, .unauthenticated])
    }
}
