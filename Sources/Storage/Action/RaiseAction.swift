import Conformance
import Messages
import Postgres

extension TenantScope {
    private static let ownerOfAction = Statement(
        "action.owner", "select true from lm2.account where tenant_id = $1 and account_id = $2")

    private static let insertAction = Statement(
        "action.insert",
        """
        insert into lm2.action (tenant_id, action_id, service_id, assessment_id, clause_number, title, correction,
            corrective_action, owner_id, due_on, state, is_open, cost_pence, budget_decision, raised_at, raised_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """)

    private static let insertMove = Statement(
        "action.insert_move",
        """
        insert into lm2.action_move (tenant_id, action_id, version, from_state, to_state, note, moved_at, moved_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """)

    /// Raises a corrective action on a clause of an assessment, as a draft.
    package func raiseAction(_ request: RaiseActionRequest, as write: WriteKey) async throws -> Action {
        if let fault = PlainLine.fault(request.title) { throw Refusal.invalid(field: "title", fault) }
        guard let due = CivilDate(request.dueOn) else {
            throw Refusal.invalid(field: "due_on", "an action is due on a day, YYYY-MM-DD")
        }
        let target = try await target(
            assessmentID: request.assessmentID, clauseIDs: [request.clauseID], field: "clause_id", isList: false)
        let owner = Identifier(request.ownerID)
        if let owner, try await read(Query(Self.ownerOfAction, [tenant, owner.value])).count == 0 {
            throw Refusal.notFound("owner")
        }
        let id = Identifier.make(now: now)
        let state = Conformance.ActionState.draft
        return try await once(write) { transaction in
            transaction.changes("action/\(id)", from: nil)
            let locked = try await transaction.run(target.lock(self))
            guard locked.count == 1 else { throw Refusal.notFound("assessment") }
            let row: [PostgresValue] = [
                tenant, id.value, target.service.value, target.assessment.value, .int2(target.numbers[0]),
                .text(request.title), .text(request.correction), .text(request.correctiveAction), owner.value,
                .date(due.dayNumber), .int2(state.rawValue), .bool(state.isOpen),
                request.costPence.map { .int8(Int64(clamping: $0)) } ?? .null, .text(request.budgetDecision),
                .timestamp(now), caller.account.value,
            ]
            let results = try await transaction.run([
                Query(Self.insertAction, row), moveQuery(id, version: 1, from: nil, to: state, note: ""),
                target.refresh(self), actionQuery(id),
            ])
            return try action(results[3])
        }
    }

    /// The query that records a move.
    func moveQuery(
        _ id: Identifier, version: Int32, from: Conformance.ActionState?, to: Conformance.ActionState, note: String
    ) -> Query {
        Query(
            Self.insertMove,
            [
                tenant, id.value, .int4(version), from.map { .int2($0.rawValue) } ?? .null, .int2(to.rawValue),
                .text(note), .timestamp(now), caller.account.value,
            ])
    }
}
