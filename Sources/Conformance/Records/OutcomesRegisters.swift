/// Outcomes of one interventional procedure recorded for one month; it happened on the month's last day.
struct OutcomeCount: RegisterRow {
    static let register = Register.outcomeCount
    static let fields = [
        Field("month", .month, happened: true),
        Field("procedure", .text),
        Field("outcomes", .integer(0...Int.max)),
    ]
    let row: Row

    var month: CivilDate? { row.plan(0) }
    var procedure: Symbol? { row.text(1) }
    var outcomes: Int? { row.integer(2) }
}

/// A complication of an interventional procedure.
struct Complication: RegisterRow {
    static let register = Register.complication
    static let fields = [
        Field("occurred_on", .date, happened: true),
        Field("procedure", .text),
        Field("grade", .integer(1...6), optional: true),
        Field("category", .text, optional: true),
        Field("avoidable", .choice(Avoidable.words), optional: true),
        Field("analysed_on", .date, optional: true),
    ]
    let row: Row

    var occurredOn: CivilDate? { row.date(0) }
    var procedure: Symbol? { row.text(1) }
    var grade: Int? { row.integer(2) }
    var category: Symbol? { row.text(3) }
    var avoidable: Avoidable? { row.choice(4) }
    var analysedOn: CivilDate? { row.date(5) }
}

/// Data sent to a registry for a period.
struct RegistrySubmission: RegisterRow {
    static let register = Register.registrySubmission
    static let fields = [
        Field("registry", .reference([.registry])),
        Field("period_from", .date),
        Field("period_to", .date),
        Field("submitted_on", .date, happened: true),
    ]
    let row: Row

    var registry: Registry? { row.reference(0) }
    var periodFrom: CivilDate? { row.date(1) }
    var periodTo: CivilDate? { row.date(2) }
    var submittedOn: CivilDate? { row.date(3) }
}

/// A risk of the service.
struct Risk: RegisterRow {
    static let register = Register.risk
    static let fields = [
        Field("title", .text),
        Field("kind", .choice(RiskKind.words)),
        Field("area", .choice(Area.words)),
        Field("locations", .references([.location])),
        Field("modalities", .choices(Modality.words)),
        Field("identified_on", .date, happened: true),
        Field("assessed_on", .date, optional: true),
        Field("likelihood", .integer(1...5), optional: true),
        Field("consequence", .integer(1...5), optional: true),
        Field("review_days", .integer(1...Int.max), optional: true),
        Field("closed_on", .date, optional: true),
    ]
    let row: Row

    var title: Symbol? { row.text(0) }
    var kind: RiskKind? { row.choice(1) }
    var area: Area? { row.choice(2) }
    var locations: [ServiceLocation] { row.references(3) }
    var modalities: ChoiceSet<Modality> { row.choices(4) }
    var identifiedOn: CivilDate? { row.date(5) }
    var assessedOn: CivilDate? { row.date(6) }
    var likelihood: Int? { row.integer(7) }
    var consequence: Int? { row.integer(8) }
    var reviewDays: Int? { row.integer(9) }
    var closedOn: CivilDate? { row.date(10) }
}

/// An audit.
struct Audit: RegisterRow {
    static let register = Register.audit
    static let fields = [
        Field("topic", .choice(AuditTopic.words)),
        Field("done_on", .date, happened: true),
        Field("plan_item", .reference([.auditPlanItem]), optional: true),
        Field("tool_body", .choice(ToolBody.words), optional: true),
        Field("sample", .integer(1...Int.max), optional: true),
        Field("compliant", .integer(0...Int.max), optional: true),
        Field("locations", .references([.location])),
        Field("reaudit_of", .reference([.audit]), optional: true),
    ]
    let row: Row

    var topic: AuditTopic? { row.choice(0) }
    var doneOn: CivilDate? { row.date(1) }
    var planItem: AuditPlanItem? { row.reference(2) }
    var toolBody: ToolBody? { row.choice(3) }
    var sample: Int? { row.integer(4) }
    var compliant: Int? { row.integer(5) }
    var locations: [ServiceLocation] { row.references(6) }
    var reauditOf: Audit? { row.reference(7) }
}

/// An audit that was agreed.
struct AuditPlanItem: RegisterRow {
    static let register = Register.auditPlanItem
    static let fields = [
        Field("title", .text),
        Field("agreed_on", .date, happened: true),
        Field("due_on", .plan),
    ]
    let row: Row

    var title: Symbol? { row.text(0) }
    var agreedOn: CivilDate? { row.date(1) }
    var dueOn: CivilDate? { row.plan(2) }
}
