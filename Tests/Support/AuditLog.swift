import Crypto
import Messages
import Postgres
import RPC
import Storage

/// What the tests do with a trust's audit log.
extension TestTrust {
    /// The key that signs the heads of the tests' logs.
    package static let auditKey: Ed25519.PrivateKey = {
        do { return try Ed25519.PrivateKey(seed: SecureRandom.bytes(32)) } catch { preconditionFailure("\(error)") }
    }()

    /// Seals what the log has; gives how many entries that were.
    @discardableResult
    package func seal(limit: Int = SystemScope.largestSeal) async throws -> Int {
        var sealed = 0
        while true {
            switch try await SystemScope(store, tenant: tenant).sealLog(
                with: Self.auditKey, now: clock.now().microseconds, limit: limit)
            {
            case .drained(let count): return sealed + count
            case .more(let count): sealed += count
            case .busy: await Task.yield()
            }
        }
    }

    private static let insertPending = Statement(
        "test.audit_pending",
        """
        insert into lm2.audit_pending (tenant_id, entry_id, body, salt, account_id, subject)
        select $1, ('01890a5d-ac96-774b-bcce-' || lpad(n::text, 12, '0'))::uuid, ('entry ' || n)::bytea, 'salt', null,
            'test/' || n
        from generate_series($2::int8, $3::int8) n
        """)

    /// Logs entries that are of no call; their numbers are part of their ids, which come before those that are made now.
    package func log(_ numbers: ClosedRange<Int>, in database: Database = TestStore.database) async throws {
        _ = try await database.run(
            [
                TestStore.entry(tenant),
                Query(
                    Self.insertPending,
                    [
                        .uuid(tenant.high, tenant.low), .int8(Int64(numbers.lowerBound)),
                        .int8(Int64(numbers.upperBound)),
                    ]),
            ], on: .write)
    }

    /// The log as it is exported.
    package func exportLog() async throws -> [ExportLogResponse.Item] {
        try await administrator.stream(Methods.AuditService.exportLog, ExportLogRequest()).compactMap(\.item)
    }
}
