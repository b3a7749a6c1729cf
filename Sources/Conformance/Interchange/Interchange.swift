/// Records in the interchange form (the rules, section 7), as they leave this product or another.
package struct Interchange: Sendable {
    /// The records and settings.
    package let set: RecordSet
    /// The date that the text itself names, beside its records; nil: none.
    package let date: CivilDate?
    /// The mode that the text itself names; nil: none.
    package let mode: VisibilityMode?

    /// Reads one JSON object.
    ///
    /// Fields that no rule reads are passed over: another's records may have more. What can't be judged is refused: an
    /// unknown register, a value of the wrong kind, a record of which nobody knows when it happened.
    /// - Throws: InterchangeError that says what is wrong, and where.
    package init(_ text: [UInt8]) throws(InterchangeError) {
        var reader = JSONReader(text)
        var builder = Builder()
        var date: CivilDate?
        var mode: VisibilityMode?
        var hasRecords = false
        try reader.object("a set of records") { (reader, name) throws(InterchangeError) in
            switch name {
            case "records":
                hasRecords = true
                try reader.array("records") { (reader) throws(InterchangeError) in try builder.record(&reader) }
            case "overrides":
                try reader.array("overrides") { (reader) throws(InterchangeError) in try builder.override(&reader) }
            case "date": date = try Builder.date(&reader, "date")
            case "mode":
                guard let read = VisibilityMode(rawValue: try reader.string("mode")) else {
                    throw reader.problem("mode should be recorded or happened")
                }
                mode = read
            default: try reader.skip()
            }
        }
        try reader.end()
        guard hasRecords else { throw InterchangeError("the set has no records; an empty one says so with []") }
        set = try builder.set()
        self.date = date
        self.mode = mode
    }
}

/// Reads records and overrides into a builder.
private struct Builder {
    private typealias Read = RecordSetBuilder.Reading

    private var builder = RecordSetBuilder()
    private var overrides: [RuleOverride] = []
    private static let places = Register.allCases.map { register in
        Dictionary(uniqueKeysWithValues: register.fields.enumerated().map { ($1.name, $0) })
    }

    private mutating func symbol(_ text: String) -> Int32 { builder.symbol(text) }

    static func date(_ reader: inout JSONReader, _ what: String) throws(InterchangeError) -> CivilDate {
        let offset = reader.place
        let text = try reader.string(what)
        guard let date = CivilDate(text) else {
            throw InterchangeError("\(what) should be a day, YYYY-MM-DD, not \u{2018}\(text)\u{2019}", at: offset)
        }
        return date
    }

    /// An instant in microseconds since 1970, from RFC 3339 in UTC.
    static func time(_ reader: inout JSONReader, _ what: String) throws(InterchangeError) -> Int64 {
        let offset = reader.place
        let text = try reader.string(what)
        guard let time = UTCInstant.microseconds(text) else {
            throw InterchangeError(
                "\(what) should be an instant in UTC, YYYY-MM-DDThh:mm:ssZ, not \u{2018}\(text)\u{2019}", at: offset)
        }
        return time
    }

    mutating func record(_ reader: inout JSONReader) throws(InterchangeError) {
        let offset = reader.place
        var id: String?
        var register: Register?
        var revisions: [RecordSetBuilder.Revision] = []
        var heldBack: JSONReader.Mark?
        try reader.object("a record") { (reader, name) throws(InterchangeError) in
            switch name {
            case "id": id = try reader.string("id")
            case "register":
                let word = try reader.string("register")
                guard let known = Register(name: word) else {
                    throw reader.problem("there is no register \u{2018}\(word)\u{2019}")
                }
                register = known
            case "revisions":
                if let register {
                    revisions = try self.revisions(&reader, register)
                } else {
                    // The fields mean nothing before the register is known: they are read once it is.
                    heldBack = reader.mark
                    try reader.skip()
                }
            default: try reader.skip()
            }
        }
        guard let id, !id.isEmpty else { throw InterchangeError("a record has no id", at: offset) }
        guard let register else { throw InterchangeError("record \(id) has no register", at: offset) }
        if let heldBack {
            let end = reader.mark
            reader.go(to: heldBack)
            revisions = try self.revisions(&reader, register)
            reader.go(to: end)
        }
        guard !revisions.isEmpty else { throw InterchangeError("record \(id) has no revisions", at: offset) }
        builder.add(id, register, revisions.sorted { $0.recordedAt < $1.recordedAt })
    }

