import Postgres
import Synchronization

/// The names of people as they were read, for each tenant with the version that the tenant's names then had: while the
/// database gives the same version they still hold.
final class AccountNames: Sendable {
    private struct Known {
        var version: Int32
        var names: [Identifier: String]
    }

    /// How many names are kept. It bounds memory; what was dropped is read again.
    private static let largestCount = 50_000

    private let known = Mutex<(tenants: [Identifier: Known], count: Int)>(([:], 0))

    /// The names that are known of a tenant's people at that version.
    func names(of tenant: Identifier, version: Int32) -> [Identifier: String] {
        known.withLock { known in
            guard let tenant = known.tenants[tenant], tenant.version == version else { return [:] }
            return tenant.names
        }
    }

    /// Adds names that were read after the version was.
    func keep(_ names: [Identifier: String], of tenant: Identifier, version: Int32) {
        known.withLock { known in
            if known.count + names.count > Self.largestCount { known = ([:], 0) }
            var entry = known.tenants[tenant] ?? Known(version: version, names: [:])
            known.count -= entry.names.count
            if entry.version != version { entry = Known(version: version, names: [:]) }
            entry.names.merge(names) { $1 }
            known.count += entry.names.count
            known.tenants[tenant] = entry
        }
    }
}

extension TenantScope {
    private static let named = Statement(
        "account.names", "select account_id, name from lm2.account where tenant_id = $1 and account_id = any ($2)")

    /// The names of people, read now.
    func names(of people: Set<Identifier>) async throws(StorageError) -> [Identifier: String] {
        if people.isEmpty { return [:] }
        // Not a read of its own for the log: the names belong to what was read before.
        let rows = try await group(
            [Query(Self.named, [tenant, .uuidArray(people.map { ($0.high, $0.low) })])], on: .read)[0]
        var names: [Identifier: String] = [:]
        for index in 0..<rows.count { names[Identifier(rows.row(index).uuid(0))] = rows.row(index).text(1) }
        return names
    }

    /// The names of people, of which those are read that aren't known. The version is the tenant's `names_version`, read
    /// before.
    func names(of people: Set<Identifier>, version: Int32) async throws(StorageError) -> [Identifier: String] {
        let known = store.accountNames.names(of: caller.tenant, version: version)
        let missing = people.filter { known[$0] == nil }
        if missing.isEmpty { return known }
        let read = try await names(of: missing)
        store.accountNames.keep(read, of: caller.tenant, version: version)
        return known.merging(read) { $1 }
    }
}
