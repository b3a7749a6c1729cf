import Conformance

/// Reads the dated facts of clauses in the form in which they are stored (column `assessment_clause.facts`, written by
/// `lm2.clause_facts`): items of a tag and its numbers.
///
/// Tag 1 is evidence, with the first and the last day on which it is current; 2 an open action with its due day. Days are
/// counted from 1970, four bytes each, the most significant first. Where the facts of many clauses stand in one value,
/// tag 0 begins each clause, with its rating in one byte.
struct StandingFacts {
    private let bytes: [UInt8]
    private var place = 0

    /// Begins to read stored bytes.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads the facts of one clause, whose rating is known.
    static func read(_ bytes: [UInt8], rating: Conformance.Rating) throws(StorageError) -> ClauseFacts {
        var facts = ClauseFacts(rating: rating)
        var reader = StandingFacts(bytes)
        try reader.items(into: &facts)
        guard reader.place == bytes.count else { throw reader.damaged }
        return facts
    }

    /// Reads the facts of many clauses, one after the other.
    static func readAll(_ bytes: [UInt8]) throws(StorageError) -> [ClauseFacts] {
        var all: [ClauseFacts] = []
        all.reserveCapacity(80)
        var reader = StandingFacts(bytes)
        while reader.place < bytes.count {
            guard bytes[reader.place] == 0, reader.place + 1 < bytes.count,
                let rating = Conformance.Rating(rawValue: Int16(bytes[reader.place + 1]))
            else { throw reader.damaged }
            reader.place += 2
            var facts = ClauseFacts(rating: rating)
            try reader.items(into: &facts)
            all.append(facts)
        }
        return all
    }

    private mutating func items(into facts: inout ClauseFacts) throws(StorageError) {
        while place < bytes.count {
            switch bytes[place] {
            case 1:
                place += 1
                let from = try day()
                facts.evidence.append(.init(datedOn: from, validUntil: try day()))
            case 2:
                place += 1
                facts.actionsDue.append(try day())
            default: return
            }
        }
    }

    private mutating func day() throws(StorageError) -> CivilDate {
        guard place + 4 <= bytes.count else { throw damaged }
        var value: UInt32 = 0
        for byte in bytes[place..<place + 4] { value = value << 8 | UInt32(byte) }
        place += 4
        return CivilDate(dayNumber: Int32(bitPattern: value))
    }

    private var damaged: StorageError { .fault("stored facts are damaged at byte \(place) of \(bytes.count)") }
}
