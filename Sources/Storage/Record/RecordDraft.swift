import Conformance
import Messages

/// A record as somebody wants to enter it: its register, its body, and what of it is kept in columns.
struct RecordDraft {
    let register: Register
    let body: [UInt8]
    /// The ids that it refers to, each once.
    let references: [Identifier]
    /// For each id the field that has it.
    private let fieldOfReference: [Identifier: Field]
    private let own: RecordSet

    /// Reads a body. Refuses one that is missing, or that refers to what is no id.
    init(_ record: Record?) throws {
        guard let body = record?.body, let register = Register(name: body.register) else {
            throw Refusal.invalid(field: "record", "has no body")
        }
        self.register = register
        self.body = body.message.serialized()
        var builder = RecordSetBuilder()
        let values = try Self.values(self.body, register, &builder)
        var found: [Identifier: Field] = [:]
        var ordered: [Identifier] = []
        for (value, field) in zip(values, register.fields) {
            let symbols: [Int32] =
                switch value {
                case .reference(let symbol): [symbol]
                case .references(let symbols): symbols
                case .value: []
                }
            for symbol in symbols {
                guard let id = Identifier(builder.text(symbol)) else {
                    throw Refusal.invalid(field: "record.\(register.name).\(field.name)", "is no record's id")
                }
                if found.updateValue(field, forKey: id) == nil { ordered.append(id) }
            }
        }
        references = ordered
        fieldOfReference = found
        builder.add(Self.name, register, [RecordSetBuilder.Revision(recordedAt: 0, values: values)])
        own = try builder.set(overrides: [])
    }

    /// What the draft is called among the records that it is checked with.
    private static let name = "draft"

    private static func values(
        _ body: [UInt8], _ register: Register, _ builder: inout RecordSetBuilder
    ) throws -> [RecordSetBuilder.Reading] {
        try body.withUnsafeBytes { bytes in
            var reader = BodyReader(bytes)
            return try reader.values(of: register, into: &builder)
        }
    }

    /// The day on which it happened; nil if that is missing.
    var happenedOn: CivilDate? { own.happenedOn(ofRecordAt: 0) }

    /// The value of a date's field, of a reference's, and the word of the field that says what kind it is of.
    var dueOn: CivilDate? { own.date("due_on", ofRecordAt: 0) }
    var location: Identifier? {
        fieldOfReference.first { $0.value.name == "location" }?.key
    }
    var kind: String? {
        ["kind", "type", "topic", "field", "post"].lazy.compactMap { own.word($0, ofRecordAt: 0) }.first
    }

    /// What only one live record of the service may have; nil: nothing.
    var uniqueKey: String? {
        let parts = register.uniqueFields.compactMap { name in
            own.plainText(name, ofRecordAt: 0)
                ?? fieldOfReference.first { $0.value.name == name }.map { $0.key.description }
        }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// Refuses what can't be entered: references to what is not there, and what the rules of the register forbid.
    ///
    /// - Parameter known: the records that it refers to, and those that these refer to, live ones alone.
    func check(against known: [KnownRecord], recordedAt: Int64) throws {
        let registers = Dictionary(known.map { ($0.id, $0.register) }) { first, _ in first }
        var violations: [FieldViolation] = []
        func refuse(_ field: String, _ problem: String) {
            violations.append(FieldViolation(field: "record.\(register.name).\(field)", description: problem))
        }
        for id in references {
            guard let field = fieldOfReference[id] else { continue }
            guard let target = registers[id] else {
                refuse(field.name, "refers to no record of this service")
                continue
            }
            if !field.mayRefer(to: target) { refuse(field.name, "can\u{2019}t refer to a record of \(target.name)") }
        }
        guard violations.isEmpty else { throw Refusal.violations(violations) }
        var builder = RecordSetBuilder()
        for record in known {
            let values = try Self.values(record.body, record.register, &builder)
            builder.add(
                record.id.description, record.register,
                [RecordSetBuilder.Revision(recordedAt: recordedAt, values: values)])
        }
        let values = try Self.values(body, register, &builder)
        builder.add(Self.name, register, [RecordSetBuilder.Revision(recordedAt: recordedAt, values: values)])
        for violation in EntryRules.violations(
            of: Self.name, in: try builder.set(overrides: []), recordedAt: recordedAt)
        { refuse(violation.field, violation.problem) }
        guard violations.isEmpty else { throw Refusal.violations(violations) }
    }
}

/// A record that a draft refers to.
struct KnownRecord {
    let id: Identifier
    let register: Register
    let body: [UInt8]
}
