import Glibc
import Kernel
import Synchronization
import Testing

/// A loop that runs while `body` does, and is stopped whatever happens.
func withLoop<T>(_ body: (EventLoop) async throws -> T) async throws -> T {
    let loop = try EventLoop(index: 0)
    loop.start()
    do {
        let result = try await body(loop)
        await stop { loop.stop() }
        return result
    } catch {
        await stop { loop.stop() }
        throw error
    }
}

/// Joining blocks, which a thread of the cooperative pool must not.
func stop(_ body: @escaping @Sendable () -> Void) async {
    let pool = BlockingPool(threads: 1, queueLimit: 1)
    _ = try? await pool.run(body)
}

@Suite(.timeLimit(.minutes(1)))
struct EventLoopTests {
    @Test func runsATaskOnItsOwnThreadThroughEverySuspension() async throws {
        try await withLoop { loop in
            let ok = try await loop.run {
                guard loop.isCurrent, EventLoop.current === loop else { return false }
                await Task.yield()
                guard loop.isCurrent else { return false }
                async let child = { loop.isCurrent }()
                let inGroup = await withTaskGroup(of: Bool.self) { group in
                    for _ in 0..<10 {
                        group.addTask {
                            await Task.yield()
                            return loop.isCurrent
                        }
                    }
                    return await group.reduce(true) { $0 && $1 }
                }
                return await child && inGroup
            }
            #expect(ok)
            #expect(EventLoop.current == nil)
            #expect(!loop.isCurrent)
        }
    }

    @Test func returnsToItsLoopAfterAnActorAndAfterAnotherLoop() async throws {
        actor Counter {
            var value = 0
            func increment() -> Int {
                value += 1
                return value
            }
        }
        try await withLoop { first in
            try await withLoop { second in
                let counter = Counter()
                let ok = try await first.run {
                    for _ in 0..<100 {
                        _ = await counter.increment()
                        guard first.isCurrent else { return false }
                        let there = try await second.run { second.isCurrent }
                        guard there, first.isCurrent else { return false }
                    }
                    return true
                }
                #expect(ok)
            }
        }
    }

