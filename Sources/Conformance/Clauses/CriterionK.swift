/// The rules of criterion k: outcomes of interventional procedures are recorded, reported, analysed and reviewed.
extension ClauseJudge {
    /// k.1 Outcomes are recorded for the procedures that were done.
    func k1() -> Conclusion {
        if let answer = gateAll(.interventional) { return answer }
        let months = year(endingBy: day - number("outcome_lag_days"))
        let counts = all(OutcomeCount.self)
        let activity = all(Activity.self).filter { $0.modality == .interventional }
        let firstUse = facts.firstUse(OutcomeCount.self)
        var list = ItemList()
        var (outcomes, procedures) = (0, 0)
        for month in months {
            let done = activity.filter { $0.month == month }
            guard !done.isEmpty else {
                list.append(Item(.unknown, []))
                continue
            }
            let recorded = counts.filter { $0.month == month }
            let p = done.reduce(0) { $0.saturating(adding: $1.examinations ?? 0) }
            let o = recorded.reduce(0) { $0.saturating(adding: $1.outcomes ?? 0) }
            procedures = procedures.saturating(adding: p)
            outcomes = outcomes.saturating(adding: o)
            guard p >= 1 else { continue }
            let events = done.map(\.place) + recorded.map(\.place)
            let share = o.saturating(times: 100)
            if share >= p.saturating(times: number("outcome_share")) {
                list.append(Item(.pass, [], events: events))
            } else if let firstUse, firstUse <= lastDay(ofMonth: month),
                share < p.saturating(times: number("outcome_floor"))
            {
                list.append(Item(.fail, [], events: events))
            } else {
                list.append(Item(.unknown, []))
            }
        }
        return conclude(
            list, figures: [Figure("outcomes", outcomes), Figure("procedures", procedures)], "months",
            "have outcomes for enough procedures")
    }

    /// k.2 Data reach the national registries.
    func k2() -> Conclusion {
        if let answer = gateAll(.interventional, .registries) { return answer }
        let firstUse = facts.firstUse(RegistrySubmission.self)
        let window = number("window_days")
        var list = ItemList()
        var unsubmitted = 0
        for registry in open(Registry.self) {
            guard let from = registry.from, let length = registry.periodDays, length >= 1 else { continue }
            let grace = registry.dueDays ?? 0
            let submissions = registry.referring(RegistrySubmission.self)
            // The first period whose due date, from + (i + 1) · length − 1 + grace, is after D − window.
            let needed = (day - from) - window - length + 1 - grace
            var number = needed < 0 ? 0 : needed / length
            while true {
                let start = from + number * length
                let end = start + length - 1
                guard end + grace <= day else { break }
                if end + grace > day - window {
                    let sent = submissions.filter { submission in
                        (submission.periodFrom.map { $0 <= start } ?? false)
                            && (submission.periodTo.map { $0 >= end } ?? false)
                    }
                    if sent.isEmpty { unsubmitted += 1 }
                    list.append(due(end, days: grace, events(sent), firstUse: firstUse).item([registry.place]))
                }
                number += 1
            }
        }
        return conclude(
            list, figures: [Figure("unsubmitted", unsubmitted)], "registry periods", "were submitted")
    }

    /// k.3 Complications are graded, categorised and analysed.
    func k3() -> Conclusion {
        if let answer = gateAll(.interventional) { return answer }
        let days = number("complication_days")
        let found = inWindow(Complication.self)
        let list = ItemList(
            found.map { record in
                if record.grade != nil && record.category != nil && record.analysedOn != nil {
                    return Item(.pass, [record.place])
                }
                return Item(day > record.happenedOn + days ? .fail : .pending, [record.place])
            })
        let months = Set(year(endingBy: day))
        let span = span
        let procedures = all(Activity.self).reduce(0) { sum, record in
            guard record.modality == .interventional, let month = record.month, months.contains(month) else {
                return sum
            }
            return sum.saturating(adding: record.examinations ?? 0)
        }
        let inSpan = all(Complication.self).count { span?.contains($0.happenedOn) ?? false }
        let grades = (1...6).map { (grade: Int) in Figure("grade_\(grade)", found.count { $0.grade == grade }) }
        return conclude(
            list, or: .complication,
            figures: grades + [Figure("complications_in_year", inSpan), Figure("procedures_in_year", procedures)],
            "complications", "are graded, categorised and analysed")
    }

    /// k.4 Avoidable complications lead to action.
    func k4() -> Conclusion {
        if let answer = gateAll(.interventional) { return answer }
        let days = number("complication_action_days")
        let analysis = number("complication_days")
        let firstUse = firstAction(on: .complication)
        let found = inWindow(Complication.self)
        var without = 0
        var list = ItemList()
        for record in found {
            switch record.avoidable {
            case .yes:
                let acted = record.referring(Action.self)
                if acted.isEmpty { without += 1 }
                list.append(due(record.happenedOn, days: days, events(acted), firstUse: firstUse).item([record.place]))
            case nil:
                list.append(Item(day <= record.happenedOn + analysis ? .pending : .unknown, [record.place]))
            case .no, .undetermined: break
            }
        }
        let looked = Condition(!found.isEmpty, found.map(\.place)).or(nilReturn(.complication))
        return conclude(
            [list], contradicted: [breaches(list)],
            supported: [meets(list).or(list.isEmpty ? looked : Condition(false))],
            figures: [Figure("without_action", without)],
            say(list, "avoidable complications", "led to an action"))
    }

    /// k.5 Outcomes are reviewed at formal meetings.
    func k5() -> Conclusion {
        if let answer = gateAll(.interventional) { return answer }
        let meetings = meetings(for: .outcomes)
        let window = number("window_days")
        let least = number("outcome_meetings_min")
        let counted = meetings.filter { isInWindow($0.happenedOn) }.sorted { $0.happenedOn < $1.happenedOn }
        let k = counted.count
        let records = counted.map(\.place)
        let inUse = events(meetings).firstUse.map { $0 <= day - window } ?? false
        let longest = zip(counted, counted.dropFirst()).map { $1.happenedOn - $0.happenedOn }.max()
        return conclude(
            contradicted: [Condition(k < least && inUse, records)], supported: [Condition(k >= least, records)],
            figures: [
                Figure("meetings", k), Figure("longest_gap_days", longest), Figure("since_last_days", age(meetings)),
            ],
            "\(least) outcome meetings needed in \(window) days, \(k) found"
                + (longest.map { "; longest gap \($0) days" } ?? ""))
    }

    /// k.6 What outcome meetings find is told to staff.
    func k6() -> Conclusion {
        if let answer = gateAll(.interventional) { return answer }
        let days = number("meeting_feedback_days")
        let isFeedback = { (communication: Communication) in
            communication.kind == .information && communication.audiences.contains(.staff)
        }
        let firstUse = firstCommunication(on: .meeting, where: isFeedback)
        var without = 0
        let list = ItemList(
            meetings(for: .outcomes).filter { isInWindow($0.happenedOn) }.map { meeting in
                let told = meeting.referring(Communication.self).filter(isFeedback)
                if told.isEmpty { without += 1 }
                return due(meeting.happenedOn, days: days, events(told), firstUse: firstUse).item([meeting.place])
            })
        return conclude(
            list, figures: [Figure("without_communication", without)], "outcome meetings",
            "were followed by news to staff")
    }
}
