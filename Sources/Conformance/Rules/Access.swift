/// What the last test of an access point says.
enum AccessState {
    case works, broken, stale, untested
}

extension ClauseJudge {
    /// ACCESS(p, s), with the test that says so.
    func access(_ point: AccessPoint, _ subject: AccessSubject) -> (state: AccessState, test: AccessTest?) {
        let tests = point.referring(AccessTest.self).filter { $0.subject == subject }
        guard let last = tests.max(by: { ($0.happenedOn, $0.place) < ($1.happenedOn, $1.place) }) else {
            return (.untested, nil)
        }
        if last.passed == .no { return (.broken, last) }
        return (day <= last.happenedOn + number("access_test_days") ? .works : .stale, last)
    }

    /// REACHABLE(L, s): whether staff at a location can get at documents, the index or the form.
    func reachable(_ location: Location, _ subject: AccessSubject, _ offer: Offer) -> Item {
        let here = location.referring(AccessPoint.self)
        let looked = here.filter { $0.isOpen(at: day) && $0.offers.contains(offer) }.map { access($0, subject) }
        let events = looked.compactMap { $0.test?.place }
        let passed = here.flatMap { $0.referring(AccessTest.self) }
            .filter { $0.subject == subject && $0.passed == .yes }
            .compactMap { Event($0.testedOn, $0.place) }
        let firstUse = all(AccessTest.self).filter { $0.subject == subject }.lazy.map(\.happenedOn).min()
        let cycle = cycle(
            passed, days: number("access_test_days"), start: location.happenedOn, firstUse: firstUse)
        if looked.contains(where: { $0.state == .works }) { return Item(.pass, [location.place], events: events) }
        if !looked.isEmpty && looked.allSatisfy({ $0.state == .broken }) || cycle.isOverdue {
            return Item(.fail, [location.place], events: events)
        }
        return Item(cycle.isPending ? .pending : .unknown, [location.place], events: events)
    }
}
