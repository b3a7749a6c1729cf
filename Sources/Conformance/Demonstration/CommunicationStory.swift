extension DemonstrationStory {
    /// Tells staff in bulletins what was learnt, has them confirm it, and writes to those who use the service.
    mutating func informStaff() {
        var untold = news.sorted { $0.day < $1.day }
        for day in days(every: habits.every.bulletin, first: 24) {
            let told = untold.prefix { $0.day + 4 <= day }
            untold.removeFirst(told.count)
            sendBulletin(about: told.map(\.id), on: day)
        }
        guard practises(.consultation) else { return }
        var unheard = audits.sorted { $0.day < $1.day }
        for day in days(every: habits.every.bulletin * 3 / 2, first: 45) where does() {
            let told = unheard.prefix { $0.day + 4 <= day }
            unheard.removeFirst(told.count)
            ledger.add(
                .communication,
                [
                    "kind": .word(CommunicationKind.information), "subjects": .texts(told.map(\.id)),
                    "audiences": .words(
                        random.pick([
                            [.clinicalUsers], [.clinicalUsers, .patients], [Audience.clinicalUsers, .partners],
                        ])),
                    "sent_on": .date(day),
                ])
        }
    }

    private mutating func sendBulletin(about subjects: [String], on day: CivilDate) {
        let bulletin = ledger.add(
            .communication,
            [
                "kind": .word(CommunicationKind.information), "subjects": .texts(subjects),
                "audiences": .words([Audience.staff]), "sent_on": .date(day),
            ])
        for person in staff(on: day) where random.chance(habits.readers) {
            ledger.add(
                .receipt,
                [
                    "communication": .text(bulletin), "person": .text(person.name),
                    "level": .word(random.chance(30) ? ReceiptLevel.understood : .received),
                    "given_on": .date((day + random.number(0...21)).workingDay),
                ])
        }
    }
}
