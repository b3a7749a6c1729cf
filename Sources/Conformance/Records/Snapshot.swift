/// Whose revisions count at a date (G6).
package enum VisibilityMode: String, Sendable, CaseIterable {
    /// Only what had been recorded by then.
    case recorded
    /// Everything that is recorded now, by when it happened.
    case happened
}

/// The records that are visible at a date, at their content then (G6–G8).
///
/// It belongs to one evaluation on one thread; the views that it gives out must not outlive it.
final class Snapshot {
    let set: RecordSet
    let day: CivilDate
    let mode: VisibilityMode
    /// The content of each record of the set; nil: not visible.
    private var contents: [[Value]?]
    private(set) var happenedOn: [CivilDate]
    /// When the content was recorded.
    private(set) var recordedAt: [Int64]
    /// The visible records of each register, by their ids.
    private var visible: [[Int32]]
    /// For each record where the list of those that refer to it begins in `referrers`.
    private var referrerStarts: [Int32]
    private var referrers: [Int32]

    init(_ set: RecordSet, at day: CivilDate, mode: VisibilityMode) {
        self.set = set
        self.day = day
        self.mode = mode
        let count = set.records.count
        contents = Array(repeating: nil, count: count)
        happenedOn = Array(repeating: day, count: count)
        recordedAt = Array(repeating: 0, count: count)
        visible = Array(repeating: [], count: Register.allCases.count)
        for (ordinal, places) in set.placesByRegister.enumerated() {
            var shown: [Int32] = []
            shown.reserveCapacity(places.count)
            for place in places {
                let record = set.records[Int(place)]
                let last =
                    mode == .happened ? record.revisions.last : record.revisions.last { $0.recordedOn <= day }
                guard let last, let values = last.values, let happened = last.happenedOn, happened <= day else {
                    continue
                }
                contents[Int(place)] = values
                happenedOn[Int(place)] = happened
                recordedAt[Int(place)] = last.recordedAt
                shown.append(place)
            }
            visible[ordinal] = shown
        }
        (referrerStarts, referrers) = Self.referrers(contents)
    }

    /// For each record those visible ones that refer to it, each once, by their ids.
    private static func referrers(_ contents: [[Value]?]) -> ([Int32], [Int32]) {
        var pairs: [(target: Int32, from: Int32)] = []
        for (place, values) in contents.enumerated() {
            guard let values else { continue }
            for value in values {
                switch value {
                case .reference(let target): pairs.append((target, Int32(place)))
                case .references(let targets): for target in targets { pairs.append((target, Int32(place))) }
                default: break
                }
            }
        }
        var starts = [Int32](repeating: 0, count: contents.count + 1)
        for pair in pairs { starts[Int(pair.target) + 1] += 1 }
        for place in 0..<contents.count { starts[place + 1] += starts[place] }
        var next = starts
        var sorted = [Int32](repeating: 0, count: pairs.count)
        for pair in pairs {
            sorted[Int(next[Int(pair.target)])] = pair.from
            next[Int(pair.target)] += 1
        }
        return (starts, sorted)
    }

    func isVisible(_ place: Int32) -> Bool { contents[Int(place)] != nil }

    func values(_ place: Int32) -> [Value] { contents[Int(place)] ?? [] }

    /// All visible records of a register, by their ids.
    func all<Record: RegisterRow>(_ type: Record.Type = Record.self) -> [Record] {
        visible[Record.register.ordinal].map { Record(row: Row(snapshot: self, place: $0)) }
    }

    /// The visible records of a register that refer to a record in any of their fields, by their ids.
    func referring<Record: RegisterRow>(to row: Row, _ type: Record.Type = Record.self) -> [Record] {
        var found: [Record] = []
        var previous: Int32 = -1
        for index in Int(referrerStarts[Int(row.place)])..<Int(referrerStarts[Int(row.place) + 1]) {
            let place = referrers[index]
            guard place != previous, set.records[Int(place)].register == Record.register else { continue }
            previous = place
            found.append(Record(row: Row(snapshot: self, place: place)))
        }
        return found
    }
}

/// A visible record, with its fields as they read at the date: later dates and invisible references are absent.
struct Row {
    unowned let snapshot: Snapshot
    let place: Int32
    private let values: [Value]

