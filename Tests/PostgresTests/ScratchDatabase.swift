import Kernel
import Postgres
import TestSupport

/// A fresh database, loops and connections for the time of `body`.
func withDatabase<T>(
    loops count: Int = 1, readConnections: Int = 2, writeConnections: Int = 6, leasedConnections: Int = 4,
    queueLimit: Int = 1_024, statementTimeout: Duration = .seconds(10),
    _ body: (Database, EventLoopGroup, DatabaseConfiguration) async throws -> T
) async throws -> T {
    let pool = BlockingPool(threads: 1, queueLimit: 4)
    let name = try await pool.run { try ScratchCluster.shared().createDatabase() }
    var configuration = try ScratchCluster.shared().configuration(database: name)
    configuration.readConnections = readConnections
    configuration.writeConnections = writeConnections
    configuration.leasedConnections = leasedConnections
    configuration.queueLimit = queueLimit
    configuration.statementTimeout = statementTimeout
    let loops = try EventLoopGroup(count: count)
    loops.start()
    let database = Database(configuration: configuration, loops: loops)
    let result: Result<T, any Error>
    do {
        try await database.start()
        result = .success(try await body(database, loops, configuration))
    } catch {
        result = .failure(error)
    }
    await database.close()
    try await pool.run {
        loops.stop()
        try ScratchCluster.shared().dropDatabase(name)
    }
    return try result.get()
}

/// Runs SQL on another connection, as an operator would.
func elsewhere(_ configuration: DatabaseConfiguration, _ sql: String) async throws -> [[String?]] {
    let pool = BlockingPool(threads: 1, queueLimit: 1)
    return try await pool.run { try SimpleConnection(configuration).execute(sql) }
}

extension Database {
    func run(_ name: String, _ sql: String, _ parameters: [PostgresValue] = [], on lane: Lane = .read) async throws
        -> Rows
    {
        try await run([Query(Statement(name, sql), parameters)], on: lane)[0]
    }
}
