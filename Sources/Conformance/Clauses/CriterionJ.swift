/// The rules of criterion j: staff know how to report, those affected are told, and everybody learns.
extension ClauseJudge {
    /// j.1 Reports are complete, and every stream speaks.
    func j1() -> Conclusion {
        let incidents = incidents
        let days = number("completion_days")
        let fields = Register.incident.fields
        let mandatory = words("mandatory_incident_fields").map { name in fields.firstIndex { $0.name == name } }
        let list = ItemList(
            incidents.map { incident in
                let complete = mandatory.allSatisfy { $0.map { incident.row.isPresent($0) } ?? false }
                if complete { return Item(.pass, [incident.place]) }
                return Item(day > incident.discoveredOn + days ? .fail : .pending, [incident.place])
            })
        var streams: [(name: String, condition: Condition)] = [
            ("near_miss", heard(incidents.filter { $0.level == .nearMiss }.map(\.place), .nearMiss)),
            ("error", heard(incidents.filter { $0.level == .error }.map(\.place), .error)),
        ]
        if profile(.ionisingRadiation) != .no {
            let exposures = incidents.flatMap { $0.referring(Exposure.self) }.map(\.place)
            streams.append(("exposure", heard(exposures, .exposure)))
        }
        let silent = streams.filter { !$0.condition.holds }.map(\.name)
        let window = number("window_days")
        let before = all(Incident.self).filter {
            day - window - window < $0.happenedOn && $0.happenedOn <= day - window
        }
        let figures = IncidentLevel.words.flatMap { word in
            [
                Figure("\(word)_in_window", incidents.count { $0.level?.word == word }),
                Figure("\(word)_before", before.count { $0.level?.word == word }),
            ]
        }
        return conclude(
            [list], contradicted: [breaches(list)], supported: [meets(list, or: .incident)] + streams.map(\.condition),
            figures: figures + [Figure("silent_streams", text: silent.isEmpty ? nil : silent.joined(separator: ", "))],
            say(list, "reports", "are complete")
                + (silent.isEmpty ? "" : "; silent: " + silent.joined(separator: ", ").replacing("_", with: " ")))
    }

    /// A stream speaks by its records or by a statement that there were none.
    private func heard(_ records: [Int32], _ subject: NilSubject) -> Condition {
        let silence = nilReturn(subject)
        return Condition(!records.isEmpty || silence.holds, records + (silence.holds ? silence.records : []))
    }

    /// j.2 The incident form can be got at in every location.
    func j2() -> Conclusion { reachable(.incidentForm, .incidentForm) }

    /// j.3 Staff are trained in reporting.
    func j3() -> Conclusion {
        let local = number("training_days")
        let induction = number("induction_days")
        let trainings = all(Training.self).filter { $0.topic == .incidentReporting }
        let firstUse = events(trainings).firstUse
        let byPerson = Dictionary(grouping: trainings) { $0.person }
        let roster = Dictionary(grouping: open(Staff.self)) { $0.person }
        var (never, outOfDate) = (0, 0)
        let list = ItemList(
            roster.sorted { ($0.key?.number ?? -1) < ($1.key?.number ?? -1) }.map { person, records in
                let done = byPerson[person] ?? []
                let cycle = cycle(
                    events(done), days: last(done)?.validDays ?? local, firstDays: induction,
                    start: records.map(\.happenedOn).min(), firstUse: firstUse)
                if done.isEmpty { never += 1 } else if cycle.isOverdue { outOfDate += 1 }
                return cycle.item(records.map(\.place))
            })
        return conclude(
            list, figures: [Figure("never_trained", never), Figure("out_of_date", outOfDate)], "staff",
            "are trained in reporting incidents")
    }

