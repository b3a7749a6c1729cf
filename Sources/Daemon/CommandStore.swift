import Kernel
import Postgres
import Storage

/// The store as a command has it that does its work and ends.
enum CommandStore {
    /// Runs work with the store, and closes its database.
    static func use<T: Sendable>(
        _ configuration: Configuration, _ work: @escaping @Sendable (Store) async throws -> T
    ) throws -> T {
        try BlockingRun.run { loops in
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
}
