/// What a record says: one value a field of its register, in the forms in which it is kept, sent and shown.
package struct RecordBody: Sendable, Equatable {
    /// What a field holds.
    package enum FieldValue: Sendable, Equatable {
        /// A text, a person, a word of a choice, or the id of a record.
        case text(String)
        /// Several of these.
        case texts([String])
        case integer(Int)
        case date(CivilDate)
        /// Seconds since 1970, UTC.
        case time(Int64)
    }

    /// What it is a record of.
    package let register: Register
    /// One value a field, in order; nil where there is none. A list is nil rather than empty.
    package private(set) var values: [FieldValue?]

    /// A body that says nothing yet.
    package init(_ register: Register) {
        self.register = register
        values = [FieldValue?](repeating: nil, count: register.fields.count)
    }

    /// A body of the fields named. Traps if the register has no such field: for names that are written in code.
    package init(_ register: Register, _ fields: KeyValuePairs<String, FieldValue?>) {
        self.init(register)
        for (name, value) in fields {
            guard let place = register.place(ofField: name) else { preconditionFailure("no \(register.name).\(name)") }
            self[place] = value
        }
    }

    /// Reads a body from the protobuf message of its register.
    ///
    /// - Throws: BodyReader.Damaged, if the bytes are no message of that register.
    package init(_ register: Register, serialized bytes: UnsafeRawBufferPointer) throws(BodyReader.Damaged) {
        self.init(register)
        var builder = RecordSetBuilder()
        var reader = BodyReader(bytes)
        for (place, reading) in try reader.values(of: register, into: &builder).enumerated() {
            self[place] = Self.value(reading, register.fields[place], builder)
        }
    }

    /// The value of the field at a place of the register's fields.
    package subscript(place: Int) -> FieldValue? {
        get { values[place] }
        set {
            switch newValue {
            case .texts(let texts) where texts.isEmpty: values[place] = nil
            case .text(let text) where text.isEmpty: values[place] = nil
            default: values[place] = newValue
            }
        }
    }

    /// The value of the field of that name; nil if there is none.
    package subscript(name: String) -> FieldValue? { register.place(ofField: name).flatMap { values[$0] } }

    /// The ids that it refers to, with the field that each stands in, in order.
    package var references: [(field: Field, id: String)] {
        zip(register.fields, values).flatMap { field, value -> [(field: Field, id: String)] in
            switch (field.kind, value) {
            case (.reference, .text(let id)): [(field, id)]
            case (.references, .texts(let ids)): ids.map { (field, $0) }
            default: []
            }
        }
    }

    /// The day on which it happened; nil if that is missing.
    package var happenedOn: CivilDate? {
        switch values[register.happening] {
        case .date(let date): register.happenedOn(.date(date))
        case .time(let seconds): register.happenedOn(.time(seconds))
        default: nil
        }
    }

    /// The day on which what it speaks of is due.
    package var dueOn: CivilDate? { if case .date(let date) = self["due_on"] { date } else { nil } }

    /// The id of the location that it speaks of.
    package var location: String? { if case .text(let id) = self["location"] { id } else { nil } }

    /// The word that says what kind of thing it speaks of.
    package var kind: String? {
        for name in ["kind", "type", "topic", "field", "post"] {
            if case .text(let word) = self[name] { return word }
        }
        return nil
    }

    /// What only one live record of the service may have; nil: nothing.
    package var uniqueKey: String? {
        let parts = register.uniqueFields.compactMap { self[$0].map(FieldText.text(of:)) }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// The same with other ids: each that it refers to, and that of the location which a nil return names as a text.
    package func mapReferences(_ map: (String) -> String) -> RecordBody {
        var mapped = self
        for place in register.referenceFields {
            switch values[place] {
            case .text(let id): mapped[place] = .text(map(id))
            case .texts(let ids): mapped[place] = .texts(ids.map(map))
            default: break
            }
        }
        if register == .nilReturn, self["subject"] == .text(NilSubject.location.word),
            let place = register.place(ofField: "qualifier"), case .text(let id) = values[place]
        {
            mapped[place] = .text(map(id))
        }
        return mapped
    }

    private static func value(
        _ reading: RecordSetBuilder.Reading, _ field: Field, _ builder: RecordSetBuilder
    ) -> FieldValue? {
        switch reading {
        case .reference(let symbol): .text(builder.text(symbol))
        case .references(let symbols): .texts(symbols.map { builder.text($0) })
        case .value(let value): Self.value(value, field, text: { builder.text($0.number) }, id: { _ in "" })
        }
    }

    /// A value of a record set as a field's.
    static func value(
        _ value: Value, _ field: Field, text: (Symbol) -> String, id: (Int32) -> String
    ) -> FieldValue? {
        switch value {
        case .absent: nil
        case .integer(let number): .integer(number)
        case .date(let date): .date(date)
        case .time(let seconds): .time(seconds)
        case .text(let symbol): .text(text(symbol))
        case .texts(let symbols): .texts(symbols.map(text))
        case .choice(let place): Int(place) < field.words.count ? .text(field.words[Int(place)]) : nil
        case .choices(let bits):
            .texts(field.words.enumerated().compactMap { bits & (1 << UInt64($0)) != 0 ? $1 : nil })
        case .reference(let place): .text(id(place))
        case .references(let places): .texts(places.map(id))
        }
    }

    /// The protobuf message of the register. Words that the field does not have are left out.
    package func serialized() -> [UInt8] {
        var writer = BodyWriter()
        for (field, value) in zip(register.fields, values) {
            switch (value, field.kind) {
            case (nil, _): break
            case (.text(let word), .choice(let words)):
                if let place = words.firstIndex(of: word) { writer.number(field.tag, UInt64(place + 1)) }
            case (.texts(let chosen), .choices(let words)):
                // In one order, so that what says the same is the same.
                writer.packed(
                    field.tag, words.indices.filter { chosen.contains(words[$0]) }.map { UInt64($0 + 1) })
            case (.text(let text), _): writer.text(field.tag, text)
            case (.texts(let texts), _): for text in texts { writer.text(field.tag, text) }
            case (.integer(let number), _): writer.number(field.tag, UInt64(truncatingIfNeeded: number))
            case (.date(let date), _): writer.text(field.tag, date.description)
            case (.time(let seconds), _): writer.timestamp(field.tag, seconds)
            }
        }
        return writer.bytes
    }
}

/// Writes the fields of a protobuf message, as they are asked for.
private struct BodyWriter {
    var bytes: [UInt8] = []

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func number(_ tag: Int, _ value: UInt64) {
        varint(UInt64(tag) << 3)
        varint(value)
    }

    mutating func text(_ tag: Int, _ text: String) { block(tag, Array(text.utf8)) }

    mutating func packed(_ tag: Int, _ values: [UInt64]) {
        guard !values.isEmpty else { return }
        var list = BodyWriter()
        for value in values { list.varint(value) }
        block(tag, list.bytes)
    }

    /// A `google.protobuf.Timestamp` of whole seconds.
    mutating func timestamp(_ tag: Int, _ seconds: Int64) {
        var message = BodyWriter()
        if seconds != 0 { message.number(1, UInt64(bitPattern: seconds)) }
        block(tag, message.bytes)
    }

    private mutating func block(_ tag: Int, _ content: [UInt8]) {
        varint(UInt64(tag) << 3 | 2)
        varint(UInt64(content.count))
        bytes += content
    }
}

extension Register {
    /// The place of the field of that name; nil if there is none.
    package func place(ofField name: String) -> Int? { fields.firstIndex { $0.name == name } }
}

extension Field {
    /// The words that it may hold; none if it holds no words.
    package var words: [String] {
        switch kind {
        case .choice(let words), .choices(let words): words
        default: []
        }
    }
}
