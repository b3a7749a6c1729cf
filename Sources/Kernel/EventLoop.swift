import CUV
import Glibc
import Synchronization

/// Told once when a burst or a turn of its loop ends; see `EventLoop.atEndOfBurst`.
package protocol LoopFlushable: AnyObject {
    func loopFlush()
}

/// A Swift task executor over a libuv loop on a thread of its own.
///
/// After each I/O callback the jobs that it made runnable are run, and then what registered with `atEndOfBurst` is
/// flushed: one read ends in one write. Before the loop waits, what registered with `atEndOfTurn` is flushed: what
/// several connections asked of the database goes out in one write.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
    /// Its place in its group, from 0.
    package let index: Int
    let uv: UnsafeMutablePointer<uv_loop_t>
    /// pthread_t of the loop's thread; 0 until it runs. Relaxed is enough: only equality with oneself matters.
    @usableFromInline let threadID = Atomic<UInt>(0)
    /// TCP connections that are open or on their way here; the listener chooses by it.
    package let connectionCount = Atomic<Int>(0)

    /// Handed between threads once, and run by the loop's: hence unchecked.
    private enum Work: @unchecked Sendable {
        case job(UnownedJob)
        case call(() -> Void)
    }

    /// What other threads left. `isAwake` spares them a system call while a wake-up is on its way.
    private struct Remote: ~Copyable {
        var work: [Work] = []
        var isAwake = false
        var isOpen = true
        var mustStop = false
    }
    private let remote = Mutex(Remote())
    private let wakeUp: UnsafeMutablePointer<uv_async_t>
    private let timerHandle: UnsafeMutablePointer<uv_timer_t>
    private var thread = pthread_t()
    private let lifeCycle = Mutex(LifeCycle.new)
    private enum LifeCycle { case new, running, stopped }

    // From here on: touched by the loop's thread only.
    private var queue: [Work] = []
    private var spare: [Work] = []
    private var remoteSpare: [Work] = []
    private var isDraining = false
    /// When the I/O callback or turn under way began: the time for what needs it for each of many things, since reading the
    /// clock costs as much as some of those. On the loop only.
    package private(set) var burstBegan = MonotonicInstant.now
    private var burstFlushables: [any LoopFlushable] = []
    private var turnFlushables: [any LoopFlushable] = []
    private var timers = TimerHeap()
    private var timerSequence: UInt64 = 0
    private var armedFor: MonotonicInstant?
    private var mustStop = false
    private var sleepers: [ObjectIdentifier: Sleeper] = [:]
    /// All connections read into this one buffer: a handler is given it for the time of a call.
    let readBuffer: UnsafeMutableRawBufferPointer

    /// Bytes that one read takes at most.
    package static let readBufferSize = 128 * 1024
    /// Rounds of jobs that one burst runs before I/O has its turn again; a job that always queues another can't starve it.
    private static let roundsPerBurst = 64

    /// Makes a loop that does not run yet. Throws when the process is out of descriptors or memory.
    package init(index: Int) throws(KernelError) {
        self.index = index
        uv = .allocate(capacity: 1)
        wakeUp = .allocate(capacity: 1)
        timerHandle = .allocate(capacity: 1)
        readBuffer = .allocate(byteCount: Self.readBufferSize, alignment: 64)
        // A peer that went away is told by EPIPE, never by a signal that ends the process.
        signal(SIGPIPE, SIG_IGN)
        let loopResult = uv_loop_init(uv)
        guard loopResult == 0 else {
            freeMemory()
            throw .system(operation: "uv_loop_init", code: loopResult)
        }
        let asyncResult = uv_async_init(uv, wakeUp) { handle in
            EventLoop.owner(handle!.pointee.loop).burst {}
        }
        guard asyncResult == 0 else {
            uv_loop_close(uv)
            freeMemory()
            throw .system(operation: "uv_async_init", code: asyncResult)
        }
        uv_timer_init(uv, timerHandle)
        wakeUp.pointee.data = nil
        timerHandle.pointee.data = nil
        uv.pointee.data = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit {
        // A loop that was never started still has its two handles open.
        let wasNew = lifeCycle.withLock { $0 == .new }
        if wasNew { closeLoop() }
        freeMemory()
    }

    private func freeMemory() {
        uv.deallocate()
        wakeUp.deallocate()
        timerHandle.deallocate()
        readBuffer.deallocate()
    }

    static func owner(_ loop: UnsafeMutablePointer<uv_loop_t>?) -> EventLoop {
        Unmanaged<EventLoop>.fromOpaque(loop!.pointee.data).takeUnretainedValue()
    }

    // MARK: Whose thread

    private static let threadKey: pthread_key_t = {
        var key = pthread_key_t()
        let result = pthread_key_create(&key, nil)
        precondition(result == 0, "pthread_key_create")
        return key
    }()

    /// The loop whose thread this is; nil elsewhere.
    package static var current: EventLoop? {
        guard let pointer = pthread_getspecific(threadKey) else { return nil }
        return Unmanaged<EventLoop>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Whether this is the loop's thread.
    @inlinable package var isCurrent: Bool { threadID.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// Traps off the loop's thread, in release builds too. (A loop that doesn't run belongs to whoever makes it.)
    @inlinable package func preconditionCurrent() {
        let owner = threadID.load(ordering: .relaxed)
        precondition(owner == UInt(pthread_self()), "off the event loop that this belongs to")
    }

    // MARK: Life

    /// Starts the thread. Once only.
    package func start() {
        lifeCycle.withLock {
            precondition($0 == .new, "an event loop starts once")
            $0 = .running
        }
        let argument = Unmanaged.passRetained(self).toOpaque()
        let result = pthread_create(
            &thread, nil,
            { argument in
                let loop = Unmanaged<EventLoop>.fromOpaque(argument!).takeRetainedValue()
                pthread_setname_np(pthread_self(), "loop-\(loop.index)")
                loop.main()
                return nil
            }, argument)
        precondition(result == 0, "pthread_create: \(result)")
    }

    /// Ends the loop and joins its thread. Open handles are closed, sleepers cancelled, timers forgotten, jobs that
    /// are ready are run. What is resumed on a stopped loop never runs. Not callable on the loop; a second call does nothing.
    package func stop() {
        precondition(!isCurrent, "an event loop can't wait for its own end")
        let wasRunning = lifeCycle.withLock { state in
            defer { if state == .running { state = .stopped } }
            return state == .running
        }
        guard wasRunning else { return }
        remote.withLock {
            $0.mustStop = true
            wake(&$0)
        }
        pthread_join(thread, nil)
    }

    private func main() {
        threadID.store(UInt(pthread_self()), ordering: .relaxed)
        pthread_setspecific(Self.threadKey, Unmanaged.passUnretained(self).toOpaque())
        while !mustStop {
            endTurn()
            uv_run(uv, isTurnOver ? UV_RUN_ONCE : UV_RUN_NOWAIT)
        }
        shutDown()
        pthread_setspecific(Self.threadKey, nil)
        threadID.store(0, ordering: .relaxed)
    }

    private func shutDown() {
        for sleeper in sleepers.values { sleeper.finish(cancelled: true) }
        sleepers = [:]
        uv_walk(
            uv,
            { handle, _ in
                guard let handle, let data = handle.pointee.data else { return }
                Unmanaged<LoopHandle>.fromOpaque(data).takeUnretainedValue().loopWillStop()
            }, nil)
        // What that made ready runs; a job may open a handle again, so look again. Bounded: jobs may never end.
        for _ in 0..<64 {
            endTurn()
            uv_run(uv, UV_RUN_NOWAIT)
            uv_walk(
                uv,
                { handle, _ in
                    guard let handle, let data = handle.pointee.data, uv_is_closing(handle) == 0 else { return }
                    Unmanaged<LoopHandle>.fromOpaque(data).takeUnretainedValue().loopWillStop()
                }, nil)
        }
        let late = remote.withLock { remote in
            remote.isOpen = false
            return exchangeEmpty(&remote.work)
        }
        queue.append(contentsOf: late)
        burst {}
        while let timer = timers.first {
            timers.remove(timer)
            timer.body = nil
        }
        closeLoop()
    }

    private func closeLoop() {
        let wakeUpHandle = UnsafeMutableRawPointer(wakeUp).assumingMemoryBound(to: uv_handle_t.self)
        let timer = UnsafeMutableRawPointer(timerHandle).assumingMemoryBound(to: uv_handle_t.self)
        uv_close(wakeUpHandle, nil)
        uv_close(timer, nil)
        while uv_run(uv, UV_RUN_DEFAULT) != 0 {}
        let result = uv_loop_close(uv)
        precondition(result == 0, "a handle of the loop is still open")
    }

    private func exchangeEmpty(_ array: inout [Work]) -> [Work] {
        let old = array
        array = []
        return old
    }

    // MARK: Work

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // On a stopped loop the job is lost: there is no thread that it may run on.
        if isCurrent { queue.append(.job(job)) } else { _ = leave(.job(job)) }
    }

    package func asUnownedTaskExecutor() -> UnownedTaskExecutor { UnownedTaskExecutor(ordinary: self) }

    /// Runs `work` on the loop, soon; never at once, also when called on the loop. Dropped when the loop has stopped.
    package func execute(_ work: @escaping @Sendable () -> Void) {
        _ = tryExecute(work)
    }

    /// The same; false, and `work` is dropped, when the loop has stopped.
    package func tryExecute(_ work: @escaping @Sendable () -> Void) -> Bool {
        guard isCurrent else { return leave(.call(work)) }
        queue.append(.call(work))
        return true
    }

    /// Starts a task on the loop. Called on the loop only, so `work` may capture what belongs to the loop.
    @discardableResult
    package func launch(_ work: @escaping () async -> Void) -> Task<Void, Never> {
        preconditionCurrent()
        nonisolated(unsafe) let work = work
        return Task(executorPreference: self) { await work() }
    }

    /// Runs `work` on the loop and waits for it; from any thread. Throws `KernelError.stopped` when the loop has ended.
    package func run<T: Sendable>(_ work: @escaping @Sendable () async throws -> T) async throws -> T {
        guard remote.withLock({ $0.isOpen }) else { throw KernelError.stopped }
        return try await withTaskExecutorPreference(self) { try await hop(work) }
    }

    /// `nonisolated(nonsending)` functions stay where they are called: only `@concurrent` changes to the preferred executor.
    /// The check is needed: Swift 6.3 drops the change of executor when nothing but an async call follows it.
    @concurrent
    private func hop<T: Sendable>(_ work: @Sendable () async throws -> T) async throws -> T {
        preconditionCurrent()
        return try await work()
    }

    private func leave(_ work: Work) -> Bool {
        return remote.withLock { remote in
            guard remote.isOpen else { return false }
            remote.work.append(work)
            wake(&remote)
            return true
        }
    }

    /// Under the lock, so that the handle can't be closed meanwhile.
    private func wake(_ remote: inout Remote) {
        guard remote.isOpen, !remote.isAwake else { return }
        remote.isAwake = true
        uv_async_send(wakeUp)
    }

    private func takeRemote() {
        // The spare goes in and the filled array comes out: neither side allocates in the steady state.
        var taken = remoteSpare
        remoteSpare = []
        let stopping: Bool
        (taken, stopping) = remote.withLock { [taken] remote in
            let filled = remote.work
            remote.work = taken
            remote.isAwake = false
            return (filled, remote.mustStop)
        }
        queue.append(contentsOf: taken)
        taken.removeAll(keepingCapacity: taken.capacity <= 4_096)
        remoteSpare = taken
        if stopping { mustStop = true }
    }

    // MARK: Bursts and turns

    /// Runs an I/O callback's body, then the jobs that it made ready, then what wants to be flushed.
    func burst(_ body: () -> Void) {
        if !isDraining { burstBegan = now }
        body()
        guard !isDraining else { return }
        isDraining = true
        takeRemote()
        var rounds = 0
        repeat {
            rounds += runQueued(limit: Self.roundsPerBurst - rounds)
            flush(\.burstFlushables)
        } while !queue.isEmpty && rounds < Self.roundsPerBurst
        isDraining = false
    }

    private func endTurn() {
        var rounds = 0
        repeat {
            burst {}
            flush(\.turnFlushables)
            rounds += 1
        } while !isTurnOver && rounds < 4
    }

    /// Whether nothing is left to do before the loop waits.
    private var isTurnOver: Bool { queue.isEmpty && burstFlushables.isEmpty && turnFlushables.isEmpty }

    /// Returns the rounds that it took.
    private func runQueued(limit: Int) -> Int {
        var rounds = 0
        while !queue.isEmpty && rounds < limit {
            var batch = spare
            spare = []
            swap(&batch, &queue)
            let executor = asUnownedTaskExecutor()
            for work in batch {
                switch work {
                case .job(let job): job.runSynchronously(on: executor)
                case .call(let body): body()
                }
            }
            batch.removeAll(keepingCapacity: batch.capacity <= 65_536)
            spare = batch
            rounds += 1
        }
        return max(rounds, 1)
    }

    private func flush(_ list: ReferenceWritableKeyPath<EventLoop, [any LoopFlushable]>) {
        guard !self[keyPath: list].isEmpty else { return }
        let flushables = self[keyPath: list]
        self[keyPath: list] = []
        for flushable in flushables { flushable.loopFlush() }
    }

    /// Calls `flushable.loopFlush()` once after the jobs of the I/O callback under way have run (or, off any callback,
    /// before the loop waits). Who registers twice is called twice: keep a flag. On the loop only.
    package func atEndOfBurst(_ flushable: any LoopFlushable) {
        preconditionCurrent()
        burstFlushables.append(flushable)
    }

    /// The same for a closure.
    package func atEndOfBurst(_ body: @escaping () -> Void) { atEndOfBurst(FlushClosure(body)) }

    /// Calls `flushable.loopFlush()` once when all that is ready has been handled, just before the loop waits. On the loop only.
    package func atEndOfTurn(_ flushable: any LoopFlushable) {
        preconditionCurrent()
        turnFlushables.append(flushable)
    }

    private final class FlushClosure: LoopFlushable {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
        func loopFlush() { body() }
    }

    // MARK: Timers

    /// The monotonic clock. From any thread.
    package var now: MonotonicInstant { .now }

    /// Calls `body` on the loop once `duration` has passed (millisecond resolution, never early). On the loop only.
    @discardableResult
    package func schedule(after duration: Duration, _ body: @escaping () -> Void) -> LoopTimer {
        preconditionCurrent()
        timerSequence += 1
        let timer = LoopTimer(deadline: now + duration, sequence: timerSequence, loop: self, body: body)
        timers.insert(timer)
        if armedFor.map({ timer.deadline < $0 }) ?? true { arm() }
        return timer
    }

    func cancel(_ timer: LoopTimer) {
        preconditionCurrent()
        timers.remove(timer)
        timer.body = nil
        // The uv timer stays armed: one needless wake-up is cheaper than arming anew for each call's deadline.
    }

    private func arm() {
        guard let first = timers.first else {
            armedFor = nil
            return
        }
        armedFor = first.deadline
        let remaining = max(0, (first.deadline - now).clampedNanoseconds)
        uv_update_time(uv)
        uv_timer_start(
            timerHandle, { EventLoop.owner($0!.pointee.loop).timersAreDue() }, UInt64(remaining) / 1_000_000 + 1, 0)
    }

    private func timersAreDue() {
        armedFor = nil
        burst {
            let moment = now
            while let timer = timers.first, timer.deadline <= moment {
                timers.remove(timer)
                let body = timer.body
                timer.body = nil
                body?()
            }
        }
        if armedFor == nil { arm() }
        // libuv runs timers before it waits, too: it must not wait now, or what they asked for would wait with it.
        uv_stop(uv)
    }

    // MARK: Sleeping

    private final class Sleeper {
        var continuation: CheckedContinuation<Void, any Error>?
        var timer: LoopTimer?
        /// Cancelled before it began; the two come from different threads.
        var isCancelled = false

        func finish(cancelled: Bool) {
            isCancelled = cancelled
            timer?.cancel()
            timer = nil
            guard let continuation else { return }
            self.continuation = nil
            if cancelled { continuation.resume(throwing: CancellationError()) } else { continuation.resume() }
        }
    }

    /// Suspends the task; throws `CancellationError` as soon as it is cancelled or the loop stops. From any thread.
    package func sleep(for duration: Duration) async throws {
        let sleeper = LoopBound(Sleeper(), loop: self)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                if isCurrent {
                    begin(sleeper.value, duration, continuation)
                } else {
                    execute { self.begin(sleeper.value, duration, continuation) }
                }
            }
        } onCancel: {
            // On the loop, before or after the beginning: `Sleeper` minds either order.
            execute {
                self.sleepers[ObjectIdentifier(sleeper.value)] = nil
                sleeper.value.finish(cancelled: true)
            }
        }
    }

    private func begin(_ sleeper: Sleeper, _ duration: Duration, _ continuation: CheckedContinuation<Void, any Error>) {
        if mustStop || sleeper.isCancelled {
            continuation.resume(throwing: CancellationError())
            return
        }
        sleeper.continuation = continuation
        let key = ObjectIdentifier(sleeper)
        sleepers[key] = sleeper
        sleeper.timer = schedule(after: duration) { [unowned self] in
            sleepers[key] = nil
            sleeper.timer = nil
            sleeper.finish(cancelled: false)
        }
    }
}