    private mutating func revisions(
        _ reader: inout JSONReader, _ register: Register
    ) throws(InterchangeError) -> [RecordSetBuilder.Revision] {
        var revisions: [RecordSetBuilder.Revision] = []
        try reader.array("revisions") { (reader) throws(InterchangeError) in
            let offset = reader.place
            var recordedAt: Int64?
            var isLive = true
            var values = [Read](repeating: .value(.absent), count: register.fields.count)
            try reader.object("a revision") { (reader, name) throws(InterchangeError) in
                switch name {
                case "recorded_at": recordedAt = try Self.time(&reader, "recorded_at")
                case "state":
                    switch try reader.string("state") {
                    case "live": isLive = true
                    case "withdrawn": isLive = false
                    default: throw reader.problem("state should be live or withdrawn")
                    }
                case "fields":
                    if reader.null() { return }
                    try reader.object("fields") { (reader, name) throws(InterchangeError) in
                        guard let place = Self.places[register.ordinal][name] else {
                            try reader.skip()
                            return
                        }
                        if reader.null() { return }
                        values[place] = try value(&reader, register.fields[place], "\(register.name).\(name)")
                    }
                default: try reader.skip()
                }
            }
            guard let recordedAt else { throw InterchangeError("a revision has no recorded_at", at: offset) }
            if isLive, case .value(.absent) = values[register.happening] {
                throw InterchangeError(
                    "a \(register.name) needs \(register.fields[register.happening].name): it says when it happened",
                    at: offset)
            }
            revisions.append(RecordSetBuilder.Revision(recordedAt: recordedAt, values: isLive ? values : nil))
        }
        return revisions
    }

    private mutating func value(
        _ reader: inout JSONReader, _ field: Field, _ what: String
    ) throws(InterchangeError) -> Read {
        switch field.kind {
        case .text, .person:
            let text = try reader.string(what)
            return .value(text.isEmpty ? .absent : .text(Symbol(number: symbol(text))))
        case .persons:
            var persons: [Symbol] = []
            try reader.array(what) { (reader) throws(InterchangeError) in
                let text = try reader.string(what)
                if !text.isEmpty { persons.append(Symbol(number: symbol(text))) }
            }
            return .value(persons.isEmpty ? .absent : .texts(persons))
        case .integer: return .value(.integer(try reader.integer(what)))
        case .date, .plan, .month: return .value(.date(try Self.date(&reader, what)))
        case .time: return .value(.time(UTCInstant.seconds(try Self.time(&reader, what))))
        case .choice(let words): return .value(.choice(UInt8(try word(&reader, words, what))))
        case .choices(let words):
            var bits: UInt64 = 0
            try reader.array(what) { (reader) throws(InterchangeError) in
                bits |= 1 << UInt64(try word(&reader, words, what))
            }
            return .value(bits == 0 ? .absent : .choices(bits))
        case .reference: return .reference(symbol(try reader.string(what)))
        case .references:
            var references: [Int32] = []
            try reader.array(what) { (reader) throws(InterchangeError) in
                references.append(symbol(try reader.string(what)))
            }
            return .references(references)
        }
    }

    private func word(
        _ reader: inout JSONReader, _ words: [String], _ what: String
    ) throws(InterchangeError) -> Int {
        let offset = reader.place
        let word = try reader.string(what)
        guard let place = words.firstIndex(of: word) else {
            throw InterchangeError(
                "\(what) should be one of \(words.joined(separator: ", ")), not \u{2018}\(word)\u{2019}", at: offset)
        }
        return place
    }

    mutating func override(_ reader: inout JSONReader) throws(InterchangeError) {
        let offset = reader.place
        var key: String?
        var value: RuleSetting.Value?
        var from: CivilDate?
        var to: CivilDate?
        var recordedAt: Int64?
        try reader.object("an override") { (reader, name) throws(InterchangeError) in
            switch name {
            case "key": key = try reader.string("key")
            case "value":
                if reader.isAtString {
                    value = .words([try reader.string("value")])
                } else if reader.isAtArray {
                    var words: [String] = []
                    try reader.array("value") { (reader) throws(InterchangeError) in
                        words.append(try reader.string("value"))
                    }
                    value = .words(words)
                } else {
                    value = .number(try reader.integer("value"))
                }
            case "from": from = try Self.date(&reader, "from")
            case "to": to = reader.null() ? nil : try Self.date(&reader, "to")
            case "recorded_at": recordedAt = try Self.time(&reader, "recorded_at")
            default: try reader.skip()
            }
        }
        guard let key, let value, let from, let recordedAt else {
            throw InterchangeError("an override needs key, value, from and recorded_at", at: offset)
        }
        let parts = key.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let setting = RuleSetting.named(parts[0]),
            parts.count == 1 || Evaluation.rules.contains(where: { $0.clause == parts[1] })
        else { throw InterchangeError("there is no setting \u{2018}\(key)\u{2019}", at: offset) }
        guard setting.accepts(value) else {
            throw InterchangeError("the value of the override of \(key) is none that the setting takes", at: offset)
        }
        overrides.append(RuleOverride(key: key, value: value, from: from, to: to, recordedAt: recordedAt))
    }

    consuming func set() throws(InterchangeError) -> RecordSet {
        try builder.set(overrides: overrides)
    }
}
