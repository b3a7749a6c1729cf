import Conformance
import Messages
import Postgres

extension SystemScope {
    private static let clock = Statement(
        "record.load_clock",
        """
        insert into lm2.record_clock (tenant_id, service_id, last_recorded_at, change) values ($1, $2, $3, 1)
        """)

    /// How many statements go in one round trip.
    private static let batch = 500

    /// Fills a service that has no records yet with those of a demonstration, recorded when they say.
    ///
    /// - Parameter author: who recorded them.
    package func loadRecords(
        _ entries: [DemonstrationRecords.Entry], into service: Identifier, author: Identifier, now: Int64
    ) async throws {
        let ids = Dictionary(
            uniqueKeysWithValues: entries.map { entry in
                (entry.id, Identifier.make(now: entry.revisions.first?.recordedAt ?? now))
            })
        let records = RecordQueries(tenant: tenant, service: service, author: author)
        var queries: [Query] = []
        var references: [Query] = []
        var last: Int64 = 0
        for entry in entries {
            guard let id = ids[entry.id] else { continue }
            var latest: Query?
            for (index, revision) in entry.revisions.enumerated() {
                last = max(last, revision.recordedAt)
                guard let body = revision.body else {
                    queries += records.withdraw(
                        id, UInt32(index + 1), entry.register, at: revision.recordedAt, reason: revision.reason)
                    continue
                }
                let draft = RecordDraft(body.mapReferences { ids[$0]?.description ?? $0 })
                var made =
                    index == 0
                    ? records.create(id, draft, key: "", at: revision.recordedAt)
                    : records.revise(id, UInt32(index + 1), draft, at: revision.recordedAt)
                latest = made.removeLast()
                queries += made
            }
            if let latest { references.append(latest) }
        }
        queries += references
        try await transaction(logging: true) { transaction in
            _ = try await transaction.run([
                Query(Self.clock, [tenant, service.value, .timestamp(last)]),
                auditQuery("import/\(service)", of: "lm2d demonstration", now: now),
            ])
            for start in stride(from: 0, to: queries.count, by: Self.batch) {
                _ = try await transaction.run(Array(queries[start..<min(start + Self.batch, queries.count)]))
            }
        }
    }
}
