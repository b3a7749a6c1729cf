/// One service's records with all their revisions, and its tenant's settings: what a verdict is computed from.
///
/// The records stand in the order of their ids as byte strings, so that comparing places compares ids (G17). All values
/// stand in one array, so that a record is read without a pointer of its own.
package struct RecordSet: Sendable {
    /// A state of a record from an instant on.
    package struct Revision: Sendable {
        /// Microseconds since 1970, UTC.
        package let recordedAt: Int64
        /// One value a field of the register, in order; nil: withdrawn.
        package let values: [Value]?

        /// A revision; `values` are one a field of the register, nil for a withdrawal.
        package init(recordedAt: Int64, values: [Value]?) {
            self.recordedAt = recordedAt
            self.values = values
        }
    }

    /// A record, whatever became of it.
    package struct Record: Sendable {
        /// Its id, unique in the set.
        package let id: String
        /// What it is a record of.
        package let register: Register
        /// Its revisions, oldest first.
        package let revisions: [Revision]

        /// A record of at least one revision.
        package init(id: String, register: Register, revisions: [Revision]) {
            self.id = id
            self.register = register
            self.revisions = revisions
        }
    }

    /// A revision whose values begin at a place of `values`.
    struct StoredRevision {
        let recordedAt: Int64
        /// The day of `recordedAt` in Europe/London.
        let recordedOn: CivilDate
        /// Nil: withdrawn, or nobody knows when it happened.
        let happenedOn: CivilDate?
        let start: Int32
    }

    /// The tenant's settings.
    package let overrides: [RuleOverride]

    let ids: [String]
    let registers: [Register]
    /// For each record where its revisions begin in `revisions`; one more at the end.
    let revisionStarts: [Int32]
    let revisions: [StoredRevision]
    let values: [Value]
    /// The places of the records of each register.
    let placesByRegister: [[Int32]]
    private let texts: [String]

    /// A set whose records stand in the order of their ids, and whose references are places in it.
    package init(records: [Record], texts: [String], overrides: [RuleOverride]) {
        self.texts = texts
        self.overrides = overrides
        ids = records.map(\.id)
        registers = records.map(\.register)
        var places = [[Int32]](repeating: [], count: Register.allCases.count)
        var starts: [Int32] = []
        var revisions: [StoredRevision] = []
        var values: [Value] = []
        starts.reserveCapacity(records.count + 1)
        revisions.reserveCapacity(records.count)
        values.reserveCapacity(records.count * 8)
        for (place, record) in records.enumerated() {
            places[record.register.ordinal].append(Int32(place))
            starts.append(Int32(revisions.count))
            for revision in record.revisions {
                revisions.append(
                    StoredRevision(
                        recordedAt: revision.recordedAt,
                        recordedOn: LondonCalendar.date(ofMicroseconds: revision.recordedAt),
                        happenedOn: revision.values.flatMap { record.register.happenedOn($0) },
                        start: Int32(values.count)))
                values += revision.values ?? []
            }
        }
        starts.append(Int32(revisions.count))
        placesByRegister = places
        revisionStarts = starts
        self.revisions = revisions
        self.values = values
    }

    /// How many records there are.
    package var count: Int { ids.count }

    /// The text that a symbol of this set stands for.
    package func text(_ symbol: Symbol) -> String { texts[Int(symbol.number)] }

    private func value(_ field: String, ofRecordAt place: Int) -> Value? {
        guard let last = lastRevision(Int32(place), at: CivilDate(dayNumber: .max), .happened),
            let index = registers[place].fields.firstIndex(where: { $0.name == field })
        else { return nil }
        return values[Int(last.start) + index]
    }

    /// The day on which a record happened by its last revision.
    package func happenedOn(ofRecordAt place: Int) -> CivilDate? {
        lastRevision(Int32(place), at: CivilDate(dayNumber: .max), .happened)?.happenedOn
    }

    /// The day that a field holds.
    package func date(_ field: String, ofRecordAt place: Int) -> CivilDate? {
        if case .date(let date)? = value(field, ofRecordAt: place) { date } else { nil }
    }

    /// The word that a field holds.
    package func word(_ field: String, ofRecordAt place: Int) -> String? {
        guard case .choice(let choice)? = value(field, ofRecordAt: place),
            case .choice(let words)? = registers[place].fields.first(where: { $0.name == field })?.kind
        else { return nil }
        return words[Int(choice)]
    }

    /// What a field holds that is no list and no reference, as text.
    package func plainText(_ field: String, ofRecordAt place: Int) -> String? {
        switch value(field, ofRecordAt: place) {
        case .integer(let number): String(number)
        case .date(let date): date.description
        case .text(let symbol): text(symbol)
        case .choice: word(field, ofRecordAt: place)
        default: nil
        }
    }

    /// The last revision that exists at a day, of the record at a place.
    func lastRevision(_ place: Int32, at day: CivilDate, _ mode: VisibilityMode) -> StoredRevision? {
        let range = Int(revisionStarts[Int(place)])..<Int(revisionStarts[Int(place) + 1])
        for index in range.reversed() where mode == .happened || revisions[index].recordedOn <= day {
            return revisions[index]
        }
        return nil
    }

    /// The day on which a record was first recorded, in either mode.
    func firstRecordedOn(_ place: Int32) -> CivilDate { revisions[Int(revisionStarts[Int(place)])].recordedOn }
}

extension Register {
    /// Its place in `allCases`.
    package var ordinal: Int { Int(rawValue) }

    /// The register of that name.
    package init?(name: String) {
        guard let register = Self.byName[name] else { return nil }
        self = register
    }

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

    /// The place of the field that holds happened_on.
    var happening: Int { Self.happenings[ordinal] }

    private static let happenings = allCases.map { $0.fields.firstIndex(where: \.isHappening) ?? 0 }

    /// The day on which a record of these values happened; of a month it is the last.
    func happenedOn(_ values: [Value]) -> CivilDate? {
        switch values[happening] {
        case .date(let date):
            guard self == .activity || self == .outcomeCount else { return date }
            let (year, month, _) = date.components
            return CivilDate(year: year, month: month, day: CivilDate.days(inMonth: month, of: year))
        case .time(let seconds): return LondonCalendar.date(ofMicroseconds: seconds.saturating(times: 1_000_000))
        default: return nil
        }
    }
}
