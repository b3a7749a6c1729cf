import Postgres

extension SystemScope {
    // Where another server has noted a use in the same minute nothing is written. What has ended stays ended.
    private static let touch = Statement(
        "credential.touch",
        """
        update lm2.credential set last_used_at = $3, last_used_from = $4,
            expires_at = case when kind = 3
                then least(ends_at, $3::timestamptz + make_interval(secs => idle_seconds)) else expires_at end
        where tenant_id = $1 and credential_id = $2 and revoked_at is null and expires_at > $3
            and (last_used_at is null or last_used_at <= $3::timestamptz - interval '1 minute')
        """)

    /// How often the use of a credential is noted: once a minute, in microseconds.
    package static let touchInterval: Int64 = 60 * 1_000_000

    /// Notes that a credential was used, from a network address; a session then lives on.
    package func touch(_ credential: AcceptedCredential, from address: String, now: Int64) async throws(StorageError) {
        _ = try await group(
            [Query(Self.touch, [tenant, credential.id.value, .timestamp(now), .text(address)])], on: .write)
    }
}
