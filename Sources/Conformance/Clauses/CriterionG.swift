/// The rules of criterion g: nonconformities are found everywhere, acted upon, reviewed, and paid for.
extension ClauseJudge {
    /// g.1 There is a procedure for nonconformities.
    func g1() -> Conclusion {
        let procedure = document(.nonconformityProcedure)
        return conclude(
            contradicted: [procedure.bad], supported: [procedure.good], figures: figures(procedure), say(procedure))
    }

    /// g.2 Every area of the system speaks: by a nonconformity, or by a statement that there was none.
    func g2() -> Conclusion {
        let found = inWindow(Nonconformity.self)
        var silent: [String] = []
        var figures: [Figure] = []
        var list = ItemList()
        for (word, area) in areas {
            let ofArea = found.filter { $0.area == area && area != nil }
            let silence = nilReturn(.nonconformity, word)
            figures.append(Figure("nonconformities_\(word)", ofArea.count))
            if !ofArea.isEmpty || silence.holds {
                list.append(
                    Item(.pass, [], events: ofArea.map(\.place) + (silence.holds ? silence.records : [])))
            } else {
                silent.append(word)
                list.append(Item(.unknown, []))
            }
        }
        return conclude(
            [list], contradicted: [], supported: [meets(list)],
            figures: figures + [Figure("silent_areas", text: silent.isEmpty ? nil : silent.joined(separator: ", "))],
            say(list, "areas", "reported a nonconformity or stated that there was none"))
    }

    /// g.3 Nonconformities are acted upon, and corrective actions are checked.
    func g3() -> Conclusion {
        let found = inWindow(Nonconformity.self)
        let days = number("nc_action_days")
        let isRemedy = { (action: Action) in action.kind == .correction || action.kind == .corrective }
        let firstUse = earlier(
            firstAction(on: .nonconformity, where: isRemedy), firstDecision(.noAction, on: .nonconformity))
        let a = ItemList(
            found.map { record in
                let acted = events(record.referring(Action.self).filter(isRemedy))
                let decided = events(record.referring(Decision.self).filter { $0.kind == .noAction })
                return due(record.happenedOn, days: days, acted + decided, firstUse: firstUse).item([record.place])
            })
        let lookback = number("action_lookback_days")
        let check = number("effectiveness_days")
        let actions = all(Action.self).filter { action in
            action.kind == .corrective && isWithin(action.raisedOn, days: lookback)
                && action.subjects.contains { $0.register == .nonconformity }
        }
        var unchecked = 0
        let b = ItemList(
            actions.map { action in
                guard let completed = action.completedOn else { return actionItem(action) }
                if action.checkedOn == nil { unchecked += 1 }
                let passes = action.checkedOn != nil || day <= completed + check
                return Item(passes ? .pass : .unknown, [action.place])
            })
        let longest = all(Nonconformity.self).compactMap { record in
            record.closedOn.flatMap { isInWindow($0) ? $0 - record.happenedOn : nil }
        }.max()
        return conclude(
            [a, b], contradicted: [breaches(a), breaches(b)],
            supported: [meets(a, or: .nonconformity), meetsOrIsEmpty(b)],
            figures: [
                Figure("longest_to_close_days", longest),
                Figure("recurrences", found.count { $0.recurrenceOf != nil }), Figure("unchecked", unchecked),
            ],
            say(a, "nonconformities", "led to an action or a decision") + "; "
                + say(b, "corrective actions", "are done and checked"))
    }

