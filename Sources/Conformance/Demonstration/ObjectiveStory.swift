extension DemonstrationStory {
    /// A quality objective with its indicator; values are in thousandths of the unit.
    private struct Aim {
        let title: String
        let unit: String
        let direction: Direction
        let target: Int
        let usual: ClosedRange<Int>
    }

    /// Pursues quality objectives: measures them, reviews them, tells staff, and relinks them to a new policy.
    mutating func pursueObjectives() {
        guard let policy = papers.first(where: { $0.kind == .qualityPolicy }), let first = policy.versions.first else {
            return
        }
        var objectives: [String] = []
        for aim in Self.aims {
            let from = start - random.number(20...40)
            // The quality manager owns them all where nobody else does.
            let owner = practises(.qualityManager) ? random.pick(staff(on: last).filter { $0.from < start }) : people[0]
            let id = ledger.add(
                .objective, on: settingUp(),
                [
                    "title": .text(aim.title), "owner": .text(owner.name), "policy": .text(first.id),
                    "from": .date(from),
                ])
            relink(id, to: policy, after: first)
            measure(aim, of: id, from: from)
            for day in days(every: 176, first: random.number(100...140)) where does(.objectiveReview) {
                ledger.add(.review, after: 1, ["subject": .text(id), "reviewed_on": .date(day)])
            }
            objectives.append(id)
        }
        tell(staffOf: objectives)
    }

    private mutating func relink(_ objective: String, to policy: Paper, after linked: Version) {
        for version in policy.versions where version.number > linked.number && does(.relinking) {
            ledger.revise(objective, on: soon(after: version.from), ["policy": .text(version.id)])
        }
    }

    private mutating func measure(_ aim: Aim, of objective: String, from: CivilDate) {
        let hasTarget = practises(.objectiveTargets) && random.chance(50 + habits.diligence / 2)
        let id = ledger.add(
            .indicator, on: start - 4,
            [
                "objective": .text(objective), "unit": .text(aim.unit), "direction": .word(aim.direction),
                "target": hasTarget ? .integer(aim.target) : nil, "from": .date(from),
            ])
        for day in days(every: habits.every.measurement, first: random.number(5...30)) {
            guard random.chance(40 + habits.diligence * 6 / 10) else { continue }
            ledger.add(
                .measurement, after: random.number(1...4),
                [
                    "subject": .text(id), "measured_on": .date(day),
                    "value": .integer(random.number(aim.usual) / 100 * 100),
                ])
        }
    }

    /// Staff are told once a year, and confirm that they have understood; whoever joins reads it at induction.
    private mutating func tell(staffOf objectives: [String]) {
        guard practises(.objectiveReview) else { return }
        for day in days(every: 365, first: 4) {
            let message = ledger.add(
                .communication,
                [
                    "kind": .word(CommunicationKind.information), "subjects": .texts(objectives),
                    "audiences": .words([Audience.staff, .management]), "sent_on": .date(day),
                ])
            let joiners = people.filter { $0.from > day && $0.from <= day + 365 }
            for person in staff(on: day) + joiners where random.chance(habits.readers) {
                ledger.add(
                    .receipt,
                    [
                        "communication": .text(message), "person": .text(person.name),
                        "level": .word(random.chance(habits.readers + 3) ? ReceiptLevel.understood : .received),
                        "given_on": .date((max(day, person.from) + random.number(1...30)).workingDay),
                    ])
            }
        }
    }

    private static let aims = [
        Aim(
            title: "Urgent examinations reported within a day", unit: "per cent", direction: .atLeast,
            target: 90_000, usual: 86_000...97_000),
        Aim(
            title: "Outpatients scanned within six weeks of the request", unit: "per cent", direction: .atLeast,
            target: 95_000, usual: 90_000...99_000),
        Aim(
            title: "Fewer requests sent back as incomplete", unit: "per cent", direction: .atMost, target: 6_000,
            usual: 3_500...8_000),
        Aim(
            title: "Patients who would recommend the service", unit: "per cent", direction: .atLeast,
            target: 92_000, usual: 89_000...98_000),
        Aim(
            title: "Shorter waits in the waiting room", unit: "minutes", direction: .atMost, target: 20_000,
            usual: 11_000...26_000),
    ]
}
