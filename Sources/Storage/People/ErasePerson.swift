import Conformance
import Messages
import Postgres

extension TenantScope {
    /// The name of who was erased.
    package static let erasedName = "erased person"

    private static let eraseAccount = Statement(
        "person.erase",
        """
        update lm2.account
        set name = $3, email = null, disabled_at = coalesce(disabled_at, $4), erased_at = $4
        where tenant_id = $1 and account_id = $2
        """)

    private static let erasePassword = Statement(
        "password.erase", "delete from lm2.password where tenant_id = $1 and account_id = $2")

    private static let eraseTokens = Statement(
        "one_time_token.erase", "delete from lm2.one_time_token where tenant_id = $1 and account_id = $2")

    private static let eraseCredentials = Statement(
        "credential.erase",
        """
        update lm2.credential
        set revoked_at = coalesce(revoked_at, $3), name = '', last_used_from = '', stamp = stamp + 1
        where tenant_id = $1 and account_id = $2
        """)

    // Without the salt nobody can try out whether an entry's digests are those of this person's name. The entries that are
    // about the account hold such digests whoever made them. The leaves themselves, and so the tree, stay as they are.
    private static let eraseSalts = Statement(
        "audit.erase_salts",
        """
        update lm2.audit_entry set salt = null
        where tenant_id = $1 and salt is not null
            and (account_id = $2 or subject = $3 or (subject >= $3 || '/' and subject < $3 || '0'))
        """)

    // Answers in which the name still stands. That of this very call has not been put there yet.
    private static let eraseAnswers = Statement(
        "remembered_answer.erase",
        """
        delete from lm2.remembered_answer
        where tenant_id = $1 and answer is not null and (account_id = $2 or method = any ($3))
        """)

    private static let grantingTenants = Statement(
        "engagement.granting_tenants",
        """
        select distinct granting_tenant_id from lm2.engagement_pointer
        where tenant_id = $1 and assessor_id = $2 order by granting_tenant_id
        """)

    /// The statements that erase an assessor in a tenant that has granted an engagement: there the account has the same id,
    /// the name, and nothing that opens it.
    private func erasure(of assessor: Identifier, in granting: Identifier, reason: String) -> [Query] {
        let account = [granting.value, assessor.value]
        let subject = "account/\(assessor)"
        return [
            SystemScope.entry(granting),
            Query(Self.eraseAccount, account + [.text(Self.erasedName), .timestamp(now)]),
            Query(Self.eraseSalts, account + [.text(subject)]),
            SystemScope(store, tenant: granting).namesChanged,
            auditDraft(AuditSubject("\(subject)/erased/\(reason)")).query(into: granting),
        ]
    }

    /// Erases a person: the name, the e-mail address, whatever opens the account, and what would still give the name away.
    /// What they did stays, under another name, and so does what they wrote: those are the organisation's records. An
    /// assessor is erased in the tenants that have granted an engagement as well.
    package func erasePerson(_ request: ErasePersonRequest, as write: WriteKey) async throws -> Person {
        guard let id = Identifier(request.accountID) else { throw Refusal.notFound("person") }
        if let fault = PlainLine.fault(request.reason) { throw Refusal.invalid(field: "reason", fault) }
        var elsewhere: [Identifier] = []
        let person = try await once(write) { transaction in
            try await keepAnAdministrator(id, in: transaction)
            let before = try await lockPerson(id, in: transaction)
            // The reason goes where it can't be changed. With what was before it there would be one more digest of the name.
            transaction.changes("account/\(id)/erased/\(request.reason)", from: nil)
            guard !before.erased else { throw Refusal.precondition("the person was erased already") }
            let account: [PostgresValue] = [tenant, id.value]
            let methods = [Methods.PeopleService.invitePerson.path, Methods.PeopleService.changePerson.path]
            let rows = try await transaction.run([
                Query(Self.eraseAccount, account + [.text(Self.erasedName), .timestamp(now)]),
                Query(Self.erasePassword, account),
                Query(Self.eraseTokens, account),
                Query(Self.eraseCredentials, account + [.timestamp(now)]),
                Query(Self.eraseSalts, account + [.text("account/\(id)")]),
                Query(Self.eraseAnswers, account + [.textArray(methods)]),
                namesChanged,
                personQuery(id),
            ])
            let granting = try await transaction.run(Query(Self.grantingTenants, account))
            elsewhere = (0..<granting.count).map { Identifier(granting.row($0).uuid(0)) }
            for other in elsewhere {
                _ = try await transaction.run(
                    erasure(of: id, in: other, reason: request.reason) + [SystemScope.entry(caller.tenant)])
            }
            return try PersonRow.person(rows[rows.count - 1])
        }
        for other in elsewhere { store.unsealed.note(other) }
        return person
    }
}
