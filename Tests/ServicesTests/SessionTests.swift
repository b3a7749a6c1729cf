import Messages
import RPC
import Services
import Storage
import TestSupport
import Testing

private typealias Identity = Methods.IdentityService
private typealias People = Methods.PeopleService

struct SessionTests {
    private static func isOpen(_ caller: TestCaller) async throws -> Bool {
        let code = try await caller.refusal(Identity.whoAmI, WhoAmIRequest()).code
        #expect(code == .ok || code == .unauthenticated)
        return code == .ok
    }

    private static func areOpen(_ callers: TestCaller...) async throws -> [Bool] {
        var areOpen: [Bool] = []
        for caller in callers { areOpen.append(try await isOpen(caller)) }
        return areOpen
    }

    private static func sessions(_ caller: TestCaller, of account: String = "") async throws -> [Session] {
        try await caller.call(Identity.listSessions, ListSessionsRequest(accountID: account)).sessions
    }

    @Test("A session that is not used for 30 minutes ends, and nothing brings it back")
    func idle() async throws {
        try await TestStore.withTrust { trust in
            _ = try await trust.invite("grace@example.org")
            let (caller, _) = try await trust.signIn("grace@example.org")
            trust.clock.advance(by: .seconds(1799))
            #expect(try await Self.isOpen(caller))
            trust.clock.advance(by: .seconds(1799))
            #expect(try await Self.isOpen(caller))
            trust.clock.advance(by: .seconds(1800))
            #expect(try await !Self.isOpen(caller))
            #expect(try await !Self.isOpen(caller))
            // A server that has never seen the session takes it no more than one that has.
            let router = AllServices.router(ServiceEnvironment(store: trust.store))
            #expect(try await !Self.isOpen(caller.calling(router)))
        }
    }

    @Test("However much it is used, it ends after 12 hours")
    func length() async throws {
        try await TestStore.withTrust { trust in
            _ = try await trust.invite("grace@example.org")
            let (caller, _) = try await trust.signIn("grace@example.org")
            for _ in 0..<47 {
                trust.clock.advance(by: .seconds(15 * 60))
                #expect(try await Self.isOpen(caller))
            }
            let left = try #require(try await Self.sessions(caller).first)
            #expect(left.idleEndsAt == left.endsAt)
            trust.clock.advance(by: .seconds(15 * 60))
            #expect(try await !Self.isOpen(caller))
        }
    }

    @Test("Its use is noted once a minute, with the address that it came from")
    func noted() async throws {
        try await TestStore.withTrust { trust in
            _ = try await trust.invite("grace@example.org")
            var (caller, session) = try await trust.signIn("grace@example.org")
            let began = trust.clock.now().microseconds
            caller.address = "192.0.2.77:1"
            trust.clock.advance(by: .seconds(59))
            var shown = try #require(try await Self.sessions(caller).first)
            #expect(shown.lastUsedAt?.microseconds == began && shown.lastUsedFrom == TestCaller.anywhereSeen)
            trust.clock.advance(by: .seconds(1))
            shown = try #require(try await Self.sessions(caller).first)
            #expect(shown.lastUsedAt?.microseconds == began + 60_000_000 && shown.lastUsedFrom == "192.0.2.77")
            #expect(shown.idleEndsAt?.microseconds == began + 1_860_000_000)
            #expect(shown.sessionID == session.sessionID && shown.endsAt == session.endsAt && shown.current)
            session = shown
            // Another server finds it noted already.
            let router = AllServices.router(ServiceEnvironment(store: trust.store))
            trust.clock.advance(by: .seconds(30))
            #expect(try await Self.sessions(caller.calling(router)).first == session)
        }
    }

