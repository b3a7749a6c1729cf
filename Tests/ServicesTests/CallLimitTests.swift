import Messages
import Postgres
import RPC
import Services
import Storage
import TestSupport
import Testing

/// Microseconds of a second.
private let second: Int64 = 1_000_000

struct TokenBucketTests {
    /// What happens to a bucket, one after the other.
    enum Step: Sendable {
        /// So many calls at this time are let in.
        case takes(Int, at: Int64)
        /// The next call at this time has to wait so long.
        case waits(Int64, at: Int64)
    }

    /// A rate, a burst, and what follows; times in microseconds.
    static let histories: [(String, Int, Int, [Step])] = [
        ("a full bucket lets in the burst and no more", 10, 5, [.takes(5, at: 0), .waits(100_000, at: 0)]),
        (
            "a token drips in at its time and not before", 10, 5,
            [
                .takes(5, at: 0), .waits(1, at: 99_999), .takes(1, at: 100_000), .waits(100_000, at: 100_000),
            ]
        ),
        ("a wait is rounded up", 3, 1, [.takes(1, at: 0), .waits(333_334, at: 0), .takes(1, at: 333_334)]),
        (
            "what drips in is kept up to the burst", 10, 5,
            [
                .takes(5, at: 0), .takes(5, at: 100 * second), .waits(100_000, at: 100 * second),
            ]
        ),
        (
            "half of the time gives half of the tokens", 10, 4,
            [
                .takes(4, at: 0), .takes(2, at: 200_000), .waits(100_000, at: 200_000),
            ]
        ),
        ("a steady caller at the rate never waits", 4, 1, (0..<40).map { .takes(1, at: $0 * 250_000) }),
        (
            "a refusal takes nothing", 1, 1,
            [
                .takes(1, at: 0), .waits(second, at: 0), .waits(second / 2, at: second / 2), .takes(1, at: second),
            ]
        ),
        (
            "a clock that was put back shuts nobody out for longer than an empty bucket does", 10, 5,
            [
                .takes(5, at: 3600 * second), .waits(100_000, at: 0), .takes(1, at: 100_000),
                .waits(100_000, at: 100_000),
            ]
        ),
        ("without a limit everybody comes in", 0, 1, [.takes(100_000, at: 0)]),
        (
            "the highest rate is one a microsecond", 1_000_000, 1,
            [
                .takes(1, at: 7), .waits(1, at: 7), .takes(1, at: 8),
            ]
        ),
    ]

    @Test(arguments: histories)
    func history(_ name: String, _ rate: Int, _ burst: Int, _ steps: [Step]) {
        let limit = TokenBucket.Limit(perSecond: rate, burst: burst)
        // The time since 1970 is large, and must not cost precision.
        let epoch: Int64 = 1_795_521_600 * second
        var bucket = TokenBucket()
        for step in steps {
            switch step {
            case .takes(let count, let time):
                for _ in 0..<count {
                    #expect(bucket.wait(limit, at: epoch + time) == 0, "\(name): \(step)")
                    bucket.take(limit, at: epoch + time)
                }
            case .waits(let wait, let time):
                #expect(bucket.wait(limit, at: epoch + time) == wait, "\(name): \(step)")
            }
        }
    }

    @Test("The table forgets the full and then the fullest, and never grows beyond its capacity")
    func table() {
        let owners = (0..<40).map { _ in Identifier.make(now: second) }
        var table = BucketTable(TokenBucket.Limit(perSecond: 1, burst: 10), capacity: 16)
        // The first has an empty bucket, the next ones are missing one token each.
        for _ in 0..<10 { table.take(owners[0], at: second) }
        #expect(table.wait(owners[0], at: second) == second)
        for owner in owners {
            if table.wait(owner, at: second) == 0 { table.take(owner, at: second) }
            #expect(table.count <= 16)
        }
        #expect(table.wait(owners[0], at: second) == second, "the emptiest was given away")
        // Eleven seconds later all are full, so that one newcomer is all that is kept.
        for owner in owners where table.count < 16 { table.take(owner, at: second) }
        table.take(Identifier.make(now: second), at: 12 * second)
        #expect(table.count == 1)
    }
}

