import Glibc
import Kernel
import Testing

struct ClockTests {
    @Test func theManualClockStandsStillUntilTold() {
        let clock = ManualClock(microseconds: 5)
        #expect(clock.now() == WallInstant(microseconds: 5))
        clock.advance(by: .seconds(2))
        #expect(clock.now().microseconds == 2_000_005)
        clock.set(microseconds: -1)
        #expect(clock.now() < WallInstant(microseconds: 0))
    }

    @Test func theSystemClockTellsThisCentury() {
        let now = SystemClock().now().microseconds
        #expect(now > 1_700_000_000_000_000 && now < 4_100_000_000_000_000)
    }

    @Test func instantsSaturate() {
        let end = MonotonicInstant(nanoseconds: .max)
        #expect(end + .seconds(1) == end)
        #expect(MonotonicInstant(nanoseconds: 5) + .seconds(-1) == MonotonicInstant(nanoseconds: 0))
        #expect(MonotonicInstant(nanoseconds: 5) - MonotonicInstant(nanoseconds: 8) == .nanoseconds(-3))
        #expect(Duration.seconds(Int64.max).clampedNanoseconds == .max)
    }
}

struct SignalWatcherTests {
    @Test(.timeLimit(.minutes(1))) func tellsASignal() async throws {
        try await withLoop { loop in
            let number = try await loop.run {
                var watcher: SignalWatcher?
                let number = try await withCheckedThrowingContinuation {
                    (continuation: CheckedContinuation<Int32, any Error>) in
                    var once: CheckedContinuation<Int32, any Error>? = continuation
                    do throws(KernelError) {
                        watcher = try SignalWatcher(loop: loop, signals: [SIGUSR2]) { number in
                            once?.resume(returning: number)
                            once = nil
                        }
                        kill(getpid(), SIGUSR2)
                    } catch {
                        continuation.resume(throwing: error)
                    }
                }
                watcher?.close()
                return number
            }
            #expect(number == SIGUSR2)
        }
    }
}
