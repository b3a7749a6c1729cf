/// An agreed process of the quality management system.
struct ServiceProcess: Periodic {
    static let register = Register.process
    static let fields = [
        Field("name", .text),
        Field("area", .choice(Area.words)),
        Field("owner", .person, optional: true),
        Field("locations", .references([.location])),
        Field("monitor_days", .integer(1...Int.max), optional: true),
        Field("from", .plan, happened: true),
        Field("to", .plan, optional: true),
    ]
    let row: Row

    var name: Symbol? { row.text(0) }
    var area: Area? { row.choice(1) }
    var owner: Symbol? { row.text(2) }
    var locations: [ServiceLocation] { row.references(3) }
    var monitorDays: Int? { row.integer(4) }
    var from: CivilDate? { row.plan(5) }
    var to: CivilDate? { row.plan(6) }
}

/// Somebody's time in a post.
struct Appointment: Periodic {
    static let register = Register.appointment
    static let fields = [
        Field("post", .choice(Post.words)),
        Field("person", .person),
        Field("from", .plan, happened: true),
        Field("to", .plan, optional: true),
    ]
    let row: Row

    var post: Post? { row.choice(0) }
    var person: Symbol? { row.text(1) }
    var from: CivilDate? { row.plan(2) }
    var to: CivilDate? { row.plan(3) }
}

/// A meeting of any kind: one ledger counts towards several clauses.
struct Meeting: RegisterRow {
    static let register = Register.meeting
    static let fields = [
        Field("held_on", .date, happened: true),
        Field("items", .choices(MeetingItem.words), atLeastOne: true),
        Field("attended", .persons),
        Field("minutes", .text, optional: true),
        Field("inputs", .choices(ReviewInput.words)),
        Field("decisions", .integer(0...Int.max), optional: true),
        Field("effectiveness", .choice(Effectiveness.words), optional: true),
        Field("reviewed", .references([.nonconformity, .incident, .risk, .complication])),
    ]
    let row: Row

    var heldOn: CivilDate? { row.date(0) }
    var items: ChoiceSet<MeetingItem> { row.choices(1) }
    var attended: [Symbol] { row.persons(2) }
    var minutes: Symbol? { row.text(3) }
    var inputs: ChoiceSet<ReviewInput> { row.choices(4) }
    var decisions: Int? { row.integer(5) }
    var effectiveness: Effectiveness? { row.choice(6) }
    var reviewed: [Row] { row.referenced(7) }
}

/// A quality objective.
struct Objective: Periodic {
    static let register = Register.objective
    static let fields = [
        Field("title", .text),
        Field("owner", .person, optional: true),
        Field("policy", .reference([.documentVersion]), optional: true),
        Field("review_days", .integer(1...Int.max), optional: true),
        Field("from", .plan, happened: true),
        Field("to", .plan, optional: true),
    ]
    let row: Row

    var title: Symbol? { row.text(0) }
    var owner: Symbol? { row.text(1) }
    var policy: DocumentVersion? { row.reference(2) }
    var reviewDays: Int? { row.integer(3) }
    var from: CivilDate? { row.plan(4) }
    var to: CivilDate? { row.plan(5) }
}

/// A quality indicator of an objective.
struct Indicator: Periodic {
    static let register = Register.indicator
    static let fields = [
        Field("objective", .reference([.objective])),
        Field("unit", .text),
        Field("direction", .choice(Direction.words)),
        Field("target", .integer(0...Int.max), optional: true),
        Field("interval_days", .integer(1...Int.max), optional: true),
        Field("from", .plan, happened: true),
        Field("to", .plan, optional: true),
    ]
    let row: Row

    var objective: Objective? { row.reference(0) }
    var unit: Symbol? { row.text(1) }
    var direction: Direction? { row.choice(2) }
    var target: Int? { row.integer(3) }
    var intervalDays: Int? { row.integer(4) }
    var from: CivilDate? { row.plan(5) }
    var to: CivilDate? { row.plan(6) }
}

/// A measured indicator, or a monitored process.
struct Measurement: RegisterRow {
    static let register = Register.measurement
    static let fields = [
        Field("subject", .reference([.indicator, .process])),
        Field("measured_on", .date, happened: true),
        Field("value", .integer(0...Int.max), optional: true),
        Field("effective", .choice(YesNo.words), optional: true),
    ]
    let row: Row

    var subject: Row? { row.referenced(0) }
    var measuredOn: CivilDate? { row.date(1) }
    var value: Int? { row.integer(2) }
    var effective: YesNo? { row.choice(3) }
}

/// A review of a document, an objective or a risk.
struct ReviewRecord: RegisterRow {
    static let register = Register.review
    static let fields = [
        Field("subject", .reference([.document, .objective, .risk])),
        Field("reviewed_on", .date, happened: true),
        Field("likelihood", .integer(1...5), optional: true),
        Field("consequence", .integer(1...5), optional: true),
    ]
    let row: Row

    var subject: Row? { row.referenced(0) }
    var reviewedOn: CivilDate? { row.date(1) }
    var likelihood: Int? { row.integer(2) }
    var consequence: Int? { row.integer(3) }
}

/// Something told to, or asked of, audiences.
struct Communication: RegisterRow {
    static let register = Register.communication
    static let fields = [
        Field("kind", .choice(CommunicationKind.words)),
        Field("subjects", .references(Register.allCases)),
        Field("audiences", .choices(Audience.words), atLeastOne: true),
        Field("sent_on", .date, happened: true),
    ]
    let row: Row

    var kind: CommunicationKind? { row.choice(0) }
    var subjects: [Row] { row.referenced(1) }
    var audiences: ChoiceSet<Audience> { row.choices(2) }
    var sentOn: CivilDate? { row.date(3) }
}

/// Somebody's confirmation of a communication.
struct Receipt: RegisterRow {
    static let register = Register.receipt
    static let fields = [
        Field("communication", .reference([.communication])),
        Field("person", .person),
        Field("level", .choice(ReceiptLevel.words)),
        Field("given_on", .date, happened: true),
    ]
    let row: Row

    var communication: Communication? { row.reference(0) }
    var person: Symbol? { row.text(1) }
    var level: ReceiptLevel? { row.choice(2) }
    var givenOn: CivilDate? { row.date(3) }
}
