import Conformance
import Messages
import Postgres

/// The statement that makes a person's account.
private enum NewPerson {
    static let insert = Statement(
        "person.insert",
        """
        insert into lm2.account (tenant_id, account_id, name, role, service_ids, kind, email, created_at)
        values ($1, $2, $3, $4, $5, 1, $6, $7)
        """)

    /// Refuses a name or address that is none, and gives the address in lower case.
    static func check(name: String, email: String) throws(Refusal) -> String {
        try AccountName.check(name)
        if let fault = EmailAddress.fault(email) { throw .invalid(field: "email", fault) }
        return email.lowercased()
    }

    static func queries(
        _ id: Identifier, name: String, email: String, _ assigned: AssignedRole, token: [UInt8], tenant: PostgresValue,
        now: Int64
    ) -> [Query] {
        [
            Query(
                insert,
                [
                    tenant, id.value, .text(name), .int2(assigned.role.rawValue), assigned.servicesValue, .text(email),
                    .timestamp(now),
                ]),
            OneTimeTokenDraft(digest: token, purpose: .invitation).query(for: id, in: tenant, now: now),
        ]
    }
}

extension TenantScope {
    /// Makes an account for a person, with a one-time token by its digest. Throws `StorageError.emailTaken` if somebody of
    /// the tenant has the address.
    ///
    /// - Returns: What is remembered, which is without the token itself; and whether it was made now: a repeat finds the
    ///   first one's outcome, and another token's digest in place.
    package func invitePerson(
        _ request: InvitePersonRequest, token: [UInt8], as write: WriteKey
    ) async throws -> (answer: InvitePersonResponse, isNew: Bool) {
        let email = try NewPerson.check(name: request.name, email: request.email)
        let id = Identifier.make(now: now)
        var isNew = false
        let answer = try await once(write) { transaction in
            isNew = true
            transaction.changes("account/\(id)", from: nil)
            let assigned = try await AssignedRole(
                request.role, services: request.serviceIDs, tenant: tenant, in: transaction)
            let rows = try await transaction.run(
                NewPerson.queries(
                    id, name: request.name, email: email, assigned, token: token, tenant: tenant, now: now)
                    + [personQuery(id)])
            return InvitePersonResponse(person: try PersonRow.person(rows[rows.count - 1]))
        }
        return (answer, isNew)
    }
}

extension SystemScope {
    /// Makes an account for a person, with a one-time token by its digest: how the first administrator of a tenant comes in.
    /// Gives the account's id. Throws as `TenantScope.invitePerson` does.
    package func invitePerson(
        name: String, email: String, role: Conformance.Role, services: [Identifier], token: [UInt8], now: Int64
    ) async throws -> Identifier {
        let email = try NewPerson.check(name: name, email: email)
        let id = Identifier.make(now: now)
        return try await transaction(logging: true) { transaction in
            let assigned = try await AssignedRole(
                Messages.Role(rawValue: Int32(role.rawValue)), services: services.map(\.description), tenant: tenant,
                in: transaction)
            _ = try await transaction.run(
                NewPerson.queries(id, name: name, email: email, assigned, token: token, tenant: tenant, now: now)
                    + [auditQuery("account/\(id)", of: "lm2d person create", now: now)])
            return id
        }
    }
}
