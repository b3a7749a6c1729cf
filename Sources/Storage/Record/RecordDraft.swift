import Conformance
import Messages

/// A record as somebody wants to enter it: what it says, and what of that is kept in columns.
struct RecordDraft: Sendable {
    /// What it says.
    let content: RecordBody
    /// That as it is stored.
    let body: [UInt8]
    /// The ids that it refers to, each once.
    let references: [Identifier]

    var register: Register { content.register }

    /// Reads a record. Refuses one without a body, or that refers to what is no id.
    init(_ record: Record?) throws {
        guard let body = record?.body, let register = Register(name: body.register) else {
            throw Refusal.invalid(field: "record", "has no body")
        }
        let content = try body.message.serialized().withUnsafeBytes { try RecordBody(register, serialized: $0) }
        let problems = Self.damagedReferences(in: content)
        guard problems.isEmpty else { throw Self.refusal(register, problems) }
        self.init(content)
    }

    /// A record whose references are ids.
    init(_ content: RecordBody) {
        self.content = content
        body = content.serialized()
        var seen: Set<Identifier> = []
        references = content.references.compactMap { Identifier($0.id) }.filter { seen.insert($0).inserted }
    }

    private static func damagedReferences(in content: RecordBody) -> [EntryRules.Violation] {
        content.references.filter { Identifier($0.id) == nil }
            .map { EntryRules.Violation(field: $0.field.name, problem: "is no record\u{2019}s id") }
    }

    /// What it refers to that is not there, or not of a register that the field takes.
    ///
    /// - Parameter register: that of a live record of the service.
    func referenceProblems(_ register: (Identifier) -> Register?) -> [EntryRules.Violation] {
        content.references.compactMap { field, text in
            guard let target = Identifier(text).flatMap(register) else {
                return EntryRules.Violation(field: field.name, problem: "refers to no record of this service")
            }
            if field.mayRefer(to: target) { return nil }
            return EntryRules.Violation(
                field: field.name, problem: "can\u{2019}t refer to a record of \(target.name)")
        }
    }

    /// Adds it to a set as a record of that id.
    func add(to builder: inout RecordSetBuilder, as id: String, recordedAt: Int64) throws {
        try Self.add(body, register, to: &builder, as: id, recordedAt: recordedAt)
    }

    /// Adds a stored record to a set.
    static func add(
        _ body: [UInt8], _ register: Register, to builder: inout RecordSetBuilder, as id: String, recordedAt: Int64
    ) throws {
        let values = try body.withUnsafeBytes { bytes in
            var reader = BodyReader(bytes)
            return try reader.values(of: register, into: &builder)
        }
        builder.add(id, register, [RecordSetBuilder.Revision(recordedAt: recordedAt, values: values)])
    }

    /// Refuses what can't be entered: references to what is not there, and what the rules of the register forbid.
    ///
    /// - Parameter known: the records that it refers to, and those that these refer to, live ones alone.
    func check(against known: [KnownRecord], recordedAt: Int64) throws {
        let registers = Dictionary(known.map { ($0.id, $0.register) }) { first, _ in first }
        let missing = referenceProblems { registers[$0] }
        guard missing.isEmpty else { throw Self.refusal(register, missing) }
        var builder = RecordSetBuilder()
        for record in known {
            try Self.add(
                record.body, record.register, to: &builder, as: record.id.description, recordedAt: recordedAt)
        }
        try add(to: &builder, as: Self.name, recordedAt: recordedAt)
        let violations = EntryRules.violations(
            of: Self.name, in: try builder.set(overrides: []), recordedAt: recordedAt)
        guard violations.isEmpty else { throw Self.refusal(register, violations) }
    }

    /// What the draft is called among the records that it is checked with.
    private static let name = "draft"

    private static func refusal(_ register: Register, _ problems: [EntryRules.Violation]) -> Refusal {
        .violations(
            problems.map { FieldViolation(field: "record.\(register.name).\($0.field)", description: $0.problem) })
    }
}

/// A record that a draft refers to.
struct KnownRecord {
    let id: Identifier
    let register: Register
    let body: [UInt8]
}
