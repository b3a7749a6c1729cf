/// The rules of criterion c: documents can be got at everywhere, and records can be reviewed.
extension ClauseJudge {
    /// c.1 Each document in force is offered at an access point that works.
    func c1() -> Conclusion {
        let points = open(AccessPoint.self).filter { $0.offers.contains(.documents) }
        let states = points.map { ($0, access($0, .documents)) }
        let offeringAll = states.filter { $0.0.allDocuments == .yes }
        var offering: [Int32: [(AccessPoint, (state: AccessState, test: AccessTest?))]] = [:]
        for state in states where state.0.allDocuments != .yes {
            for place in Set(state.0.documents.map(\.place)) { offering[place, default: []].append(state) }
        }
        let firstUse = facts.firstUse(AccessPoint.self)
        let grace = number("access_grace_days")
        var without = 0
        var list = ItemList()
        for document in facts.documents {
            guard let from = document.inForce?.inForceFrom else { continue }
            let anchors = [document.record.place]
            let here = offeringAll + (offering[document.record.place] ?? [])
            let events = here.compactMap { $0.1.test?.place }
            if here.contains(where: { $0.1.state == .works }) {
                list.append(Item(.pass, anchors, events: events))
            } else if here.isEmpty {
                without += 1
                if let firstUse {
                    list.append(Item(day > max(from, firstUse) + grace ? .fail : .pending, anchors))
                } else {
                    list.append(Item(.unknown, anchors))
                }
            } else {
                let allBroken = here.allSatisfy { $0.1.state == .broken }
                list.append(Item(allBroken ? .fail : .unknown, anchors, events: events))
            }
        }
        return conclude(
            list, figures: [Figure("without_access_point", without)], "documents in force",
            "can be got at, by a test that passed")
    }

    /// c.2 Documents can be got at in every location.
    func c2() -> Conclusion { reachable(.documents, .documents) }

    /// c.3 Technical and quality records can be reviewed.
    func c3() -> Conclusion {
        let types = open(RecordType.self)
        let days = number("record_test_days")
        let firstUse = firstUse(AccessTest.self) { $0.recordType != nil }
        var unavailable = 0
        let list = ItemList(
            types.map { type in
                let tests = type.referring(AccessTest.self)
                let cycle = cycle(events(tests), days: days, start: type.happenedOn, firstUse: firstUse)
                let events = cycle.event.map { [$0.place] } ?? []
                let latest = last(tests)?.passed
                if latest == .no { unavailable += 1 }
                if latest == .yes && cycle.isCurrent { return Item(.pass, [type.place], events: events) }
                if latest == .no || cycle.isOverdue { return Item(.fail, [type.place], events: events) }
                return Item(cycle.isPending ? .pending : .unknown, [type.place])
            })
        let bothClasses = Condition(
            types.contains { $0.class == .technical } && types.contains { $0.class == .quality }, types.map(\.place))
        return conclude(
            [list], contradicted: [breaches(list)], supported: [meets(list), bothClasses],
            figures: [Figure("unavailable", unavailable)],
            say(list, "types of record", "could be reviewed at their last test")
                + (bothClasses.holds ? "" : "; one technical and one quality type are needed"))
    }

    /// The usual rule over locations where something can be got at.
    func reachable(_ subject: AccessSubject, _ offer: Offer) -> Conclusion {
        let list = ItemList(open(Location.self).map { reachable($0, subject, offer) })
        let what = subject == .documents ? "documents" : subject == .index ? "the index" : "the incident form"
        return conclude(
            list, figures: [Figure("locations_failed", list.fail)], "locations",
            "have an access point where \(what) could be got at")
    }
}
