import Kernel
import Postgres
import Testing

@Suite(.timeLimit(.minutes(2)))
struct LostConnectionTests {
    private let killAll = """
        select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and query not like '%autovacuum%'
        """

    @Test func comesBackByItself() async throws {
        try await withDatabase { database, loops, configuration in
            for _ in 0..<3 {
                _ = try await elsewhere(configuration, killAll)
                // Unavailable is the only thing that may be said meanwhile.
                while true {
                    do {
                        _ = try await database.run("one", "select 1")
                        _ = try await database.run("one", "select 1", on: .write)
                        try await database.transaction {
                            _ = try await $0.run([Query(Statement("one", "select 1"), [])])
                        }
                        break
                    } catch PostgresError.unavailable {
                        try await loops.loops[0].sleep(for: .milliseconds(5))
                    } catch PostgresError.commitUnknown {
                        try await loops.loops[0].sleep(for: .milliseconds(5))
                    }
                }
                #expect(database.isAvailable)
            }
        }
    }

    @Test func whatWasUnderWayFailsAndIsNotDone() async throws {
        try await withDatabase { database, _, configuration in
            let read = Task { try await database.run("sleep", "select pg_sleep(100)") }
            let write = Task { try await database.run("sleep", "select pg_sleep(100)", on: .write) }
            var killed = 0
            while killed < 2 {
                let rows = try await elsewhere(
                    configuration,
                    """
                    select count(pg_terminate_backend(pid)) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid() and wait_event = 'PgSleep'
                    """)
                killed += Int(rows[0][0] ?? "0") ?? 0
            }
            for task in [read, write] {
                let failure = await #expect(throws: PostgresError.self) { _ = try await task.value }
                // The server said that it ended the session before the statement was done: so nothing is open.
                guard case .unavailable = failure else {
                    Issue.record("\(String(describing: failure))")
                    continue
                }
            }
        }
    }

    @Test func nothingListeningIsUnavailable() async throws {
        var configuration = DatabaseConfiguration(host: "/tmp/lm2-no-such-directory", database: "x", user: "x")
        configuration.startTimeout = .milliseconds(120)
        let loops = try EventLoopGroup(count: 1)
        loops.start()
        let database = Database(configuration: configuration, loops: loops)
        let failure = await #expect(throws: PostgresError.self) { try await database.start() }
        guard case .unavailable = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(!database.isAvailable)
        let second = await #expect(throws: PostgresError.self) { try await database.run("one", "select 1") }
        guard case .unavailable = second else {
            Issue.record("\(String(describing: second))")
            return
        }
        await database.close()
        try await BlockingPool(threads: 1, queueLimit: 1).run { loops.stop() }
    }

    @Test func closingLetsWhatIsUnderWayEnd() async throws {
        try await withDatabase { database, loops, _ in
            try await loops.loops[0].run {
                let query = Task { try await database.run("sleep", "select 7 from pg_sleep(0.1)") }
                await Task.yield()
                await Task.yield()
                await database.close()
                _ = try? await query.value
            }
            let failure = await #expect(throws: PostgresError.self) { try await database.run("one", "select 1") }
            guard case .unavailable = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }
    }

    @Test func aDroppedDatabaseLeavesNothingThatTraps() async throws {
        try await withDatabase { _, loops, configuration in
            do {
                let database = Database(configuration: configuration, loops: loops)
                try await database.start()
                _ = try await database.run("one", "select 1")
            }
            // A turn of the loop, in which what was dropped is closed.
            try await loops.loops[0].run {}
        }
    }
}
