import Postgres

extension SystemScope {
    private static let forgetAnswers = Statement(
        "remembered_answer.forget",
        """
        delete from lm2.remembered_answer r using (
            select account_id, method, key from lm2.remembered_answer
            where tenant_id = $1 and recorded_at <= $2 order by recorded_at limit $3 for update skip locked) old
        where r.tenant_id = $1 and r.account_id = old.account_id and r.method = old.method and r.key = old.key
        """)

    /// How many answers one statement forgets, so that it stays within its lane's time.
    private static let mostAtOnce: Int64 = 5000

    /// Forgets the remembered answers that have outlived their 24 hours. Gives how many. The time is in microseconds
    /// since 1970, UTC.
    package func forgetAnswers(now: Int64) async throws(StorageError) -> Int {
        var forgotten = 0
        while true {
            let count = try await group(
                [
                    Query(
                        Self.forgetAnswers,
                        [tenant, .timestamp(now - WriteKey.lifetime), .int8(Self.mostAtOnce)])
                ], on: .slow)[0].affectedRows
            forgotten += count
            if count < Int(Self.mostAtOnce) { return forgotten }
        }
    }
}
