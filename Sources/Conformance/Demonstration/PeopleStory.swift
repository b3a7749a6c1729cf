extension DemonstrationStory {
    /// Employs staff, some of whom leave and are followed, appoints a quality manager, and trains all.
    mutating func employStaff() {
        var names = random.shuffled(Self.names())
        for (profession, count) in portrait.professions {
            for place in 0..<count {
                let leaves = lastDay(of: profession, place)
                hire(names.removeLast(), profession, from: start - random.number(60...380), to: leaves)
                // The department waits a few weeks for the next to begin.
                if let leaves, !isQualityManager(profession, place) {
                    hire(names.removeLast(), profession, from: leaves + random.number(21...40), to: nil)
                }
            }
        }
        appoint()
        for person in people { train(person) }
    }

    private func isQualityManager(_ profession: Profession, _ place: Int) -> Bool {
        profession == .manager && place == 0
    }

    private mutating func lastDay(of profession: Profession, _ place: Int) -> CivilDate? {
        if isQualityManager(profession, place) { return practises(.qualityManager) ? nil : last - 150 }
        return profession == .radiographer && place < 2 ? start + random.number(120...600) : nil
    }

    private mutating func hire(_ name: String, _ profession: Profession, from: CivilDate, to end: CivilDate?) {
        let id = ledger.add(
            .staff, on: max(from, start - random.number(10...45)),
            ["person": .text(name), "profession": .word(profession), "from": .date(from)])
        // Notice is given before somebody leaves.
        if let end { ledger.revise(id, on: end - 20, ["to": .date(end)]) }
        people.append(Person(name: name, profession: profession, from: from, end: end))
    }

    private mutating func appoint() {
        guard let manager = people.first else { return }
        let id = ledger.add(
            .appointment, on: start - 44,
            ["post": .word(Post.qualityManager), "person": .text(manager.name), "from": .date(manager.from)])
        if let end = manager.end { ledger.revise(id, on: end - 20, ["to": .date(end)]) }
        for profession in [Profession.radiologist, .radiographer] {
            ledger.add(
                .appointment, on: start - 43,
                [
                    "post": .word(Post.otherPost), "person": .text(staff(on: start, profession)[0].name),
                    "from": .date(start - 50),
                ])
        }
    }

    /// Incident reporting at the beginning, and other mandatory training about once a year.
    private mutating func train(_ person: Person) {
        let begun = max(person.from + random.number(4...35), start - 40).workingDay
        if does() {
            ledger.add(
                .training, after: random.number(0...6),
                [
                    "person": .text(person.name), "topic": .word(TrainingTopic.incidentReporting),
                    "completed_on": .date(begun), "valid_days": .integer(1096),
                ])
        }
        for year in 0...1 {
            for topic in 0...1 {
                let day = (max(start, person.from) + year * 365 + topic * 120 + random.number(5...60)).workingDay
                guard person.works(on: day), random.chance(60 + habits.diligence / 2) else { continue }
                ledger.add(
                    .training, after: random.number(0...9),
                    [
                        "person": .text(person.name), "topic": .word(TrainingTopic.otherTopic),
                        "completed_on": .date(day), "valid_days": .integer(year == topic ? 365 : 730),
                    ])
            }
        }
    }

    private static func names() -> [String] {
        let first = [
            "Amara", "Bethan", "Callum", "Deepa", "Elin", "Fergus", "Grace", "Hamza", "Iona", "Jonas", "Katya",
            "Liam", "Mairead", "Nikhil", "Olwen", "Priya", "Rhodri", "Sana", "Tomasz", "Una", "Victor", "Winifred",
            "Yusuf", "Zofia",
        ]
        let family = [
            "Ashdown", "Birtwell", "Chaudhry", "Dunmore", "Ekwueme", "Farrow", "Glendale", "Hathersage", "Iqbal",
            "Jessop", "Kowalska", "Llewelyn", "Marchbank", "Nwosu", "Ormerod", "Pemberton", "Quayle", "Rowntree",
            "Sandhu", "Thistlewood", "Underhill", "Venkatesan", "Whitlock", "Yardley",
        ]
        return first.enumerated().flatMap { place, name in
            [0, 7, 13].map { "\(name) \(family[(place + $0) % family.count])" }
        }
    }
}
