import Conformance
import Messages
import Postgres

/// What an action shares with other records, and what of it is entered by its own methods alone.
extension TenantScope {
    // The clause before the action, as whoever raises an action locks them; what leads to the clause never changes.
    private static let lockClauseOfAction = Statement(
        "action.lock_clause",
        """
        select from lm2.assessment_clause c
        join lm2.record x on x.tenant_id = c.tenant_id and x.assessment_id = c.assessment_id
            and x.clause_number = c.clause_number
        where c.tenant_id = $1 and x.tenant_id = $1 and x.record_id = $2
            and ($3::uuid[] is null or x.service_id = any ($3))
        for update of c
        """)

    private static let refreshClauseOfAction = Statement(
        "action.refresh_clause",
        """
        update lm2.assessment_clause c
        set change = change + 1, facts = lm2.clause_facts(c.tenant_id, c.assessment_id, c.clause_number)
        from lm2.record x
        where c.tenant_id = $1 and x.tenant_id = $1 and x.record_id = $2 and c.assessment_id = x.assessment_id
            and c.clause_number = x.clause_number
        """)

    private static let lockClausesOfService = Statement(
        "action.lock_clauses",
        """
        select from lm2.assessment_clause c
        where c.tenant_id = $1 and (c.assessment_id, c.clause_number) in (
            select x.assessment_id, x.clause_number from lm2.record x
            where x.tenant_id = $1 and x.service_id = $2 and x.assessment_id is not null)
        order by c.assessment_id, c.clause_number for update of c
        """)

    private static let refreshClausesOfService = Statement(
        "action.refresh_clauses",
        """
        update lm2.assessment_clause c
        set change = change + 1, facts = lm2.clause_facts(c.tenant_id, c.assessment_id, c.clause_number)
        where c.tenant_id = $1 and (c.assessment_id, c.clause_number) in (
            select x.assessment_id, x.clause_number from lm2.record x
            where x.tenant_id = $1 and x.service_id = $2 and x.assessment_id is not null)
        """)

    /// Locks every clause that actions of a service are about, before the service's clock is taken.
    func lockClauses(ofActionsIn service: Identifier) -> Query {
        Query(Self.lockClausesOfService, [tenant, service.value])
    }

    /// Derives the facts of these clauses anew.
    func refreshClauses(ofActionsIn service: Identifier) -> Query {
        Query(Self.refreshClausesOfService, [tenant, service.value])
    }

    /// Locks the clause that a record is about, in a statement of its own; nothing for other records. It comes before the
    /// lock on the record.
    func lockClause(ofAction id: Identifier) -> Query { Query(Self.lockClauseOfAction, [tenant, id.value, reach]) }

    /// Derives the facts of that clause anew. It has been locked before.
    func refreshClause(ofAction id: Identifier) -> Query { Query(Self.refreshClauseOfAction, [tenant, id.value]) }

    /// Whether a record is an action that is moved, and not merely revised.
    static func isMoved(_ record: Record) throws -> Bool {
        guard case .action? = record.body else { return false }
        return try record.body.map(content).map(ActionWorkflow.isMoved) ?? false
    }

    /// Refuses what only raising and moving an action may enter.
    static func checkWorkflow(_ body: Record.Body?, replacing seen: Record.Body?) throws {
        guard let body, case .action = body else { return }
        let violations = ActionWorkflow.violations(of: try content(body), replacing: try seen.map(content))
        guard violations.isEmpty else {
            throw Refusal.violations(
                violations.map { FieldViolation(field: "record.action.\($0.field)", description: $0.problem) })
        }
    }

    private static func content(_ body: Record.Body) throws -> RecordBody {
        try body.message.serialized().withUnsafeBytes { try RecordBody(.action, serialized: $0) }
    }
}
