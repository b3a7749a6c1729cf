import Conformance
import Messages
import Postgres

/// A person as rows of the database have it.
enum PersonRow {
    static let columns = """
        a.account_id, a.name, a.email, a.role, a.service_ids, a.disabled_at is not null, p.account_id is not null,
        a.created_at, a.erased_at is not null
        """

    static let tables = """
        lm2.account a left join lm2.password p on p.tenant_id = a.tenant_id and p.account_id = a.account_id
        """

    /// The person of a row of `columns`.
    static func person(_ row: Row) -> Person {
        Person(
            accountID: Identifier(row.uuid(0)).description, name: row.text(1), email: row.isNull(2) ? "" : row.text(2),
            role: Messages.Role(rawValue: Int32(row.int2(3))),
            serviceIDs: row.isNull(4) ? [] : row.uuidArray(4).map { Identifier($0).description }, disabled: row.bool(5),
            hasPassword: row.bool(6), createdAt: Timestamp(microseconds: row.timestamp(7)), erased: row.bool(8))
    }

    /// The person of the only row. Refuses one that is missing.
    static func person(_ rows: Rows) throws -> Person {
        guard rows.count == 1 else { throw Refusal.notFound("person") }
        return person(rows.row(0))
    }
}

extension TenantScope {
    private static let one = Statement(
        "person.one",
        """
        select \(PersonRow.columns) from \(PersonRow.tables)
        where a.tenant_id = $1 and a.account_id = $2 and a.kind <> 2
        """)

    private static let locked = Statement(
        "person.lock",
        """
        select \(PersonRow.columns) from \(PersonRow.tables)
        where a.tenant_id = $1 and a.account_id = $2 and a.kind <> 2 for update of a
        """)

    // Locked in one order by everybody who may take one away: of two, the second then sees what the first has left.
    private static let administrators = Statement(
        "person.administrators",
        """
        select account_id from lm2.account
        where tenant_id = $1 and role = $2 and kind = 1 and disabled_at is null order by account_id for update
        """)

    private static let stamp = Statement(
        "credential.stamp",
        """
        update lm2.credential set stamp = stamp + 1 where tenant_id = $1 and account_id = $2 and revoked_at is null
        """)

    /// The query for one person.
    func personQuery(_ id: Identifier) -> Query { Query(Self.one, [tenant, id.value]) }

    /// Reads a person, and locks the account until the transaction ends. Refuses one that is missing.
    func lockPerson(_ id: Identifier, in transaction: TenantTransaction) async throws -> Person {
        try PersonRow.person(try await transaction.run(Query(Self.locked, [tenant, id.value])))
    }

    /// Refuses to take the last administrator's place away. Call it before the person is locked.
    func keepAnAdministrator(_ id: Identifier, in transaction: TenantTransaction) async throws {
        let rows = try await transaction.run(
            Query(Self.administrators, [tenant, .int2(Conformance.Role.administrator.rawValue)]))
        let ids = (0..<rows.count).map { Identifier(rows.row($0).uuid(0)) }
        guard ids != [id] else {
            throw Refusal.precondition("this is the last administrator; make somebody else one first")
        }
    }

    /// The statement after which the very next call with a credential of the account reads the account again.
    func accountChanged(_ id: Identifier) -> Query { Query(Self.stamp, [tenant, id.value]) }
}

/// What an account is to be allowed, once it was checked.
struct AssignedRole {
    let role: Conformance.Role
    /// What the account is confined to; nil for all.
    let services: [Identifier]?

    /// The services as a parameter.
    var servicesValue: PostgresValue {
        services.map { .uuidArray($0.map { ($0.high, $0.low) }) } ?? .null
    }

    private static let grounds = Statement(
        "account.role_grounds",
        """
        select t.kind, (select count(*) from lm2.service s where s.tenant_id = $1 and s.service_id = any ($2))
        from lm2.tenant t where t.tenant_id = $1
        """)

    /// Checks that a tenant of its kind has the role, and that services go with it, which have to be there.
    init(
        _ role: Messages.Role, services: [String], tenant: PostgresValue, in transaction: TenantTransaction
    ) async throws {
        let ids = Set(services.compactMap { Identifier($0) })
        let rows = try await transaction.run(
            Query(Self.grounds, [tenant, .uuidArray(ids.map { ($0.high, $0.low) })]))
        guard rows.count == 1, let kind = TenantKind(rawValue: rows.row(0).int2(0)) else {
            throw StorageError.fault("a tenant without a known kind")
        }
        guard let wanted = Conformance.Role(rawValue: Int16(clamping: role.rawValue)), kind.roles.contains(wanted)
        else {
            let names = Conformance.Role.allCases.filter(kind.roles.contains).map(\.name).joined(separator: ", ")
            throw Refusal.invalid(
                field: "role", "the people and machines of this kind of organisation (\(kind.name)) are: \(names)")
        }
        guard wanted.isConfined != ids.isEmpty else {
            throw Refusal.invalid(
                field: "service_ids",
                wanted.isConfined
                    ? "a \(wanted.name) is confined to services: name one at least"
                    : "only a contributor or service lead is confined to services")
        }
        guard rows.row(0).int8(1) == Int64(ids.count) else { throw Refusal.notFound("service") }
        self.role = wanted
        self.services = wanted.isConfined ? ids.sorted { ($0.high, $0.low) < ($1.high, $1.low) } : nil
    }
}

/// What the name of an account may be.
enum AccountName {
    /// Refuses a name that can't be shown as what it is.
    static func check(_ name: String) throws(Refusal) {
        if name.allSatisfy(\.isWhitespace) { throw .invalid(field: "name", "must not be empty") }
        if let fault = PlainLine.fault(name) { throw .invalid(field: "name", fault) }
    }
}
