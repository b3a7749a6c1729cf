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

    /// The ids of the records, as byte strings in order.
    package var recordIDs: [String] { ids }

    /// The text that a symbol of this set stands for.
    package func text(_ symbol: Symbol) -> String { texts[Int(symbol.number)] }

    /// What the record of that id says by its last revision; nil if there is none, or it was withdrawn.
    package func latest(of id: String) -> RecordBody? {
        guard let place = place(ofID: id).map(Int.init) else { return nil }
        let last = revisions[Int(revisionStarts[place + 1]) - 1]
        let fields = registers[place].fields
        // A withdrawal has no values: the next revision's begin where its own would.
        guard last.happenedOn != nil else { return nil }
        var body = RecordBody(registers[place])
        for (index, field) in fields.enumerated() {
            body[index] = RecordBody.value(
                values[Int(last.start) + index], field, text: { text($0) }, id: { ids[Int($0)] })
        }
        return body
    }

    /// The place of the record of that id; nil if there is none.
    func place(ofID id: String) -> Int32? {
        var (low, high) = (0, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if ids[middle].utf8.lexicographicallyPrecedes(id.utf8) { low = middle + 1 } else { high = middle }
        }
        return low < ids.count && ids[low].utf8.elementsEqual(id.utf8) ? Int32(low) : nil
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
    func happenedOn(_ values: [Value]) -> CivilDate? { happenedOn(values[happening]) }

    /// The same from the value of the field that says it.
    func happenedOn(_ value: Value) -> CivilDate? {
        switch value {
        case .date(let date):
            guard self == .activity || self == .outcomeCount else { return date }
            let (year, month, _) = date.components
            return CivilDate(year: year, month: month, day: CivilDate.days(inMonth: month, of: year))
        case .time(let seconds): return LondonCalendar.date(ofMicroseconds: seconds.saturating(times: 1_000_000))
        default: return nil
        }
    }
}