    @Test("Signing out ends the session and no other; a token has nothing to sign out of")
    func signOut() async throws {
        try await TestStore.withTrust { trust in
            _ = try await trust.invite("grace@example.org")
            let (one, _) = try await trust.signIn("grace@example.org")
            let (other, _) = try await trust.signIn("grace@example.org")
            _ = try await one.call(Identity.signOut, SignOutRequest())
            #expect(try await Self.areOpen(one, other) == [false, true])
            #expect(try await Self.sessions(other).count == 1)
            let token = try await trust.manager.refusal(Identity.signOut, SignOutRequest())
            #expect(token.code == .failedPrecondition)
        }
    }

    @Test("A person sees and ends their own sessions; to others theirs are not there, but to an administrator")
    func whose() async throws {
        try await TestStore.withTrust { trust in
            let grace = try await trust.invite("grace@example.org")
            _ = try await trust.invite("henry@example.org", .trustViewer)
            let (one, first) = try await trust.signIn("grace@example.org")
            trust.clock.advance(by: .seconds(1))
            let (two, second) = try await trust.signIn("grace@example.org")
            let (henry, _) = try await trust.signIn("henry@example.org")
            #expect(try await Self.sessions(one).map(\.sessionID) == [second.sessionID, first.sessionID])
            #expect(try await Self.sessions(one).map(\.current) == [false, true])
            #expect(try await Self.sessions(trust.administrator, of: grace.accountID).count == 2)
            let nothing = Identifier.make(now: 1).description
            let hidden = try await henry.refusal(
                Identity.listSessions, ListSessionsRequest(accountID: grace.accountID))
            #expect(hidden.code == .notFound)
            #expect(
                hidden == (try await henry.refusal(Identity.listSessions, ListSessionsRequest(accountID: nothing))))
            let theirs = try await henry.refusal(
                Identity.revokeSession, RevokeSessionRequest(sessionID: first.sessionID))
            #expect(theirs.code == .notFound)
            #expect(
                theirs == (try await henry.refusal(Identity.revokeSession, RevokeSessionRequest(sessionID: nothing))))
            let stranger = try await TestTrust.make(in: trust.store)
            #expect(
                theirs
                    == (try await stranger.administrator.refusal(
                        Identity.revokeSession, RevokeSessionRequest(sessionID: first.sessionID))))
            #expect(try await Self.isOpen(one))
            // Twice is as good as once.
            let revoke = RevokeSessionRequest(sessionID: first.sessionID)
            _ = try await two.call(Identity.revokeSession, revoke)
            _ = try await two.call(Identity.revokeSession, revoke)
            #expect(try await Self.areOpen(one, two) == [false, true])
            _ = try await trust.administrator.call(
                Identity.revokeSession, RevokeSessionRequest(sessionID: second.sessionID))
            #expect(try await Self.areOpen(two, henry) == [false, true])
        }
    }

    @Test("The list goes on where it left off")
    func pages() async throws {
        try await TestStore.withTrust { trust in
            _ = try await trust.invite("grace@example.org")
            var caller = trust.nobody()
            for _ in 0..<5 { caller = try await trust.signIn("grace@example.org").caller }
            var seen: [String] = []
            var page = PageRequest(size: 2)
            repeat {
                let answer = try await caller.call(Identity.listSessions, ListSessionsRequest(page: page))
                seen += answer.sessions.map(\.sessionID)
                page.token = answer.nextPageToken
            } while !page.token.isEmpty
            #expect(seen.count == 5 && Set(seen).count == 5)
        }
    }

    @Test("Changing the password ends the other sessions and keeps this one")
    func changePassword() async throws {
        try await TestStore.withTrust { trust in
            _ = try await trust.invite("grace@example.org")
            let (one, _) = try await trust.signIn("grace@example.org")
            let (other, _) = try await trust.signIn("grace@example.org")
            func change(_ old: String, _ new: String) async throws -> Status {
                try await one.refusal(
                    Identity.changePassword, ChangePasswordRequest(oldPassword: old, newPassword: new))
            }
            for (old, new, field) in [
                ("wrong password", "another long password", "old_password"),
                (TestTrust.password, "short", "new_password"),
                (TestTrust.password, "grace@example.org", "new_password"),
                (TestTrust.password, TestTrust.password, "new_password"),
            ] {
                let status = try await change(old, new)
                #expect(status.code == .invalidArgument && status.message.hasPrefix(field), "\(status)")
            }
            #expect(try await Self.isOpen(other))
            #expect(try await change(TestTrust.password, "another long password").code == .ok)
            #expect(try await Self.areOpen(one, other) == [true, false])
            _ = try await trust.signIn("grace@example.org", "another long password")
            // Who has found a session can't find out the password with it.
            for _ in 0..<6 { #expect(try await change("wrong", "a third long password").code == .invalidArgument) }
            #expect(try await change("wrong", "a third long password").code == .resourceExhausted)
            let none = try await trust.manager.refusal(
                Identity.changePassword, ChangePasswordRequest(oldPassword: "x", newPassword: "another long password"))
            #expect(none.code == .failedPrecondition)
        }
    }

    @Test("Whatever is wrong with a credential, the answer is the same")
    func badCredentials() async throws {
        try await TestStore.withTrust { trust in
            let other = try await TestTrust.make(in: trust.store)
            let disabled = try await trust.invite("disabled@example.org")
            _ = try await trust.invite("grace@example.org")
            let (closed, _) = try await trust.signIn("disabled@example.org")
            _ = try await trust.administrator.call(
                People.changePerson, ChangePersonRequest(accountID: disabled.accountID, disabled: true))
            let (out, _) = try await trust.signIn("grace@example.org")
            _ = try await out.call(Identity.signOut, SignOutRequest())
            let (expired, _) = try await trust.signIn("grace@example.org")
            let invitation = try await trust.administrator.call(
                People.invitePerson, InvitePersonRequest(name: "P", email: "p@example.org", role: .trustViewer))
            trust.clock.advance(by: .seconds(1800))
            let good = trust.manager.token
            let secret = good.split(separator: "_", maxSplits: 2)[2]
            let tokens: [(String, String)] = [
                ("revoked", out.token), ("expired", expired.token), ("of a disabled account", closed.token),
                ("none", "-"), ("cut short", String(good.dropLast())), ("with a letter more", good + "A"),
                ("another secret", BearerToken.make(for: trust.tenant).text),
                ("another tenant's", "lm2_\(other.tenant)_\(secret)"),
                ("no tenant's", "lm2_\(Identifier.make(now: 1))_\(secret)"),
                ("another prefix", "lm3" + good.dropFirst(3)),
                ("a one-time token", invitation.oneTimeToken), ("a password", TestTrust.password),
                ("far too long", String(repeating: "a", count: 10_000)),
            ]
            var answers: Set<Status.Key> = []
            for (what, token) in tokens {
                var caller = trust.nobody()
                caller.token = token
                let status = try await caller.refusal(Identity.whoAmI, WhoAmIRequest())
                #expect(status.code == .unauthenticated, "\(what): \(status)")
                answers.insert(Status.Key(status))
            }
            // No credential at all, and the right one under another scheme.
            for header in [nil, good, "Basic \(good)", "bearer \(good)", "Bearer  \(good)", "Bearer"] as [String?] {
                var metadata = Metadata()
                if let header { metadata.append("authorization", header) }
                let context = CallContext(
                    callID: "test", method: Identity.whoAmI.path, metadata: metadata, peer: Peer(address: "in memory"),
                    now: trust.clock.now().microseconds, offload: .inline)
                guard case .unary(let handler) = trust.manager.router.handler(for: Identity.whoAmI.path) else { return }
                do {
                    _ = try await handler(context, [])
                    Issue.record("\(header ?? "nothing") was taken")
                } catch let status as Status {
                    answers.insert(Status.Key(status))
                }
            }
            #expect(answers.count == 1)
        }
    }
}

extension Status {
    /// All that a caller sees of a status.
    struct Key: Hashable {
        let code: StatusCode
        let message: String
        let details: Int

        init(_ status: Status) {
            (code, message, details) = (status.code, status.message, status.details.count)
        }
    }
}
