/// A nonconformity of the quality management system.
struct Nonconformity: RegisterRow {
    static let register = Register.nonconformity
    static let fields = [
        Field("area", .choice(Area.words)),
        Field("category", .text),
        Field("location", .reference([.location]), optional: true),
        Field("raised_on", .date, happened: true),
        Field("closed_on", .date, optional: true),
        Field("recurrence_of", .reference([.nonconformity]), optional: true),
    ]
    let row: Row

    var area: Area? { row.choice(0) }
    var category: Symbol? { row.text(1) }
    var location: ServiceLocation? { row.reference(2) }
    var raisedOn: CivilDate? { row.date(3) }
    var closedOn: CivilDate? { row.date(4) }
    var recurrenceOf: Nonconformity? { row.reference(5) }
}

/// A corrective or other action; completed_on is the day of clearance, checked_on that of the effectiveness review.
struct ServiceAction: RegisterRow {
    static let register = Register.action
    static let fields = [
        Field("kind", .choice(ActionKind.words)),
        Field("subjects", .references(Register.allCases), atLeastOne: true),
        Field("owner", .person, optional: true),
        Field("raised_on", .date, happened: true),
        Field("due_on", .plan),
        Field("completed_on", .date, optional: true),
        Field("checked_on", .date, optional: true),
        Field("effective", .choice(YesNo.words), optional: true),
        Field("cost_pence", .integer(0...Int.max), optional: true),
    ]
    let row: Row

    var kind: ActionKind? { row.choice(0) }
    var subjects: [Row] { row.referenced(1) }
    var owner: Symbol? { row.text(2) }
    var raisedOn: CivilDate? { row.date(3) }
    var dueOn: CivilDate? { row.plan(4) }
    var completedOn: CivilDate? { row.date(5) }
    var checkedOn: CivilDate? { row.date(6) }
    var effective: YesNo? { row.choice(7) }
    var costPence: Int? { row.integer(8) }
}

/// A reasoned decision.
struct Decision: RegisterRow {
    static let register = Register.decision
    static let fields = [
        Field("kind", .choice(DecisionKind.words)),
        Field("subjects", .references(Register.allCases)),
        Field("decided_on", .date, happened: true),
        Field("decided_by", .person),
        Field("choice", .choice(TrendChoice.words), optional: true),
        Field("reason", .text),
        Field("stream", .choice(TrendStream.words), optional: true),
        Field("category", .text, optional: true),
        Field("duty", .choice(Duty.words), optional: true),
        Field("adviser", .choice(Adviser.words), optional: true),
        Field("recipient", .choice(Recipient.words), optional: true),
    ]
    let row: Row

    var kind: DecisionKind? { row.choice(0) }
    var subjects: [Row] { row.referenced(1) }
    var decidedOn: CivilDate? { row.date(2) }
    var decidedBy: Symbol? { row.text(3) }
    var choice: TrendChoice? { row.choice(4) }
    var reason: Symbol? { row.text(5) }
    var stream: TrendStream? { row.choice(6) }
    var category: Symbol? { row.text(7) }
    var duty: Duty? { row.choice(8) }
    var adviser: Adviser? { row.choice(9) }
    var recipient: Recipient? { row.choice(10) }
}

/// A statement that there was none of something in a period.
struct NilReturn: RegisterRow {
    static let register = Register.nilReturn
    static let fields = [
        Field("subject", .choice(NilSubject.words)),
        Field("qualifier", .text, optional: true),
        Field("period_from", .date),
        Field("period_to", .date),
        Field("stated_by", .person),
        Field("stated_on", .date, happened: true),
    ]
    let row: Row

    var subject: NilSubject? { row.choice(0) }
    var qualifier: Symbol? { row.text(1) }
    var periodFrom: CivilDate? { row.date(2) }
    var periodTo: CivilDate? { row.date(3) }
    var statedBy: Symbol? { row.text(4) }
    var statedOn: CivilDate? { row.date(5) }
}
