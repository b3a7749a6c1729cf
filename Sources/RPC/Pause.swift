/// Lets a handler wait for a time without holding up a thread: `try await context.pause(.seconds(1))`.
package struct Pause: Sendable {
    private let wait: @Sendable (Duration) async throws(Status) -> Void

    /// Makes a pause of a function that returns once the time has passed, or throws CANCELLED as soon as its task is
    /// cancelled, which is what happens to a handler when its call ends.
    package init(_ wait: @escaping @Sendable (Duration) async throws(Status) -> Void) {
        self.wait = wait
    }

    /// Waits for nothing: for callers in memory, who have no timers.
    package static let immediately = Pause { _ throws(Status) in
        // Who pauses again and again must let others run, as with any pause.
        await Task.yield()
        if Task.isCancelled { throw Status(.cancelled, "the call was cancelled") }
    }

    /// Waits for the duration. Throws CANCELLED as soon as the call has ended.
    package func callAsFunction(_ duration: Duration) async throws(Status) { try await wait(duration) }
}
