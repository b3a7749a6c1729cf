import Messages
import Postgres

extension TenantScope {
    // One row a revision, so that action and history are of one moment. An action moves a dozen times or so.
    private static let withHistory = Statement(
        "action.one",
        """
        select \(ActionRow.columns), m.revision, m.state, m.body, m.reason, m.recorded_at, mover.name
        from \(ActionRow.tables)
        join lm2.record_revision m on m.tenant_id = x.tenant_id and m.service_id = x.service_id
            and m.record_id = x.record_id
        join lm2.account mover on mover.tenant_id = m.tenant_id and mover.account_id = m.recorded_by
        where \(ActionRow.visible) and x.record_id = $4
        order by m.revision
        """)

    /// The query for one action that the caller may see, with its history.
    func actionQuery(_ id: Identifier) -> Query { Query(Self.withHistory, [tenant, reach, onlyAssessment, id.value]) }

    /// The action of `actionQuery`'s rows. Refuses one that is missing or hidden.
    func action(_ rows: Rows) throws -> Action {
        guard rows.count > 0 else { throw Refusal.notFound("action") }
        var action = try ActionRow(rows.row(0)).action(on: today)
        var state = ActionState.unspecified
        for index in 0..<rows.count {
            let row = rows.row(index)
            var (next, note) = (ActionState.withdrawn, row.isNull(18) ? "" : row.text(18))
            if row.int2(16) == 1 {
                let body = try ActionRecord(serialized: row.bytes(17))
                (next, note) = (body.state, body.note)
            }
            action.history.append(
                ActionMove(
                    version: UInt32(row.int4(15)), from: state, to: next, note: note,
                    movedAt: Timestamp(microseconds: row.timestamp(19)), movedBy: row.text(20)))
            state = next
        }
        return action
    }

    /// Gets one action, with its history.
    package func getAction(_ request: GetActionRequest) async throws -> Action {
        guard let id = Identifier(request.actionID) else { throw Refusal.notFound("action") }
        return try action(try await read(actionQuery(id), about: "action/\(id)"))
    }
}
