/// An incident, an error or a near miss.
struct Incident: RegisterRow {
    static let register = Register.incident
    static let fields = [
        Field("level", .choice(IncidentLevel.words)),
        Field("type", .choice(IncidentType.words)),
        Field("discovered_at", .time, happened: true),
        Field("occurred_at", .time, optional: true),
        Field("location", .reference([.location]), optional: true),
        Field("affected", .choices(AffectedParty.words)),
        Field("care_affected", .choice(YesNo.words), optional: true),
        Field("critical", .choice(YesNo.words), optional: true),
        Field("route", .choice(IncidentRoute.words)),
        Field("equipment", .reference([.equipment]), optional: true),
        Field("workplace_outcome", .choice(WorkplaceOutcome.words), optional: true),
        Field("risks", .references([.risk])),
        Field("closed_on", .date, optional: true),
    ]
    let row: Row

    var level: IncidentLevel? { row.choice(0) }
    var type: IncidentType? { row.choice(1) }
    var discoveredAt: Int64? { row.time(2) }
    var occurredAt: Int64? { row.time(3) }
    var location: ServiceLocation? { row.reference(4) }
    var affected: ChoiceSet<AffectedParty> { row.choices(5) }
    var careAffected: YesNo? { row.choice(6) }
    var critical: YesNo? { row.choice(7) }
    var route: IncidentRoute? { row.choice(8) }
    var equipment: Equipment? { row.reference(9) }
    var workplaceOutcome: WorkplaceOutcome? { row.choice(10) }
    var risks: [Risk] { row.references(11) }
    var closedOn: CivilDate? { row.date(12) }
}

/// A grading of harm.
struct HarmAssessment: RegisterRow {
    static let register = Register.harmAssessment
    static let fields = [
        Field("incident", .reference([.incident])),
        Field("assessed_on", .date, happened: true),
        Field("assessor", .person),
        Field("physical", .choice(HarmGrade.words), optional: true),
        Field("psychological", .choice(HarmGrade.words), optional: true),
        Field("psychological_days", .integer(0...Int.max), optional: true),
    ]
    let row: Row

    var incident: Incident? { row.reference(0) }
    var assessedOn: CivilDate? { row.date(1) }
    var assessor: Symbol? { row.text(2) }
    var physical: HarmGrade? { row.choice(3) }
    var psychological: HarmGrade? { row.choice(4) }
    var psychologicalDays: Int? { row.integer(5) }
}

/// An accidental or unintended exposure to ionising radiation.
struct Exposure: RegisterRow {
    static let register = Register.exposure
    static let fields = [
        Field("incident", .reference([.incident])),
        Field("noted_on", .date, happened: true),
        Field("kind", .choice(ExposureKind.words)),
        Field("person_group", .choice(PersonGroup.words)),
        Field("age_band", .choice(AgeBand.words), optional: true),
        Field("intended_usv", .integer(0...Int.max), optional: true),
        Field("received_usv", .integer(0...Int.max), optional: true),
    ]
    let row: Row

    var incident: Incident? { row.reference(0) }
    var notedOn: CivilDate? { row.date(1) }
    var kind: ExposureKind? { row.choice(2) }
    var personGroup: PersonGroup? { row.choice(3) }
    var ageBand: AgeBand? { row.choice(4) }
    var intendedUsv: Int? { row.integer(5) }
    var receivedUsv: Int? { row.integer(6) }
}

/// An investigation of an incident.
struct Investigation: RegisterRow {
    static let register = Register.investigation
    static let fields = [
        Field("incident", .reference([.incident])),
        Field("lead", .person),
        Field("started_on", .date, happened: true),
        Field("completed_on", .date, optional: true),
        Field("findings", .text, optional: true),
        Field("learning", .text, optional: true),
        Field("learning_on", .date, optional: true),
    ]
    let row: Row

    var incident: Incident? { row.reference(0) }
    var lead: Symbol? { row.text(1) }
    var startedOn: CivilDate? { row.date(2) }
    var completedOn: CivilDate? { row.date(3) }
    var findings: Symbol? { row.text(4) }
    var learning: Symbol? { row.text(5) }
    var learningOn: CivilDate? { row.date(6) }
}

/// An adviser's advice on an incident.
struct Advice: RegisterRow {
    static let register = Register.advice
    static let fields = [
        Field("incident", .reference([.incident])),
        Field("adviser", .choice(Adviser.words)),
        Field("advised_on", .date, happened: true),
    ]
    let row: Row

    var incident: Incident? { row.reference(0) }
    var adviser: Adviser? { row.choice(1) }
    var advisedOn: CivilDate? { row.date(2) }
}

/// A notification of an incident.
struct IncidentNotification: RegisterRow {
    static let register = Register.notification
    static let fields = [
        Field("incident", .reference([.incident])),
        Field("duty", .choice(Duty.words)),
        Field("body", .text),
        Field("sent_on", .date, happened: true),
        Field("reference", .text, optional: true),
    ]
    let row: Row

    var incident: Incident? { row.reference(0) }
    var duty: Duty? { row.choice(1) }
    var body: Symbol? { row.text(2) }
    var sentOn: CivilDate? { row.date(3) }
    var reference: Symbol? { row.text(4) }
}

/// An incident told to those whom it affects.
struct Disclosure: RegisterRow {
    static let register = Register.disclosure
    static let fields = [
        Field("incident", .reference([.incident])),
        Field("recipient", .choice(Recipient.words)),
        Field("told_at", .time, happened: true),
    ]
    let row: Row

    var incident: Incident? { row.reference(0) }
    var recipient: Recipient? { row.choice(1) }
    var toldAt: Int64? { row.time(2) }
}

/// Support offered to staff after an incident.
struct SupportOffer: RegisterRow {
    static let register = Register.supportOffer
    static let fields = [
        Field("incident", .reference([.incident])),
        Field("offered_on", .date, happened: true),
        Field("kind", .choice(SupportKind.words)),
    ]
    let row: Row

    var incident: Incident? { row.reference(0) }
    var offeredOn: CivilDate? { row.date(1) }
    var kind: SupportKind? { row.choice(2) }
}

/// What the service counts as a critical incident.
struct CriticalRule: Periodic {
    static let register = Register.criticalRule
    static let fields = [
        Field("physical_from", .choice(HarmGrade.words), optional: true),
        Field("psychological_from", .choice(HarmGrade.words), optional: true),
        Field("types", .choices(IncidentType.words)),
        Field("from", .plan, happened: true),
        Field("to", .plan, optional: true),
    ]
    let row: Row

    var physicalFrom: HarmGrade? { row.choice(0) }
    var psychologicalFrom: HarmGrade? { row.choice(1) }
    var types: ChoiceSet<IncidentType> { row.choices(2) }
    var from: CivilDate? { row.plan(3) }
    var to: CivilDate? { row.plan(4) }
}

/// A person's training.
struct Training: RegisterRow {
    static let register = Register.training
    static let fields = [
        Field("person", .person),
        Field("topic", .choice(TrainingTopic.words)),
        Field("completed_on", .date, happened: true),
        Field("valid_days", .integer(1...Int.max), optional: true),
    ]
    let row: Row

    var person: Symbol? { row.text(0) }
    var topic: TrainingTopic? { row.choice(1) }
    var completedOn: CivilDate? { row.date(2) }
    var validDays: Int? { row.integer(3) }
}
