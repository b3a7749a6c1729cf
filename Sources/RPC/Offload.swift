/// Runs work that blocks or computes for long somewhere else than on the event loop.
package struct Offload: Sendable {
    private let perform: @Sendable (@escaping @Sendable () -> Void) async throws -> Void

    /// Makes an offload of a function that runs the closure to its end, elsewhere, before it returns, or throws without
    /// running it (when the pool is full, a `Status`).
    package init(_ perform: @escaping @Sendable (@escaping @Sendable () -> Void) async throws -> Void) {
        self.perform = perform
    }

    /// The same by a closure of its own; see `Handler.own`.
    package var own: Offload {
        let perform = perform
        return Offload { work in try await perform(work) }
    }

    /// Runs the work on the caller's own thread: for tests, and where there is no loop to spare.
    package static let inline = Offload { work in work() }

    /// Runs the work elsewhere and gives what it gave.
    package func callAsFunction<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        let outcome = Outcome<T>()
        try await perform { outcome.result = Result(catching: work) }
        guard let result = outcome.result else { preconditionFailure("the offload returned without running its work") }
        return try result.get()
    }

    /// The input up to which compressing or converting is done at once; more takes too long for an event loop. In bytes.
    private static let smallInput = 65_536

    /// Does the work at once if what it works on is small, and elsewhere if it is not.
    package func callAsFunction<T: Sendable>(
        input count: Int, _ work: @escaping @Sendable () throws -> T
    ) async throws -> T {
        if count <= Self.smallInput { return try work() }
        return try await callAsFunction(work)
    }

    /// Written by the one thread that runs the work, and read only after `perform` has returned.
    private final class Outcome<T: Sendable>: @unchecked Sendable {
        var result: Result<T, any Error>?
    }
}
