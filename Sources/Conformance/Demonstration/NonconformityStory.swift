extension DemonstrationStory {
    /// Raises nonconformities, in every area in turn, corrects them, and watches for trends.
    mutating func raiseNonconformities() {
        let findings = random.shuffled(Array(Self.findings)).filter {
            $0.key != .radiationSafety || portrait.has(.ionisingRadiation)
        }
        var categories: [(day: CivilDate, category: String)] = []
        for (place, day) in days(every: habits.every.nonconformity, first: 5).enumerated() {
            // Incomplete requests come up again and again.
            let isUsual = place % 4 == 3
            let finding = findings[(place - place / 4) % findings.count]
            let area = isUsual ? Area.referralAndVetting : finding.key
            let category = isUsual ? "Request without clinical details" : random.pick(finding.value)
            raise(category, in: area, on: day, after: isUsual ? categories.last { $0.category == category }?.day : nil)
            categories.append((day, category))
        }
        decideOnTrends(.nonconformity, categories)
    }

    private mutating func raise(_ category: String, in area: Area, on day: CivilDate, after earlier: CivilDate?) {
        let recurs = earlier.flatMap { day in nonconformities.last { $0.happening.day == day }?.happening.id }
        let id = ledger.add(
            .nonconformity, after: random.number(0...2),
            [
                "area": .word(area), "category": .text(category), "location": .text(random.pick(machines).site),
                "raised_on": .date(day), "recurrence_of": recurs.map { .text($0) },
            ])
        nonconformities.append((area, Happening(id: id, day: day)))
        guard does() else { return }
        let raised = soon(after: day)
        let costs = nonconformities.count % 5 == 2
        let action = raise(
            random.chance(60) ? .corrective : .correction, of: [id], on: raised,
            pence: costs ? random.number(40...900) * 500 : nil)
        if costs, does() { budget(action, raised: raised) }
        if let done = complete(action, raised: raised) {
            ledger.revise(id, after: 1, ["closed_on": .date(done)])
        }
    }

    private mutating func budget(_ action: String, raised: CivilDate) {
        let day = (raised + random.number(10...60)).workingDay
        ledger.add(
            .decision, after: 1,
            [
                "kind": .word(DecisionKind.budget), "subjects": .texts([action]), "decided_on": .date(day),
                "decided_by": .text(manager(on: day)),
                "reason": .text(
                    random.pick([
                        "Paid from this year's minor works budget.", "Added to the equipment bid for next year.",
                        "Within the department's own limit; ordered.",
                    ])),
            ])
    }

    /// Decides what to do whenever a category has come up often enough within a year.
    mutating func decideOnTrends(_ stream: TrendStream, _ events: [(day: CivilDate, category: String)]) {
        guard practises(.trendDecisions) else { return }
        for event in events {
            let similar = events.filter {
                $0.category == event.category && $0.day <= event.day && event.day - $0.day < 365
            }
            guard similar.count >= 3, does() else { continue }
            let decided = (soon(after: event.day) + 3).workingDay
            // A change is given time until the next but one.
            let acts = events.count { $0.category == event.category && $0.day <= event.day } % 2 == 1
            let decision = ledger.add(
                .decision, after: 1,
                [
                    "kind": .word(DecisionKind.trend), "decided_on": .date(decided),
                    "decided_by": .text(manager(on: decided)), "choice": .word(acts ? TrendChoice.act : .watch),
                    "reason": .text(
                        acts
                            ? "\(similar.count) in a year have the same cause; it can be taken away."
                            : "The last change needs time to show; looked at again at the next meeting."),
                    "stream": .word(stream), "category": .text(event.category),
                ])
            guard acts, does() else { continue }
            let raised = soon(after: decided)
            complete(raise(.preventive, of: [decision], on: raised), raised: raised)
        }
    }

    private static let findings: KeyValuePairs<Area, [String]> = [
        .management: ["Action from the review not followed up", "Objective without a measured value"],
        .documents: ["Printed copy out of date", "Form without a version number"],
        .staffing: ["Competency not signed off", "Induction checklist not returned"],
        .equipment: ["Quality assurance test missed", "Fault not entered in the log"],
        .referralAndVetting: ["Vetting decision not recorded", "Protocol not chosen at vetting"],
        .examination: ["Side not marked on the image", "Identity check not documented"],
        .reporting: ["Addendum not communicated", "Report sent to the wrong practice"],
        .radiationSafety: ["Dosemeter returned late", "Dose not entered in the RIS"],
        .infectionControl: ["Transducer not logged as cleaned", "Sharps bin overfilled"],
        .medicinesAndContrast: ["Contrast kept beyond its date", "Batch number not recorded"],
        .incidentsAndRisk: ["Incident form incomplete", "Risk without an owner"],
        .auditAndImprovement: ["Re-audit not done", "Audit report without an action plan"],
    ]
}
