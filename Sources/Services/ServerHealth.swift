import RPC
import Synchronization

/// Whether the server can serve: whether the database answers, and whether the server is ending.
///
/// Of all who watch, one asks the database once a second and tells the others, who wait without a timer: many watchers cost
/// no more than one. When that one leaves, another takes over.
package final class ServerHealth: Sendable {
    /// What there is to tell.
    enum State: Sendable, Equatable {
        /// The database answers.
        case serving
        /// It does not.
        case withoutDatabase
        /// The server takes no more calls, whatever the database does.
        case ending
    }

    private struct Board {
        /// What the database said last; nil while nobody watches.
        var found: State?
        var isEnding = false
        /// Somebody asks the database once a second.
        var isAsking = false
        /// The database was asked just now, so that who takes over need not ask at once.
        var isFresh = false
        var watchers = 0
        var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var lastWaiting: UInt64 = 0

        /// What to tell somebody who knows of this state; nil if there is no news.
        func news(for known: State?) -> State? {
            if isEnding { return .ending }
            return found == known ? nil : found
        }

        mutating func wakeAll() {
            for waiter in waiting.values { waiter.resume() }
            waiting = [:]
        }

        mutating func wakeOne() {
            guard let id = waiting.keys.first else { return }
            waiting.removeValue(forKey: id)?.resume()
        }
    }

    private enum Step {
        case tell(State)
        case ask(isFresh: Bool)
        case wait
    }

    private let board = Mutex(Board())
    private let isAlive: @Sendable () async -> Bool

    /// How long after one question the database is asked the next.
    private static let interval = Duration.seconds(1)

    /// Makes the health of a server.
    /// - Parameter isAlive: whether the database answers.
    package init(isAlive: @escaping @Sendable () async -> Bool) {
        self.isAlive = isAlive
    }

    /// The server ends: from now on it does not serve, and whoever watches is told at once.
    package func end() {
        board.withLock {
            $0.isEnding = true
            $0.wakeAll()
        }
    }

    /// What holds now. While somebody watches, the database is not asked again.
    func current() async -> State {
        let known = board.withLock { $0.isEnding ? .ending : $0.isAsking ? $0.found : nil }
        if let known { return known }
        let isAlive = await isAlive()
        return board.withLock { $0.isEnding ? .ending : isAlive ? .serving : .withoutDatabase }
    }

    /// What holds for what needs no database.
    var withoutAsking: State { board.withLock { $0.isEnding ? .ending : .serving } }

    /// Tells of what holds now, and of each change, until the body throws or the task is cancelled.
    func watch(_ pause: Pause, _ body: (State) async throws -> Void) async throws {
        board.withLock { $0.watchers += 1 }
        defer {
            board.withLock {
                $0.watchers -= 1
                if $0.watchers == 0 { $0.found = nil }
                // It may have been this one who asked, or who was to take over.
                if !$0.isAsking { $0.wakeOne() }
            }
        }
        var known: State?
        while true {
            let state = try await state(otherThan: known, pause)
            known = state
            try await body(state)
        }
    }

    private func state(otherThan known: State?, _ pause: Pause) async throws(Status) -> State {
        while true {
            if Task.isCancelled { throw Status(.cancelled, "the call was cancelled") }
            switch next(known) {
            case .tell(let state): return state
            case .ask(let isFresh): try await ask(pause, isFresh: isFresh)
            case .wait: await wait { $0.news(for: known) != nil || !$0.isAsking }
            }
        }
    }

    private func next(_ known: State?) -> Step {
        board.withLock { board in
            if let state = board.news(for: known) { return .tell(state) }
            if board.isAsking { return .wait }
            board.isAsking = true
            defer { board.isFresh = false }
            return .ask(isFresh: board.isFresh)
        }
    }

    /// Asks the database once a second until there is news.
    private func ask(_ pause: Pause, isFresh: Bool) async throws(Status) {
        var mustPause = isFresh
        defer { board.withLock { $0.isAsking = false } }
        while true {
            if mustPause { try await self.pause(pause) }
            mustPause = true
            let isAlive = await isAlive()
            // A question that was broken off says nothing about the database.
            if Task.isCancelled { throw Status(.cancelled, "the call was cancelled") }
            let state = isAlive ? State.serving : .withoutDatabase
            let isNews = board.withLock { board in
                if board.isEnding { return true }
                guard board.found != state else { return false }
                board.found = state
                board.isFresh = true
                board.wakeAll()
                return true
            }
            if isNews { return }
        }
    }

    /// Waits until the next question is due, or the server ends.
    private func pause(_ pause: Pause) async throws(Status) {
        do {
            try await withThrowingTaskGroup(of: Void.self) { first in
                first.addTask { try await pause(Self.interval) }
                first.addTask { await self.wait { $0.isEnding } }
                try await first.next()
                first.cancelAll()
            }
        } catch {
            throw error as? Status ?? Status(.cancelled, "the call was cancelled")
        }
    }

    /// Waits to be woken, unless what is waited for is so already or the task is cancelled.
    private func wait(until isSo: @Sendable (borrowing Board) -> Bool) async {
        let id = board.withLock {
            $0.lastWaiting += 1
            return $0.lastWaiting
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = board.withLock { board in
                    // Under the lock: whoever cancels later finds the continuation.
                    if isSo(board) || Task.isCancelled { return true }
                    board.waiting[id] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            board.withLock { $0.waiting.removeValue(forKey: id)?.resume() }
        }
    }
}
