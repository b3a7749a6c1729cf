import Conformance
import Messages
import Postgres

extension TenantScope {
    private static let rename = Statement(
        "person.rename", "update lm2.account set name = $3 where tenant_id = $1 and account_id = $2")

    private static let reassign = Statement(
        "person.reassign",
        "update lm2.account set role = $3, service_ids = $4 where tenant_id = $1 and account_id = $2")

    private static let disable = Statement(
        "person.disable", "update lm2.account set disabled_at = $3 where tenant_id = $1 and account_id = $2")

    /// Changes a person's name, role and services, or whether the account is disabled; the very next call of that person sees
    /// it. Who is disabled is signed out as well, so that enabling the account opens no session again.
    package func changePerson(_ request: ChangePersonRequest, as write: WriteKey) async throws -> Person {
        guard let id = Identifier(request.accountID) else { throw Refusal.notFound("person") }
        if let name = request.name { try AccountName.check(name) }
        guard request.role != nil || request.serviceIDs.isEmpty else {
            throw Refusal.invalid(field: "service_ids", "services are given with a role, and replaced with it")
        }
        return try await once(write) { transaction in
            if request.role.map({ $0 != .administrator }) ?? false || request.disabled == true {
                try await keepAnAdministrator(id, in: transaction)
            }
            let before = try await lockPerson(id, in: transaction)
            transaction.changes("account/\(id)", from: before)
            guard !before.erased else { throw Refusal.precondition("the person was erased") }
            var queries: [Query] = []
            if let name = request.name, name != before.name {
                queries += [Query(Self.rename, [tenant, id.value, .text(name)]), namesChanged]
            }
            if let role = request.role {
                let assigned = try await AssignedRole(
                    role, services: request.serviceIDs, tenant: tenant, in: transaction)
                queries.append(
                    Query(
                        Self.reassign,
                        [tenant, id.value, .int2(assigned.role.rawValue), assigned.servicesValue]))
            }
            if let disabled = request.disabled, disabled != before.disabled {
                queries.append(Query(Self.disable, [tenant, id.value, disabled ? .timestamp(now) : .null]))
                if disabled { queries += PasswordChange.endAccess(of: id, in: tenant, now: now) }
            }
            let rows = try await transaction.run(queries + [accountChanged(id), personQuery(id)])
            return try PersonRow.person(rows[rows.count - 1])
        }
    }

    /// Makes a one-time token, by its digest, with which a person sets a new password. Ends nothing before it is used.
    package func startPasswordReset(
        _ request: StartPasswordResetRequest, token: [UInt8]
    ) async throws -> StartPasswordResetResponse {
        guard let id = Identifier(request.accountID) else { throw Refusal.notFound("person") }
        let write = WriteKey(method: origin.method, key: "", request: request)
        return try await once(write) { transaction in
            let person = try await lockPerson(id, in: transaction)
            transaction.changes("account/\(id)/password", from: person)
            guard !person.disabled, !person.erased else {
                throw Refusal.precondition("the account is disabled; enable it first")
            }
            guard !person.email.isEmpty else {
                throw Refusal.precondition("the person has no e-mail address here, and so can't sign in by password")
            }
            _ = try await transaction.run(
                OneTimeTokenDraft(digest: token, purpose: .reset).query(for: id, in: tenant, now: now))
            return StartPasswordResetResponse()
        }
    }
}
