import Messages
import Postgres

extension TenantScope {
    private static let seals = Statement(
        "audit.seals",
        """
        select \(headColumns), first_index, leaf_hashes from lm2.audit_seal
        where tenant_id = $1 and tree_size > $2 and tree_size <= $3 order by tree_size limit $4
        """)

    private static let entries = Statement(
        "audit.entries",
        """
        select body, salt, leaf_index from lm2.audit_entry
        where tenant_id = $1 and leaf_index >= $2 and leaf_index < $3 order by leaf_index limit $4
        """)

    /// How many seals are read together: of their largest, 2 MB.
    private static let sealsAtOnce: Int64 = 32
    /// How many entries are read together.
    private static let entriesAtOnce: Int64 = 500

    /// Gives the log as it is now: each seal and then its entries, in order. Between two reads nothing is held in the
    /// database, however long the receiver takes; what is sealed meanwhile is left to the next export.
    package func exportLog(_ give: (ExportLogResponse.Item) async throws -> Void) async throws {
        let latest = try await read(headQuery(0))
        guard latest.count == 1 else { return }
        let end = latest.row(0).int8(0)
        var entries = EntryPages(scope: self)
        var done: Int64 = 0
        while done < end {
            let rows = try await group(
                [Query(Self.seals, [tenant, .int8(done), .int8(end), .int8(Self.sealsAtOnce)])], on: .slow)[0]
            if rows.count == 0 { return }
            for index in 0..<rows.count {
                let row = rows.row(index)
                let seal = AuditSeal(
                    firstIndex: UInt64(clamping: row.int8(5)), leafHashes: row.bytes(6), head: head(row))
                try await give(.seal(seal))
                let size = row.int8(0)
                while let entry = try await entries.next(before: size, of: end) { try await give(.entry(entry)) }
                done = size
            }
        }
    }

    /// The sealed entries in order, read a page at a time. A place without an entry is passed over: whoever verifies sees it.
    private struct EntryPages {
        let scope: TenantScope
        private var page: Rows?
        private var place = 0
        private var next: Int64 = 0

        init(scope: TenantScope) { self.scope = scope }

        /// The next entry if its index is below the limit; the log ends at `end`.
        mutating func next(before limit: Int64, of end: Int64) async throws -> LoggedEntry? {
            if place >= page?.count ?? 0, next < limit {
                let rows = try await scope.group(
                    [
                        Query(
                            entries,
                            [scope.tenant, .int8(next), .int8(end), .int8(entriesAtOnce)])
                    ], on: .slow)[0]
                page = rows
                place = 0
                next = rows.count < Int(entriesAtOnce) ? end : rows.row(rows.count - 1).int8(2) + 1
            }
            guard let page, place < page.count, page.row(place).int8(2) < limit else { return nil }
            defer { place += 1 }
            return page.row(place).loggedEntry(at: 0)
        }
    }
}
