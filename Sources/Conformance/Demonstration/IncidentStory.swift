extension DemonstrationStory {
    /// Reports incidents, grades their harm, investigates them, tells whom they concern, and learns from them.
    mutating func reportIncidents() {
        if practises(.criticalRule) {
            ledger.add(
                .criticalRule, on: start - 12,
                [
                    "physical_from": .word(HarmGrade.severe), "psychological_from": .word(HarmGrade.severe),
                    "types": .words([IncidentType.overexposure, .mrSafety]), "from": .date(start - 60),
                ])
        }
        // The same order again and again, so that no kind stays away for more than a year.
        let patterns = random.shuffled(patternsSeen())
        for (place, day) in days(every: habits.every.incident, first: 3).enumerated() {
            report(patterns[place % patterns.count], on: day + random.number(0...1), place)
        }
        decideOnTrends(
            .incident, incidents.map { (day: $0.happening.day, category: $0.pattern.type.word) })
    }

    /// What comes up here; a careless service reports neither near misses nor what staff suffer at reception.
    private func patternsSeen() -> [IncidentPattern] {
        IncidentPattern.all.filter { pattern in
            if pattern.needsRadiation, !portrait.has(.ionisingRadiation) { return false }
            if pattern.type == .mrSafety, !portrait.modalities.contains(.mri) { return false }
            return practises(.nilReturns) || pattern.level != .nearMiss && pattern.type != .violence
        }
    }

    private mutating func report(_ pattern: IncidentPattern, on day: CivilDate, _ place: Int) {
        let discovered = instant(on: day, hours: 8...15)
        let isCritical = pattern.type == .overexposure || pattern.type == .mrSafety
        let site = self.site(of: pattern, place)
        let machine = pattern.type == .equipmentFailure ? machine(at: site.id) : nil
        let isNearMiss = pattern.level == .nearMiss
        let isFound = pattern.type.isClinical && random.chance(habits.foundByOthers)
        let id = ledger.add(
            .incident, on: day + random.number(habits.incidentRecording),
            [
                "level": .word(pattern.level), "type": .word(pattern.type), "discovered_at": .time(discovered),
                "occurred_at": isFilled() ? .time(discovered - Int64(random.number(10...2000)) * 60) : nil,
                "location": isFilled() ? .text(site.id) : nil, "affected": .words(pattern.affected),
                "care_affected": isFilled() ? .yes(if: pattern.affectsCare) : nil,
                "critical": isFilled() ? .yes(if: isCritical) : nil,
                "route": .word(isFound ? IncidentRoute.found : .reported), "equipment": machine.map { .text($0.id) },
                "workplace_outcome": pattern.affected.contains(.staff) && does() ? .word(pattern.outcome) : nil,
                "risks": isNearMiss && does() ? .texts([random.pick(risks)]) : nil,
            ])
        let happening = Happening(id: id, day: day)
        incidents.append((pattern, happening))
        if !isNearMiss { grade(happening, pattern) }
        disclose(happening, pattern)
        notify(happening, pattern, machine)
        if pattern.needsRadiation { expose(happening, pattern) }
        if pattern.affected.contains(.staff), does() { support(happening) }
        investigate(happening, pattern)
    }

    /// The smaller places have their share of what may happen there.
    private func site(of pattern: IncidentPattern, _ place: Int) -> Site {
        let others = sites.dropFirst().filter { site in
            site.place.kind == .outsourced ? pattern.concernsReporting : !pattern.needsMainDepartment
        }
        return place % 3 < 2 || others.isEmpty ? sites[0] : others[place / 3 % others.count]
    }

    private mutating func isFilled() -> Bool { random.chance(habits.formsFilled) }

    private mutating func grade(_ incident: Happening, _ pattern: IncidentPattern) {
        guard does() else { return }
        let day = soon(after: incident.day)
        ledger.add(
            .harmAssessment, after: 1,
            [
                "incident": .text(incident.id), "assessed_on": .date(day), "assessor": .text(somebody(on: day)),
                "physical": .word(random.pick(pattern.physical)),
                "psychological": does() ? .word(random.pick(pattern.psychological)) : nil,
            ])
    }

    private mutating func disclose(_ incident: Happening, _ pattern: IncidentPattern) {
        guard pattern.affectsCare else { return }
        for recipient in [Recipient.clinicalTeam, .patient] where does() {
            let day = incident.day + random.number(habits.disclosing)
            ledger.add(
                .disclosure, after: random.number(0...1),
                [
                    "incident": .text(incident.id), "recipient": .word(recipient),
                    "told_at": .time(instant(on: day, hours: 16...17)),
                ])
        }
    }

    private mutating func support(_ incident: Happening) {
        ledger.add(
            .supportOffer, after: 1,
            [
                "incident": .text(incident.id), "offered_on": .date(soon(after: incident.day)),
                "kind": .word(SupportKind.occupationalHealth),
            ])
    }

    private mutating func investigate(_ incident: Happening, _ pattern: IncidentPattern) {
        guard does() else { return }
        let begun = soon(after: incident.day)
        let investigation = ledger.add(
            .investigation, after: 1,
            [
                "incident": .text(incident.id), "lead": .text(somebody(on: begun)), "started_on": .date(begun),
            ])
        if let adviser = pattern.adviser { ask(adviser, about: incident, from: begun) }
        guard does() else { return }
        let ended = (begun + random.number(habits.investigating)).workingDay
        let isLearnt = does()
        ledger.revise(
            investigation, after: 1,
            [
                "completed_on": .date(ended),
                "findings": .text("\(pattern.findings) \(random.pick(Self.circumstances))"),
                "learning": isLearnt ? .text(pattern.learning) : nil, "learning_on": isLearnt ? .date(ended) : nil,
            ])
        respond(to: incident, pattern, on: (incident.day + 10 + random.number(habits.prompt)).workingDay)
        guard does() || !practises(.practiceChange) else { return }
        let closed = soon(after: ended)
        ledger.revise(incident.id, on: closed, ["closed_on": .date(closed)])
        news.append(Happening(id: incident.id, day: closed))
    }

    private mutating func ask(_ adviser: Adviser, about incident: Happening, from begun: CivilDate) {
        guard does(.adviceFromExperts) else { return }
        ledger.add(
            .advice, after: 1,
            [
                "incident": .text(incident.id), "adviser": .word(adviser), "advised_on": .date(soon(after: begun)),
            ])
    }

    /// What is done so that it does not happen again.
    private mutating func respond(to incident: Happening, _ pattern: IncidentPattern, on day: CivilDate) {
        guard does() else { return }
        if pattern.level == .nearMiss {
            complete(raise(.nearMissResponse, of: [incident.id], on: day), raised: day)
        } else if practises(.practiceChange), random.chance(30) {
            change(raise(.practiceChange, of: [incident.id], on: day), raised: day)
        } else if random.chance(40) {
            complete(raise(.corrective, of: [incident.id], on: day), raised: day)
        }
    }

    private mutating func change(_ action: String, raised: CivilDate) {
        guard let done = complete(action, raised: raised), does() else { return }
        ledger.add(
            .communication, after: 0,
            [
                "kind": .word(CommunicationKind.information), "subjects": .texts([action]),
                "audiences": .words([Audience.staff]), "sent_on": .date(soon(after: done)),
            ])
    }

    private static let circumstances = [
        "The list was two short that day.", "It was the first week with the new system.",
        "Two tasks had been done by one person at once.", "The handover at midday had been cut short.",
        "Nothing like it in the hundred cases before.", "The room was new to those on duty.",
        "The procedure had been followed; it left a gap.", "Staff spoke of it openly and at once.",
        "The same had been mended elsewhere, but not here.", "A locum had not been shown the checklist.",
    ]
}
