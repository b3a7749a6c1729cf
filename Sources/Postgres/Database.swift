import Kernel
import Synchronization

/// The database, with connections of its own on each loop. What is called on a loop stays there.
package final class Database: Sendable {
    private let locals: [LoopBound<LoopDatabase>]
    private let loops: EventLoopGroup
    private let turn = Atomic<Int>(0)
    private let readyReaders: ReadyCount

    final class ReadyCount: Sendable {
        let count = Atomic<Int>(0)
    }

    /// Connects to nothing yet.
    /// - Parameter onEvent: told when a connection was lost or could not be made, for the log; on a loop.
    package init(
        configuration: DatabaseConfiguration, loops: EventLoopGroup, onEvent: (@Sendable (String) -> Void)? = nil
    ) {
        self.loops = loops
        let ready = ReadyCount()
        readyReaders = ready
        locals = loops.loops.map {
            LoopBound(LoopDatabase(loop: $0, configuration: configuration, ready: ready, onEvent: onEvent), loop: $0)
        }
        startTimeout = configuration.startTimeout
    }

    private let startTimeout: Duration

    /// Whether a read would find a connection somewhere.
    package var isAvailable: Bool { readyReaders.count.load(ordering: .relaxed) > 0 }

    /// Opens the first connection of each lane on each loop and waits until all stand. Throws `unavailable` when they
    /// don't within the configured time. From then on lost connections come back by themselves.
    package func start() async throws(PostgresError) {
        for local in locals {
            local.loop.execute { local.value.start() }
        }
        let deadline = MonotonicInstant.now + startTimeout
        for local in locals {
            while true {
                let state: (isReady: Bool, failure: String)
                do {
                    state = try await local.loop.run {
                        let isReady = local.value.isReady
                        // Off the loop's timers, so that no waiter has to be kept for each lane.
                        if !isReady { try await local.loop.sleep(for: .milliseconds(5)) }
                        return (isReady, local.value.lastFailure)
                    }
                } catch {
                    throw .unavailable("the loop has stopped")
                }
                if state.isReady { break }
                if MonotonicInstant.now > deadline { throw .unavailable(state.failure) }
            }
        }
    }

    /// Lets what is under way end, for 5 seconds at most, and closes all connections. Nothing may be run after it.
    package func close() async {
        for local in locals {
            _ = try? await local.loop.run {
                await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                    local.value.close { continuation.resume() }
                }
            }
        }
    }

    /// The loop that this is called on, or one of them in turn.
    private var local: LoopBound<LoopDatabase> {
        if let current = EventLoop.current, current.index < locals.count, locals[current.index].loop === current {
            return locals[current.index]
        }
        let ticket = turn.wrappingAdd(1, ordering: .relaxed).newValue
        return locals[Int(UInt(bitPattern: ticket) % UInt(locals.count))]
    }

    /// Sends the statements as one group with one Sync: one implicit transaction, one round trip. All of them have their
    /// effect, or none. The results come in the statements' order. Works on a loop, and off the loops with two thread hops.
    package func run(_ queries: [Query], on lane: Lane) async throws(PostgresError) -> [Rows] {
        guard !queries.isEmpty else { return [] }
        let local = self.local
        let group = Group(queries, mayCommit: lane != .read)
        if local.loop.isCurrent {
            let connections = local.value.lane(lane)
            if connections.canBegin {
                return try await withUnsafeContinuation { (continuation: UnsafeContinuation<Group.Outcome, Never>) in
                    group.continuation = continuation
                    connections.submit(group)
                }.get()
            }
        }
        return try await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Group.Outcome, Never>) in
                group.continuation = continuation
                local.submit(group) { $0.lane(lane) }
            }
        } onCancel: {
            local.loop.execute { local.value.lane(lane).cancel(group) }
        }.get()
    }

    /// Leases a connection, begins a transaction with the first statements, and commits when the body returns. What the
    /// body throws rolls everything back and is thrown on. The body runs where the caller is.
    package func transaction<T>(
        isolation: Isolation = .readCommitted, _ body: (Transaction) async throws -> T
    ) async throws -> T {
        let local = self.local
        let request = LeaseRequest()
        let lease = try await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<LeaseRequest.Outcome, Never>) in
                request.continuation = continuation
                local.submit(request) { $0.leased }
            }
        } onCancel: {
            local.loop.execute { local.value.leased.cancel(request) }
        }.get()
        let transaction = Transaction(lease, isolation: isolation)
        defer { local.perform { $0.leased.giveBack(lease.connection) } }
        let result: T
        do {
            result = try await body(transaction)
        } catch {
            await transaction.rollBack()
            throw error
        }
        try await transaction.commit()
        return result
    }
}

