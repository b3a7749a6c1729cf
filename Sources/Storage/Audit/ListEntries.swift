import Messages
import Postgres

extension TenantScope {
    /// The list's statement, by which filters are given: each has an index of its own.
    ///
    /// Entries are sealed while somebody reads on from page to page. So the list is divided at the size that the tree had for
    /// the first page: before it come the entries that were not sealed then, by their ids, wherever they are by now. One
    /// statement has one snapshot, so that an entry on its way is seen once.
    private static func list(byAccount: Bool, bySubject: Bool) -> Statement {
        func filter(_ table: String) -> String {
            let account = byAccount ? "\(table).account_id = $2" : "$2::uuid is null"
            let subject =
                bySubject
                ? "\(table).subject ~>=~ $3 and \(table).subject ~<~ $4" : "$3::text is null and $4::text is null"
            return "\(table).tenant_id = $1 and \(account) and \(subject)"
        }
        return Statement(
            "audit.list_\(byAccount)_\(bySubject)",
            """
            with divide as (
                select coalesce($5::bigint, t.tree_size) as size from lm2.audit_tree t where t.tenant_id = $1)
            select body, salt, leaf_index, entry_id, is_recent, (select size from divide) from (
                (select p.entry_id, p.body, p.salt, null::bigint as leaf_index, true as is_recent
                from lm2.audit_pending p where \(filter("p")) and p.entry_id < $6
                order by p.entry_id desc limit $8)
                union all
                (select e.entry_id, e.body, e.salt, e.leaf_index, true
                from lm2.audit_entry e
                where \(filter("e")) and e.entry_id < $6 and e.leaf_index >= (select size from divide)
                order by e.entry_id desc limit $8)
                union all
                (select e.entry_id, e.body, e.salt, e.leaf_index, false
                from lm2.audit_entry e
                where \(filter("e")) and e.leaf_index < least($7::bigint, (select size from divide))
                order by e.leaf_index desc limit $8)) found
            order by is_recent desc, case when is_recent then entry_id end desc, leaf_index desc limit $8
            """)
    }

    private static let statements = [false, true].map { byAccount in
        [false, true].map { list(byAccount: byAccount, bySubject: $0) }
    }

    /// Above every id.
    private static let noBound = Identifier((.max, .max))

    /// Lists entries of the audit log, the latest first.
    package func listEntries(_ request: ListEntriesRequest) async throws -> ListEntriesResponse {
        let question = "audit entries \(request.accountID) \(request.subjectPrefix)"
        let token = try PageToken(request.page, of: question, parts: 3)
        // The size that divides the list, then where it goes on: after an id before it, or else after an index behind it.
        let size = try token.map { PostgresValue.int8(try $0.number(0)) } ?? .null
        let isBehind = token.map { !$0.parts[2].isEmpty } ?? false
        let id = isBehind ? PostgresValue.null : try token?.identifier(1).value ?? Self.noBound.value
        let index = isBehind ? PostgresValue.int8(try token?.number(2) ?? 0) : .null
        let prefix = request.subjectPrefix
        let statement = Self.statements[request.accountID.isEmpty ? 0 : 1][prefix.isEmpty ? 0 : 1]
        let rows = try await read(
            Query(
                statement,
                [
                    tenant, Identifier(request.accountID).value, prefix.isEmpty ? .null : .text(prefix),
                    // No subject has the last character that there is.
                    prefix.isEmpty ? .null : .text(prefix + "\u{10FFFF}"), size, id, index, request.page.limit,
                ]))
        let (entries, next) = rows.page(of: request.page.size, question: question) {
            $0.loggedEntry(at: 0)
        } key: { row in
            row.bool(4)
                ? [String(row.int8(5)), Identifier(row.uuid(3)).description, ""]
                : [String(row.int8(5)), "", String(row.int8(2))]
        }
        return ListEntriesResponse(entries: entries, nextPageToken: next)
    }
}
