/// A duty that an incident starts, with a limit (the rules, section 3).
package enum Clock: String, Sendable, CaseIterable {
    /// To tell the regulator of a significant exposure.
    case exposureNotice = "exposure_notice"
    /// To send it the report of the investigation.
    case exposureReport = "exposure_report"
    /// To tell of a death or specified injury at work.
    case workplaceNotice = "workplace_notice"
    /// To report an injury at work.
    case workplaceReport = "workplace_report"
    /// To be open with the patient.
    case candour
    /// To tell the manufacturer of a device and its regulator.
    case device
}

/// How a clock stands.
package enum ClockState: String, Sendable, CaseIterable {
    /// There is time left.
    case due
    /// Done by the due date.
    case metInTime = "met_in_time"
    /// Done after it.
    case metLate = "met_late"
    /// Not done, and late.
    case overdue
    /// Somebody decided, with a reason, that it is not to be done.
    case decidedNotTo = "decided_not_to"
    /// Nothing suggests that it has to be done, but nobody has decided.
    case undecided
}

/// A clock of one incident.
struct RunningClock {
    let clock: Clock
    let incident: Incident
    let due: CivilDate
    let state: ClockState
    let item: Item
    /// Days after the due date: of the event, else of today.
    let delay: Int
}

/// What the numbers suggest of an exposure; a person decides.
enum ExposureSuggestion: Equatable {
    case meets(code: String)
    case undetermined
    case noCode
}

extension ClauseJudge {
    /// suggestion(e) for one exposure.
    func suggestion(_ exposure: Exposure) -> ExposureSuggestion {
        guard let nation = profile(.nation), let kind = exposure.kind else { return .undetermined }
        let (received, intended, age) = (exposure.receivedUsv, exposure.intendedUsv, exposure.ageBand)
        let threshold = { (age: AgeBand) in
            self.number(age == .adult ? "exposure_adult_usv" : "exposure_child_usv")
        }
        switch kind {
        case .accidental:
            guard nation == .england else { return .meets(code: "1") }
            guard let received, let age else { return .undetermined }
            return received >= threshold(age) ? .meets(code: "1") : .noCode
        case .unintended:
            guard let received, let intended else { return .undetermined }
            if intended < number("exposure_band_1_usv") {
                guard let age else { return .undetermined }
                return received >= threshold(age) ? .meets(code: "2.1") : .noCode
            }
            if intended < number("exposure_band_2_usv") {
                return isAtLeast(received, tenths: number("exposure_factor_2_tenths"), of: intended)
                    ? .meets(code: "2.2") : .noCode
            }
            if intended < number("exposure_band_3_usv") {
                return received >= number("exposure_band_3_limit_usv") ? .meets(code: "2.3") : .noCode
            }
            return isAtLeast(received, tenths: number("exposure_factor_4_tenths"), of: intended)
                ? .meets(code: "2.4") : .noCode
        }
    }

    /// 10·R ≥ tenths·I, for any numbers.
    private func isAtLeast(_ received: Int, tenths: Int, of intended: Int) -> Bool {
        let left = received.multipliedFullWidth(by: 10)
        let right = intended.multipliedFullWidth(by: tenths)
        return (left.high, left.low) >= (right.high, right.low)
    }

    /// suggestion(i): whether one of the exposures of patients or carers meets.
    func suggestion(_ incident: Incident) -> ExposureSuggestion {
        let all = incident.patientExposures.map { suggestion($0) }
        if let meets = all.first(where: { if case .meets = $0 { true } else { false } }) { return meets }
        return all.contains(.undetermined) ? .undetermined : .noCode
    }

    /// The clocks of significant exposures and of injuries at work that an incident starts.
    func notificationClocks(_ incident: Incident) -> [RunningClock] {
        var clocks: [RunningClock] = []
        if !incident.patientExposures.isEmpty {
            var meets = false
            if case .meets = suggestion(incident) { meets = true }
            let (sent, decided) = (notifications(incident, .exposureNotice), refusals(incident, .exposureNotice))
            let start = incident.discoveredOn
            clocks.append(
                clock(
                    .exposureNotice, incident, start, sent, decided, isExpected: meets,
                    limit: { $0 + self.number("exposure_notice_days") }))
            if meets && decided.isEmpty {
                clocks.append(
                    clock(
                        .exposureReport, incident, start, notifications(incident, .exposureReport),
                        refusals(incident, .exposureReport), limit: { $0 + self.number("exposure_report_days") }))
            }
        }
        let start = incident.occurredOn ?? incident.discoveredOn
        let outcome = incident.workplaceOutcome
        let isSevere = outcome == .death || outcome == .specifiedInjury
        if isSevere {
            clocks.append(
                clock(
                    .workplaceNotice, incident, start, notifications(incident, .workplaceNotice),
                    refusals(incident, .workplaceNotice), limit: { $0 + self.number("workplace_notice_days") }))
        }
        if isSevere || outcome == .overSevenDays {
            let days = number(isSevere ? "workplace_report_days" : "workplace_incapacity_days")
            clocks.append(
                clock(
                    .workplaceReport, incident, start, notifications(incident, .workplaceReport),
                    refusals(incident, .workplaceReport), limit: { $0 + days }))
        }
        return clocks
    }

