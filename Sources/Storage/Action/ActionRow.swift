import Conformance
import Messages
import Postgres

/// A corrective action as it is read from `lm2.action`, aliased `x`.
///
/// Every statement that reads actions is made of these parts, so that what is hidden is hidden alike: services that the
/// caller does not reach, and from an assessor the actions of other assessments than that of the engagement.
struct ActionRow {
    /// The columns to select, nineteen.
    static let columns = """
        x.action_id, x.service_id, x.assessment_id, x.clause_number, x.title, x.correction, x.corrective_action,
        x.owner_id, owner.name, x.due_on, x.state, x.is_open, x.cost_pence, x.budget_decision, x.version, x.raised_at,
        raiser.name, a.standard_id, a.standard_version
        """

    /// The tables to select from.
    static let tables = """
        lm2.action x
        join lm2.assessment a on a.tenant_id = x.tenant_id and a.assessment_id = x.assessment_id
        join lm2.account raiser on raiser.tenant_id = x.tenant_id and raiser.account_id = x.raised_by
        left join lm2.account owner on owner.tenant_id = x.tenant_id and owner.account_id = x.owner_id
        """

    /// What the caller may see. The parameters: tenant, the services in reach, the only assessment that the caller sees.
    static let visible = """
        x.tenant_id = $1 and ($2::uuid[] is null or x.service_id = any ($2)) and ($3::uuid is null or (a.assessment_id = $3 and a.state <> 1))
        """

    private let row: Row

    init(_ row: Row) {
        self.row = row
    }

    /// The sort key of lists.
    static func key(_ row: Row) -> [String] { [String(row.date(9)), Identifier(row.uuid(0)).description] }

    /// The action as it stands on a day, without its history.
    func action(on today: CivilDate) throws(StorageError) -> Messages.Action {
        let standard = try TenantScope.standard(id: row.text(17), version: row.text(18))
        let number = Int(row.int2(3))
        guard standard.clauses.indices.contains(number) else {
            throw .fault("an action is on clause \(number), which its standard does not have")
        }
        let due = CivilDate(dayNumber: row.date(9))
        return Messages.Action(
            actionID: Identifier(row.uuid(0)).description, serviceID: Identifier(row.uuid(1)).description,
            assessmentID: Identifier(row.uuid(2)).description, clauseID: standard.clauses[number].id,
            title: row.text(4), correction: row.text(5), correctiveAction: row.text(6),
            ownerID: row.isNull(7) ? "" : Identifier(row.uuid(7)).description,
            ownerName: row.isNull(8) ? "" : row.text(8), dueOn: due.description,
            state: Messages.ActionState(rawValue: Int32(row.int2(10))), overdue: row.bool(11) && due < today,
            costPence: row.isNull(12) ? nil : UInt64(row.int8(12)), budgetDecision: row.text(13),
            version: UInt32(row.int4(14)), raisedAt: Timestamp(microseconds: row.timestamp(15)),
            raisedBy: row.text(16))
    }
}
