extension DemonstrationStory {
    /// Holds the meetings of the service: one ledger for reviews, outcomes and learning.
    mutating func holdMeetings() {
        reviewQualitySystem()
        meetOnQuality()
        reviewOutcomes()
        learnTogether()
        for day in days(every: 61, first: 33) { governClinically(on: day) }
    }

    /// Some of those who work on a day, the one who answers for the service among them.
    private mutating func attendance(on day: CivilDate) -> [String] {
        let present = random.shuffled(staff(on: day)).prefix(random.number(4...7)).map(\.name)
        let manager = manager(on: day)
        return present.contains(manager) ? present : [manager] + present
    }

    private mutating func reviewQualitySystem() {
        for day in days(every: habits.every.qmsReview, first: 40) {
            let asked: [ReviewInput] = practises(.objectiveReview) ? Array(Self.inputs) : []
            let inputs = asked.filter { _ in random.chance(70 + habits.diligence * 3 / 10) }
            let conclusion = random.pick([Effectiveness.effective, .effective, .partlyEffective])
            let id = ledger.add(
                .meeting, after: random.number(1...6),
                [
                    "held_on": .date(day), "items": .words([MeetingItem.qmsReview]),
                    "attended": .texts(attendance(on: day)),
                    "minutes": .text("Quality management review: minutes and slides in the quality folder."),
                    "inputs": .words(inputs), "decisions": .integer(random.number(2...6)),
                    "effectiveness": inputs.isEmpty ? nil : .word(conclusion),
                ])
            for _ in 0..<(inputs.isEmpty ? 0 : 2) {
                let raised = soon(after: day)
                complete(raise(.improvement, of: [id], on: raised), raised: raised)
            }
        }
    }

    /// The meeting that sees nonconformities, trends of incidents and the risk register.
    private mutating func meetOnQuality() {
        var previous = start - 100
        for day in days(every: habits.every.qualityMeeting, first: 20) {
            let seen = nonconformities.map(\.happening).filter { previous <= $0.day && $0.day < day }
            let reviewed = seen.filter { _ in does() }
            previous = day
            ledger.add(
                .meeting, after: random.number(1...4),
                [
                    "held_on": .date(day),
                    "items": .words([MeetingItem.nonconformityReview, .incidentTrends, .riskReview]),
                    "attended": .texts(attendance(on: day)),
                    "minutes": .text("\(seen.count) nonconformities since the last meeting; log gone through."),
                    "decisions": .integer(random.number(0...4)), "reviewed": .texts(reviewed.map(\.id)),
                ])
        }
    }

    private mutating func reviewOutcomes() {
        guard portrait.has(.interventional) else { return }
        var previous = start
        for day in days(every: habits.every.outcomeMeeting, first: 30) {
            let seen = complications.filter { previous <= $0.day && $0.day < day - 3 }
            previous = day - 3
            let id = ledger.add(
                .meeting, after: random.number(1...3),
                [
                    "held_on": .date(day), "items": .words([MeetingItem.outcomes]),
                    "attended": .texts(attendance(on: day)),
                    "minutes": .text("Outcomes of the quarter; \(seen.count) complications discussed."),
                    "decisions": .integer(random.number(0...2)), "reviewed": .texts(seen.map(\.id)),
                ])
            guard does(.outcomeFeedback) else { continue }
            ledger.add(
                .communication,
                [
                    "kind": .word(CommunicationKind.information), "subjects": .texts([id]),
                    "audiences": .words([Audience.staff]), "sent_on": .date((day + random.number(4...11)).workingDay),
                ])
        }
    }

    /// Radiologists look at discrepancies together; where rotas are kept, each misses every fourth meeting at most.
    private mutating func learnTogether() {
        for (place, day) in days(every: habits.every.learningMeeting, first: 18).enumerated() {
            let radiologists = staff(on: day, .radiologist).enumerated().filter { seat, _ in
                (place + seat) % 4 != 0 && does() || random.chance(20)
            }
            let others = [somebody(on: day), manager(on: day)]
            let names = radiologists.map(\.element.name)
            ledger.add(
                .meeting, after: random.number(0...5),
                [
                    "held_on": .date(day),
                    "items": .words(place % 3 == 2 ? [MeetingItem.morbidityMortality] : [.discrepancy, .learning]),
                    "attended": .texts(names + others.filter { !names.contains($0) }.unique),
                    "minutes": random.chance(40 + habits.diligence * 6 / 10)
                        ? .text("\(random.number(4...11)) cases, without names; learning points on the shared drive.")
                        : nil,
                ])
        }
    }

    private mutating func governClinically(on day: CivilDate) {
        ledger.add(
            .meeting, after: random.number(0...5),
            [
                "held_on": .date(day), "items": .words([MeetingItem.clinicalGovernance]),
                "attended": .texts(attendance(on: day)),
                "minutes": does()
                    ? .text("Imaging's report to clinical governance taken; minutes with the chair.") : nil,
            ])
    }

    private static let inputs: [ReviewInput] = [
        .objectives, .audits, .nonconformities, .incidents, .risks, .feedback, .previousActions, .resources,
        .improvement,
    ]
}

extension [String] {
    /// Without repetitions.
    fileprivate var unique: [String] {
        enumerated().filter { place, text in firstIndex(of: text) == place }.map(\.element)
    }
}
