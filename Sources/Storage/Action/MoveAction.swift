import Conformance
import Messages
import Postgres

extension TenantScope {
    private static let lockAction = Statement(
        "action.lock",
        """
        select from lm2.record x
        join lm2.assessment a on a.tenant_id = x.tenant_id and a.assessment_id = x.assessment_id
        where \(ActionRow.visible) and x.record_id = $4
        for update of x
        """)

    // A withdrawal leaves no due date, but actions are listed by it.
    private static let move = Statement(
        "action.move", "update lm2.record set is_open = $3, due_on = $4 where tenant_id = $1 and record_id = $2")

    /// Moves an action to another state, if its version is the expected one, the state machine has the move, and it is
    /// the caller's to make. Each move is a revision of its record.
    package func moveAction(_ request: MoveActionRequest, as write: WriteKey) async throws -> Action {
        guard let id = Identifier(request.actionID) else { throw Refusal.notFound("action") }
        guard let next = Conformance.ActionState(number: request.to.rawValue) else {
            throw Refusal.invalid(field: "to", "there is no such state")
        }
        guard !PatientIdentifier.isFound(in: request.note) else {
            throw Refusal.invalid(
                field: "note", "holds what looks like an NHS number; records never hold patient identifiers")
        }
        return try await once(write) { transaction in
            let rows = try await transaction.run([
                lockClause(ofAction: id), Query(Self.lockAction, [tenant, reach, onlyAssessment, id.value]),
                actionQuery(id),
            ])[2]
            let before = try action(rows)
            let seen = try ActionRow(rows.row(0))
            guard let state = Conformance.ActionState(number: seen.state.rawValue) else {
                throw StorageError.fault("an action has the unknown state \(seen.state.rawValue)")
            }
            guard seen.version == request.expectedVersion else {
                throw Refusal.stale(
                    "the action has version \(seen.version), not \(request.expectedVersion); look at it again before you move it",
                    current: before)
            }
            transaction.changes("action/\(id)", from: before)
            try Self.check(
                .init(from: state, to: next, role: caller.role, isByOwner: seen.owner == caller.account))
            let recordedAt = try await clock(of: seen.service, transaction)
            let version = seen.version + 1
            let records = queries(of: seen.service)
            var statements =
                next == .withdrawn
                ? records.withdraw(id, version, .action, at: recordedAt, reason: request.note)
                : records.revise(
                    id, version, try moved(seen.body, to: next, note: request.note), at: recordedAt)
            statements.append(
                Query(Self.move, [tenant, id.value, .bool(next.isOpen), .date(seen.due.dayNumber)]))
            if state.isOpen != next.isOpen { statements.append(refreshClause(ofAction: id)) }
            let results = try await transaction.run(statements + [actionQuery(id)])
            return try action(results[results.count - 1])
        }
    }

    /// What a record says after a move: it is completed on the day of its clearance, and checked on that of the review
    /// of its effect, which closes it. Whatever opens it again takes both back.
    private func moved(
        _ body: ActionRecord, to next: Conformance.ActionState, note: String
    ) throws -> RecordDraft {
        var moved = body
        moved.state = Messages.ActionState(rawValue: next.number)
        moved.note = note
        switch next {
        case .cleared: moved.completedOn = today.description
        case .effectivenessDue: break
        case .closed:
            moved.checkedOn = today.description
            moved.effective = .yes
        default:
            moved.completedOn = ""
            moved.checkedOn = ""
            moved.effective = .unspecified
        }
        return try RecordDraft(Record(body: .action(moved)))
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
