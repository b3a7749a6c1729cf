import Messages
import Postgres

extension TenantScope {
    // One row a move, so that action and history are of one moment. An action moves a dozen times or so.
    private static let withHistory = Statement(
        "action.one",
        """
        select \(ActionRow.columns), m.version, m.from_state, m.to_state, m.note, m.moved_at, mover.name
        from \(ActionRow.tables)
        join lm2.action_move m on m.tenant_id = x.tenant_id and m.action_id = x.action_id
        join lm2.account mover on mover.tenant_id = m.tenant_id and mover.account_id = m.moved_by
        where \(ActionRow.visible) and x.action_id = $4
        order by m.version
        """)

    /// The query for one action that the caller may see, with its history.
    func actionQuery(_ id: Identifier) -> Query { Query(Self.withHistory, [tenant, reach, onlyAssessment, id.value]) }

    /// The action of `actionQuery`'s rows. Refuses one that is missing or hidden.
    func action(_ rows: Rows) throws -> Action {
        guard rows.count > 0 else { throw Refusal.notFound("action") }
        var action = try ActionRow(rows.row(0)).action(on: today)
        action.history = (0..<rows.count).map { index in
            let row = rows.row(index)
            return ActionMove(
                version: UInt32(row.int4(19)),
                from: row.isNull(20) ? .unspecified : ActionState(rawValue: Int32(row.int2(20))),
                to: ActionState(rawValue: Int32(row.int2(21))), note: row.text(22),
                movedAt: Timestamp(microseconds: row.timestamp(23)), movedBy: row.text(24))
        }
        return action
    }

    /// Gets one action, with its history.
    package func getAction(_ request: GetActionRequest) async throws -> Action {
        guard let id = Identifier(request.actionID) else { throw Refusal.notFound("action") }
        return try action(try await read(actionQuery(id), about: "action/\(id)"))
    }
}