    /// The clock of the duty of candour, if an incident starts it.
    func candourClock(_ incident: Incident) -> RunningClock? {
        guard incident.affected.contains(.patient) else { return nil }
        let grade = HarmGrade.allWords[words("candour_grade").first ?? ""] ?? .moderate
        let days = number("candour_psychological_days")
        let grave = incident.referring(HarmAssessment.self).filter { assessment in
            (assessment.physical.map { $0 >= grade } ?? false)
                || (assessment.psychological.map { $0 >= grade } ?? false)
                || (assessment.psychologicalDays.map { $0 >= days } ?? false)
        }
        guard let start = grave.map(\.happenedOn).min() else { return nil }
        let told = incident.referring(Disclosure.self).filter { $0.recipient == .patient || $0.recipient == .carer }
        let decided = incident.decisions(.notDisclosed).filter { $0.recipient == .patient || $0.recipient == .carer }
        let holidays = bankHolidays
        return clock(
            .candour, incident, start, events(told), events(decided),
            limit: { self.workingDays(self.number("candour_working_days"), after: $0, holidays: holidays) })
    }

    /// The two clocks of a device incident: the manufacturer and the device regulator.
    func deviceClocks(_ incident: Incident, firstUse: CivilDate?) -> [(duty: Duty, clock: RunningClock)] {
        guard incident.equipment != nil || incident.type == .equipmentFailure else { return [] }
        let holidays = bankHolidays
        let limit = { self.workingDays(self.number("device_working_days"), after: $0, holidays: holidays) }
        return [Duty.manufacturer, .deviceRegulator].map { duty in
            let (sent, decided) = (notifications(incident, duty), refusals(incident, duty))
            let state = due(incident.discoveredOn, sent + decided, firstUse: firstUse, limit: limit)
            let item = state.item([incident.place])
            return (duty, running(.device, incident, limit(incident.discoveredOn), sent + decided, decided, item))
        }
    }

    /// The first use of telling manufacturers or the device regulator, or of deciding not to.
    var firstDeviceNotice: CivilDate? {
        let isOfDevice = { (duty: Duty?) in duty == .manufacturer || duty == .deviceRegulator }
        return earlier(
            firstUse(Notification.self) { isOfDevice($0.duty) },
            firstUse(Decision.self) { $0.kind == .notNotified && isOfDevice($0.duty) })
    }

    private func notifications(_ incident: Incident, _ duty: Duty) -> [Event] {
        events(incident.referring(Notification.self).filter { $0.duty == duty })
    }

    private func refusals(_ incident: Incident, _ duty: Duty) -> [Event] {
        events(incident.decisions(.notNotified).filter { $0.duty == duty })
    }

    /// A strict clock; one that is not expected only asks for a decision, whenever.
    private func clock(
        _ clock: Clock, _ incident: Incident, _ start: CivilDate, _ done: [Event], _ decided: [Event],
        isExpected: Bool = true, limit: (CivilDate) -> CivilDate
    ) -> RunningClock {
        let events = done + decided
        let item: Item
        if isExpected {
            item = dueStrictly(start, events, limit: limit).item(lateFails: true, [incident.place])
        } else if let event = events.earliest {
            item = Item(.pass, [incident.place], events: [event.place])
        } else {
            item = Item(day <= limit(start) ? .pending : .unknown, [incident.place])
        }
        return running(clock, incident, limit(start), events, decided, item)
    }

    private func running(
        _ clock: Clock, _ incident: Incident, _ due: CivilDate, _ events: [Event], _ decided: [Event], _ item: Item
    ) -> RunningClock {
        let event = events.earliest
        let state: ClockState =
            if let event {
                decided.contains { $0.place == event.place }
                    ? .decidedNotTo : event.day <= due ? .metInTime : .metLate
            } else {
                switch item.state {
                case .fail: .overdue
                case .pending: .due
                default: .undecided
                }
            }
        return RunningClock(
            clock: clock, incident: incident, due: due, state: state, item: item,
            delay: max(0, (event?.day ?? day) - due))
    }
}

extension Choice {
    /// The choices by their words.
    static var allWords: [String: Self] {
        Dictionary(
            uniqueKeysWithValues: words.enumerated().compactMap { place, word in
                Self(rawValue: UInt8(place)).map { (word, $0) }
            })
    }
}
