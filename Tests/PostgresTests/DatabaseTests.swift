import Kernel
import Postgres
import Testing

@Suite(.timeLimit(.minutes(2)))
struct DatabaseTests {
    @Test func valuesOfEachTypeComeBackAsTheyWent() async throws {
        try await withDatabase { database, _, _ in
            let row = try await database.run(
                "types",
                """
                select $1::bool, $2::int2, $3::int4, $4::int8, $5::text, $6::bytea, $7::uuid, $8::date,
                    $9::timestamptz, $10::text[], $11::uuid[], $12::int2[], $13::date[], $14::text, $15::text[]
                """,
                [
                    .bool(true), .int2(.min), .int4(.min), .int8(.max), .text("Grüße, 核 \u{1F9EA}"),
                    .bytes([0, 255, 1]),
                    .uuid(0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210), .date(-3_653), .timestamp(-1),
                    .textArray(["", "a,b", "{\"}"]), .uuidArray([(1, 2), (.max, 0)]), .int2Array([-1, 0, 300]),
                    .dateArray([0, 20_000]), .null, .textArray([]),
                ]
            ).row(0)
            #expect(row.bool(0))
            #expect(row.int2(1) == .min)
            #expect(row.int4(2) == .min)
            #expect(row.int8(3) == .max)
            #expect(row.text(4) == "Grüße, 核 \u{1F9EA}")
            #expect(row.bytes(5) == [0, 255, 1])
            #expect(row.uuid(6) == (0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210))
            #expect(row.date(7) == -3_653)
            #expect(row.timestamp(8) == -1)
            #expect(row.textArray(9) == ["", "a,b", "{\"}"])
            #expect(row.uuidArray(10).map { [$0.0, $0.1] } == [[1, 2], [.max, 0]])
            #expect(row.int2Array(11) == [-1, 0, 300])
            #expect(row.dateArray(12) == [0, 20_000])
            #expect(row.isNull(13) && !row.isNull(4))
            #expect(row.textArray(14) == [])
            let literal = try await database.run(
                "literals",
                """
                select '1960-01-01'::date = $1, '1970-01-01T00:00:00.000001Z'::timestamptz = $2,
                    '0123'::text || $3 = '0123', '' = $4::text and $4::text is not null
                """, [.date(-3_653), .timestamp(1), .text(""), .text("")]
            ).row(0)
            for column in 0..<4 { #expect(literal.bool(column), "column \(column)") }
        }
    }

    @Test func aGroupIsOneTransaction() async throws {
        try await withDatabase { database, _, configuration in
            _ = try await elsewhere(configuration, "create table t (id int4 primary key)")
            let insert = Statement("insert", "insert into t values ($1)")
            let failure = await #expect(throws: PostgresError.self) {
                try await database.run(
                    [Query(insert, [.int4(1)]), Query(insert, [.int4(2)]), Query(insert, [.int4(1)])], on: .write)
            }
            guard case .sql(let error) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(error.state == "23505")
            #expect(error.constraint == "t_pkey")
            #expect(error.table == "t")
            #expect(try await database.run("count", "select count(*) from t").row(0).int8(0) == 0)
            let both = try await database.run([Query(insert, [.int4(1)]), Query(insert, [.int4(2)])], on: .write)
            #expect(both.map(\.affectedRows) == [1, 1])
            #expect(try await database.run("count", "select count(*) from t").row(0).int8(0) == 2)
        }
    }

    @Test func anErrorHarmsNoGroupBehindItOnTheSameConnection() async throws {
        try await withDatabase(readConnections: 1) { database, loops, _ in
            let divide = Statement("divide", "select 10 / $1::int4")
            let results = try await loops.loops[0].run {
                await withTaskGroup(of: (Int32, Int32?).self) { group in
                    for divisor in Int32(0)..<10 {
                        group.addTask {
                            let rows = try? await database.run([Query(divide, [.int4(divisor % 5)])], on: .read)
                            return (divisor, rows?[0].row(0).int4(0))
                        }
                    }
                    return await group.reduce(into: [Int32: Int32?]()) { $0[$1.0] = .some($1.1) }
                }
            }
            for divisor in Int32(0)..<10 {
                let expected = divisor % 5 == 0 ? nil : 10 / (divisor % 5)
                #expect(results[divisor] == .some(expected))
            }
        }
    }

