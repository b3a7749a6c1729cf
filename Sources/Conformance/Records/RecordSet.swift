/// One service's records with all their revisions, and its tenant's settings: what a verdict is computed from.
///
/// The records stand in the order of their ids as byte strings, so that comparing places compares ids (G17).
package struct RecordSet: Sendable {
    /// A state of a record from an instant on.
    package struct Revision: Sendable {
        /// Microseconds since 1970, UTC.
        package let recordedAt: Int64
        /// The day of `recordedAt` in Europe/London.
        package let recordedOn: CivilDate
        /// Nil: withdrawn. Else one value a field of the register, in order.
        package let values: [Value]?
        /// When it happened; nil if it is withdrawn.
        package let happenedOn: CivilDate?

        /// A revision; `values` are one a field of the register, nil for a withdrawal.
        package init(recordedAt: Int64, values: [Value]?, of register: Register) {
            self.recordedAt = recordedAt
            recordedOn = LondonCalendar.date(ofMicroseconds: recordedAt)
            self.values = values
            happenedOn = values.flatMap { Self.happened($0, register) }
        }

        private static func happened(_ values: [Value], _ register: Register) -> CivilDate? {
            switch values[register.happening] {
            case .date(let date):
                guard register.happensAtMonthsEnd else { return date }
                let (year, month, _) = date.components
                return CivilDate(year: year, month: month, day: CivilDate.days(inMonth: month, of: year))
            case .time(let seconds): return LondonCalendar.date(ofMicroseconds: seconds * 1_000_000)
            default: return nil
            }
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

    /// The records by their ids.
    package let records: [Record]
    /// The texts that symbols stand for.
    package let texts: [String]
    /// The tenant's settings.
    package let overrides: [RuleOverride]

    /// The places of the records in the order in which they were recorded first.
    let placesByRegister: [[Int32]]

    /// A set whose records stand in the order of their ids, and whose references are places in it.
    package init(records: [Record], texts: [String], overrides: [RuleOverride]) {
        self.records = records
        self.texts = texts
        self.overrides = overrides
        var places = [[Int32]](repeating: [], count: Register.allCases.count)
        for (place, record) in records.enumerated() { places[record.register.ordinal].append(Int32(place)) }
        placesByRegister = places
    }

    /// The text that a symbol of this set stands for.
    package func text(_ symbol: Symbol) -> String { texts[Int(symbol.number)] }
}

extension Register {
    /// The place of the field that holds happened_on.
    var happening: Int { Self.happenings[ordinal] }

    /// Whether the field holds a month, and the record happened on its last day.
    var happensAtMonthsEnd: Bool { self == .activity || self == .outcomeCount }

    private static let happenings = allCases.map { $0.fields.firstIndex(where: \.isHappening) ?? 0 }
}
