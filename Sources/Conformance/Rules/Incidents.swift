extension IncidentType {
    /// Whether it is a clinical type; the others are safety types (the rules, section 5).
    var isClinical: Bool { rawValue <= Self.otherClinical.rawValue }
}

extension HarmGrade: Comparable {
    static func < (left: HarmGrade, right: HarmGrade) -> Bool { left.rawValue < right.rawValue }
}

extension Incident {
    /// Its day of discovery is its happened_on.
    var discoveredOn: CivilDate { happenedOn }

    /// The day of `occurred_at`, if that is known.
    var occurredOn: CivilDate? {
        occurredAt.map { LondonCalendar.date(ofMicroseconds: $0.saturating(times: 1_000_000)) }
    }

    /// How many days it took to record it.
    var recordingLag: Int { row.firstRecordedOn - discoveredOn }

    /// The exposures of patients and carers, which the duties of significant exposures are about.
    var patientExposures: [Exposure] {
        referring(Exposure.self).filter { $0.personGroup == .patient || $0.personGroup == .carer }
    }

    /// need(i): the advisers whom it needs.
    var advisersNeeded: [Adviser] {
        let groups = referring(Exposure.self).compactMap(\.personGroup)
        var needed: [Adviser] = []
        if groups.contains(.patient) || groups.contains(.carer) || type == .overexposure { needed.append(.mpe) }
        if groups.contains(.staff) || groups.contains(.public) || type == .staffExposure { needed.append(.rpa) }
        if type == .mrSafety { needed.append(.mrSafety) }
        if type == .laser { needed.append(.laser) }
        return needed
    }

    /// recipients(i): whom it has to be disclosed to.
    var recipients: [Recipient] {
        var recipients: [Recipient] = [.clinicalTeam]
        if affected.contains(.patient) { recipients.append(.patient) }
        if affected.contains(.staff) { recipients.append(.staff) }
        if affected.contains(.other) { recipients.append(.other) }
        return recipients
    }

    /// The last harm assessment, whichever grades it has.
    var lastAssessment: HarmAssessment? {
        referring(HarmAssessment.self).max { ($0.happenedOn, $0.place) < ($1.happenedOn, $1.place) }
    }

    /// The decisions of a kind that have it as a subject.
    func decisions(_ kind: DecisionKind) -> [Decision] { referring(Decision.self).filter { $0.kind == kind } }
}

extension ClauseJudge {
    /// The incidents in W.
    var incidents: [Incident] { inWindow(Incident.self) }

    /// Events of records by when they happened.
    func events<Record: RegisterRow>(_ records: [Record]) -> [Event] {
        records.compactMap { Event($0.happenedOn, $0.place) }
    }

    /// The first use of the records of a register that are of a description.
    func firstUse<Record: RegisterRow>(_ type: Record.Type, where matches: (Record) -> Bool) -> CivilDate? {
        all(type).lazy.filter(matches).map(\.happenedOn).min()
    }

    /// The earlier of two first uses.
    func earlier(_ left: CivilDate?, _ right: CivilDate?) -> CivilDate? {
        [left, right].compactMap { $0 }.min()
    }

    /// The first use of actions that have a record of a register as a subject: the base where the item is one of them.
    func firstAction(on registers: Register..., where matches: (Action) -> Bool = { _ in true }) -> CivilDate? {
        firstUse(Action.self) { action in
            matches(action) && action.subjects.contains { registers.contains($0.register) }
        }
    }

    /// The first use of decisions of a kind that have a record of a register as a subject.
    func firstDecision(
        _ kind: DecisionKind, on register: Register, where matches: (Decision) -> Bool = { _ in true }
    ) -> CivilDate? {
        firstUse(Decision.self) { decision in
            decision.kind == kind && matches(decision) && decision.subjects.contains { $0.register == register }
        }
    }

    /// The first use of communications that have a record of a register as a subject.
    func firstCommunication(on register: Register, where matches: (Communication) -> Bool) -> CivilDate? {
        firstUse(Communication.self) { communication in
            matches(communication) && communication.subjects.contains { $0.register == register }
        }
    }
}
