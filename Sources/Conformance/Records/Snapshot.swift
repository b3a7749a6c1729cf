/// Whose revisions count at a date (G6).
package enum VisibilityMode: String, Sendable, CaseIterable {
    /// Only what had been recorded by then.
    case recorded
    /// Everything that is recorded now, by when it happened.
    case happened
}

/// The records that are visible at a date, at their content then (G6–G8).
///
/// It belongs to one evaluation on one thread; the rows that it gives out must not outlive it.
final class Snapshot {
    let set: RecordSet
    let day: CivilDate
    /// Where the values of each record of the set begin; negative: not visible.
    private let starts: [Int32]
    private let happened: [CivilDate]
    /// The visible records of each register, by their ids.
    private let visible: [[Int32]]
    /// For each record where the list of those that refer to it begins in `referrers`.
    private let referrerStarts: [Int32]
    private let referrers: [Int32]
    private let mode: VisibilityMode

    init(_ set: RecordSet, at day: CivilDate, mode: VisibilityMode) {
        self.set = set
        self.day = day
        self.mode = mode
        var starts = [Int32](repeating: -1, count: set.count)
        var happened = [CivilDate](repeating: day, count: set.count)
        visible = set.placesByRegister.map { places in
            places.filter { place in
                guard let last = set.lastRevision(place, at: day, mode), let on = last.happenedOn, on <= day else {
                    return false
                }
                starts[Int(place)] = last.start
                happened[Int(place)] = on
                return true
            }
        }
        self.starts = starts
        self.happened = happened
        (referrerStarts, referrers) = Self.referrers(set, starts)
    }

    /// For each record those visible ones that refer to it, by their ids.
    private static func referrers(_ set: RecordSet, _ starts: [Int32]) -> ([Int32], [Int32]) {
        var pairs: [(target: Int32, from: Int32)] = []
        pairs.reserveCapacity(starts.count * 2)
        for (place, start) in starts.enumerated() where start >= 0 {
            for field in set.registers[place].referenceFields {
                switch set.values[Int(start) + field] {
                case .reference(let target): pairs.append((target, Int32(place)))
                case .references(let targets): for target in targets { pairs.append((target, Int32(place))) }
                default: break
                }
            }
        }
        var begins = [Int32](repeating: 0, count: starts.count + 1)
        for pair in pairs { begins[Int(pair.target) + 1] += 1 }
        for place in 0..<starts.count { begins[place + 1] += begins[place] }
        var next = begins
        var sorted = [Int32](repeating: 0, count: pairs.count)
        for pair in pairs {
            sorted[Int(next[Int(pair.target)])] = pair.from
            next[Int(pair.target)] += 1
        }
        return (begins, sorted)
    }

    func isVisible(_ place: Int32) -> Bool { starts[Int(place)] >= 0 }

    func happenedOn(_ place: Int32) -> CivilDate { happened[Int(place)] }

    /// When the content was recorded.
    func recordedAt(_ place: Int32) -> Int64 { set.lastRevision(place, at: day, mode)?.recordedAt ?? 0 }

    func row(_ place: Int32) -> Row { Row(snapshot: self, place: place, start: starts[Int(place)]) }

    /// All visible records of a register, by their ids.
    func all<Record: RegisterRow>(_ type: Record.Type = Record.self) -> [Record] {
        visible[Record.register.ordinal].map { Record(row: row($0)) }
    }

    /// The visible records of a register that refer to a record in any of their fields, by their ids, each once.
    func referring<Record: RegisterRow>(to target: Row, _ type: Record.Type = Record.self) -> [Record] {
        var found: [Record] = []
        var previous: Int32 = -1
        for index in Int(referrerStarts[Int(target.place)])..<Int(referrerStarts[Int(target.place) + 1]) {
            let place = referrers[index]
            guard place != previous, set.registers[Int(place)] == Record.register else { continue }
            previous = place
            found.append(Record(row: row(place)))
        }
        return found
    }
}

extension Register {
    /// The places of the fields that refer to records.
    var referenceFields: [Int] { Self.referring[ordinal] }

    private static let referring = allCases.map { register in
        register.fields.indices.filter { place in
            switch register.fields[place].kind {
            case .reference, .references: true
            default: false
            }
        }
    }
}

/// A visible record, with its fields as they read at the date: later dates and invisible references are absent.
///
/// It does not keep the snapshot alive: counting references cost more than all the rules together. Whoever holds rows
/// holds the snapshot, for the time of one evaluation.
struct Row {
    unowned(unsafe) let snapshot: Snapshot
    let place: Int32
    /// Where its values begin.
    private let start: Int32

    fileprivate init(snapshot: Snapshot, place: Int32, start: Int32) {
        self.snapshot = snapshot
        self.place = place
        self.start = start
    }

    private func value(_ field: Int) -> Value { snapshot.set.values[Int(start) + field] }

    var register: Register { snapshot.set.registers[Int(place)] }
    var id: String { snapshot.set.ids[Int(place)] }
    var happenedOn: CivilDate { snapshot.happenedOn(place) }
    var recordedAt: Int64 { snapshot.recordedAt(place) }
    /// The day on which its first revision was recorded, in either mode.
    var firstRecordedOn: CivilDate { snapshot.set.firstRecordedOn(place) }

    func integer(_ field: Int) -> Int? {
        if case .integer(let value) = value(field) { value } else { nil }
    }

    func date(_ field: Int) -> CivilDate? {
        if case .date(let date) = value(field), date <= snapshot.day { date } else { nil }
    }

    func plan(_ field: Int) -> CivilDate? {
        if case .date(let date) = value(field) { date } else { nil }
    }

    func time(_ field: Int) -> Int64? {
        guard case .time(let seconds) = value(field),
            LondonCalendar.date(ofMicroseconds: seconds.saturating(times: 1_000_000)) <= snapshot.day
        else { return nil }
        return seconds
    }

    func text(_ field: Int) -> Symbol? {
        if case .text(let symbol) = value(field) { symbol } else { nil }
    }

    func persons(_ field: Int) -> [Symbol] {
        if case .texts(let symbols) = value(field) { symbols } else { [] }
    }

    func choice<Word: Choice>(_ field: Int) -> Word? {
        if case .choice(let place) = value(field) { Word(rawValue: place) } else { nil }
    }

    func choices<Word: Choice>(_ field: Int) -> ChoiceSet<Word> {
        if case .choices(let bits) = value(field) { ChoiceSet(bits: bits) } else { ChoiceSet(bits: 0) }
    }

    func referenced(_ field: Int) -> Row? {
        guard case .reference(let place) = value(field), snapshot.isVisible(place) else { return nil }
        return snapshot.row(place)
    }

    func referenced(_ field: Int) -> [Row] {
        guard case .references(let places) = value(field) else { return [] }
        return places.filter { snapshot.isVisible($0) }.map { snapshot.row($0) }
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
        switch value(field) {
        case .absent: false
        case .date: register.fields[field].isPlan || date(field) != nil
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
