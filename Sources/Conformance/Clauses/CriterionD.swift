/// The rules of criterion d: the system is reviewed at least annually; a parent's documents are put into practice.
extension ClauseJudge {
    /// d.1 The system is reviewed at least annually.
    func d1() -> Conclusion {
        let reviews = meetings(for: .qmsReview)
        let limit = number("qms_review_days")
        let gap = longestGap(reviews)
        let records = gap?.around ?? []
        return conclude(
            contradicted: [Condition(gap.map { $0.days > limit } ?? false, records)],
            supported: [Condition(gap.map { $0.days <= limit } ?? false, records)],
            figures: [
                Figure("longest_gap_days", gap?.days),
                Figure("last_review_on", text: last(reviews)?.happenedOn.description),
                Figure("reviews_in_window", reviews.count { isInWindow($0.happenedOn) }),
            ],
            gap.map { "longest gap between reviews of the system \($0.days) days (\(limit) allowed)" }
                ?? "no review of the system with minutes and enough attendance")
    }

    /// d.2 The review has its inputs, decides, and its actions are done.
    func d2() -> Conclusion {
        let reviews = meetings(for: .qmsReview)
        let limit = number("qms_review_days")
        let review = last(reviews).flatMap { $0.happenedOn + limit < day ? nil : $0 }
        let records = review.map { [$0.place] } ?? []
        let known = ReviewInput.allWords
        let inputs = words("review_inputs").map { word in
            let has = known[word].map { input in review?.inputs.contains(input) ?? false } ?? false
            if has { return Item(.pass, [], events: records) }
            return Item(review?.inputs.isEmpty == false ? .fail : .unknown, [], events: records)
        }
        let a = ItemList(inputs)
        let lookback = number("action_lookback_days")
        let reviewPlaces = Set(reviews.map(\.place))
        let actions = all(Action.self).filter { action in
            isWithin(action.raisedOn, days: lookback) && action.subjects.contains { reviewPlaces.contains($0.place) }
        }
        let b = ItemList(actions.map { actionItem($0) })
        let decided = Condition((review?.decisions ?? 0) >= 1, records)
        let missing = words("review_inputs").filter { word in
            !(known[word].map { review?.inputs.contains($0) ?? false } ?? false)
        }
        return conclude(
            [a, b], contradicted: [breaches(a), breaches(b)],
            supported: [decided, meets(a), meetsOrIsEmpty(b)],
            figures: [
                Figure("missing_inputs", text: missing.isEmpty ? nil : missing.joined(separator: ", ")),
                Figure("attendance", review.map { Set($0.attended).count }),
                Figure("actions_overdue", b.fail),
            ],
            review == nil
                ? "no review of the system within \(limit) days"
                : say(a, "inputs", "were part of the last review") + "; "
                    + say(b, "actions of reviews", "are done"))
    }

    /// d.3 The parent organisation's documents are put into practice.
    func d3() -> Conclusion {
        if let answer = gateAll(.parentDocumentSystem) { return answer }
        let days = number("parent_implementation_days")
        let firstUse = firstUse(Implementation.self) { $0.version != nil }
        var list = ItemList()
        for document in facts.documents where document.record.origin == .parent {
            guard let version = document.inForce, let from = version.inForceFrom else { continue }
            let done = events(version.record.referring(Implementation.self))
            list.append(due(from, days: days, done, firstUse: firstUse).item([document.record.place]))
        }
        return conclude(
            list, figures: [Figure("not_implemented", list.fail)], "documents of the parent organisation",
            "are put into practice")
    }
}
