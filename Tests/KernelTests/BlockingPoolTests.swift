import Glibc
import Kernel
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct BlockingPoolTests {
    /// Holds threads until it is opened.
    final class Gate: Sendable {
        private let isOpen = Atomic<Bool>(false)
        let arrived = Atomic<Int>(0)
        func open() { isOpen.store(true, ordering: .releasing) }
        func wait() {
            arrived.wrappingAdd(1, ordering: .acquiringAndReleasing)
            while !isOpen.load(ordering: .acquiring) { sched_yield() }
        }
    }

    @Test func standsBackBehindOthersWhenAskedTo() async throws {
        func niceness(_ pool: BlockingPool) async throws -> Int32 {
            try await pool.run { getpriority(Int32(PRIO_PROCESS.rawValue), 0) }
        }
        let own = try await niceness(BlockingPool(threads: 1, queueLimit: 1))
        let other = try await niceness(BlockingPool(threads: 1, queueLimit: 1, niceness: min(19, own + 5)))
        #expect(other == min(19, own + 5))
    }

    @Test func refusesBeyondItsQueueAndGoesOnAfter() async throws {
        let pool = BlockingPool(threads: 2, queueLimit: 3)
        let gate = Gate()
        let held = (0..<2).map { i in
            Task {
                try await pool.run {
                    gate.wait()
                    return i
                }
            }
        }
        while gate.arrived.load(ordering: .acquiring) < 2 { await Task.yield() }
        let waiting = (0..<4).map { _ in
            Task {
                do {
                    try await pool.run {}
                    return true
                } catch {
                    #expect(error as? KernelError == .poolFull)
                    gate.open()
                    return false
                }
            }
        }
        var taken = 0
        for task in waiting where await task.value { taken += 1 }
        #expect(taken == 3)
        #expect(try await held[0].value == 0)
        #expect(try await held[1].value == 1)
        pool.stop()
        await #expect(throws: KernelError.stopped) { try await pool.run {} }
    }

    @Test func passesErrorsAndReturnsToTheCallersLoop() async throws {
        struct Refused: Error {}
        let pool = BlockingPool(threads: 1, queueLimit: 1)
        try await withLoop { loop in
            let ok = try await loop.run {
                let onLoop = try await pool.run { loop.isCurrent }
                return !onLoop && loop.isCurrent
            }
            #expect(ok)
        }
        await #expect(throws: Refused.self) { try await pool.run { throw Refused() } }
        pool.stop()
    }
}
