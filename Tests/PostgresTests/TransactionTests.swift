import Kernel
import Postgres
import Testing

@Suite(.timeLimit(.minutes(2)))
struct TransactionTests {
    private let insert = Statement("insert", "insert into t values ($1)")
    private let table = "create table t (id int4 primary key)"

    private func count(_ database: Database) async throws -> Int64 {
        try await database.run("count", "select count(*) from t").row(0).int8(0)
    }

    @Test(arguments: [true, false]) func commitsWhenTheBodyReturns(onLoop: Bool) async throws {
        try await withDatabase { database, loops, configuration in
            _ = try await elsewhere(configuration, table)
            let insert = self.insert
            let body = { @Sendable () async throws in
                try await database.transaction { transaction in
                    _ = try await transaction.run([Query(insert, [.int4(1)])])
                    return try await transaction.run([Query(insert, [.int4(2)])])[0].affectedRows
                }
            }
            let affected = onLoop ? try await loops.loops[0].run(body) : try await body()
            #expect(affected == 1)
            #expect(try await count(database) == 2)
        }
    }

    @Test func rollsBackWhenTheBodyThrows() async throws {
        struct Changed: Error {}
        try await withDatabase(leasedConnections: 1) { database, _, configuration in
            _ = try await elsewhere(configuration, table)
            for _ in 0..<3 {
                await #expect(throws: Changed.self) {
                    try await database.transaction { transaction in
                        _ = try await transaction.run([Query(insert, [.int4(1)])])
                        throw Changed()
                    }
                }
            }
            #expect(try await count(database) == 0)
        }
    }

    @Test func aFailureThatTheBodySwallowsIsNotCommitted() async throws {
        try await withDatabase(leasedConnections: 1) { database, _, configuration in
            _ = try await elsewhere(configuration, table)
            await #expect(throws: PostgresError.self) {
                try await database.transaction { transaction in
                    _ = try await transaction.run([Query(insert, [.int4(1)])])
                    _ = try? await transaction.run([Query(insert, [.int4(1)])])
                    _ = try? await transaction.run([Query(insert, [.int4(2)])])
                }
            }
            #expect(try await count(database) == 0)
            // And the connection is as good as new.
            try await database.transaction { _ = try await $0.run([Query(insert, [.int4(3)])]) }
            #expect(try await count(database) == 1)
        }
    }

    @Test func repeatableReadSeesOneMoment() async throws {
        try await withDatabase { database, _, configuration in
            _ = try await elsewhere(configuration, table)
            let counted = Query(Statement("count", "select count(*) from t"), [])
            for (isolation, expected) in [(Isolation.repeatableRead, Int64(0)), (.readCommitted, 2)] {
                let seen = try await database.transaction(isolation: isolation) { transaction in
                    _ = try await transaction.run([counted])
                    let id: Int32 = isolation == .repeatableRead ? 1 : 2
                    _ = try await database.run([Query(insert, [.int4(id)])], on: .write)
                    return try await transaction.run([counted])[0].row(0).int8(0)
                }
                #expect(seen == expected)
            }
        }
    }

    @Test func waitsForAConnectionAndTakesTurns() async throws {
        try await withDatabase(leasedConnections: 2) { database, loops, configuration in
            _ = try await elsewhere(configuration, "create table n (value int8); insert into n values (0)")
            let read = Query(Statement("read", "select value from n for update"), [])
            let write = Statement("write", "update n set value = $1")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        try await loops.loops[0].run {
                            try await database.transaction { transaction in
                                let value = try await transaction.run([read])[0].row(0).int8(0)
                                _ = try await transaction.run([Query(write, [.int8(value + 1)])])
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.run("value", "select value from n").row(0).int8(0) == 50)
        }
    }

    @Test func aTransactionThatRunsNothingCostsNothing() async throws {
        try await withDatabase { database, _, _ in
            let result = try await database.transaction { _ in 5 }
            #expect(result == 5)
        }
    }
}
