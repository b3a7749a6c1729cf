/// The rules of criterion b: quality objectives, measurable, communicated, understood and reviewed.
extension ClauseJudge {
    /// b.1 There are objectives, and whoever owns one is there.
    func b1() -> Conclusion {
        let all = all(Objective.self)
        let open = all.filter { $0.isOpen(at: day) }
        let lastEnd = all.compactMap(\.to).max()
        let lapsed =
            !all.isEmpty && open.isEmpty && (lastEnd.map { $0 < day - number("objective_lapse_days") } ?? false)
        let staff = facts.staff(at: day)
        let roster = self.all(Staff.self)
        let list = ItemList(
            open.map { objective in
                guard let owner = objective.owner else { return Item(.unknown, [objective.place]) }
                let records = roster.filter { $0.person == owner }
                if staff.contains(owner) {
                    return Item(
                        .pass, [objective.place], events: records.filter { $0.isOpen(at: day) }.map(\.place))
                }
                return Item(records.isEmpty ? .unknown : .fail, [objective.place], events: records.map(\.place))
            })
        let latest = all.filter { $0.to == lastEnd }.map(\.place).max()
        return conclude(
            [list], contradicted: [Condition(lapsed, latest.map { [$0] } ?? []), breaches(list)],
            supported: [meets(list)],
            figures: [Figure("without_owner", open.count { $0.owner == nil })],
            lapsed
                ? "the last quality objective ended on \(lastEnd?.description ?? "an unknown day")"
                : say(list, "quality objectives", "have an owner who is staff"))
    }

    /// b.2 Each objective has an indicator with a target, measured in time.
    func b2() -> Conclusion {
        let local = number("measurement_days")
        let firstUse = firstUse(Measurement.self) { $0.subject?.register == .indicator && $0.value != nil }
        var (met, valued, bare) = (0, 0, 0)
        let list = ItemList(
            open(Objective.self).map { objective in
                let indicators = objective.referring(Indicator.self).filter {
                    $0.isOpen(at: day) && $0.target != nil
                }
                if indicators.isEmpty { bare += 1 }
                let cycles = indicators.map { indicator in
                    let measured = indicator.referring(Measurement.self).filter { $0.value != nil }
                    if let target = indicator.target, let value = last(measured)?.value {
                        valued += 1
                        if indicator.direction == .atLeast ? value >= target : value <= target { met += 1 }
                    }
                    return cycle(
                        events(measured), days: indicator.intervalDays ?? local, start: indicator.happenedOn,
                        firstUse: firstUse)
                }
                let anchors = [objective.place]
                if cycles.contains(where: \.isCurrent) {
                    return Item(.pass, anchors, events: cycles.filter(\.isCurrent).compactMap { $0.event?.place })
                }
                if cycles.contains(where: \.isOverdue) {
                    return Item(.fail, anchors, events: cycles.filter(\.isOverdue).compactMap { $0.event?.place })
                }
                return Item(cycles.contains(where: \.isPending) ? .pending : .unknown, anchors)
            })
        return conclude(
            list,
            figures: [
                Figure("targets_met", met), Figure("indicators_with_value", valued),
                Figure("without_indicator", bare),
            ], "quality objectives", "have an indicator with a target, measured in time")
    }

    /// b.3 Each objective rests on the quality policy that is in force.
    func b3() -> Conclusion {
        let grace = number("relink_days")
        let objectives = open(Objective.self)
        let list = ItemList(
            objectives.map { objective in
                guard let policy = objective.policy.map({ facts.version($0) }) else {
                    return Item(.unknown, [objective.place])
                }
                let events = [policy.record.place]
                if policy.isInForce(at: day) { return Item(.pass, [objective.place], events: events) }
                let isLate = policy.obsoleteOn.map { $0 + grace < day } ?? false
                return Item(isLate ? .fail : .unknown, [objective.place], events: events)
            })
        return conclude(
            list, figures: [Figure("without_policy", objectives.count { $0.policy == nil })],
            "quality objectives", "rest on a quality policy in force")
    }

    /// b.4 Each objective is understood by enough staff.
    func b4() -> Conclusion {
        concludeReach(
            open(Objective.self).map { reach($0.row, .understood, from: $0.happenedOn, [$0.place]) },
            "quality objectives")
    }

    /// b.5 Each objective is worked at and reviewed.
    func b5() -> Conclusion {
        let local = number("objective_review_days")
        let firstUse = firstUse(Review.self) { $0.subject?.register == .objective }
        var oldest: Int?
        let list = ItemList(
            open(Objective.self).map { objective in
                let cycle = cycle(
                    events(objective.referring(Review.self)), days: objective.reviewDays ?? local,
                    start: objective.happenedOn, firstUse: firstUse)
                if let event = cycle.event { oldest = max(oldest ?? 0, day - event.day) }
                let anchors = [objective.place]
                let events = cycle.event.map { [$0.place] } ?? []
                if cycle.isCurrent {
                    let measured = objective.referring(Indicator.self)
                        .flatMap { $0.referring(Measurement.self) }.filter { isInWindow($0.happenedOn) }
                        .map(\.place)
                    let acted = objective.referring(Action.self).filter { isInWindow($0.happenedOn) }
                        .map(\.place)
                    if measured.isEmpty && acted.isEmpty { return Item(.unknown, anchors) }
                    return Item(.pass, anchors, events: events + measured + acted)
                }
                if cycle.isOverdue { return Item(.fail, anchors, events: events) }
                return Item(cycle.isPending ? .pending : .unknown, anchors)
            })
        return conclude(
            list, figures: [Figure("oldest_review_days", oldest)], "quality objectives",
            "are worked at and reviewed in time")
    }

    /// b.6 Communication goes within and outside the service.
    func b6() -> Conclusion {
        let all = all(Communication.self)
        let firstUse = events(all).firstUse
        let within = all.filter { $0.audiences.isInternal }
        let outside = all.filter { $0.audiences.isExternal }
        let cycles = [
            cycle(events(within), days: number("internal_comm_days"), start: nil, firstUse: firstUse),
            cycle(events(outside), days: number("external_comm_days"), start: nil, firstUse: firstUse),
        ]
        func conditions(_ matches: (CycleState) -> Bool) -> [Condition] {
            cycles.map { cycle in Condition(matches(cycle), cycle.event.map { [$0.place] } ?? []) }
        }
        let since = { (days: Int?) in days.map { "\($0) days ago" } ?? "not known" }
        return conclude(
            contradicted: conditions(\.isOverdue), supported: conditions(\.isCurrent),
            figures: [Figure("internal_days", age(within)), Figure("external_days", age(outside))],
            "last internal communication \(since(age(within))) (\(number("internal_comm_days")) days allowed), last "
                + "external \(since(age(outside))) (\(number("external_comm_days")) allowed)")
    }
}
