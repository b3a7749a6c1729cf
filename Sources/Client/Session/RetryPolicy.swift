/// How often, and after how long, a call is made again that the server could not answer.
package struct RetryPolicy: Sendable, Equatable {
    /// The waits between the attempts; one attempt more than there are waits.
    package var waits: [Duration] = [.milliseconds(250), .seconds(1), .seconds(3)]

    /// Four attempts, with some five seconds of waiting between them.
    package init() {}

    /// One attempt more than there are waits.
    package init(waits: [Duration]) {
        self.waits = waits
    }

    /// The wait before attempt `attempt` (the second is 2), spread by up to a quarter so that many clients that were cut off
    /// together don't come back together; nil when enough attempts were made.
    ///
    /// - Parameter spread: from 0 to 1.
    package func wait(before attempt: Int, spread: Double) -> Duration? {
        guard attempt >= 2, attempt - 2 < waits.count else { return nil }
        return waits[attempt - 2] * (1 + spread / 4)
    }
}
