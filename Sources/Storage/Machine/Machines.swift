import Messages
import Postgres

extension TenantScope {
    private static let insert = Statement(
        "machine.insert",
        """
        insert into lm2.account (tenant_id, account_id, name, role, service_ids, kind, created_at)
        values ($1, $2, $3, $4, $5, 2, $6)
        """)

    private static let listed = Statement(
        "machine.list",
        """
        select account_id, name, role, service_ids from lm2.account
        where tenant_id = $1 and kind = 2 and ($2::text is null or (name, account_id) > ($2, $3::uuid))
        order by name, account_id limit $4
        """)

    /// Makes a service account.
    package func createMachine(_ request: CreateMachineRequest, as write: WriteKey) async throws -> Machine {
        try AccountName.check(request.name)
        let id = Identifier.make(now: now)
        return try await once(write) { transaction in
            transaction.changes("account/\(id)", from: nil)
            let assigned = try await AssignedRole(
                request.role, services: request.serviceIDs, tenant: tenant, in: transaction)
            _ = try await transaction.run(
                Query(
                    Self.insert,
                    [
                        tenant, id.value, .text(request.name), .int2(assigned.role.rawValue), assigned.servicesValue,
                        .timestamp(now),
                    ]))
            return Machine(
                accountID: id.description, name: request.name, role: request.role,
                serviceIDs: (assigned.services ?? []).map(\.description))
        }
    }

    /// Lists service accounts, by name.
    package func listMachines(_ request: ListMachinesRequest) async throws -> ListMachinesResponse {
        let question = "machines"
        let token = try PageToken(request.page, of: question, parts: 2)
        let rows = try await read(
            Query(
                Self.listed,
                [
                    tenant, token.map { .text($0.parts[0]) } ?? .null,
                    try token.map { try $0.identifier(1).value } ?? .null, request.page.limit,
                ]))
        let (machines, next) = rows.page(of: request.page.size, question: question) { row in
            Machine(
                accountID: Identifier(row.uuid(0)).description, name: row.text(1),
                role: Messages.Role(rawValue: Int32(row.int2(2))),
                serviceIDs: row.isNull(3) ? [] : row.uuidArray(3).map { Identifier($0).description })
        } key: {
            [$0.text(1), Identifier($0.uuid(0)).description]
        }
        return ListMachinesResponse(machines: machines, nextPageToken: next)
    }
}
