import Kernel
import Messages
import Postgres
import RPC
import Services
import Storage
import Synchronization
import TestSupport
import Testing

private typealias Health = Methods.Health
private typealias Serving = HealthCheckResponse.ServingStatus

/// A database that answers or does not, as the test says, and counts how often it was asked.
private final class FakeDatabase: Sendable {
    let answers = Atomic<Bool>(true)
    let asked = Atomic<Int>(0)

    func isAlive() -> Bool {
        asked.wrappingAdd(1, ordering: .relaxed)
        return answers.load(ordering: .relaxed)
    }
}

/// Pauses that last until the test says that their time has passed.
private final class Pacer: Sendable {
    private struct State {
        var pausing: [UInt64: CheckedContinuation<Bool, Never>] = [:]
        var last: UInt64 = 0
        var durations: Set<Duration> = []
    }
    private let state = Mutex(State())

    /// Who pauses now.
    var count: Int { state.withLock { $0.pausing.count } }
    /// How long was to be paused.
    var durations: Set<Duration> { state.withLock { $0.durations } }

    /// Ends the pauses under way.
    func tick() {
        let pausing = state.withLock { state in
            defer { state.pausing = [:] }
            return state.pausing
        }
        for pause in pausing.values { pause.resume(returning: true) }
    }

    var pause: Pause {
        Pause { duration throws(Status) in
            let id = self.state.withLock {
                $0.last += 1
                $0.durations.insert(duration)
                return $0.last
            }
            let hasPassed = await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isCancelled = self.state.withLock {
                        if Task.isCancelled { return true }
                        $0.pausing[id] = continuation
                        return false
                    }
                    if isCancelled { continuation.resume(returning: false) }
                }
            } onCancel: {
                self.state.withLock { $0.pausing.removeValue(forKey: id) }?.resume(returning: false)
            }
            if !hasPassed { throw Status(.cancelled, "the call was cancelled") }
        }
    }
}

/// Keeps what it is sent, for a test that waits for the next.
private final class Watched: ResponseStream {
    private let continuation: AsyncStream<Serving>.Continuation
    let statuses: AsyncStream<Serving>

    init() { (statuses, continuation) = AsyncStream.makeStream() }

    func send(_ message: [UInt8]) async throws(Status) {
        guard let response = try? HealthCheckResponse(serialized: message) else {
            throw Status(.internal, "what was sent is not a HealthCheckResponse")
        }
        continuation.yield(response.status)
    }

    func finish() { continuation.finish() }
}

/// Somebody who watches.
private final class Watcher {
    private var statuses: AsyncStream<Serving>.Iterator
    private let task: Task<Status?, Never>

    init(_ service: String = "", on router: Router, _ pause: Pause) throws {
        guard case .serverStream(let watch) = router.handler(for: Health.watch.path) else {
            throw Status(.unimplemented, "Watch does not give a stream")
        }
        let watched = Watched()
        statuses = watched.statuses.makeAsyncIterator()
        let context = CallContext(
            callID: "test", method: Health.watch.path, peer: Peer(address: "in memory"), now: 0, offload: .inline,
            pause: pause)
        let request = HealthCheckRequest(service: service).serialized()
        task = Task {
            defer { watched.finish() }
            do {
                try await watch(context, request, watched)
                return nil
            } catch {
                return error as? Status ?? Status(.unknown, "\(error)")
            }
        }
    }

    /// The next status; nil when the stream has ended.
    func next() async -> Serving? { await statuses.next(isolation: nil) }
    /// How the stream has ended.
    func end() async -> StatusCode? { await task.value?.code }
    func leave() { task.cancel() }
}

@Suite(.timeLimit(.minutes(1)))
struct HealthTests {
    private let database = FakeDatabase()
    private let pacer = Pacer()
    private let environment: ServiceEnvironment
    private let router: Router

    init() {
        let nowhere = DatabaseConfiguration(host: "/nowhere", port: 1, database: "none", user: "nobody")
        environment = ServiceEnvironment(
            store: Store(Database(configuration: nowhere, loops: TestStore.loops)),
            health: ServerHealth { [database] in database.isAlive() })
        router = AllServices.router(environment)
    }

    private func watch(_ service: String = "") throws -> Watcher {
        try Watcher(service, on: router, pacer.pause)
    }

    private func check(_ service: String = "", on router: Router? = nil) async throws -> Serving {
        guard case .unary(let check) = (router ?? self.router).handler(for: Health.check.path) else {
            throw Status(.unimplemented, "Check is not unary")
        }
        let context = CallContext(
            callID: "test", method: Health.check.path, peer: Peer(address: "in memory"), now: 0, offload: .inline)
        let answer = try await check(context, HealthCheckRequest(service: service).serialized())
        return try HealthCheckResponse(serialized: answer).status
    }

    /// Waits until one watcher, and no other, pauses between two questions.
    private func untilOnePauses() async {
        while pacer.count != 1 { await Task.yield() }
    }

    /// Has the database answer or not, and a second pass.
    private func second(answers: Bool) async {
        await untilOnePauses()
        database.answers.store(answers, ordering: .relaxed)
        pacer.tick()
    }