/// The database as one loop has it.
final class LoopDatabase {
    private let loop: EventLoop
    private let read: ConnectionLane
    private let write: ConnectionLane
    private let slow: ConnectionLane
    let leased: ConnectionLane
    private var watchdog: LoopTimer?

    private var lanes: [ConnectionLane] { [read, write, leased, slow] }

    init(
        loop: EventLoop, configuration: DatabaseConfiguration, ready: Database.ReadyCount,
        onEvent: (@Sendable (String) -> Void)?
    ) {
        self.loop = loop
        let parameters = ParameterBuffer()
        func lane(
            _ connections: Int, depth: Int = 1, timeout: Duration, ready: Database.ReadyCount? = nil
        ) -> ConnectionLane {
            ConnectionLane(
                loop: loop,
                settings: ConnectionLane.Settings(
                    connections: max(1, connections), depth: max(1, depth), queueLimit: configuration.queueLimit,
                    keywords: configuration.keywords(statementTimeout: timeout),
                    connectTimeout: configuration.connectTimeout, silenceLimit: timeout + .seconds(5)),
                parameters: parameters
            ) { change, reason in
                ready?.count.wrappingAdd(change, ordering: .relaxed)
                if let reason { onEvent?("a connection \(change == 0 ? "could not be made" : "was lost"): \(reason)") }
            }
        }
        let quick = configuration.statementTimeout
        read = lane(configuration.readConnections, depth: configuration.readDepth, timeout: quick, ready: ready)
        write = lane(configuration.writeConnections, timeout: quick)
        leased = lane(configuration.leasedConnections, timeout: quick)
        slow = lane(configuration.slowConnections, timeout: configuration.slowStatementTimeout)
    }

    func lane(_ lane: Lane) -> ConnectionLane {
        switch lane {
        case .read: read
        case .write: write
        case .slow: slow
        }
    }

    var isReady: Bool { lanes.allSatisfy { $0.isReady } }
    var lastFailure: String { lanes.first { !$0.isReady }?.lastFailure ?? "" }

    func start() {
        for lane in lanes { lane.start() }
        watch()
    }

    private func watch() {
        watchdog = loop.schedule(after: .seconds(1)) { [weak self] in
            guard let self else { return }
            let moment = loop.now
            for lane in lanes { lane.closeSilent(at: moment) }
            watch()
        }
    }

    func close(_ whenClosed: @escaping () -> Void) {
        watchdog?.cancel()
        let limit = loop.schedule(after: .seconds(5)) { [weak self] in
            guard let self else { return }
            for lane in lanes { lane.closeNow() }
        }
        var open = lanes.count
        for lane in lanes {
            lane.close {
                open -= 1
                guard open == 0 else { return }
                limit.cancel()
                whenClosed()
            }
        }
    }
}

extension LoopBound<LoopDatabase> {
    /// On the loop now, or soon from elsewhere. A stopped loop has closed its connections already.
    func perform(_ body: @escaping @Sendable (LoopDatabase) -> Void) {
        if loop.isCurrent { body(value) } else { loop.execute { body(value) } }
    }

    fileprivate func submit(_ item: LaneItem, _ lane: @escaping @Sendable (LoopDatabase) -> ConnectionLane) {
        if loop.isCurrent { return lane(value).submit(item) }
        if !loop.tryExecute({ lane(value).submit(item) }) { item.fail(.unavailable("the loop has stopped")) }
    }
}
