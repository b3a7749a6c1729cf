import Conformance
import Messages
import Postgres

extension TenantScope {
    private static let ownerOfAction = Statement(
        "action.owner", "select name from lm2.account where tenant_id = $1 and account_id = $2")

    private static let putOnClause = Statement(
        "action.put_on_clause",
        """
        update lm2.record set assessment_id = $3, clause_number = $4, is_open = true, owner_id = $5
        where tenant_id = $1 and record_id = $2
        """)

    /// Raises a corrective action on a clause of an assessment, as a draft: the first revision of a record.
    package func raiseAction(_ request: RaiseActionRequest, as write: WriteKey) async throws -> Action {
        if let fault = PlainLine.fault(request.title) { throw Refusal.invalid(field: "title", fault) }
        guard let due = CivilDate(request.dueOn) else {
            throw Refusal.invalid(field: "due_on", "an action is due on a day, YYYY-MM-DD")
        }
        let target = try await target(
            assessmentID: request.assessmentID, clauseIDs: [request.clauseID], field: "clause_id", isList: false)
        let body = ActionRecord(
            kind: .corrective, subjects: request.subjects, owner: try await owner(request.ownerID),
            raisedOn: today.description, dueOn: due.description, costPence: request.costPence,
            assessmentID: target.assessment.description,
            clauseID: target.standard.clauses[Int(target.numbers[0])].id, title: request.title,
            correction: request.correction, correctiveAction: request.correctiveAction,
            budgetDecision: request.budgetDecision, state: .draft, ownerID: request.ownerID)
        let draft = try RecordDraft(Record(body: .action(body)))
        let id = Identifier.make(now: now)
        let owner = Identifier(request.ownerID)
        return try await once(write) { transaction in
            transaction.changes("action/\(id)", from: nil)
            let locked = try await transaction.run(target.lock(self))
            guard locked.count == 1 else { throw Refusal.notFound("assessment") }
            let recordedAt = try await enterAction(draft, of: target.service, transaction)
            let statements =
                queries(of: target.service).create(id, draft, key: "", at: recordedAt)
                + [
                    Query(
                        Self.putOnClause,
                        [tenant, id.value, target.assessment.value, .int2(target.numbers[0]), owner.value]),
                    target.refresh(self), actionQuery(id),
                ]
            let results = try await transaction.run(statements)
            return try action(results[results.count - 1])
        }
    }

    /// The name of who is to do an action, as a record has persons: one line, without what separates persons in a list.
    private func owner(_ id: String) async throws -> String {
        guard let owner = Identifier(id) else { return "" }
        let rows = try await read(Query(Self.ownerOfAction, [tenant, owner.value]))
        guard rows.count == 1 else { throw Refusal.notFound("owner") }
        return rows.row(0).text(0).replacing(";", with: ",")
    }

    /// Enters the record. What is wrong with it is said of the request's fields, which have the same names.
    private func enterAction(
        _ draft: RecordDraft, of service: Identifier, _ transaction: TenantTransaction
    ) async throws -> Int64 {
        do {
            return try await enter(draft, of: service, besides: nil, transaction)
        } catch Refusal.violations(let violations) {
            throw Refusal.violations(
                violations.map {
                    FieldViolation(
                        field: $0.field.replacing("record.action.", with: ""), description: $0.description)
                })
        }
    }
}
