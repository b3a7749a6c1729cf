/// Something that happened, for a limit or an interval.
struct Event {
    let day: CivilDate
    let place: Int32

    init?(_ day: CivilDate?, _ place: Int32) {
        guard let day else { return nil }
        self.day = day
        self.place = place
    }
}

extension Sequence<Event> {
    /// The earliest; of several on that day the one with the smaller id (G17).
    var earliest: Event? { self.min { ($0.day, $0.place) < ($1.day, $1.place) } }

    /// The latest; of several on that day the one with the greater id (G17).
    var latest: Event? { self.max { ($0.day, $0.place) < ($1.day, $1.place) } }

    /// first_use: the day of the earliest.
    var firstUse: CivilDate? { self.lazy.map(\.day).min() }
}

/// How something stands that is due once.
enum DueState {
    case inTime(Event)
    case late(Event)
    case overdue, pending
    /// Not done, and nothing says that such things are recorded at all.
    case silent

    /// The event, if there is one.
    var event: Event? {
        switch self {
        case .inTime(let event), .late(let event): event
        default: nil
        }
    }

    /// The state as an item's.
    func item(lateFails: Bool = false, _ anchors: [Int32]) -> Item {
        let events = event.map { [$0.place] } ?? []
        return switch self {
        case .inTime: Item(.pass, anchors, events: events)
        case .late: Item(lateFails ? .fail : .pass, anchors, events: events)
        case .overdue: Item(.fail, anchors)
        case .pending: Item(.pending, anchors)
        case .silent: Item(.unknown, anchors)
        }
    }
}

/// How something stands that is due again and again.
enum CycleState {
    case current(Event)
    case overdue(Event?)
    case pending, silent

    /// The last event.
    var event: Event? {
        switch self {
        case .current(let event): event
        case .overdue(let event): event
        default: nil
        }
    }

    var isCurrent: Bool { if case .current = self { true } else { false } }
    var isOverdue: Bool { if case .overdue = self { true } else { false } }
    var isPending: Bool { if case .pending = self { true } else { false } }

    /// The state as an item's.
    func item(_ anchors: [Int32]) -> Item {
        let events = event.map { [$0.place] } ?? []
        return switch self {
        case .current: Item(.pass, anchors, events: events)
        case .overdue: Item(.fail, anchors, events: events)
        case .pending: Item(.pending, anchors)
        case .silent: Item(.unknown, anchors)
        }
    }
}

extension ClauseJudge {
    /// DUE: something is due once, so many days after a day. `firstUse` is that of the base; nil: not in use.
    func due(_ start: CivilDate, days: Int, _ events: some Sequence<Event>, firstUse: CivilDate?) -> DueState {
        due(start, events, firstUse: firstUse) { $0 + days }
    }

    /// DUE with a limit of its own kind, such as working days.
    func due(
        _ start: CivilDate, _ events: some Sequence<Event>, firstUse: CivilDate?, limit: (CivilDate) -> CivilDate
    ) -> DueState {
        if let event = events.earliest { return event.day <= limit(start) ? .inTime(event) : .late(event) }
        guard let firstUse else { return .silent }
        return day > limit(max(start, firstUse)) ? .overdue : .pending
    }

    /// DUE strict: overdue as soon as the limit has passed, whether or not such things are recorded.
    func dueStrictly(
        _ start: CivilDate, _ events: some Sequence<Event>, limit: (CivilDate) -> CivilDate
    ) -> DueState {
        if let event = events.earliest { return event.day <= limit(start) ? .inTime(event) : .late(event) }
        return day > limit(start) ? .overdue : .pending
    }

    /// CYCLE: something is due again and again. The service itself starts with the first use of the base.
    func cycle(
        _ events: some Sequence<Event>, days: Int, firstDays: Int? = nil, start: CivilDate?, firstUse: CivilDate?
    ) -> CycleState {
        if let event = events.latest { return day <= event.day + days ? .current(event) : .overdue(event) }
        guard let firstUse else { return .silent }
        return day > max(start ?? firstUse, firstUse) + (firstDays ?? days) ? .overdue(nil) : .pending
    }

    /// The due day of a limit of so many working days (G4).
    func workingDays(_ count: Int, after start: CivilDate, holidays: Set<CivilDate>) -> CivilDate {
        var day = start
        var left = count
        while left > 0 {
            day = day + 1
            if day.weekday <= 5 && !holidays.contains(day) { left -= 1 }
        }
        return day
    }

    /// The days that are listed in `bank_holidays`.
    var bankHolidays: Set<CivilDate> { Set(words("bank_holidays").compactMap { CivilDate($0) }) }
}