    init(snapshot: Snapshot, place: Int32) {
        self.snapshot = snapshot
        self.place = place
        values = snapshot.values(place)
    }

    var register: Register { snapshot.set.records[Int(place)].register }
    var id: String { snapshot.set.records[Int(place)].id }
    var happenedOn: CivilDate { snapshot.happenedOn[Int(place)] }
    var recordedAt: Int64 { snapshot.recordedAt[Int(place)] }
    /// The day on which its first revision was recorded, in either mode.
    var firstRecordedOn: CivilDate { snapshot.set.records[Int(place)].revisions[0].recordedOn }

    func integer(_ field: Int) -> Int? {
        if case .integer(let value) = values[field] { value } else { nil }
    }

    func date(_ field: Int) -> CivilDate? {
        if case .date(let date) = values[field], date <= snapshot.day { date } else { nil }
    }

    func plan(_ field: Int) -> CivilDate? {
        if case .date(let date) = values[field] { date } else { nil }
    }

    func time(_ field: Int) -> Int64? {
        guard case .time(let seconds) = values[field],
            LondonCalendar.date(ofMicroseconds: seconds * 1_000_000) <= snapshot.day
        else { return nil }
        return seconds
    }

    func text(_ field: Int) -> Symbol? {
        if case .text(let symbol) = values[field] { symbol } else { nil }
    }

    func persons(_ field: Int) -> [Symbol] {
        if case .texts(let symbols) = values[field] { symbols } else { [] }
    }

    func choice<Word: Choice>(_ field: Int) -> Word? {
        if case .choice(let place) = values[field] { Word(rawValue: place) } else { nil }
    }

    func choices<Word: Choice>(_ field: Int) -> ChoiceSet<Word> {
        if case .choices(let bits) = values[field] { ChoiceSet(bits: bits) } else { ChoiceSet(bits: 0) }
    }

    func referenced(_ field: Int) -> Row? {
        guard case .reference(let place) = values[field], snapshot.isVisible(place) else { return nil }
        return Row(snapshot: snapshot, place: place)
    }

    func referenced(_ field: Int) -> [Row] {
        guard case .references(let places) = values[field] else { return [] }
        return places.filter { snapshot.isVisible($0) }.map { Row(snapshot: snapshot, place: $0) }
    }

    func reference<Record: RegisterRow>(_ field: Int) -> Record? {
        let row: Row? = referenced(field)
        return row.flatMap { Record($0) }
    }

    func references<Record: RegisterRow>(_ field: Int) -> [Record] {
        let rows: [Row] = referenced(field)
        return rows.compactMap { Record($0) }
    }

    /// Whether a field reads as present: not later than the date, not only references that dropped out, not empty.
    func isPresent(_ field: Int) -> Bool {
        switch values[field] {
        case .absent: false
        case .date: snapshot.set.records[Int(place)].register.fields[field].isPlan || date(field) != nil
        case .time: time(field) != nil
        case .reference(let target): snapshot.isVisible(target)
        case .references(let targets): targets.contains { snapshot.isVisible($0) }
        case .texts(let symbols): !symbols.isEmpty
        case .choices(let bits): bits != 0
        case .integer, .text, .choice: true
        }
    }
}

/// A record of one register, by the names of its fields.
protocol RegisterRow {
    static var register: Register { get }
    static var fields: [Field] { get }
    var row: Row { get }
    init(row: Row)
}

extension RegisterRow {
    /// The record, if it is of this register.
    init?(_ row: Row) {
        guard row.register == Self.register else { return nil }
        self.init(row: row)
    }

    var place: Int32 { row.place }
    var happenedOn: CivilDate { row.happenedOn }

    /// The visible records of a register that refer to this one.
    func referring<Record: RegisterRow>(_ type: Record.Type = Record.self) -> [Record] {
        row.snapshot.referring(to: row)
    }
}

/// A record with a time from which it holds, and perhaps one until which it does (G11).
protocol Periodic: RegisterRow {
    var from: CivilDate? { get }
    var to: CivilDate? { get }
}

extension Periodic {
    func isOpen(at day: CivilDate) -> Bool {
        guard let from, from <= day else { return false }
        return to.map { day <= $0 } ?? true
    }
}
