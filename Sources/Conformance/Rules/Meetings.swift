extension ClauseJudge {
    /// The meetings that qualify for an item: it was dealt with, enough attended, and there are minutes.
    func meetings(for item: MeetingItem) -> [Meeting] {
        let least = number("meeting_min_attendance")
        return all(Meeting.self).filter { qualifies($0, least) && $0.items.contains(item) }
    }

    /// The meetings that qualify for one of several items.
    func meetings(forAnyOf items: [MeetingItem]) -> [Meeting] {
        let least = number("meeting_min_attendance")
        return all(Meeting.self).filter { meeting in
            qualifies(meeting, least) && items.contains { meeting.items.contains($0) }
        }
    }

    private func qualifies(_ meeting: Meeting, _ least: Int) -> Bool {
        meeting.minutes != nil && Set(meeting.attended).count >= least
    }

    /// The last of some records by when they happened; of several on a day the one with the greater id.
    func last<Record: RegisterRow>(_ records: [Record]) -> Record? {
        records.max { ($0.happenedOn, $0.place) < ($1.happenedOn, $1.place) }
    }

    /// The first of some records by when they happened; of several on a day the one with the smaller id.
    func first<Record: RegisterRow>(_ records: [Record]) -> Record? {
        records.min { ($0.happenedOn, $0.place) < ($1.happenedOn, $1.place) }
    }

    /// The days since the last of some records.
    func age<Record: RegisterRow>(_ records: [Record]) -> Int? { last(records).map { day - $0.happenedOn } }

    /// The longest of the considered gaps between records (GAP), and the records around it; nil without records.
    func longestGap<Record: RegisterRow>(_ records: [Record]) -> (days: Int, around: [Int32])? {
        let sorted = records.sorted { ($0.happenedOn, $0.place) < ($1.happenedOn, $1.place) }
        guard let latest = sorted.last else { return nil }
        var longest: (days: Int, around: [Int32])?
        for (earlier, later) in zip(sorted, sorted.dropFirst())
        where earlier.happenedOn < later.happenedOn && isInWindow(later.happenedOn) {
            let days = later.happenedOn - earlier.happenedOn
            if days > longest?.days ?? -1 { longest = (days, [earlier.place, later.place]) }
        }
        let open = day - latest.happenedOn
        return open > longest?.days ?? -1 ? (open, [latest.place]) : longest
    }

    /// ACTION(a) as an item.
    func actionItem(_ action: Action) -> Item {
        if action.completedOn != nil { return Item(.pass, [action.place]) }
        return Item(isOverdue(action) ? .fail : .pending, [action.place])
    }

    /// Whether an action is not done, and later than its due date and the grace allow.
    func isOverdue(_ action: Action) -> Bool {
        guard action.completedOn == nil, let due = action.dueOn else { return false }
        return day > due + number("action_grace_days")
    }
}
