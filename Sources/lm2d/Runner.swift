import Glibc
import Kernel
import Postgres
import Storage

/// Runs asynchronous work on event loops while the main thread waits for it.
enum Runner {
    /// Starts the loops, runs the work on the first one to its end, stops the loops, and gives what the work gave.
    static func run<T: Sendable>(
        loops count: Int, _ work: @escaping @Sendable (EventLoopGroup) async throws -> T
    ) throws -> T {
        let loops = try EventLoopGroup(count: count)
        loops.start()
        defer { loops.stop() }
        let outcome = Outcome<T>()
        loops.loops[0].execute {
            loops.loops[0].launch {
                do { outcome.result = .success(try await work(loops)) } catch { outcome.result = .failure(error) }
                outcome.signal()
            }
        }
        return try outcome.wait()
    }

    /// Runs work with a database, for a command that ends.
    static func withStore<T: Sendable>(
        _ configuration: Configuration, _ work: @escaping @Sendable (Store) async throws -> T
    ) throws -> T {
        try run(loops: 1) { loops in
            let database = Database(configuration: configuration.database, loops: loops)
            try await database.start()
            do {
                let result = try await work(Store(database))
                await database.close()
                return result
            } catch {
                await database.close()
                throw error
            }
        }
    }

    /// Written by the loop before it signals, read by the main thread after it has waited.
    private final class Outcome<T: Sendable>: @unchecked Sendable {
        var result: Result<T, any Error>?
        private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

        init() { sem_init(semaphore, 0, 0) }

        deinit {
            sem_destroy(semaphore)
            semaphore.deallocate()
        }

        func signal() { sem_post(semaphore) }

        func wait() throws -> T {
            while sem_wait(semaphore) != 0 {}
            guard let result else { preconditionFailure("signalled without a result") }
            return try result.get()
        }
    }
}
