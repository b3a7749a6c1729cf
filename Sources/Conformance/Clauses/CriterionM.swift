/// The rules of criterion m: risk assessments are indexed and within reach; trends are decided and learnt from.
extension ClauseJudge {
    /// m.1 What is done where has a risk assessment.
    func m1() -> Conclusion {
        let months = year(endingBy: day)
        let known = Set(months)
        struct Pair: Hashable {
            let modality: Modality
            let location: Int32
        }
        var starts: [Pair: CivilDate] = [:]
        for record in all(Activity.self) {
            guard let month = record.month, known.contains(month), (record.examinations ?? 0) >= 1,
                let modality = record.modality, let location = record.location, location.isOpen(at: day)
            else { continue }
            let pair = Pair(modality: modality, location: location.place)
            starts[pair] = min(starts[pair] ?? month, month)
        }
        let risks = openRisks.compactMap { risk in
            Event(risk.assessedOn, risk.place).map {
                (event: $0, locations: Set(risk.locations.map(\.place)), modalities: risk.modalities)
            }
        }
        let documents = facts.documents.filter { $0.record.kind == .riskAssessment }.compactMap { document in
            document.inForce.flatMap { Event($0.inForceFrom, $0.record.place) }.map {
                (
                    event: $0, locations: Set(document.record.locations.map(\.place)),
                    modalities: document.record.modalities
                )
            }
        }
        let index = risks + documents
        let firstUse = index.map(\.event).firstUse
        let days = number("index_days")
        let list = ItemList(
            starts.sorted { ($0.key.location, $0.key.modality.rawValue) < ($1.key.location, $1.key.modality.rawValue) }
                .map { pair, start in
                    let covering = index.filter { entry in
                        let (here, thus) = (entry.locations, entry.modalities)
                        return (here.isEmpty || here.contains(pair.location))
                            && (thus.isEmpty || thus.contains(pair.modality)) && !(here.isEmpty && thus.isEmpty)
                    }.map(\.event)
                    return due(start, days: days, covering, firstUse: firstUse).item([pair.location])
                })
        return conclude(
            list,
            figures: [
                Figure("without_risk_assessment", list.n - list.pass), Figure("documents_in_index", documents.count),
                Figure("risks_in_index", risks.count),
            ], "pairs of modality and location", "have a risk assessment")
    }

    /// m.2 The index can be got at in every location.
    func m2() -> Conclusion { reachable(.index, .index) }

    /// m.3 Trends of incidents are decided upon, and what was decided is done.
    func m3() -> Conclusion {
        let flags = flags(.incident)
        let (decide, act) = (number("trend_decision_days"), number("trend_action_days"))
        let firstDecided = firstTrendDecision(.incident)
        let firstActed = facts.firstUse(Action.self)
        let list = ItemList(
            flags.map { flag in
                guard let decision = last(flag.decisions) else {
                    return due(flag.flagOn, days: decide, [], firstUse: firstDecided).item(flag.counted)
                }
                guard decision.choice == .act else {
                    return Item(decision.choice == nil ? .unknown : .pass, flag.counted, events: [decision.place])
                }
                let acted = due(
                    decision.happenedOn, days: act, events(decision.referring(Action.self)),
                    firstUse: firstActed
                ).item([])
                return Item(acted.state, flag.counted, events: [decision.place] + acted.events)
            })
        let found = incidents.map(\.place)
        let review = number("trend_review_days")
        let recent = meetings(for: .incidentTrends).filter { day <= $0.happenedOn + review }.map(\.place)
        let looked = Condition(!found.isEmpty && !recent.isEmpty, found + recent).or(nilReturn(.incident))
        return conclude(
            [list], contradicted: [breaches(list)],
            supported: [meets(list).or(list.isEmpty ? looked : Condition(false))],
            figures: [Figure("flagged", text: flags.isEmpty ? nil : say(flags))],
            say(list, "trends", "were decided and acted upon") + "; flagged types: "
                + say(flags).replacing("_", with: " "))
    }

    /// m.4 Closed incidents leave something learnt.
    func m4() -> Conclusion {
        let days = number("learning_days")
        let firstUse = all(Investigation.self).lazy.filter { $0.incident != nil }.compactMap(\.learningOn).min()
        var without = 0
        let list = ItemList(
            closedIncidents.map { incident in
                let learnt = incident.referring(Investigation.self).compactMap { Event($0.learningOn, $0.place) }
                if learnt.isEmpty { without += 1 }
                return due(incident.closedOn ?? incident.happenedOn, days: days, learnt, firstUse: firstUse)
                    .item([incident.place])
            })
        return conclude(
            list, or: .incident, figures: [Figure("without_learning", without)], "closed incidents",
            "have learning on record")
    }
}
