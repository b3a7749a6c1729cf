/// The process's event loops.
package final class EventLoopGroup: Sendable {
    /// The loops, by their index.
    package let loops: [EventLoop]

    /// - Parameter count: at least 1; one per core at most makes sense.
    package init(count: Int) throws(KernelError) {
        precondition(count > 0, "an event loop group has at least one loop")
        var loops: [EventLoop] = []
        for index in 0..<count { loops.append(try EventLoop(index: index)) }
        self.loops = loops
    }

    /// Starts all loops' threads.
    package func start() { for loop in loops { loop.start() } }

    /// Ends all loops, one after the other. Not callable on one of them.
    package func stop() { for loop in loops { loop.stop() } }
}
