/// The rules of criterion l: risks are assessed, reviewed and treated; near misses are answered.
extension ClauseJudge {
    /// l.1 There is a register of risks that is kept up.
    func l1() -> Conclusion {
        let high = number("high_risk_score")
        let (local, highDays) = (number("risk_review_days"), number("high_risk_review_days"))
        let firstUse = earlier(
            all(Risk.self).compactMap(\.assessedOn).min(),
            firstUse(Review.self) { $0.subject?.register == .risk })
        let open = openRisks
        var unscored = 0
        let list = ItemList(
            open.map { risk in
                let scored = ScoredRisk(risk)
                if scored.score == nil { unscored += 1 }
                let looks =
                    [Event(risk.assessedOn, risk.place)].compactMap { $0 }
                    + events(risk.referring(Review.self))
                let days = risk.reviewDays ?? ((scored.score ?? 0) >= high ? highDays : local)
                let cycle = cycle(looks, days: days, start: risk.happenedOn, firstUse: firstUse)
                let events = cycle.event.map { [$0.place] } ?? []
                if cycle.isCurrent && scored.score != nil {
                    return Item(.pass, [risk.place], events: events + (scored.lastScoring.map { [$0] } ?? []))
                }
                if cycle.isOverdue { return Item(.fail, [risk.place], events: events) }
                return Item(cycle.isPending ? .pending : .unknown, [risk.place])
            })
        let (clinical, operational) = (open.count { $0.kind == .clinical }, open.count { $0.kind == .operational })
        let least = number("risk_min")
        return conclude(
            [list], contradicted: [breaches(list)],
            supported: [
                meets(list),
                Condition(open.count >= least && clinical >= 1 && operational >= 1, open.map(\.place)),
            ],
            figures: [
                Figure("open_clinical", clinical), Figure("open_operational", operational),
                Figure("without_scoring", unscored), Figure("past_review", list.fail),
            ],
            say(list, "open risks", "are scored and reviewed in time")
                + "; \(clinical) clinical and \(operational) operational (\(least) in all and one of each needed)")
    }

    /// l.2 High risks are treated, or accepted by decision.
    func l2() -> Conclusion {
        let high = number("high_risk_score")
        let (start, treatment) = (number("risk_action_days"), number("risk_treatment_days"))
        let firstUse = firstUse(Action.self) { $0.kind == .riskTreatment }
        let scored = openRisks.map { ScoredRisk($0) }
        var without = 0
        var scores: [String] = []
        var list = ItemList()
        for risk in scored {
            guard let score = risk.score, score >= high, let since = risk.highSince(high) else { continue }
            let actions = risk.risk.referring(Action.self).filter { $0.kind == .riskTreatment }
            let accepted = risk.risk.referring(Decision.self).filter { $0.kind == .riskAccepted }
            let good = actions.filter { action in
                if action.completedOn != nil { return true }
                guard !isOverdue(action), let due = action.dueOn else { return false }
                return due <= action.happenedOn + treatment
            }
            if actions.isEmpty { without += 1 }
            scores.append("\(risk.scorings.first?.score ?? score)\u{2192}\(score)")
            let anchors = [risk.risk.place]
            let due = due(since, days: start, events(actions), firstUse: firstUse)
            if !good.isEmpty || !accepted.isEmpty {
                list.append(Item(.pass, anchors, events: good.map(\.place) + accepted.map(\.place)))
            } else if !actions.isEmpty && actions.allSatisfy({ isOverdue($0) }) {
                list.append(Item(.fail, anchors, events: actions.map(\.place)))
            } else {
                switch due {
                case .overdue: list.append(Item(.fail, anchors))
                case .pending: list.append(Item(.pending, anchors))
                default: list.append(Item(.unknown, anchors))
                }
            }
        }
        let known = scored.filter { $0.score != nil }
        let otherwise = Condition(
            list.isEmpty && known.count >= number("risk_min"), known.map(\.risk.place))
        return conclude(
            [list], contradicted: [breaches(list)], supported: [meets(list).or(otherwise)],
            figures: [
                Figure("without_action", without),
                Figure("scores_first_to_last", text: scores.isEmpty ? nil : scores.joined(separator: ", ")),
            ],
            list.isEmpty
                ? "no high risk among \(known.count) scored risks (\(number("risk_min")) needed)"
                : say(list, "high risks", "are being treated or were accepted"))
    }

