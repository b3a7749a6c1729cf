import Kernel
import Postgres
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct MigrationRunnerTests {
    typealias Migrations = [(number: Int, name: String, sql: String)]

    static let two: Migrations = [
        (1, "first", "create table a (id int4); insert into a values (1);\ninsert into a values (2);"),
        (2, "second", "set local search_path = pg_catalog; create table public.b (id int4)"),
    ]

    private func withRunner<T: Sendable>(
        _ body: @escaping @Sendable (MigrationRunner, SimpleConnection) throws -> T
    ) async throws -> T {
        try await BlockingPool(threads: 1, queueLimit: 1).run {
            let cluster = try ScratchCluster.shared()
            let name = try cluster.createDatabase()
            let configuration = cluster.configuration(database: name)
            let result = Result { try body(MigrationRunner(configuration), SimpleConnection(configuration)) }
            try cluster.dropDatabase(name)
            return try result.get()
        }
    }

    @Test func appliesEachOnce() async throws {
        try await withRunner { (runner, connection) throws in
            let result1 = try runner.run(Array(Self.two.prefix(1)))
            #expect(result1 == ["1 first"])
            let result2 = try runner.run(Self.two)
            #expect(result2 == ["2 second"])
            let result3 = try runner.run(Self.two)
            #expect(result3 == [])
            let result4 = try connection.execute("select count(*) from a")
            #expect(result4 == [["2"]])
        }
    }

    @Test func refusesWhatWasChangedOrIsUnknown() async throws {
        try await withRunner { (runner, _) throws in
            _ = try runner.run(Self.two)
            var changed = Self.two
            changed[0].sql += " "
            #expect(throws: MigrationError.changed(number: 1, name: "first")) { try runner.run(changed) }
            #expect(throws: MigrationError.unknown(number: 2, name: "second")) {
                try runner.run(Array(Self.two.prefix(1)))
            }
            #expect(throws: MigrationError.misnumbered(2)) { try runner.run([Self.two[1]]) }
        }
    }

    @Test func rollsBackWhatFails() async throws {
        try await withRunner { (runner, connection) throws in
            let failing: Migrations = Self.two + [(3, "third", "create table c (id int4); select nonsense")]
            #expect(throws: MigrationError.self) { try runner.run(failing) }
            let result5 = try connection.execute("select to_regclass('c')::text")
            #expect(result5 == [[nil]])
            let result6 = try connection.execute("select count(*) from schema_migration")
            #expect(result6 == [["2"]])
        }
    }

    @Test func twoAtOnceApplyEachOnce() async throws {
        let name = try await BlockingPool(threads: 1, queueLimit: 1).run {
            try ScratchCluster.shared().createDatabase()
        }
        let configuration = try ScratchCluster.shared().configuration(database: name)
        let pool = BlockingPool(threads: 4, queueLimit: 4)
        let applied = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<4 { group.addTask { try await pool.run { try MigrationRunner(configuration).run(Self.two) } } }
            return try await group.reduce(into: [String]()) { $0 += $1 }
        }
        #expect(applied == ["1 first", "2 second"])
        try await pool.run { try ScratchCluster.shared().dropDatabase(name) }
    }
}
