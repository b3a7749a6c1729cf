/// Puts a record set together from records in any order: references are resolved when all are known.
package struct RecordSetBuilder {
    /// What a field holds before references are resolved.
    package enum Reading {
        case value(Value)
        /// The symbol of an id.
        case reference(Int32)
        /// The symbols of ids.
        case references([Int32])
    }

    /// A revision as it is read.
    package struct Revision {
        let recordedAt: Int64
        let values: [Reading]?

        /// A revision of one value a field of the register; nil for a withdrawal.
        package init(recordedAt: Int64, values: [Reading]?) {
            self.recordedAt = recordedAt
            self.values = values
        }
    }

    private struct Record {
        let id: String
        let register: Register
        let revisions: [Revision]
    }

    private var records: [Record] = []
    private var texts: [String] = []
    private var symbols: [String: Int32] = [:]

    /// An empty set.
    package init() {}

    /// The symbol of a text, the same for equal texts.
    package mutating func symbol(_ text: String) -> Int32 {
        if let known = symbols[text] { return known }
        let number = Int32(texts.count)
        texts.append(text)
        symbols[text] = number
        return number
    }

    /// The symbol of a text as a value holds it.
    package mutating func textSymbol(_ text: String) -> Symbol { Symbol(number: symbol(text)) }

    /// The text that a symbol stands for.
    package func text(_ symbol: Int32) -> String { texts[Int(symbol)] }

    /// Adds a record with its revisions, oldest first.
    package mutating func add(_ id: String, _ register: Register, _ revisions: [Revision]) {
        records.append(Record(id: id, register: register, revisions: revisions))
    }

    /// The whole. What refers to a record that is not there, or is of a register that the field does not take, is absent.
    ///
    /// - Throws: InterchangeError if two records have one id.
    package consuming func set(overrides: [RuleOverride]) throws(InterchangeError) -> RecordSet {
        var keyed = records.map { (key: Array($0.id.utf8), record: $0) }
        keyed.sort { $0.key.lexicographicallyPrecedes($1.key) }
        for (left, right) in zip(keyed, keyed.dropFirst()) where left.key == right.key {
            throw InterchangeError("two records have the id \u{2018}\(left.record.id)\u{2019}")
        }
        let ordered = keyed.map(\.record)
        var placeOfSymbol = [Int32](repeating: -1, count: texts.count)
        for (place, record) in ordered.enumerated() {
            if let number = symbols[record.id] { placeOfSymbol[Int(number)] = Int32(place) }
        }
        func resolved(_ number: Int32, _ field: Field) -> Int32? {
            let place = placeOfSymbol[Int(number)]
            guard place >= 0, field.mayRefer(to: ordered[Int(place)].register) else { return nil }
            return place
        }
        func value(_ reading: Reading, _ field: Field) -> Value {
            switch reading {
            case .value(let value): value
            case .reference(let number): resolved(number, field).map { .reference($0) } ?? .absent
            case .references(let numbers): .references(numbers.compactMap { resolved($0, field) })
            }
        }
        let records = ordered.map { record in
            RecordSet.Record(
                id: record.id, register: record.register,
                revisions: record.revisions.map { revision in
                    RecordSet.Revision(
                        recordedAt: revision.recordedAt,
                        values: revision.values.map { zip($0, record.register.fields).map { value($0, $1) } })
                })
        }
        return RecordSet(records: records, texts: texts, overrides: overrides)
    }
}

extension Field {
    /// Whether it may refer to a record of a register.
    package func mayRefer(to register: Register) -> Bool {
        switch kind {
        case .reference(let registers), .references(let registers): registers.contains(register)
        default: false
        }
    }
}
