import Conformance
import Messages
import Postgres

/// A corrective action as it is read from its record, aliased `x`.
///
/// Every statement that reads actions is made of these parts, so that what is hidden is hidden alike: services that the
/// caller does not reach, and from an assessor the actions of other assessments than that of the engagement.
struct ActionRow {
    /// The columns to select, fifteen.
    static let columns = """
        x.record_id, x.service_id, x.assessment_id, x.clause_number, x.state, x.is_open, x.due_on, x.revision,
        x.owner_id, owner.name, f.recorded_at, raiser.name, a.standard_id, a.standard_version, v.body
        """

    /// The tables to select from: a withdrawal says nothing of what was withdrawn, so `v` is the last revision with a body.
    static let tables = """
        lm2.record x
        join lm2.assessment a on a.tenant_id = x.tenant_id and a.assessment_id = x.assessment_id
        join lm2.record_revision f on f.tenant_id = x.tenant_id and f.service_id = x.service_id
            and f.record_id = x.record_id and f.revision = 1
        join lm2.account raiser on raiser.tenant_id = f.tenant_id and raiser.account_id = f.recorded_by
        join lateral (
            select body from lm2.record_revision
            where tenant_id = x.tenant_id and service_id = x.service_id and record_id = x.record_id and body is not null
            order by revision desc limit 1) v on true
        left join lm2.account owner on owner.tenant_id = x.tenant_id and owner.account_id = x.owner_id
        """

    /// What the caller may see. The parameters: tenant, the services in reach, the only assessment that the caller sees.
    static let visible = """
        x.tenant_id = $1 and ($2::uuid[] is null or x.service_id = any ($2)) and ($3::uuid is null or (a.assessment_id = $3 and a.state <> 1))
        """

    private let row: Row
    /// What the record says.
    let body: ActionRecord

    init(_ row: Row) throws {
        self.row = row
        body = try ActionRecord(serialized: row.bytes(14))
    }

    /// The sort key of lists.
    static func key(_ row: Row) -> [String] { [String(row.date(6)), Identifier(row.uuid(0)).description] }

    /// Where the action is. A withdrawal of the record is the state in which there is nothing more to do.
    var state: Messages.ActionState { row.int2(4) == 2 ? .withdrawn : body.state }

    /// The revision of its record.
    var version: UInt32 { UInt32(row.int4(7)) }

    /// The service that it belongs to.
    var service: Identifier { Identifier(row.uuid(1)) }

    /// The day by which it is to be done.
    var due: CivilDate { CivilDate(dayNumber: row.date(6)) }

    /// The account that is to do it.
    var owner: Identifier? { row.isNull(8) ? nil : Identifier(row.uuid(8)) }

    /// The action as it stands on a day, without its history.
    func action(on today: CivilDate) throws(StorageError) -> Messages.Action {
        let standard = try TenantScope.standard(id: row.text(12), version: row.text(13))
        let number = Int(row.int2(3))
        guard standard.clauses.indices.contains(number) else {
            throw .fault("an action is on clause \(number), which its standard does not have")
        }
        return Messages.Action(
            actionID: Identifier(row.uuid(0)).description, serviceID: service.description,
            assessmentID: Identifier(row.uuid(2)).description, clauseID: standard.clauses[number].id,
            title: body.title, correction: body.correction, correctiveAction: body.correctiveAction,
            ownerID: owner?.description ?? "", ownerName: row.isNull(9) ? body.owner : row.text(9),
            dueOn: due.description, state: state, overdue: row.bool(5) && due < today, costPence: body.costPence,
            budgetDecision: body.budgetDecision, version: version, raisedAt: Timestamp(microseconds: row.timestamp(10)),
            raisedBy: row.text(11), subjects: body.subjects, completedOn: body.completedOn, checkedOn: body.checkedOn)
    }
}