    /// g.4 Management reviews nonconformities.
    func g4() -> Conclusion {
        let reviews = meetings(for: .nonconformityReview)
        let days = number("nc_review_days")
        let cycle = cycle(events(reviews), days: days, start: nil, firstUse: events(reviews).firstUse)
        let records = cycle.event.map { [$0.place] } ?? []
        let reviewPlaces = Set(reviews.map(\.place))
        let firstUse = events(reviews).firstUse
        var never = 0
        let list = ItemList(
            inWindow(Nonconformity.self).map { record in
                let reviewed = record.referring(Meeting.self).filter { reviewPlaces.contains($0.place) }
                if reviewed.isEmpty { never += 1 }
                return due(record.happenedOn, days: days, events(reviewed), firstUse: firstUse).item([record.place])
            })
        return conclude(
            [list], contradicted: [Condition(cycle.isOverdue, records), breaches(list)],
            supported: [Condition(cycle.isCurrent, records), meets(list, or: .nonconformity)],
            figures: [Figure("age_days", age(reviews)), Figure("never_reviewed", never)],
            (age(reviews).map { "last review of nonconformities \($0) days ago (\(days) allowed)" }
                ?? "no review of nonconformities") + "; " + say(list, "nonconformities", "were reviewed"))
    }

    /// g.5 Trends of nonconformities are decided upon.
    func g5() -> Conclusion {
        let flags = flags(.nonconformity)
        let days = number("trend_decision_days")
        let firstUse = firstTrendDecision(.nonconformity)
        let list = ItemList(
            flags.map { due($0.flagOn, days: days, events($0.decisions), firstUse: firstUse).item($0.counted) })
        let found = inWindow(Nonconformity.self).map(\.place)
        let review = number("nc_review_days")
        let recent = meetings(for: .nonconformityReview).filter { day <= $0.happenedOn + review }.map(\.place)
        let looked = Condition(!found.isEmpty && !recent.isEmpty, found + recent).or(nilReturn(.nonconformity))
        return conclude(
            [list], contradicted: [breaches(list)],
            supported: [meets(list).or(list.isEmpty ? looked : Condition(false))],
            figures: [Figure("flagged", text: flags.isEmpty ? nil : say(flags))],
            say(list, "trends", "were decided upon") + "; flagged categories: " + say(flags))
    }

    /// g.6 What a trend asks for is prevented.
    func g6() -> Conclusion {
        let days = number("trend_action_days")
        let trends = inWindow(Decision.self).filter {
            $0.kind == .trend && $0.stream == .nonconformity && $0.choice == .act
        }
        let firstUse = firstUse(Action.self) { $0.kind == .preventive }
        let list = ItemList(
            trends.map { decision in
                let acted = decision.referring(Action.self).filter { $0.kind == .preventive }
                return due(decision.happenedOn, days: days, events(acted), firstUse: firstUse).item([decision.place])
            })
        let preventive = inWindow(Action.self).filter { $0.kind == .preventive }
        let aimed = preventive.filter { action in
            action.subjects.contains { $0.register == .nonconformity || $0.register == .risk }
        }
        let otherwise = Condition(list.isEmpty && !aimed.isEmpty, aimed.map(\.place))
        return conclude(
            [list], contradicted: [breaches(list)], supported: [meets(list).or(otherwise)],
            figures: [Figure("preventive_actions", preventive.count)],
            say(list, "decisions to act on a trend", "led to a preventive action")
                + "; \(preventive.count) preventive actions in all")
    }

    /// g.7 Findings that cost money reach the budget.
    func g7() -> Conclusion {
        let days = number("budget_days")
        let costed = inWindow(Action.self).filter { ($0.costPence ?? 0) >= 1 }
        let firstUse = firstDecision(.budget, on: .action)
        var (decidedPence, undecidedPence) = (0, 0)
        let list = ItemList(
            costed.map { action in
                let decided = action.referring(Decision.self).filter { $0.kind == .budget }
                if decided.isEmpty {
                    undecidedPence = undecidedPence.saturating(adding: action.costPence ?? 0)
                } else {
                    decidedPence = decidedPence.saturating(adding: action.costPence ?? 0)
                }
                return due(action.happenedOn, days: days, events(decided), firstUse: firstUse).item([action.place])
            })
        return conclude(
            list, or: .costedAction,
            figures: [Figure("pence_decided", decidedPence), Figure("pence_undecided", undecidedPence)],
            "actions that cost money", "have a budget decision")
    }
}
