/// What a story writes down, in any order; told in the order in which a service would have recorded it.
struct DemonstrationLedger {
    typealias Fields = KeyValuePairs<String, RecordBody.FieldValue?>

    /// When something is recorded, before instants are made unique: a day in London, and seconds from its midnight.
    private struct Moment: Comparable {
        let day: CivilDate
        let second: Int

        static func < (left: Moment, right: Moment) -> Bool { (left.day, left.second) < (right.day, right.second) }
    }

    private struct Draft {
        let id: String
        let register: Register
        var revisions: [(moment: Moment, order: Int, body: RecordBody?, reason: String)]
    }

    private static let morning = 8 * 3600
    private static let evening = 16 * 3600

    private var drafts: [Draft] = []
    private var placeOfID: [String: Int] = [:]
    private var counts: [Register: Int] = [:]
    private var revisionCount = 0
    private var random: SeededGenerator

    init(random: SeededGenerator) { self.random = random }

    /// Records something some days after the last that its fields say has happened, or on a day if one is given.
    ///
    /// - Returns: the record's id.
    @discardableResult
    mutating func add(_ register: Register, after lag: Int = 0, on day: CivilDate? = nil, _ fields: Fields) -> String {
        counts[register, default: 0] += 1
        let name = String(register.name.map { $0 == "_" ? "-" : $0 })
        let id = "\(name)-\(counts[register, default: 0])"
        placeOfID[id] = drafts.count
        drafts.append(Draft(id: id, register: register, revisions: []))
        let body = RecordBody(register, fields)
        revise(id, to: body, at: moment(body, after: lag, on: day), reason: "")
        return id
    }

    /// Records a record anew with some fields changed.
    mutating func revise(_ id: String, after lag: Int = 0, on day: CivilDate? = nil, _ fields: Fields) {
        guard let place = placeOfID[id], var body = drafts[place].revisions.last?.body else { return }
        for (name, value) in fields {
            guard let field = body.register.place(ofField: name) else { preconditionFailure("no field \(name)") }
            body[field] = value
        }
        revise(id, to: body, at: moment(body, after: lag, on: day), reason: "")
    }

    /// The day on which a record was first recorded.
    func recordedOn(_ id: String) -> CivilDate? { placeOfID[id].flatMap { drafts[$0].revisions.first?.moment.day } }

    /// Records by mistake once more, on a day, what a record said at first.
    ///
    /// - Returns: the second record's id.
    mutating func repeatEntry(of id: String, on day: CivilDate) -> String? {
        guard let place = placeOfID[id], let body = drafts[place].revisions.first?.body else { return nil }
        let second = add(drafts[place].register, on: day, [:])
        if let place = placeOfID[second] {
            drafts[place].revisions.removeAll()
            revise(second, to: body, at: moment(body, after: 0, on: day), reason: "")
        }
        return second
    }

    /// Withdraws a record.
    mutating func withdraw(_ id: String, on day: CivilDate, reason: String) {
        let moment = Moment(day: day.workingDay, second: random.number(Self.morning...Self.evening))
        revise(id, to: nil, at: moment, reason: reason)
    }

    private mutating func revise(_ id: String, to body: RecordBody?, at moment: Moment, reason: String) {
        guard let place = placeOfID[id] else { return }
        let earliest = drafts[place].revisions.last?.moment ?? moment
        revisionCount += 1
        drafts[place].revisions.append((max(moment, earliest), revisionCount, body, reason))
    }

    /// The first working hour that fits: not before what happened, nor before what is referred to was recorded.
    private mutating func moment(_ body: RecordBody, after lag: Int, on day: CivilDate?) -> Moment {
        var known = Moment(day: day ?? CivilDate(dayNumber: .min), second: 0)
        var happening: CivilDate?
        for (field, value) in zip(body.register.fields, body.values) {
            switch (field.kind, value) {
            case (.date, .date(let date)?): known = max(known, Moment(day: date, second: 0))
            case (.month, .date(let month)?): known = max(known, Moment(day: month.lastOfMonth, second: 0))
            case (.plan, .date(let date)?): if field.isHappening { happening = date }
            case (.time, .time(let time)?):
                let date = LondonCalendar.date(ofMicroseconds: time * 1_000_000)
                let second = Int(time - LondonCalendar.start(of: date) / 1_000_000) + 60
                known = max(known, Moment(day: date, second: second))
            default: break
            }
        }
        if known.day.dayNumber == .min { known = Moment(day: happening ?? known.day, second: 0) }
        let usual = Moment(day: (known.day + lag).workingDay, second: random.number(Self.morning...Self.evening))
        var moment = max(usual, known)
        if moment.second > Self.evening {
            moment = Moment(day: (moment.day + 1).workingDay, second: random.number(Self.morning...Self.evening))
        }
        for (_, id) in body.references {
            if let place = placeOfID[id], let first = drafts[place].revisions.first {
                moment = max(moment, first.moment)
            }
        }
        return moment
    }

    /// All that was recorded through a day, in the order in which it was. What would be recorded later isn't yet, nor
    /// is what refers to it, since nothing is recorded before what it refers to.
    func entries(through last: CivilDate) -> [DemonstrationRecords.Entry] {
        var order: [(moment: Moment, order: Int, draft: Int, revision: Int)] = []
        for (draft, content) in drafts.enumerated() {
            for (place, revision) in content.revisions.enumerated() where revision.moment.day <= last {
                order.append((revision.moment, revision.order, draft, place))
            }
        }
        order.sort { ($0.moment, $0.order) < ($1.moment, $1.order) }
        var revisions = [[DemonstrationRecords.Revision]](repeating: [], count: drafts.count)
        var drafted: [Int] = []
        var previous = Int64.min
        for item in order {
            let instant = LondonCalendar.start(of: item.moment.day) + Int64(item.moment.second) * 1_000_000
            // Typing a record in takes a while; the fraction makes the instants look like a clock's.
            previous = max(instant, previous &+ 23_000_000) + Int64(item.order % 997) * 1003
            let revision = drafts[item.draft].revisions[item.revision]
            if item.revision == 0 { drafted.append(item.draft) }
            revisions[item.draft].append(
                DemonstrationRecords.Revision(recordedAt: previous, body: revision.body, reason: revision.reason))
        }
        return drafted.map {
            DemonstrationRecords.Entry(id: drafts[$0].id, register: drafts[$0].register, revisions: revisions[$0])
        }
    }
}

extension CivilDate {
    /// The day, or the next on which the department is at work: not at a weekend, Christmas or New Year.
    var workingDay: CivilDate {
        let (_, month, day) = components
        let isHoliday = month == 12 && (day == 25 || day == 26) || month == 1 && day == 1
        return weekday > 5 || isHoliday ? (self + 1).workingDay : self
    }

    /// The first day of its month.
    var firstOfMonth: CivilDate { self - (components.day - 1) }

    /// The last day of its month.
    var lastOfMonth: CivilDate {
        let (year, month, _) = components
        return firstOfMonth + (Self.days(inMonth: month, of: year) - 1)
    }
}