    /// j.4 Those whom an incident affects are told without delay.
    func j4() -> Conclusion {
        let days = number("disclosure_days")
        let completion = number("completion_days")
        let firstUse = earlier(
            firstUse(Disclosure.self) { $0.incident != nil }, firstDecision(.notDisclosed, on: .incident))
        var (a, b) = (ItemList(), ItemList())
        var longest: [Recipient: Int] = [:]
        var untold = 0
        for incident in incidents {
            let candour = candourClock(incident)
            if let candour { a.append(candour.item) }
            if incident.careAffected == .yes {
                for recipient in incident.recipients where !(recipient == .patient && candour != nil) {
                    func isTo(_ other: Recipient?) -> Bool {
                        other == recipient || (recipient == .patient && other == .carer)
                    }
                    let told = incident.referring(Disclosure.self).filter { isTo($0.recipient) }
                    let decided = incident.decisions(.notDisclosed).filter { isTo($0.recipient) }
                    if told.isEmpty && decided.isEmpty { untold += 1 }
                    if let discovered = incident.discoveredAt, let first = told.compactMap(\.toldAt).min() {
                        let hours = Int(max(0, first - discovered) / 3600)
                        longest[recipient] = max(longest[recipient] ?? 0, hours)
                    }
                    b.append(
                        due(incident.discoveredOn, days: days, events(told) + events(decided), firstUse: firstUse)
                            .item(lateFails: true, [incident.place]))
                }
            }
            if incident.careAffected == nil && (incident.level == .incident || incident.level == .error) {
                b.append(Item(day <= incident.discoveredOn + completion ? .pending : .unknown, [incident.place]))
            }
        }
        let both = a + b
        let figures =
            Recipient.words.map { word in
                Figure("longest_hours_\(word)", Recipient.allWords[word].flatMap { longest[$0] })
            } + [Figure("not_told", untold)]
        return conclude(
            [a, b], contradicted: [Condition(a.fail >= 1, a.records(.fail)), breaches(b)],
            supported: [meets(both, or: .careAffectingIncident)], figures: figures,
            say(both, "disclosures", "were made in time or decided upon"))
    }

    /// j.5 All incidents are investigated.
    func j5() -> Conclusion {
        let days = number("investigation_days")
        let firstUse = all(Investigation.self).lazy.filter { $0.incident != nil }.compactMap(\.completedOn).min()
        var oldest: Int?
        let list = ItemList(
            incidents.map { incident in
                let completed = incident.referring(Investigation.self).compactMap { Event($0.completedOn, $0.place) }
                if completed.isEmpty { oldest = max(oldest ?? 0, day - incident.discoveredOn) }
                return due(incident.discoveredOn, days: days, completed, firstUse: firstUse).item([incident.place])
            })
        return conclude(
            list, or: .incident, figures: [Figure("oldest_uninvestigated_days", oldest)], "incidents",
            "were investigated")
    }

    /// The incidents closed in W, whenever they were discovered.
    var closedIncidents: [Incident] { all(Incident.self).filter { isInWindow($0.closedOn) } }

    /// j.6 Findings reach staff.
    func j6() -> Conclusion {
        let closed = closedIncidents.filter { incident in
            incident.referring(Investigation.self).contains { $0.completedOn != nil }
        }
        return concludeReach(
            closed.map { reach($0.row, .received, from: $0.closedOn ?? $0.happenedOn, [$0.place]) },
            or: .incident, "closed incidents")
    }

    /// j.7 Changes in practice are told to staff.
    func j7() -> Conclusion {
        let days = number("change_notice_days")
        let isNotice = { (communication: Communication) in
            communication.kind == .information && communication.audiences.contains(.staff)
        }
        let firstUse = firstCommunication(on: .action, where: isNotice)
        var never = 0
        let list = ItemList(
            all(Action.self).compactMap { action in
                guard action.kind == .practiceChange, let completed = action.completedOn, isInWindow(completed) else {
                    return nil
                }
                let told = action.referring(Communication.self).filter(isNotice)
                if told.isEmpty { never += 1 }
                return due(completed, days: days, events(told), firstUse: firstUse).item([action.place])
            })
        return conclude(
            list, or: .practiceChange, figures: [Figure("never_communicated", never)], "changes in practice",
            "were told to staff")
    }
}
