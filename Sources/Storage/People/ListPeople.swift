import Messages
import Postgres

extension TenantScope {
    private static let listed = Statement(
        "person.list",
        """
        select \(PersonRow.columns) from \(PersonRow.tables)
        where a.tenant_id = $1 and a.kind = 1 and ($2::text is null or (a.name, a.account_id) > ($2, $3::uuid))
        order by a.name, a.account_id limit $4
        """)

    /// Gets one person: anybody of the tenant, or only the caller.
    package func getPerson(_ request: GetPersonRequest) async throws -> Person {
        guard let id = Identifier(request.accountID), mayKnow(account: id) else { throw Refusal.notFound("person") }
        return try PersonRow.person(try await read(personQuery(id)))
    }

    /// Lists the tenant's people, by name.
    package func listPeople(_ request: ListPeopleRequest) async throws -> ListPeopleResponse {
        let question = "people"
        let token = try PageToken(request.page, of: question, parts: 2)
        let rows = try await read(
            Query(
                Self.listed,
                [
                    tenant, token.map { .text($0.parts[0]) } ?? .null,
                    try token.map { try $0.identifier(1).value } ?? .null, request.page.limit,
                ]))
        let (people, next) = rows.page(of: request.page.size, question: question, item: PersonRow.person) {
            [$0.text(1), Identifier($0.uuid(0)).description]
        }
        return ListPeopleResponse(people: people, nextPageToken: next)
    }
}
