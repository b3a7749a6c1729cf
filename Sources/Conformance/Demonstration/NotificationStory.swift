// Telling the bodies that must know of an incident, or deciding with a reason not to.
extension DemonstrationStory {
    /// Notifies clinical governance, the makers of machines and, of injuries at work, the regulator.
    mutating func notify(_ incident: Happening, _ pattern: IncidentPattern, _ machine: Machine?) {
        if pattern.type.isClinical {
            send(.clinicalGovernance, of: incident, to: "Clinical governance group", by: soon(after: incident.day + 2))
        }
        if let machine {
            let day = min(soon(after: incident.day), (incident.day + 4).workingDay)
            send(.manufacturer, of: incident, to: machine.manufacturer, by: day)
            decide(
                not: .deviceRegulator, of: incident, on: day,
                because: "A known fault with a field notice; nobody was harmed.")
        }
        if pattern.outcome == .overSevenDays {
            let day = (incident.day + 8 + random.number(0...3)).workingDay
            send(.workplaceReport, of: incident, to: "Health and Safety Executive", by: day)
        }
    }

    /// Notes an exposure, and notifies it or decides why it is not notifiable.
    mutating func expose(_ incident: Happening, _ pattern: IncidentPattern) {
        let isPatient = pattern.type == .overexposure
        let isHigh = isPatient && random.chance(40)
        let intended = random.number(4...20) * 100
        let factor = isHigh ? random.number(11...14) : random.number(2...3)
        let noted = incident.day + 1
        ledger.add(
            .exposure, after: random.number(0...1),
            [
                "incident": .text(incident.id), "noted_on": .date(noted),
                "kind": .word(isPatient ? ExposureKind.unintended : .accidental),
                "person_group": .word(isPatient ? PersonGroup.patient : .staff), "age_band": .word(AgeBand.adult),
                "intended_usv": isPatient ? .integer(intended) : nil,
                "received_usv": does() ? .integer(isPatient ? intended * factor : random.number(5...40)) : nil,
            ])
        guard isPatient else { return }
        if isHigh {
            let day = soon(after: noted + 1)
            send(.exposureNotice, of: incident, to: "Care Quality Commission", by: day)
            send(.exposureReport, of: incident, to: "Care Quality Commission", by: (day + 45).workingDay)
        } else {
            decide(
                not: .exposureNotice, of: incident, on: soon(after: noted),
                because: "Below the guidance's factor for this intended dose; the physicist has checked the sum.")
        }
    }

    private mutating func send(_ duty: Duty, of incident: Happening, to body: String, by day: CivilDate) {
        guard does() else { return }
        let reference = "\(random.pick(["A", "B", "K", "N"]))\(random.number(1000...9999))"
        ledger.add(
            .notification, after: random.number(0...1),
            [
                "incident": .text(incident.id), "duty": .word(duty), "body": .text(body), "sent_on": .date(day),
                "reference": .text(reference),
            ])
    }

    private mutating func decide(not duty: Duty, of incident: Happening, on day: CivilDate, because reason: String) {
        guard does() else { return }
        ledger.add(
            .decision, after: random.number(0...1),
            [
                "kind": .word(DecisionKind.notNotified), "subjects": .texts([incident.id]),
                "decided_on": .date(day), "decided_by": .text(manager(on: day)), "reason": .text(reason),
                "duty": .word(duty),
            ])
    }
}
