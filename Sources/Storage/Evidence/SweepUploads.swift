import Postgres

extension SystemScope {
    // An upload is idle while no piece of it comes. One whose piece is being stored at this moment is locked by that, and
    // passed over. A piece that arrives between the look and the lock breaks the foreign key: then nothing is removed.
    private static let sweepUploads = Statement(
        "evidence.sweep",
        """
        with idle as (
            select e.tenant_id, e.evidence_id from lm2.evidence e
            where e.tenant_id = $1 and e.sealed_at is null and e.begun_at < now() - $2::int4 * interval '1 second'
                and not exists (
                    select from lm2.evidence_chunk c
                    where c.tenant_id = $1 and c.evidence_id = e.evidence_id
                        and c.received_at >= now() - $2::int4 * interval '1 second')
            order by e.begun_at limit $3
            for update of e skip locked
        ), pieces as (
            delete from lm2.evidence_chunk c using idle
            where c.tenant_id = $1 and c.tenant_id = idle.tenant_id and c.evidence_id = idle.evidence_id
        )
        delete from lm2.evidence e using idle
        where e.tenant_id = $1 and e.tenant_id = idle.tenant_id and e.evidence_id = idle.evidence_id
        """)

    /// How many uploads one statement removes, so that it stays within its lane's time.
    private static let mostAtOnce: Int64 = 4

    /// Removes uploads that were not sealed and have been idle for so many seconds, with their pieces. Gives how many.
    package func sweepUploads(idleFor seconds: Int) async throws(StorageError) -> Int {
        var removed = 0
        while true {
            let swept = try await group(
                [Query(Self.sweepUploads, [tenant, .int4(Int32(clamping: seconds)), .int8(Self.mostAtOnce)])],
                on: .slow)[0].affectedRows
            removed += swept
            if swept < Int(Self.mostAtOnce) { return removed }
        }
    }
}
