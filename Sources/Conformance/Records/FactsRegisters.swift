/// What applies to the service, dated.
struct ProfileEntry: Periodic {
    static let register = Register.profileEntry
    static let fields = [
        Field("field", .choice(ProfileField.words)),
        Field("value", .choice(ProfileValue.words)),
        Field("from", .plan, happened: true),
        Field("to", .plan, optional: true),
    ]
    let row: Row

    var field: ProfileField? { row.choice(0) }
    var value: ProfileValue? { row.choice(1) }
    var from: CivilDate? { row.plan(2) }
    var to: CivilDate? { row.plan(3) }
}

/// A national registry that the service reports to.
struct Registry: Periodic {
    static let register = Register.registry
    static let fields = [
        Field("code", .text),
        Field("period_days", .integer(1...Int.max)),
        Field("due_days", .integer(0...Int.max)),
        Field("from", .plan, happened: true),
        Field("to", .plan, optional: true),
    ]
    let row: Row

    var code: Symbol? { row.text(0) }
    var periodDays: Int? { row.integer(1) }
    var dueDays: Int? { row.integer(2) }
    var from: CivilDate? { row.plan(3) }
    var to: CivilDate? { row.plan(4) }
}

/// A place where the service is given.
struct ServiceLocation: Periodic {
    static let register = Register.location
    static let fields = [
        Field("name", .text),
        Field("kind", .choice(LocationKind.words)),
        Field("from", .plan, happened: true),
        Field("to", .plan, optional: true),
    ]
    let row: Row

    var name: Symbol? { row.text(0) }
    var kind: LocationKind? { row.choice(1) }
    var from: CivilDate? { row.plan(2) }
    var to: CivilDate? { row.plan(3) }
}

/// A person's time in the service, in one profession.
struct StaffRecord: Periodic {
    static let register = Register.staff
    static let fields = [
        Field("person", .person),
        Field("profession", .choice(Profession.words)),
        Field("from", .plan, happened: true),
        Field("to", .plan, optional: true),
    ]
    let row: Row

    var person: Symbol? { row.text(0) }
    var profession: Profession? { row.choice(1) }
    var from: CivilDate? { row.plan(2) }
    var to: CivilDate? { row.plan(3) }
}

/// Examinations of one modality at one location in one month; it happened on the month's last day.
struct Activity: RegisterRow {
    static let register = Register.activity
    static let fields = [
        Field("month", .month, happened: true),
        Field("location", .reference([.location])),
        Field("modality", .choice(Modality.words)),
        Field("examinations", .integer(0...Int.max)),
    ]
    let row: Row

    var month: CivilDate? { row.plan(0) }
    var location: ServiceLocation? { row.reference(1) }
    var modality: Modality? { row.choice(2) }
    var examinations: Int? { row.integer(3) }
}

/// A machine.
struct Equipment: Periodic {
    static let register = Register.equipment
    static let fields = [
        Field("name", .text),
        Field("modality", .choice(Modality.words)),
        Field("manufacturer", .text),
        Field("location", .reference([.location])),
        Field("from", .plan, happened: true),
        Field("to", .plan, optional: true),
    ]
    let row: Row

    var name: Symbol? { row.text(0) }
    var modality: Modality? { row.choice(1) }
    var manufacturer: Symbol? { row.text(2) }
    var location: ServiceLocation? { row.reference(3) }
    var from: CivilDate? { row.plan(4) }
    var to: CivilDate? { row.plan(5) }
}