    @Test func executesFromManyThreadsInEachThreadsOrder() async throws {
        try await withLoop { loop in
            let pool = BlockingPool(threads: 4, queueLimit: 4)
            defer { pool.stop() }
            let log = LoopBound<[[Int]]>(Array(repeating: [], count: 4), loop: loop)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for thread in 0..<4 {
                    group.addTask {
                        try await pool.run {
                            for i in 0..<5_000 { loop.execute { log.value[thread].append(i) } }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let lists = try await loop.run { log.value }
            for list in lists { #expect(list == Array(0..<5_000)) }
        }
    }

    @Test func aJobThatAlwaysYieldsStarvesNeitherTimersNorOtherThreads() async throws {
        try await withLoop { loop in
            let isDone = LoopBound(false, loop: loop)
            loop.execute { loop.launch { while !isDone.value { await Task.yield() } } }
            try await loop.sleep(for: .milliseconds(20))
            try await loop.run { isDone.value = true }
        }
    }

    @Test func flushesOnceAfterTheJobsOfABurst() async throws {
        try await withLoop { loop in
            let log = LoopBound<[String]>([], loop: loop)
            try await loop.run {
                for i in 0..<3 {
                    loop.launch {
                        if i == 0 {
                            loop.atEndOfBurst { log.value.append("flush") }
                        }
                        await Task.yield()
                        log.value.append("job")
                    }
                }
            }
            try await loop.sleep(for: .milliseconds(5))
            let seen = try await loop.run { log.value }
            #expect(seen == ["job", "job", "job", "flush"])
        }
    }

    /// Asks for another flush until there were enough. Counted outside the loop, for who asks the loop wakes it.
    private final class Flushes: LoopFlushable, Sendable {
        private let loop: EventLoop
        private let wanted: Int
        private let count = Atomic<Int>(0)

        init(_ loop: EventLoop, wanted: Int) {
            self.loop = loop
            self.wanted = wanted
        }

        func loopFlush() {
            if count.wrappingAdd(1, ordering: .relaxed).newValue < wanted { loop.atEndOfTurn(self) }
        }

        func areDone() async throws -> Bool {
            for _ in 0..<1_000 where count.load(ordering: .relaxed) < wanted {
                try await Task.sleep(for: .milliseconds(5))
            }
            return count.load(ordering: .relaxed) == wanted
        }
    }

    private final class SlowFlush: LoopFlushable {
        func loopFlush() { usleep(10_000) }
    }

    @Test func aTimerThatIsDueBeforeTheLoopWaitsIsFlushed() async throws {
        try await withLoop { loop in
            let flushes = Flushes(loop, wanted: 1)
            loop.execute {
                // In a turn of its own: the wake-up that brought this here is still to come, and would help.
                loop.schedule(after: .milliseconds(5)) {
                    loop.schedule(after: .milliseconds(1)) { loop.atEndOfTurn(flushes) }
                    loop.atEndOfTurn(SlowFlush())
                }
            }
            let areDone = try await flushes.areDone()
            #expect(areDone)
        }
    }

    @Test func flushesThatAskForAnotherAreNotLeftWaiting() async throws {
        try await withLoop { loop in
            let flushes = Flushes(loop, wanted: 100)
            loop.execute { loop.atEndOfTurn(flushes) }
            let areDone = try await flushes.areDone()
            #expect(areDone)
        }
    }

    @Test func timersFireInOrderAndNeverEarly() async throws {
        try await withLoop { loop in
            let log = LoopBound<[(Int, Bool)]>([], loop: loop)
            try await loop.run {
                let start = loop.now
                for milliseconds in [30, 5, 20, 1, 15, 10, 25] {
                    loop.schedule(after: .milliseconds(milliseconds)) {
                        log.value.append((milliseconds, loop.now - start >= .milliseconds(milliseconds)))
                    }
                }
                let cancelled = (0..<50).map { i in
                    loop.schedule(after: .milliseconds(i)) { log.value.append((-1, false)) }
                }
                for timer in cancelled { timer.cancel() }
                #expect(cancelled.allSatisfy { !$0.isPending })
                cancelled[0].cancel()
            }
            try await loop.sleep(for: .milliseconds(60))
            let seen = try await loop.run { log.value }
            #expect(seen.map(\.0) == [1, 5, 10, 15, 20, 25, 30])
            #expect(seen.allSatisfy { $0.1 })
        }
    }

    @Test func sleepEndsWhenItsTaskIsCancelled() async throws {
        try await withLoop { loop in
            let start = loop.now
            let task = Task { try await loop.sleep(for: .seconds(3_600)) }
            let onLoop = Task { try await loop.run { try await loop.sleep(for: .seconds(3_600)) } }
            task.cancel()
            onLoop.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            await #expect(throws: CancellationError.self) { try await onLoop.value }
            #expect(loop.now - start < .seconds(60))
        }
    }

    @Test func stoppingCancelsSleepersAndRefusesNewWork() async throws {
        let loop = try EventLoop(index: 0)
        loop.start()
        let isAsleep = LoopBound(false, loop: loop)
        let task = Task {
            try await loop.run {
                loop.atEndOfBurst { isAsleep.value = true }
                try await loop.sleep(for: .seconds(3_600))
            }
        }
        while try await !loop.run({ isAsleep.value }) {}
        await stop { loop.stop() }
        await #expect(throws: CancellationError.self) { try await task.value }
        await #expect(throws: KernelError.stopped) { try await loop.run {} }
        #expect(!loop.tryExecute {})
        loop.stop()
    }

    @Test func aLoopThatNeverRanIsFreed() throws {
        weak var weakLoop: EventLoop?
        do {
            let loop = try EventLoop(index: 0)
            weakLoop = loop
        }
        #expect(weakLoop == nil)
    }

    @Test func aStoppedLoopIsFreedWithWhatWasOnIt() async throws {
        final class Probe: Sendable {}
        weak var weakLoop: EventLoop?
        weak var probe: Probe?
        do {
            let loop = try EventLoop(index: 0)
            weakLoop = loop
            loop.start()
            probe = try await loop.run {
                let kept = Probe()
                loop.schedule(after: .seconds(3_600)) { _ = kept }
                return kept
            }
            #expect(probe != nil)
            await stop { loop.stop() }
        }
        #expect(weakLoop == nil)
        #expect(probe == nil)
    }

    @Test func loopBoundTrapsOffItsLoop() async {
        await #expect(processExitsWith: .failure) {
            let loop = try EventLoop(index: 0)
            loop.start()
            let bound = LoopBound(1, loop: loop)
            print(bound.value)
        }
    }
}
