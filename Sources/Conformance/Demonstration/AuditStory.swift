extension DemonstrationStory {
    /// Agrees an audit programme each year, asks about it, audits, and draws conclusions.
    mutating func auditPractice() {
        let titles = Self.titles.filter { portrait.has(.ionisingRadiation) || !$0.needsRadiation }.map(\.text)
        let due = days(every: habits.every.audit, first: 26)
        for year in 0...1 {
            let agreed = (start + year * 365 + 2).workingDay
            var items: [String] = []
            for (place, day) in due.enumerated() where (day - start >= 365) == (year == 1) {
                let kind = place % 5 == 1 && practises(.vettingAudit) ? vettingKind(place / 5) : nil
                let item = ledger.add(
                    .auditPlanItem,
                    [
                        "title": .text(
                            kind.map { "Vetting and justification: \($0.title)" } ?? titles[place % titles.count]),
                        "agreed_on": .date(agreed), "due_on": .date(day),
                    ])
                items.append(item)
                // A careless service begins with good intentions each time.
                guard place % 3 == 0 || random.chance(habits.auditsDone) else { continue }
                audit(item, kind, on: (day + random.number(-12...10)).workingDay, place)
            }
            if does(.consultation) { consult(on: items, after: agreed) }
        }
    }

    /// The kinds of special examinations take turns; nil if there is none.
    private func vettingKind(_ turn: Int) -> SpecialKind? {
        let kinds = specialKinds
        return kinds.isEmpty ? nil : kinds[turn % kinds.count]
    }

    private mutating func audit(_ item: String, _ kind: SpecialKind?, on day: CivilDate, _ place: Int) {
        let sample = random.number(25...60)
        let compliance = kind == nil ? random.number(70...100) : random.number(habits.vettingCompliance)
        let topic: AuditTopic? = kind.map { $0 == .research ? .vettingResearch : .vettingMedicoLegal }
        let isLocal = place % 5 == 4 || !does()
        let id = ledger.add(
            .audit, after: random.number(0...2),
            [
                "topic": .word(topic ?? .otherTopic), "done_on": .date(day), "plan_item": .text(item),
                "tool_body": .word(isLocal ? ToolBody.localTool : random.pick([.rcr, .rcr, .sor, .bir, .ipem])),
                "sample": .integer(sample), "compliant": .integer((sample * compliance + 99) / 100),
                "locations": .texts(audited(place)),
                "reaudit_of": place % 8 == 7 ? audits.last.map { .text($0.id) } : nil,
            ])
        audits.append(Happening(id: id, day: day))
        news.append(Happening(id: id, day: day))
        guard does(.auditDevelopment) else { return }
        let decided = (soon(after: day) + 14).workingDay
        ledger.add(
            .decision, after: 1,
            [
                "kind": .word(DecisionKind.development), "subjects": .texts([id]), "decided_on": .date(decided),
                "decided_by": .text(manager(on: decided)), "reason": .text(random.pick(Self.conclusions)),
            ])
    }

    /// Outlying sites are visited in turn where somebody goes there.
    private func audited(_ place: Int) -> [String] {
        let turn = practises(.consultation) ? place % sites.count : 0
        return turn == 0 ? [sites[0].id] : [sites[0].id, sites[turn].id]
    }

    private mutating func consult(on items: [String], after agreed: CivilDate) {
        ledger.add(
            .communication, after: 0,
            [
                "kind": .word(CommunicationKind.consultation), "subjects": .texts(items),
                "audiences": .words(does() ? [Audience.staff, .clinicalUsers] : [.staff]),
                "sent_on": .date((agreed + random.number(2...12)).workingDay),
            ])
    }

    private static let titles: [(text: String, needsRadiation: Bool)] = [
        ("Timeliness of urgent reports", false), ("Hand hygiene", false), ("Quality of chest radiographs", true),
        ("Completeness of requests", false), ("Discrepancies in double reading", false),
        ("Documentation of identity checks", false), ("Consent before contrast", false), ("Rejected images", true),
        ("Local diagnostic reference levels", true), ("Communication of critical findings", false),
        ("Privacy in changing rooms", false), ("Waiting times for outpatients", false),
        ("Cleaning of transducers", false), ("Justification of CT in young adults", true),
        ("Follow-up of incidental nodules", false), ("Laterality on images and reports", false),
    ]

    private static let conclusions = [
        "Goes into next year's plan: a second reporting session at the weekend.",
        "The standard is met; nothing to change, to be audited again in two years.",
        "Request form to be changed with the referrers; the RIS team has a slot in spring.",
        "Bid for another reporting workstation supported by this result.",
        "Training day on positioning added to the programme.",
    ]
}

extension SpecialKind {
    /// Its name in a title.
    var title: String { self == .research ? "research examinations" : "medico-legal examinations" }
}