    /// The near misses in W.
    private var nearMisses: [Incident] { incidents.filter { $0.level == .nearMiss } }

    /// l.3 Near misses are linked to risks.
    func l3() -> Conclusion {
        let days = number("near_miss_link_days")
        let isLinked = { (incident: Incident) in incident.level == .nearMiss && !incident.risks.isEmpty }
        let firstUse = earlier(
            firstUse(Incident.self) { !$0.risks.isEmpty }, firstDecision(.noRiskLink, on: .incident))
        var unlinked = 0
        let list = ItemList(
            nearMisses.map { incident in
                let linked = isLinked(incident) ? events([incident]) : []
                if linked.isEmpty { unlinked += 1 }
                return due(
                    incident.discoveredOn, days: days, linked + events(incident.decisions(.noRiskLink)),
                    firstUse: firstUse
                ).item([incident.place])
            })
        return conclude(
            list, or: .nearMiss, figures: [Figure("linked_to_no_risk", unlinked)], "near misses",
            "are linked to a risk, or found to have none")
    }

    /// l.4 Radiologists attend learning meetings.
    func l4() -> Conclusion {
        let meetings = meetings(forAnyOf: [.discrepancy, .morbidityMortality, .learning])
            .filter { isInWindow($0.happenedOn) }
        let share = number("learning_attendance_share")
        let roster = Dictionary(grouping: open(Staff.self).filter { $0.profession == .radiologist }) { $0.person }
        let attended = meetings.map { ($0, Set($0.attended)) }
        var least: Int?
        let list = ItemList(
            roster.sorted { ($0.key?.number ?? -1) < ($1.key?.number ?? -1) }.map { person, records in
                guard let person, let since = records.map(\.happenedOn).min() else { return Item(.unknown, []) }
                let held = attended.filter { $0.0.happenedOn >= since }
                let present = held.filter { $0.1.contains(person) }
                if !held.isEmpty { least = min(least ?? 100, 100 * present.count / held.count) }
                let passes = !held.isEmpty && 100 * present.count >= share * held.count
                return passes ? Item(.pass, [], events: present.map(\.0.place)) : Item(.unknown, [])
            })
        let enough = number("learning_meetings_min")
        return conclude(
            [list], contradicted: [],
            supported: [Condition(meetings.count >= enough, meetings.map(\.place)), meets(list)],
            figures: [Figure("meetings", meetings.count), Figure("least_attendance_percent", least)],
            "\(meetings.count) learning meetings (\(enough) needed); "
                + say(list, "radiologists", "attended \(share) % of them"))
    }

    /// l.5 Near misses are answered.
    func l5() -> Conclusion {
        let days = number("near_miss_response_days")
        let firstUse = earlier(firstAction(on: .incident), firstDecision(.noAction, on: .incident))
        let near = nearMisses
        let list = ItemList(
            near.map { incident in
                let acted = events(incident.referring(Action.self))
                return due(
                    incident.discoveredOn, days: days, acted + events(incident.decisions(.noAction)),
                    firstUse: firstUse
                ).item([incident.place])
            })
        struct Kind: Hashable {
            let type: IncidentType?
            let location: Int32?
        }
        var answered: [Kind: CivilDate] = [:]
        for incident in all(Incident.self) where incident.level == .nearMiss {
            guard let done = incident.referring(Action.self).compactMap(\.completedOn).min() else { continue }
            let kind = Kind(type: incident.type, location: incident.location?.place)
            answered[kind] = min(answered[kind] ?? done, done)
        }
        let repeats = near.count { incident in
            let kind = Kind(type: incident.type, location: incident.location?.place)
            return answered[kind].map { $0 < incident.discoveredOn } ?? false
        }
        return conclude(
            list, or: .nearMiss, figures: [Figure("repeats", repeats)], "near misses",
            "were answered by action or decision")
    }
}
