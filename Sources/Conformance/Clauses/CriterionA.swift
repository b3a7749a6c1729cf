/// The rules of criterion a: one quality management system for everything, monitored, in a named person's hands.
extension ClauseJudge {
    /// The areas of `qms_areas`, without radiation safety where nothing ionises. Nil: no area of that word.
    var areas: [(word: String, area: Area?)] {
        let known = Area.allWords
        let withoutRadiation = profile(.ionisingRadiation) == .no
        return words("qms_areas").filter { !(withoutRadiation && $0 == Area.radiationSafety.word) }
            .map { ($0, known[$0]) }
    }

    /// a.1 Each area has a process, with an owner, at each location.
    func a1() -> Conclusion {
        let processes = open(Process.self)
        let locations = open(Location.self)
        var list = ItemList()
        for (_, area) in areas {
            let ofArea = processes.filter { $0.area == area && area != nil }
            let covered = ofArea.map { process in (process, Set(process.locations.map(\.place))) }
            for location in locations {
                let listing = covered.filter { $0.1.contains(location.place) }
                let owned = listing.filter { $0.0.owner != nil }
                if !owned.isEmpty {
                    list.append(Item(.pass, [location.place], events: owned.map(\.0.place)))
                } else if !ofArea.isEmpty && listing.isEmpty {
                    list.append(Item(.fail, [location.place], events: ofArea.map(\.place)))
                } else {
                    list.append(Item(.unknown, [location.place]))
                }
            }
        }
        return conclude(
            list, figures: [Figure("processes_without_owner", processes.count { $0.owner == nil })],
            "pairs of area and location", "have a process with an owner")
    }

    /// a.2 Each process is monitored again and again.
    func a2() -> Conclusion {
        let firstUse = firstUse(Measurement.self) { $0.subject?.register == .process }
        let local = number("process_monitor_days")
        let processes = open(Process.self)
        var oldest: Int?
        let list = ItemList(
            processes.map { process in
                let cycle = cycle(
                    events(process.referring(Measurement.self)), days: process.monitorDays ?? local,
                    start: process.happenedOn, firstUse: firstUse)
                if let event = cycle.event { oldest = max(oldest ?? 0, day - event.day) }
                return cycle.item([process.place])
            })
        return conclude(
            list, figures: [Figure("oldest_measurement_days", oldest)], "processes", "were monitored in time")
    }

    /// a.3 Every location, of every kind that the profile names, is inside the system.
    func a3() -> Conclusion {
        let locations = open(Location.self)
        let processes = open(Process.self)
        let listed = Set(processes.flatMap { $0.locations.map(\.place) })
        let points = open(AccessPoint.self).filter { $0.offers.contains(.documents) }
        let audits = all(Audit.self).filter { isWithin($0.doneOn, days: number("audit_cover_days")) }
        var list = ItemList()
        for location in locations {
            let here = processes.filter { $0.locations.contains { $0.place == location.place } }.map(\.place)
            let offering = points.filter { $0.location?.place == location.place }.map(\.place)
            let audited = audits.filter { $0.locations.contains { $0.place == location.place } }.map(\.place)
            if !here.isEmpty && !offering.isEmpty && !audited.isEmpty {
                list.append(Item(.pass, [location.place], events: here + offering + audited))
            } else if here.isEmpty && !processes.isEmpty {
                list.append(Item(.fail, [location.place], events: processes.map(\.place)))
            } else {
                list.append(Item(.unknown, [location.place]))
            }
        }
        for (field, kind) in [(ProfileField.mobileUnits, LocationKind.mobile), (.outsourcedServices, .outsourced)]
        where profile(field) == .yes && !locations.contains(where: { $0.kind == kind }) {
            list.append(Item(.unknown, profileRecords([field])))
        }
        return conclude(
            list, needs: [.mobileUnits, .outsourcedServices],
            figures: [
                Figure("permanent", locations.count { $0.kind == .permanent }),
                Figure("mobile", locations.count { $0.kind == .mobile }),
                Figure("outsourced", locations.count { $0.kind == .outsourced }),
                Figure("without_process", locations.count { !listed.contains($0.place) }),
                Figure(
                    "without_access_point",
                    locations.count { location in !points.contains { $0.location?.place == location.place } }),
                Figure(
                    "without_audit",
                    locations.count { location in
                        !audits.contains { $0.locations.contains { $0.place == location.place } }
                    }),
            ], "locations", "have a process, an access point and an audit")
    }

    /// a.4 A named person manages the system, without long gaps.
    func a4() -> Conclusion {
        let appointments = all(Appointment.self).filter { $0.post == .qualityManager }
        let records = appointments.map(\.place)
        let window = number("window_days")
        let first = appointments.map(\.happenedOn).min()
        var (covered, bare, untold) = (0, 0, 0)
        for back in 0..<window {
            let date = day - back
            if appointments.contains(where: { $0.isOpen(at: date) }) {
                covered += 1
            } else if let first, date >= first {
                bare += 1
            } else {
                untold += 1
            }
        }
        let allowed = number("post_gap_days")
        let now = appointments.filter { $0.isOpen(at: day) }
        let person = last(now)?.person.map { snapshot.set.text($0) }
        var conclusion = conclude(
            contradicted: [Condition(!appointments.isEmpty && bare > allowed, records)],
            supported: [Condition(!now.isEmpty && bare + untold <= allowed, records)],
            figures: [
                Figure("covered_days", covered), Figure("bare_days", bare), Figure("untold_days", untold),
                Figure("window_days", window), Figure("person", text: person),
            ],
            "a quality manager was appointed on \(covered) of \(window) days, nobody on \(bare), unknown on \(untold) "
                + "(\(allowed) allowed); now: \(person ?? "nobody")")
        if conclusion.verdict == .insufficient { conclusion.records = records }
        return conclusion
    }

    /// a.5 The system is reviewed for its effectiveness.
    func a5() -> Conclusion {
        let reviews = meetings(for: .qmsReview)
        let concluding = reviews.filter { $0.effectiveness != nil }
        let limit = number("qms_review_days")
        let cycle = cycle(events(concluding), days: limit, start: nil, firstUse: events(reviews).firstUse)
        let records = cycle.event.map { [$0.place] } ?? []
        let latest = last(concluding)
        return conclude(
            contradicted: [Condition(cycle.isOverdue, records)], supported: [Condition(cycle.isCurrent, records)],
            figures: [
                Figure("age_days", age(concluding)), Figure("effectiveness", text: latest?.effectiveness?.word),
            ],
            latest.map {
                "the last review that concluded on effectiveness was \(day - $0.happenedOn) days ago (\(limit) allowed)"
            } ?? "no review of the system has concluded on its effectiveness")
    }
}
