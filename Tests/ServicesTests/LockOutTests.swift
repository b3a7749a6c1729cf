import Services
import Testing

private let second: Int64 = 1_000_000

/// A throttle with a clock of its own, and what was answered.
private struct Trial {
    var throttle = SignInThrottle()
    var now: Int64 = 1_000_000 * second
    let account = SignInThrottle.Account(organisation: "trust", email: "ada@example.org")

    /// Tries a wrong password: the seconds to wait, 0 for an attempt that was let through.
    mutating func fail(from address: String = "192.0.2.1", _ email: String? = nil) -> Int64 {
        let account = email.map { SignInThrottle.Account(organisation: "trust", email: $0) } ?? account
        switch throttle.attempt(account, from: address, at: now) {
        case .go: return 0
        case .wait(let time): return (time + second - 1) / second
        }
    }

    /// Tries the right one: the seconds to wait, 0 if it succeeds.
    mutating func succeed(from address: String = "192.0.2.1") -> Int64 {
        let wait = fail(from: address)
        if wait == 0 { throttle.succeeded(account, from: address, at: now) }
        return wait
    }

    mutating func pass(_ seconds: Int64) { now += seconds * second }
}

@Suite("Guessing passwords is slowed, and nobody is locked out for long")
struct LockOutTests {
    @Test("Five failures cost nothing; then the waits double up to a minute")
    func waits() {
        var trial = Trial()
        for _ in 0..<5 { #expect(trial.fail() == 0) }
        // The sixth is let through as well: the wait comes after it.
        #expect(trial.fail() == 0)
        for wait in [1, 2, 4, 8, 16, 32, 60, 60, 60] as [Int64] {
            #expect(trial.fail() == wait)
            trial.pass(wait - 1)
            #expect(trial.fail() == 1, "refused until the end, and not counted")
            trial.pass(1)
            #expect(trial.fail() == 0)
        }
    }

    @Test("A success makes the address begin anew, and so does a quarter of an hour")
    func anew() {
        var trial = Trial()
        for _ in 0..<6 { #expect(trial.fail() == 0) }
        trial.pass(1)
        #expect(trial.succeed() == 0)
        for _ in 0..<6 { #expect(trial.fail() == 0) }
        #expect(trial.fail() == 1)
        trial.pass(15 * 60 + 1)
        for _ in 0..<6 { #expect(trial.fail() == 0) }
    }

    @Test("Other accounts, organisations and addresses are not touched; letters' case makes no difference")
    func apart() {
        var trial = Trial()
        for _ in 0..<6 { _ = trial.fail() }
        #expect(trial.fail() == 1)
        #expect(trial.fail(from: "192.0.2.2") == 0)
        #expect(trial.fail("grace@example.org") == 0)
        #expect(
            trial.throttle.attempt(
                .init(organisation: "other", email: "ada@example.org"), from: "192.0.2.1", at: trial.now) == .go)
        #expect(
            trial.throttle.attempt(
                .init(organisation: "TRUST", email: "Ada@Example.org"), from: "192.0.2.1", at: trial.now) != .go)
    }

    @Test("Many attempts at the same moment gain nothing")
    func atOnce() {
        var trial = Trial()
        let through = (0..<50).filter { _ in trial.fail() == 0 }
        #expect(through.count == 6)
    }

    @Test("What was not the caller's fault is not counted")
    func withdrawn() {
        var trial = Trial()
        for _ in 0..<50 {
            #expect(trial.fail() == 0)
            trial.throttle.withdrawn(trial.account, from: "192.0.2.1", at: trial.now)
        }
        #expect(trial.fail(from: "192.0.2.9") == 0)
    }

    @Test("After 20 failures from anywhere a newcomer waits 30 s from its own first attempt, and no longer")
    func newcomers() {
        var trial = Trial()
        #expect(trial.succeed(from: "198.51.100.1") == 0)
        for number in 0..<20 { #expect(trial.fail(from: "192.0.2.\(number)") == 0) }
        #expect(trial.fail(from: "203.0.113.1") == 30)
        // The attack goes on, from new addresses and from known ones.
        for number in 0..<29 {
            trial.pass(1)
            _ = trial.fail(from: "192.0.2.\(number % 20)")
            _ = trial.fail(from: "192.0.3.\(number)")
        }
        #expect(trial.fail(from: "203.0.113.1") == 1)
        trial.pass(1)
        #expect(trial.succeed(from: "203.0.113.1") == 0)
        // The place where the account has signed in before never waited.
        #expect(trial.succeed(from: "198.51.100.1") == 0)
        // A quarter of an hour after the attack newcomers do not wait any more.
        trial.pass(15 * 60 + 1)
        #expect(trial.fail(from: "203.0.113.77") == 0)
    }

    @Test("A familiar address has only its own failures to pay for")
    func familiar() {
        var trial = Trial()
        #expect(trial.succeed(from: "198.51.100.1") == 0)
        for number in 0..<200 { _ = trial.fail(from: "192.0.2.\(number)") }
        for _ in 0..<6 { #expect(trial.fail(from: "198.51.100.1") == 0) }
        #expect(trial.fail(from: "198.51.100.1") == 1)
        trial.pass(1)
        #expect(trial.succeed(from: "198.51.100.1") == 0)
    }

    @Test(
        "Who has one IPv6 address has its whole network",
        arguments: [
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true), ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
            ("2001:db8::1", "2001:db8::2:1", true), ("::1", "::2", true), ("[2001:db8::1]", "2001:db8::1", true),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false), ("fe80::1%eth0", "fe80::2%eth1", true),
            ("192.0.2.1", "192.0.2.2", false), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:7::", true),
        ])
    func networks(_ one: String, _ other: String, areSame: Bool) {
        var trial = Trial()
        for _ in 0..<6 { _ = trial.fail(from: one) }
        #expect((trial.fail(from: other) == 1) == areSame)
    }

    @Test("A clock that was set back makes nobody wait longer than the rules do")
    func setBack() {
        var trial = Trial()
        for _ in 0..<6 { _ = trial.fail() }
        trial.pass(-3600)
        #expect(trial.fail() <= 60)
    }

    @Test("Memory is bounded: what was used least recently is forgotten, familiar addresses apart from the rest")
    func bounded() {
        var trial = Trial()
        trial.throttle = SignInThrottle(capacity: 100)
        #expect(trial.succeed(from: "198.51.100.1") == 0)
        for _ in 0..<6 { _ = trial.fail(from: "192.0.2.1") }
        for number in 0..<1000 { _ = trial.fail(from: "10.0.\(number / 256).\(number % 256)") }
        // Forgotten, and the account is under attack: a newcomer again.
        #expect(trial.fail(from: "192.0.2.1") == 30)
        #expect(trial.succeed(from: "198.51.100.1") == 0)
    }
}

@Suite("What a new password has to be")
struct PasswordPolicyTests {
    @Test(
        "A table of passwords",
        arguments: [
            ("twelve bytes", nil), ("ein schöner Garten", nil), ("パスワードではないものを", nil),
            (String(repeating: "long ", count: 200), nil), ("short", "12 characters"), ("elevenbytes", "12 characters"),
            (String(repeating: "long ", count: 200) + "x", "1000 bytes"), ("", "12 characters"),
            ("Ada.Administrator@Example.org", "both are known"), ("ada administrator", "both are known"),
            ("passwordpassword", "tried first"), ("QwertyUiop123", "tried first"), ("aaaaaaaaaaaaaaa", "tried first"),
            ("abababababab", "tried first"), ("1qaz2wsx3edc", "tried first"),
        ])
    func table(_ password: String, _ complaint: String?) {
        let fault = PasswordPolicy.fault(password, email: "ada.administrator@example.org", name: "Ada Administrator")
        if let complaint {
            #expect(fault?.contains(complaint) == true, "\(password): \(fault ?? "taken")")
        } else {
            #expect(fault == nil, "\(password)")
        }
    }
}