    @Test("The status is told at once, and then each time it changes, once a second at the most")
    func changes() async throws {
        let watcher = try watch()
        let service = try watch(Methods.AuditService.fullName)
        #expect(await watcher.next() == .serving)
        #expect(await service.next() == .serving)
        await second(answers: true)
        await second(answers: false)
        #expect(await watcher.next() == .notServing)
        #expect(await service.next() == .notServing)
        let late = try watch(Methods.AuditService.fullName)
        #expect(await late.next() == .notServing)
        await second(answers: true)
        for watcher in [watcher, service, late] {
            #expect(await watcher.next() == .serving)
            watcher.leave()
            #expect(await watcher.next() == nil)
            #expect(await watcher.end() == .cancelled)
        }
        #expect(pacer.durations == [.seconds(1)])
    }

    @Test("An unknown service is unknown by a stream that stays open; what is answered from memory goes on serving")
    func services() async throws {
        let unknown = try watch("lm2.v1.NoService")
        let standard = try watch(Methods.StandardService.fullName)
        let other = try watch()
        #expect(await unknown.next() == .serviceUnknown)
        #expect(await standard.next() == .serving)
        #expect(await other.next() == .serving)
        await second(answers: false)
        #expect(await other.next() == .notServing)
        environment.health.end()
        #expect(await unknown.next() == nil)
        #expect(await standard.next() == .notServing)
        #expect(await unknown.end() == .unavailable)
        #expect(await standard.end() == .unavailable)
    }

    @Test("However many watch, the database is asked once a second, and a watcher that waits costs no timer")
    func oneQuestion() async throws {
        let watchers = try (0..<200).map { _ in try watch() }
        for watcher in watchers { #expect(await watcher.next() == .serving) }
        await untilOnePauses()
        // Who comes first asks; who comes while it does may be told the same by a question of its own.
        let first = database.asked.load(ordering: .relaxed)
        #expect(first == 1)
        for turn in 1...5 {
            await second(answers: turn % 2 == 0)
            for watcher in watchers { #expect(await watcher.next() == (turn % 2 == 0 ? .serving : .notServing)) }
            await untilOnePauses()
            #expect(database.asked.load(ordering: .relaxed) == first + turn)
            #expect(try await check() == (turn % 2 == 0 ? .serving : .notServing))
            #expect(database.asked.load(ordering: .relaxed) == first + turn, "Check asked again")
        }
        for watcher in watchers { watcher.leave() }
        for watcher in watchers { #expect(await watcher.end() == .cancelled) }
        #expect(pacer.count == 0)
    }

    @Test("Whoever leaves, those who stay are told; when nobody is left, what was known is forgotten")
    func handingOver() async throws {
        var watchers = try (0..<20).map { _ in try watch() }
        for watcher in watchers { #expect(await watcher.next() == .serving) }
        var answers = true
        while let leaver = watchers.popLast() {
            await untilOnePauses()
            leaver.leave()
            #expect(await leaver.end() == .cancelled)
            guard !watchers.isEmpty else { break }
            answers.toggle()
            // Whoever takes over may ask at once, and before the tick.
            database.answers.store(answers, ordering: .relaxed)
            await second(answers: answers)
            for watcher in watchers { #expect(await watcher.next() == (answers ? .serving : .notServing)) }
        }
        #expect(pacer.count == 0)
        database.answers.store(!answers, ordering: .relaxed)
        #expect(try await check() == (answers ? .notServing : .serving))
        let late = try watch()
        #expect(await late.next() == (answers ? .notServing : .serving))
        late.leave()
    }

    @Test("When the server ends all are told at once, the streams end with UNAVAILABLE, and Check knows")
    func ending() async throws {
        let watchers = try (0..<20).map { _ in try watch() }
        for watcher in watchers { #expect(await watcher.next() == .serving) }
        await untilOnePauses()
        environment.health.end()
        for watcher in watchers {
            #expect(await watcher.next() == .notServing)
            #expect(await watcher.next() == nil)
            #expect(await watcher.end() == .unavailable)
        }
        #expect(try await check() == .notServing)
        #expect(try await check(Methods.StandardService.fullName) == .notServing)
        let late = try watch()
        #expect(await late.next() == .notServing)
        #expect(await late.end() == .unavailable)
    }

    @Test("Check asks for each call, and knows the services that the router has and no other")
    func checking() async throws {
        #expect(try await check() == .serving)
        database.answers.store(false, ordering: .relaxed)
        #expect(try await check() == .notServing)
        let asked = database.asked.load(ordering: .relaxed)
        for service in router.services {
            let isInMemory = service.hasPrefix("grpc.") || service == Methods.StandardService.fullName
            #expect(try await check(service) == (isInMemory ? .serving : .notServing), "\(service)")
        }
        #expect(database.asked.load(ordering: .relaxed) > asked)
        for service in ["lm2.v1.NoService", "lm2.v1", "Health", "grpc.health.v1.Health/Check"] {
            await #expect(throws: Status(.notFound, "there is no such service")) { try await check(service) }
        }
    }

    @Test("The real database is what health goes by")
    func realDatabase() async throws {
        try await TestStore.onLoop { _ in
            let router = AllServices.router(ServiceEnvironment(store: TestStore.store))
            #expect(try await check(on: router) == .serving)
            let watcher = try Watcher(on: router, Pause { _ throws(Status) in await Task.yield() })
            #expect(await watcher.next() == .serving)
            watcher.leave()
            #expect(await watcher.end() == .cancelled)
        }
        let nowhere = DatabaseConfiguration(host: "/nowhere", port: 1, database: "none", user: "nobody")
        let store = Store(Database(configuration: nowhere, loops: TestStore.loops))
        let router = AllServices.router(ServiceEnvironment(store: store))
        #expect(try await check(on: router) == .notServing)
        #expect(try await check(Methods.StandardService.fullName, on: router) == .serving)
    }
}
