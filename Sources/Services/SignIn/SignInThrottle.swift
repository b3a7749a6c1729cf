/// Slows the guessing of passwords, with no way to lock a victim out for long. A state machine without a clock or I/O of its
/// own: every time is an argument, in microseconds since 1970.
///
/// Whether the account exists plays no part, so what it answers tells nothing of that. The rules, of which the first two are
/// for each account and network address, the others for each account:
///
/// - The first `freeFailures` failures cost nothing. From then on an attempt has to wait since the last one that was
///   counted: 1 s, 2 s, 4 s and so on, `longestWait` at the most. Attempts during the wait are refused and not counted.
/// - A quarter of an hour without a failure makes the address begin anew. So does a success.
/// - After `accountLimit` failures within `window`, from wherever, an address that was not seen before waits `newcomerWait`
///   from its own first attempt. Nobody else's attempts put that off.
/// - An address from which the account has signed in before is not affected by others' failures.
///
/// An attempt counts as a failure from its beginning, so that many at the same moment gain nothing.
package struct SignInThrottle: Sendable {
    /// How many failures of an account from an address cost nothing.
    package static let freeFailures = 5
    /// The longest wait after a failure: 60 seconds, in microseconds.
    package static let longestWait: Int64 = 60 * second
    /// For how long failures are remembered: 15 minutes, in microseconds.
    package static let window: Int64 = 15 * 60 * second
    /// How many failures of an account, from wherever, make newcomers wait.
    package static let accountLimit = 20
    /// How long a newcomer waits then: 30 seconds, in microseconds.
    package static let newcomerWait: Int64 = 30 * second
    private static let second: Int64 = 1_000_000

    /// Whose password is tried, as it was typed: an organisation's name and an e-mail address, in lower case.
    package struct Account: Hashable, Sendable {
        let organisation: String
        let email: String

        /// Makes an account's name; letters are lowered.
        package init(organisation: String, email: String) {
            self.organisation = organisation.lowercased()
            self.email = email.lowercased()
        }
    }

    /// What becomes of an attempt.
    package enum Verdict: Equatable, Sendable {
        /// The password may be tried.
        case go
        /// It is refused for so long, in microseconds: more than 0, and `longestWait` at the most.
        case wait(Int64)
    }

    private struct Place: Hashable {
        let account: Account
        let network: String
    }

    private struct Tries {
        let first: Int64
        var failures = 0
        var last: Int64 = 0
    }

    private var tries: RecentlyUsed<Place, Tries>
    private var failures: RecentlyUsed<Account, [Int64]>
    // Apart from the rest: nobody can drive these out who does not sign in.
    private var familiar: RecentlyUsed<Place, Void>

    /// - Parameter capacity: how many addresses of accounts, accounts, and familiar addresses are remembered, each; those
    ///   that were used least recently are forgotten. An entry is a few hundred bytes.
    package init(capacity: Int = 20_000) {
        tries = RecentlyUsed(capacity: capacity)
        failures = RecentlyUsed(capacity: capacity)
        familiar = RecentlyUsed(capacity: capacity)
    }

    /// Asks whether an account's password may be tried from an address. If so, it counts as a failure until it is said to
    /// have been none.
    package mutating func attempt(_ account: Account, from address: String, at now: Int64) -> Verdict {
        let place = Place(account: account, network: Self.network(of: address))
        var own = tries[place] ?? Tries(first: now)
        if now - own.last > Self.window { own.failures = 0 }
        var until = now
        if own.failures > Self.freeFailures {
            let doublings = min(own.failures - Self.freeFailures - 1, 6)
            until = own.last + min(Self.longestWait, Self.second << Int64(doublings))
        }
        var recent = (failures[account] ?? []).filter { now - $0 <= Self.window }
        if recent.count >= Self.accountLimit, familiar[place] == nil {
            until = max(until, own.first + Self.newcomerWait)
        }
        guard until <= now else {
            tries[place] = own
            // A clock that was set back makes nobody wait longer than the rules do.
            return .wait(min(until - now, Self.longestWait))
        }
        own.failures += 1
        own.last = now
        tries[place] = own
        recent.append(now)
        failures[account] = Array(recent.suffix(Self.accountLimit))
        return .go
    }

    /// Says that an attempt, which began at the time, was a success.
    package mutating func succeeded(_ account: Account, from address: String, at time: Int64) {
        let place = Place(account: account, network: Self.network(of: address))
        tries[place] = nil
        familiar[place] = ()
        uncount(account, time)
    }

    /// Says that an attempt, which began at the time, came to nothing for a reason that was not the caller's.
    package mutating func withdrawn(_ account: Account, from address: String, at time: Int64) {
        let place = Place(account: account, network: Self.network(of: address))
        if var own = tries[place] {
            own.failures = max(0, own.failures - 1)
            tries[place] = own
        }
        uncount(account, time)
    }

    private mutating func uncount(_ account: Account, _ time: Int64) {
        guard var recent = failures[account], let index = recent.lastIndex(of: time) else { return }
        recent.remove(at: index)
        failures[account] = recent.isEmpty ? nil : recent
    }

    /// What of a network address tells one caller from another: all of an IPv4 address; of an IPv6 address the first 64 bits,
    /// since who has one has the other 2^64 as well.
    static func network(of address: String) -> String {
        let text = address.split(separator: "%").first.map { $0.filter { $0 != "[" && $0 != "]" } } ?? ""
        guard text.contains(":") else { return address }
        // An IPv4 address in the form of IPv6.
        if text.contains("."), let last = text.split(separator: ":").last { return String(last) }
        guard let gap = text.firstRange(of: "::") else {
            return text.split(separator: ":").prefix(4).joined(separator: ":")
        }
        let head = text[..<gap.lowerBound].split(separator: ":")
        let tail = text[gap.upperBound...].split(separator: ":")
        let zeros = [Substring](repeating: "0", count: max(0, 8 - head.count - tail.count))
        return (head + zeros + tail).prefix(4).joined(separator: ":")
    }
}
