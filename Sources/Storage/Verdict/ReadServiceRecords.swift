import Conformance
import Messages
import Postgres

/// What has to stay the same for a verdict to hold: the records of a service, and the rules' settings of its trust.
package struct RecordStamp: Sendable, Equatable {
    let records: Int64
    let settings: Int64
}

/// A service with the stamp of its records.
package struct StampedService: Sendable {
    /// Its id.
    package let id: Identifier
    /// Its name.
    package let name: String
    /// What is known of its records.
    package let stamp: RecordStamp
}

/// All that a service has recorded, and its trust has set, as it was read: `set()` makes of it what the rules read.
package struct ServiceRecords: Sendable {
    fileprivate let revisions: Rows
    fileprivate let overrides: [Conformance.RuleOverride]

    /// Puts the records together. It takes some milliseconds for thousands of records: not on an event loop.
    package func set() throws -> RecordSet {
        var builder = RecordSetBuilder()
        var index = 0
        while index < revisions.count {
            let first = revisions.row(index)
            let id = first.uuid(0)
            guard let register = Register(name: first.text(1)) else {
                throw StorageError.fault("a record is of the unknown register \(first.text(1))")
            }
            var found: [RecordSetBuilder.Revision] = []
            while index < revisions.count, revisions.row(index).uuid(0) == id {
                let row = revisions.row(index)
                let values = row.isNull(3) ? nil : try Self.values(row, register, &builder)
                found.append(RecordSetBuilder.Revision(recordedAt: row.timestamp(2), values: values))
                index += 1
            }
            builder.add(Identifier(id).description, register, found)
        }
        return try builder.set(overrides: overrides)
    }

    private static func values(
        _ row: Row, _ register: Register, _ builder: inout RecordSetBuilder
    ) throws -> [RecordSetBuilder.Reading] {
        try row.withBytes(3) { bytes in
            var reader = BodyReader(bytes)
            return try reader.values(of: register, into: &builder)
        }
    }
}

extension TenantScope {
    private static let stamps = Statement(
        "verdict.stamps",
        """
        select s.service_id, s.name, coalesce(c.change, 0), coalesce(r.change, 0)
        from lm2.service s
        left join lm2.record_clock c on c.tenant_id = s.tenant_id and c.service_id = s.service_id
        left join lm2.rule_clock r on r.tenant_id = s.tenant_id
        where s.tenant_id = $1 and ($2::uuid is null or s.service_id = $2)
            and ($3::uuid[] is null or s.service_id = any ($3))
        order by s.name, s.service_id limit $4
        """)

    private static let revisions = Statement(
        "verdict.revisions",
        """
        select record_id, register, recorded_at, body from lm2.record_revision
        where tenant_id = $1 and service_id = $2 order by record_id, revision
        """)

    /// The service, if the caller may reach it and it is there, with the stamp of its records.
    package func stampedService(_ text: String) async throws -> StampedService {
        guard let service = Identifier(text), caller.mayReach(service),
            let found = try await stampedServices(only: service, most: 1).first
        else { throw Refusal.notFound("service") }
        return found
    }

    /// The services that the caller may reach, by name, with the stamps of their records.
    package func stampedServices(only service: Identifier? = nil, most: Int) async throws -> [StampedService] {
        let rows = try await read(Query(Self.stamps, [tenant, service.value, reach, .int8(Int64(most))]))
        return (0..<rows.count).map { index in
            let row = rows.row(index)
            return StampedService(
                id: Identifier(row.uuid(0)), name: row.text(1),
                stamp: RecordStamp(records: row.int8(2), settings: row.int8(3)))
        }
    }

    /// Reads all that a service has recorded.
    ///
    /// What is written between the reading of a stamp and this is read along, and then kept under the older stamp: that
    /// stamp will never be seen again, so nobody is answered with it.
    package func readRecords(of service: StampedService) async throws -> ServiceRecords {
        let rows = try await group(
            [Query(Self.revisions, [tenant, service.id.value]), overridesQuery], on: .slow)
        return ServiceRecords(
            revisions: rows[0],
            overrides: (0..<rows[1].count).map { Conformance.RuleOverride(rows[1].row($0)) })
    }
}
