extension DemonstrationStory {
    /// Opens places where documents are found at each site, and tests them.
    mutating func testAccess() {
        let offers: [Offer] = [.documents, .incidentForm] + (practises(.indexOfRisks) ? [.index] : [])
        for (place, site) in sites.enumerated() {
            let point = ledger.add(
                .accessPoint, on: start - 30,
                [
                    "location": .text(site.id), "offers": .words(offers), "all_documents": .yes(if: true),
                    "from": .date(start - 50),
                ])
            for day in days(every: habits.every.accessTest, first: 10 + place) {
                // A terminal that nobody cares for works in the main department only.
                let isFirst = day < start + habits.every.accessTest
                let works = place == 0 || isFirst || random.chance(habits.terminalsWork)
                test(point, offers, on: day, works)
                // A broken terminal is mended and tested again where somebody follows it up.
                if !works, does(.terminalRepair) {
                    test(point, offers, on: (day + random.number(8...30)).workingDay, true)
                }
            }
        }
    }

    private mutating func test(_ point: String, _ offers: [Offer], on day: CivilDate, _ works: Bool) {
        let subjects: [(Offer, AccessSubject)] = [
            (.documents, .documents), (.index, .index), (.incidentForm, .incidentForm),
        ]
        for (offer, subject) in subjects where offers.contains(offer) {
            let looksAtVersions = subject == .documents && works && does(.obsoleteChecks)
            ledger.add(
                .accessTest, after: random.number(0...1),
                [
                    "subject": .word(subject), "access_point": .text(point), "tested_on": .date(day),
                    "passed": .yes(if: works), "found": looksAtVersions ? .texts(copies(on: day)) : nil,
                ])
        }
    }

    /// The versions of a few documents that somebody who looks finds.
    private mutating func copies(on day: CivilDate) -> [String] {
        random.shuffled(papers).prefix(4).compactMap { version(of: $0, on: day)?.id }
    }

    /// Asks for a record of each type that management must be able to see.
    mutating func testRecordTypes() {
        guard practises(.recordTests) else { return }
        let types: [(name: String, kind: RecordClass)] = [
            ("Quality assurance tests of equipment", .technical), ("Examination protocols of each machine", .technical),
            ("Service and fault reports", .technical), ("Vetting records in the RIS", .technical),
            ("Minutes of quality meetings", .quality), ("Training and competency files", .quality),
            ("Internal audit reports", .quality),
        ]
        for type in types {
            let id = ledger.add(
                .recordType, on: start - 20,
                ["name": .text(type.name), "class": .word(type.kind), "from": .date(start - 60)])
            for day in days(every: 340, first: random.number(8...40)) {
                let passed = random.chance(50 + habits.diligence / 2)
                ledger.add(
                    .accessTest, after: 1,
                    [
                        "subject": .word(AccessSubject.recordType), "record_type": .text(id),
                        "tested_on": .date(day), "passed": .yes(if: passed),
                    ])
            }
        }
    }
}