    @Test func aStatementThatCannotBePreparedFailsAndCanBeMendedLater() async throws {
        try await withDatabase(readConnections: 1) { database, _, configuration in
            for _ in 0..<2 {
                let failure = await #expect(throws: PostgresError.self) {
                    try await database.run("later", "select * from later")
                }
                guard case .sql(let error) = failure, error.state == "42P01" else {
                    Issue.record("\(String(describing: failure))")
                    return
                }
            }
            _ = try await elsewhere(configuration, "create table later (id int4)")
            #expect(try await database.run("later", "select * from later").count == 0)
        }
    }

    @Test func thousandsOfReadsInFlightEachGetTheirOwn() async throws {
        try await withDatabase(loops: 2) { database, loops, _ in
            let echo = Statement("echo", "select $1::int4, g from generate_series(1, 3) g")
            let scope = Statement("scope", "select set_config('lm2.tenant', $1, true)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for loop in loops.loops {
                    group.addTask {
                        try await loop.run {
                            try await withThrowingTaskGroup(of: Bool.self) { reads in
                                for i in Int32(0)..<1_000 {
                                    reads.addTask {
                                        let rows = try await database.run(
                                            [Query(scope, [.text("\(i)")]), Query(echo, [.int4(i)])], on: .read)
                                        return loop.isCurrent && rows[1].count == 3 && rows[1].row(2).int4(0) == i
                                            && rows[0].row(0).text(0) == "\(i)"
                                    }
                                }
                                for try await isRight in reads { #expect(isRight) }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func largeValuesGoBothWays() async throws {
        try await withDatabase { database, _, _ in
            let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
            let row = try await database.run("large", "select $1::bytea, length($1)", [.bytes(bytes)], on: .slow).row(0)
            #expect(row.bytes(0) == bytes)
            #expect(row.int4(1) == 3_000_000)
        }
    }

    @Test func aStatementThatTakesTooLongIsEndedByTheServer() async throws {
        try await withDatabase(statementTimeout: .milliseconds(50)) { database, _, _ in
            let failure = await #expect(throws: PostgresError.self) {
                try await database.run("sleep", "select pg_sleep(60)")
            }
            guard case .sql(let error) = failure, error.state == "57014" else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }
    }

    @Test func aFullQueueRefusesAndACancelledWaiterLeavesIt() async throws {
        try await withDatabase(writeConnections: 1, queueLimit: 1) { database, loops, configuration in
            // Held by a lock that another session has, so that the test says when the connection gets free.
            _ = try await elsewhere(configuration, "create table gate (id int4); insert into gate values (1)")
            let lock = Query(Statement("lock", "select id from gate for update"), [])
            let touch = Query(Statement("touch", "select 1"), [])
            try await database.transaction { transaction in
                _ = try await transaction.run([lock])
                try await loops.loops[0].run {
                    // On the loop a task is begun in the order of its making, and sent or queued at its first step.
                    let loop = loops.loops[0]
                    let outcomes = LoopBound<[String: PostgresError?]>([:], loop: loop)
                    func launch(_ name: String, _ query: Query) -> Task<Void, Never> {
                        loop.launch {
                            do throws(PostgresError) {
                                _ = try await database.run([query], on: .write)
                                outcomes.value[name] = .some(nil)
                            } catch {
                                outcomes.value[name] = error
                            }
                        }
                    }
                    let held = launch("held", lock)
                    let waiting = launch("waiting", touch)
                    let refused = launch("refused", touch)
                    await refused.value
                    #expect(outcomes.value == ["refused": .overloaded])
                    held.cancel()
                    waiting.cancel()
                    await waiting.value
                    #expect(outcomes.value == ["refused": .overloaded, "waiting": .timeout])
                }
            }
            #expect(try await database.run([touch], on: .write)[0].row(0).int4(0) == 1)
        }
    }
}
