import Conformance
import Messages
import Postgres

extension TenantScope {
    // The clause before the action, as whoever raises an action locks them; what leads to the clause never changes.
    private static let lockClauseOfAction = Statement(
        "action.lock_clause",
        """
        select from lm2.assessment_clause c
        join lm2.action x on x.tenant_id = c.tenant_id and x.assessment_id = c.assessment_id
            and x.clause_number = c.clause_number
        where c.tenant_id = $1 and x.tenant_id = $1 and x.action_id = $2
            and ($3::uuid[] is null or x.service_id = any ($3))
        for update of c
        """)

    private static let lockAction = Statement(
        "action.lock",
        """
        select x.state, x.version, x.owner_id from lm2.action x
        join lm2.assessment a on a.tenant_id = x.tenant_id and a.assessment_id = x.assessment_id
        where \(ActionRow.visible) and x.action_id = $4
        for update of x
        """)

    private static let move = Statement(
        "action.move",
        """
        update lm2.action set state = $3, is_open = $4, version = version + 1 where tenant_id = $1 and action_id = $2
        """)

    private static let refreshClauseOfAction = Statement(
        "action.refresh_clause",
        """
        update lm2.assessment_clause c
        set change = change + 1, facts = lm2.clause_facts(c.tenant_id, c.assessment_id, c.clause_number)
        from lm2.action x
        where c.tenant_id = $1 and x.tenant_id = $1 and x.action_id = $2 and c.assessment_id = x.assessment_id
            and c.clause_number = x.clause_number
        """)

    /// Moves an action to another state, if its version is the expected one, the state machine has the move, and it is
    /// the caller's to make.
    package func moveAction(_ request: MoveActionRequest, as write: WriteKey) async throws -> Action {
        guard let id = Identifier(request.actionID) else { throw Refusal.notFound("action") }
        guard let next = Conformance.ActionState(rawValue: Int16(clamping: request.to.rawValue)) else {
            throw Refusal.invalid(field: "to", "there is no such state")
        }
        return try await once(write) { transaction in
            let locked = try await transaction.run([
                Query(Self.lockClauseOfAction, [tenant, id.value, reach]),
                Query(Self.lockAction, [tenant, reach, onlyAssessment, id.value]),
            ])[1]
            guard locked.count == 1 else { throw Refusal.notFound("action") }
            let row = locked.row(0)
            guard let state = Conformance.ActionState(rawValue: row.int2(0)) else {
                throw StorageError.fault("an action has the unknown state \(row.int2(0))")
            }
            let version = row.int4(1)
            let before = try action(try await transaction.run(actionQuery(id)))
            guard version == Int32(clamping: request.expectedVersion) else {
                throw Refusal.stale(
                    "the action has version \(version), not \(request.expectedVersion); look at it again before you move it",
                    current: before)
            }
            let isByOwner = !row.isNull(2) && Identifier(row.uuid(2)) == caller.account
            transaction.changes("action/\(id)", from: before)
            try Self.check(.init(from: state, to: next, role: caller.role, isByOwner: isByOwner))
            var queries = [
                Query(Self.move, [tenant, id.value, .int2(next.rawValue), .bool(next.isOpen)]),
                moveQuery(id, version: version + 1, from: state, to: next, note: request.note),
            ]
            if state.isOpen != next.isOpen { queries.append(Query(Self.refreshClauseOfAction, [tenant, id.value])) }
            let results = try await transaction.run(queries + [actionQuery(id)])
            return try action(results[results.count - 1])
        }
    }

    private static func check(_ move: Conformance.ActionMove) throws(Refusal) {
        switch move.fault {
        case nil: return
        case .noSuchMove:
            let names = Conformance.ActionState.allCases.filter(move.from.successors.contains).map(\.name)
            throw .precondition(
                "an action that is \(move.from.name) can't become \(move.to.name), only \(names.joined(separator: ", "))"
            )
        case .judgesOwnWork:
            throw .forbidden("you are to do this action; somebody else has to judge that it is \(move.to.name)")
        case .judgementOfOthers:
            throw .forbidden("that an action is \(move.to.name) is the quality manager's to say")
        case .roleMovesNothing: throw .forbidden("the role \(move.role.name) moves no actions")
        }
    }
}
