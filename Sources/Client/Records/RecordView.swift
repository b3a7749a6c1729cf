import Conformance
import Messages

/// A record at a revision, as it is shown.
package struct RecordView: Sendable {
    /// What is known of it beside its body.
    package let meta: RecordMeta
    /// What it says; nil in a withdrawal.
    package let body: RecordBody?

    /// The view of a record that the server sent. Throws if this program does not know its register.
    package init(_ record: Record) throws(ClientFailure) {
        meta = record.meta ?? RecordMeta()
        guard let sent = record.body else {
            body = nil
            return
        }
        guard let register = Register(name: sent.register) else { throw Self.unknown(sent.register) }
        let bytes = sent.message.serialized()
        do {
            body = try bytes.withUnsafeBytes { bytes throws(BodyReader.Damaged) in
                try RecordBody(register, serialized: bytes)
            }
        } catch {
            throw ClientFailure(.refused, "the server's answer can't be read: a record of \(register.name) is damaged")
        }
    }

    /// Whether this program knows all words that the record says: one that only a newer server has would be lost.
    package static func knowsAll(of record: Record) -> Bool {
        record.body?.message.violations().isEmpty ?? true
    }

    private static func unknown(_ register: String) -> ClientFailure {
        ClientFailure(
            .refused,
            "the server has a register \u{2018}\(register.printableLine)\u{2019}, which this version of lm2 does not know"
        )
    }

    /// The message of a body.
    package static func message(of body: RecordBody) throws(ClientFailure) -> Record {
        do {
            return Record(body: try Record.Body(register: body.register.name, serialized: body.serialized()))
        } catch {
            throw ClientFailure(.usage, "the record can't be sent: \(error)")
        }
    }

    // MARK: In words

    /// The fields with values in their order, without that which says when it happened.
    private var said: [(field: Field, value: RecordBody.FieldValue)] {
        guard let body else { return [] }
        return zip(body.register.fields, body.values).compactMap { field, value in
            value.map { (field, $0) }
        }
    }

    /// What it says in a line: its fields with their values, but not what it refers to, nor when it happened.
    package var summary: String {
        let parts = said.compactMap { field, value -> String? in
            if field.isHappening { return nil }
            switch field.kind {
            case .reference: return nil
            case .references:
                guard case .texts(let ids) = value else { return nil }
                return "\(ids.count) \(field.name)"
            default: return "\(field.name) \(Self.short(value))"
            }
        }
        return parts.joined(separator: ", ")
    }

    /// A value in a line.
    static func short(_ value: RecordBody.FieldValue) -> String {
        let text = FieldText.text(of: value).printableLine
        return text.count <= 40 ? text : text.prefix(39) + "\u{2026}"
    }

    /// What has changed since an earlier revision, in a line each.
    package func changes(since earlier: RecordView) -> String {
        guard let body, let before = earlier.body else { return summary }
        return zip(body.register.fields, zip(before.values, body.values)).compactMap { field, values -> String? in
            switch values {
            case (let old, let new) where old == new: nil
            case (nil, let new?): "\(field.name): \(Self.short(new))"
            case (_?, nil): "\(field.name) cleared"
            case (let old?, let new?): "\(field.name): \(Self.short(new)), before \(Self.short(old))"
            default: nil
            }
        }.joined(separator: "\n")
    }

    /// The fields as a program reads them: in the interchange form's words.
    var json: JSONValue {
        .object(said.map { field, value in .init(field.name, Self.json(value)) })
    }

    private static func json(_ value: RecordBody.FieldValue) -> JSONValue {
        switch value {
        case .integer(let number): .integer(number)
        case .texts(let texts): .array(texts.map { .string($0) })
        case .text, .date, .time: .string(FieldText.text(of: value))
        }
    }

    /// The fields for a report; all of them where a value is there.
    var cells: [Report.Field] {
        said.map { field, value in
            let cell: Cell =
                if case .texts(let texts) = value { .list(texts) } else { .text(FieldText.text(of: value)) }
            return .init(field.name, field.name, cell)
        }
    }

    /// All that is known of it, as one JSON object.
    var document: JSONValue {
        .object([
            .init("record_id", .string(meta.recordID)), .init("service_id", .string(meta.serviceID)),
            .init("register", .string(meta.register)), .init("key", Cell.said(meta.key).json),
            .init("revision", .number(UInt64(meta.revision))), .init("state", .string(meta.state.word)),
            .init("happened_on", Cell.said(meta.happenedOn).json), .init("recorded_at", meta.recordedAt.cell.json),
            .init("recorded_by", Cell.said(meta.recordedBy).json),
            .init("withdrawal_reason", Cell.said(meta.reason).json),
            .init("fields", body == nil ? .null : json),
        ])
    }

    /// The state in a report; a live record needs no mark.
    var state: Cell { meta.state == .withdrawn ? .word(meta.state.word, .faint) : .word(meta.state.word, .plain) }

    /// It alone, for people and programs.
    var report: Report {
        var report = Report(fields: metaFields + cells)
        report.document = document
        return report
    }

    private var metaFields: [Report.Field] {
        [
            .init("record_id", "Id", .text(meta.recordID)),
            .init("register", "Register", .text(meta.register)),
            .init("key", "Key", .said(meta.key)),
            .init("revision", "Revision", .number(UInt64(meta.revision))),
            .init("state", "State", state, shown: meta.state != .live),
            .init("withdrawal_reason", "Why", .said(meta.reason)),
            .init("happened_on", "Happened", .said(meta.happenedOn)),
            .init("recorded_at", "Recorded", meta.recordedAt.cell),
            .init("recorded_by", "Recorded by", .said(meta.recordedBy)),
            .init("service_id", "Service's id", .text(meta.serviceID), shown: false),
        ]
    }
}

extension Record {
    /// How a record stands, for what is shown when somebody else was first.
    static func fields(_ record: Record) -> [Report.Field] {
        (try? RecordView(record))?.report.fields ?? []
    }
}
