import Crypto
import Messages
import Postgres

/// A write as it is known by its idempotency key: repeating it gives the first answer, and one effect.
package struct WriteKey: Sendable {
    /// The method that was called.
    package let method: String
    /// The caller's key; empty if the caller gave none, so that nothing is remembered.
    package let key: String
    /// The SHA-256 of the request, by which another request under the same key is told apart.
    package let requestDigest: [UInt8]

    /// Makes the key of a write.
    package init(method: String, key: String, request: some ProtobufMessage) {
        self.method = method
        self.key = key
        requestDigest = key.isEmpty ? [] : SHA256.digest(request.serialized())
    }

    /// How long an answer is remembered: 24 hours, in microseconds.
    package static let lifetime: Int64 = 24 * 3600 * 1_000_000
}

extension TenantScope {
    // A key that is there and younger than 24 hours makes the insert give no row. Until the transaction that put it
    // there has ended the insert waits, so a repeat at the same moment meets the first one's outcome.
    private static let claim = Statement(
        "remembered_answer.claim",
        """
        insert into lm2.remembered_answer as r (tenant_id, account_id, method, key, request_digest, recorded_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (tenant_id, account_id, method, key) do update
        set request_digest = excluded.request_digest, answer = null, recorded_at = excluded.recorded_at
        where r.recorded_at <= $7
        returning true
        """)

    private static let recall = Statement(
        "remembered_answer.recall",
        """
        select request_digest, answer from lm2.remembered_answer
        where tenant_id = $1 and account_id = $2 and method = $3 and key = $4 and recorded_at > $5
        """)

    private static let forget = Statement(
        "remembered_answer.forget_one",
        """
        delete from lm2.remembered_answer
        where tenant_id = $1 and account_id = $2 and method = $3 and key = $4 and recorded_at <= $5
        """)

    private static let remember = Statement(
        "remembered_answer.remember",
        """
        update lm2.remembered_answer set answer = $5
        where tenant_id = $1 and account_id = $2 and method = $3 and key = $4
        """)

    /// Carries out a write once for its key, and logs it. A refusal rolls back, and so is neither remembered nor logged.
    ///
    /// - Parameter body: Writes, and says by `TenantTransaction.changes` what it changes.
    func once<Answer: ProtobufMessage>(
        _ write: WriteKey, _ body: (TenantTransaction) async throws -> Answer
    ) async throws -> Answer {
        let answer = try await transaction { transaction in
            guard !write.key.isEmpty else {
                let answer = try await body(transaction)
                _ = try await transaction.run(try note(transaction, answer))
                return answer
            }
            let name = name(of: write)
            let claimed = try await transaction.run(
                Query(
                    Self.claim,
                    name + [.bytes(write.requestDigest), .timestamp(now), oldest]))
            guard claimed.count == 1 else {
                let known = try await transaction.run(recall(write))
                return try Self.answer(known, for: write)
            }
            let answer = try await body(transaction)
            _ = try await transaction.run([
                Query(Self.remember, name + [.bytes(answer.serialized())]), try note(transaction, answer),
            ])
            return answer
        }
        // After the commit: a sealer that looked before would not see the entry.
        store.unsealed.note(caller.tenant)
        return answer
    }

    private func note(_ transaction: TenantTransaction, _ answer: some ProtobufMessage) throws -> Query {
        guard var subject = transaction.subject else {
            throw StorageError.fault("\(origin.method) did not say what it changes")
        }
        subject.after = answer.serialized()
        return auditQuery(subject)
    }

    /// The answer that is remembered for a write; nil if there is none.
    func remembered<Answer: ProtobufMessage>(_ write: WriteKey) async throws -> Answer? {
        let known = try await read(recall(write))
        return known.count == 0 ? nil : try Self.answer(known, for: write)
    }

    /// The query that frees a key which has outlived its 24 hours and was not swept yet.
    func forget(_ write: WriteKey) -> Query { Query(Self.forget, name(of: write) + [oldest]) }

    private func recall(_ write: WriteKey) -> Query { Query(Self.recall, name(of: write) + [oldest]) }

    private func name(of write: WriteKey) -> [PostgresValue] {
        [tenant, caller.account.value, .text(write.method), .text(write.key)]
    }

    /// When an answer was recorded that is forgotten by now.
    private var oldest: PostgresValue { .timestamp(now - WriteKey.lifetime) }

    private static func answer<Answer: ProtobufMessage>(_ known: Rows, for write: WriteKey) throws -> Answer {
        guard known.count == 1, !known.row(0).isNull(1) else {
            throw StorageError.fault("a claimed idempotency key has no answer")
        }
        guard known.row(0).bytes(0) == write.requestDigest else {
            throw Refusal.invalid(
                field: "idempotency_key", "the key was used for another request in the last 24 hours; choose a new key")
        }
        return try Answer(serialized: known.row(0).bytes(1))
    }
}
