/// A call that a loop makes at a moment, unless it is cancelled first. Belongs to its loop.
package final class LoopTimer {
    let deadline: MonotonicInstant
    /// Its place in the heap, -1 when it is in none (fired or cancelled).
    var position = -1
    /// Breaks ties, so that timers of one moment fire in the order in which they were set.
    let sequence: UInt64
    var body: (() -> Void)?
    private unowned let loop: EventLoop

    init(deadline: MonotonicInstant, sequence: UInt64, loop: EventLoop, body: @escaping () -> Void) {
        self.deadline = deadline
        self.sequence = sequence
        self.loop = loop
        self.body = body
    }

    /// Does nothing when it has fired or been cancelled. On the loop only.
    package func cancel() {
        guard position >= 0 else { return }
        loop.cancel(self)
    }

    /// Whether it is still to fire.
    package var isPending: Bool { position >= 0 }

    static func precedes(_ a: LoopTimer, _ b: LoopTimer) -> Bool {
        a.deadline == b.deadline ? a.sequence < b.sequence : a.deadline < b.deadline
    }
}

/// A binary heap of timers that know their place, so that cancelling costs log n and leaves nothing behind.
struct TimerHeap {
    private var timers: [LoopTimer] = []

    var first: LoopTimer? { timers.first }
    var count: Int { timers.count }

    mutating func insert(_ timer: LoopTimer) {
        timers.append(timer)
        timer.position = timers.count - 1
        rise(from: timer.position)
    }

    mutating func remove(_ timer: LoopTimer) {
        let position = timer.position
        precondition(position >= 0 && timers[position] === timer, "a timer of another loop")
        let last = timers.removeLast()
        if last !== timer {
            timers[position] = last
            last.position = position
            sink(from: position)
            rise(from: last.position)
        }
        timer.position = -1
    }

    private mutating func rise(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard LoopTimer.precedes(timers[child], timers[parent]) else { break }
            exchange(child, parent)
            child = parent
        }
    }

    private mutating func sink(from start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < timers.count && LoopTimer.precedes(timers[child], timers[least]) {
                least = child
            }
            if least == parent { return }
            exchange(parent, least)
            parent = least
        }
    }

    private mutating func exchange(_ a: Int, _ b: Int) {
        timers.swapAt(a, b)
        timers[a].position = a
        timers[b].position = b
    }
}
