import Postgres

/// A one-time token that is about to be made: what it is for, and how long it is good.
struct OneTimeTokenDraft {
    /// The raw values are stored.
    enum Purpose: Int16 {
        case invitation = 1
        case reset = 2

        /// How long a token is good, in microseconds: seven days for an invitation, since people are away; an hour for a reset.
        var lifetime: Int64 {
            switch self {
            case .invitation: 7 * 24 * 3600 * 1_000_000
            case .reset: 3600 * 1_000_000
            }
        }
    }

    let digest: [UInt8]
    let purpose: Purpose

    private static let insert = Statement(
        "one_time_token.insert",
        """
        insert into lm2.one_time_token (tenant_id, token_id, account_id, purpose, digest, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        """)

    /// The query that keeps its digest.
    func query(for account: Identifier, in tenant: PostgresValue, now: Int64) -> Query {
        Query(
            Self.insert,
            [
                tenant, Identifier.make(now: now).value, account.value, .int2(purpose.rawValue), .bytes(digest),
                .timestamp(now), .timestamp(now + purpose.lifetime),
            ])
    }
}
