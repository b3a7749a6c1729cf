/// The rules of criterion e: only the latest documents are used; they are reviewed, approved and authorised.
extension ClauseJudge {
    /// e.1 What is used is in force.
    func e1() -> Conclusion {
        let grace = number("obsolete_grace_days")
        let uses = inWindow(DocumentUse.self).filter { $0.purpose == .work || $0.purpose == .evidence }
        let list = ItemList(
            uses.map { use in
                guard let version = use.version.map({ facts.version($0) }) else { return Item(.unknown, [use.place]) }
                let events = [version.record.place]
                if version.isInForce(at: use.happenedOn) { return Item(.pass, [use.place], events: events) }
                return Item(
                    version.isStale(at: use.happenedOn, grace: grace) ? .fail : .unknown, [use.place], events: events)
            })
        return conclude(
            list, figures: [Figure("stale_uses", list.fail)], "uses of documents", "were of a version in force")
    }

    /// e.2 Documents are reviewed in time.
    func e2() -> Conclusion {
        var late: [Int] = []
        var list = ItemList()
        for document in facts.documents where document.record.origin == .service {
            guard let review = reviewState(document) else { continue }
            if day > review.due { late.append(day - review.due) }
            let state: ItemState =
                switch review.state {
                case .current: .pass
                case .overdue: .fail
                case .grace: .unknown
                }
            list.append(Item(state, [document.record.place], events: reviewRecords(document)))
        }
        return conclude(
            list,
            figures: [
                Figure("late_1_to_30_days", late.count { $0 <= 30 }),
                Figure("late_31_to_90_days", late.count { (31...90).contains($0) }),
                Figure("late_more_than_90_days", late.count { $0 > 90 }),
            ], "documents in force", "were reviewed in time")
    }

    /// e.3 Documents are approved by somebody else than their author, authorised, and current.
    func e3() -> Conclusion {
        var (unapproved, unauthorised, own) = (0, 0, 0)
        var list = ItemList()
        for document in facts.documents where document.record.origin == .service {
            let isCurrent = reviewState(document)?.state == .current
            for version in document.live(at: day) {
                let record = version.record
                let approvedByAuthor = record.approvedBy != nil && record.approvedBy == record.author
                if record.approvedOn == nil { unapproved += 1 }
                if record.authorisedOn == nil { unauthorised += 1 }
                if approvedByAuthor { own += 1 }
                if record.approvedOn == nil || record.authorisedOn == nil || approvedByAuthor {
                    list.append(Item(.fail, [record.place]))
                } else if version.isInForce(at: day), record.approvedBy != nil, isCurrent {
                    list.append(Item(.pass, [record.place], events: reviewRecords(document)))
                } else {
                    list.append(Item(.unknown, [record.place]))
                }
            }
        }
        return conclude(
            list,
            figures: [
                Figure("without_approval", unapproved), Figure("without_authorisation", unauthorised),
                Figure("approved_by_author", own),
            ], "live versions", "are approved, authorised and current")
    }

    /// e.4 No obsolete version is found where documents are offered.
    func e4() -> Conclusion {
        let grace = number("obsolete_grace_days")
        let days = number("access_test_days")
        var stale = 0
        let points = open(AccessPoint.self).filter { $0.offers.contains(.documents) }
        let list = ItemList(
            points.map { point in
                let tests = point.referring(AccessTest.self).filter { $0.subject == .documents && !$0.found.isEmpty }
                guard let test = last(tests) else { return Item(.unknown, [point.place]) }
                let found = test.found.map { facts.version($0) }
                let old = found.filter { $0.isStale(at: test.happenedOn, grace: grace) }
                stale += old.count
                if !old.isEmpty { return Item(.fail, [point.place], events: [test.place] + old.map(\.record.place)) }
                return Item(
                    day <= test.happenedOn + days ? .pass : .unknown, [point.place],
                    events: [test.place] + found.map(\.record.place))
            })
        return conclude(
            list, figures: [Figure("stale_versions_found", stale)], "access points",
            "had no obsolete version at their last test")
    }
}