@Suite(.timeLimit(.minutes(2)))
struct CallLimitTests {
    private func router(_ store: Store, caller: TokenBucket.Limit, tenant: TokenBucket.Limit) -> Router {
        var limits = ServiceLimits()
        limits.callerRate = caller
        limits.tenantRate = tenant
        return AllServices.router(ServiceEnvironment(store: store, limits: limits))
    }

    private func who(_ caller: TestCaller) async throws -> Status {
        try await caller.refusal(Methods.IdentityService.whoAmI, WhoAmIRequest())
    }

    private func expectWait(_ status: Status, _ milliseconds: UInt32, location: SourceLocation = #_sourceLocation) {
        #expect(status.code == .resourceExhausted, sourceLocation: location)
        let detail = status.details.first { $0.type == RetryInfo.fullName }
        let wait = detail.flatMap { try? RetryInfo(serialized: $0.value) }
        #expect(wait?.milliseconds == milliseconds, sourceLocation: location)
    }

    @Test("A caller is held to its rate, and its colleagues are not")
    func caller() async throws {
        try await TestStore.withTrust { trust in
            let router = router(trust.store, caller: .init(perSecond: 4, burst: 3), tenant: .none)
            let manager = trust.manager.calling(router)
            for _ in 0..<3 { #expect(try await who(manager).code == .ok) }
            let refused = try await who(manager)
            expectWait(refused, 250)
            #expect(refused.message == "too many calls of this caller: 4 a second are allowed, and 3 at once")
            #expect(try await who(trust.viewer.calling(router)).code == .ok)
            trust.clock.advance(by: .milliseconds(250))
            #expect(try await who(manager).code == .ok)
            expectWait(try await who(manager), 250)
        }
    }

    @Test("All callers of a tenant share its rate, and another tenant has its own")
    func tenant() async throws {
        try await TestStore.withTrust { trust in
            let router = router(trust.store, caller: .none, tenant: .init(perSecond: 1, burst: 2))
            #expect(try await who(trust.manager.calling(router)).code == .ok)
            #expect(try await who(trust.viewer.calling(router)).code == .ok)
            let refused = try await who(trust.contributor.calling(router))
            expectWait(refused, 1000)
            #expect(refused.message.contains("of this organisation"))
            // An assessor's calls count for the body that employs them.
            #expect(try await who(trust.assessor.calling(router)).code == .ok)
            let other = try await TestTrust.make(in: trust.store)
            #expect(try await who(other.manager.calling(router)).code == .ok)
        }
    }

    @Test(
        "A call of streams counts one at its start, and what is refused by the caller's rate costs the tenant nothing")
    func streams() async throws {
        try await TestStore.withTrust { trust in
            let router = router(
                trust.store, caller: .init(perSecond: 1, burst: 1), tenant: .init(perSecond: 1, burst: 2))
            let contributor = trust.contributor.calling(router)
            let content = [UInt8](repeating: 7, count: 100_000)
            let header = UploadHeader(serviceID: trust.service, fileName: "a.txt", title: "A")
            _ = try await contributor.upload(header, content, chunk: 1000)
            for _ in 0..<5 {
                expectWait(try await contributor.refusal(uploading: [.header(header)]), 1000)
            }
            #expect(try await who(trust.manager.calling(router)).code == .ok)
            expectWait(try await who(trust.viewer.calling(router)), 1000)
        }
    }

    @Test("A remembered caller is refused before the database is asked")
    func beforeTheDatabase() async throws {
        try await TestStore.withTrust { trust in
            let database = Database(configuration: TestStore.configuration, loops: TestStore.loops)
            try await database.start()
            let router = router(Store(database), caller: .init(perSecond: 1, burst: 2), tenant: .none)
            let manager = trust.manager.calling(router)
            #expect(try await who(manager).code == .ok)
            await database.close()
            #expect(try await who(manager).code == .unavailable)
            expectWait(try await who(manager), 1000)
        }
    }
}
