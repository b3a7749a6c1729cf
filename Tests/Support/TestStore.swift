import Kernel
import Postgres
import Storage

/// The product's database on the scratch cluster, migrated as it is in use and reached as the server's own role. All
/// tests of the process share it: each makes a trust of its own.
package enum TestStore {
    /// Two loops, so that two callers can be on two.
    package static let loops: EventLoopGroup = {
        do {
            let loops = try EventLoopGroup(count: 2)
            loops.start()
            return loops
        } catch { preconditionFailure("no event loops: \(error)") }
    }()

    /// How the database is reached as the server's role.
    package static let configuration: DatabaseConfiguration = {
        do {
            return try ScratchCluster.shared().configuration(database: try made.get(), user: "lm2_server")
        } catch { preconditionFailure("no database for the tests: \(error)") }
    }()

    /// The database, as the server's role.
    package static let database = Database(configuration: configuration, loops: loops)

    /// The database's name, for those who come in as its superuser.
    package static var databaseName: String { get throws { try made.get() } }

    private static let made = Result<String, any Error> { try make() }

    /// Makes a database, migrated as far as before a migration of some number; else wholly.
    private static func make(before number: Int = .max) throws -> String {
        let cluster = try ScratchCluster.shared()
        try cluster.createRole("lm2_server")
        try cluster.createRole("lm2_migrator", attributes: "bypassrls")
        let name = try cluster.createDatabase(owner: "lm2_migrator")
        try migrate(name, before: number)
        return name
    }

    private static func migrate(_ name: String, before number: Int = .max) throws {
        let configuration = try ScratchCluster.shared().configuration(database: name, user: "lm2_migrator")
        _ = try MigrationRunner(configuration).run(MigrationTexts.all.filter { $0.number < number })
    }

    /// The product's store over it.
    package static let store = Store(database)

    /// Opens the first connections, once for all tests.
    private static let opened = Task { try await database.start() }

    /// Runs work on one of the loops, where its statements stay on that loop's connections.
    package static func onLoop<T: Sendable>(
        _ index: Int = 0, _ body: @escaping @Sendable (Database) async throws -> T
    ) async throws -> T {
        try await opened.value
        return try await loops.loops[index].run { try await body(database) }
    }

    /// Runs work on a loop with a trust of its own.
    package static func withTrust(_ body: @escaping @Sendable (TestTrust) async throws -> Void) async throws {
        try await onLoop { _ in try await body(try await TestTrust.make(in: store)) }
    }

    /// Runs work on a loop with a trust in a database that no other test has, for what visits every tenant.
    package static func withOwnDatabase(
        _ body: @escaping @Sendable (TestTrust, Database) async throws -> Void
    ) async throws {
        try await withOwnDatabase(try make(), body)
    }

    private static func withOwnDatabase(
        _ name: String, _ body: @escaping @Sendable (TestTrust, Database) async throws -> Void
    ) async throws {
        let own = Database(
            configuration: try ScratchCluster.shared().configuration(database: name, user: "lm2_server"), loops: loops)
        try await own.start()
        try await loops.loops[0].run { try await body(try await TestTrust.make(in: Store(own)), own) }
        await own.close()
        try ScratchCluster.shared().dropDatabase(name)
    }

    /// Runs work on a trust of a database that has the migrations before one of some number; then the others are applied,
    /// and more work is done. What is between may not use what the migrations change.
    package static func withMigration(
        _ number: Int, before: @escaping @Sendable (TestTrust, SimpleConnection) async throws -> [Identifier],
        after: @escaping @Sendable (TestTrust, [Identifier]) async throws -> Void
    ) async throws {
        let name = try make(before: number)
        try await withOwnDatabase(name) { trust, _ in
            let made = try await before(
                trust, try SimpleConnection(try ScratchCluster.shared().configuration(database: name)))
            try migrate(name)
            try await after(trust, made)
        }
    }

    private static let enter = Statement("test.enter", "select set_config('lm2.tenant', $1, true)")

    /// Enters a tenant for the rest of a group or transaction, without a credential.
    package static func entry(_ tenant: Identifier) -> Query { Query(enter, [.text(tenant.description)]) }

    /// An id as a parameter.
    package static func value(_ id: String) -> PostgresValue {
        guard let id = Identifier(id) else { preconditionFailure("\(id) is not an id") }
        return .uuid(id.high, id.low)
    }

    /// How many rows of a tenant a table has.
    package static func count(_ table: String, of tenant: Identifier) async throws -> Int {
        let count = Query(Statement("test.count.\(table)", "select count(*) from \(table)"), [])
        return Int(try await database.run([entry(tenant), count], on: .read)[1].row(0).int8(0))
    }
}
