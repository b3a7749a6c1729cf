/// Writes records in the interchange form (the rules, section 7), one a line, so that exports can be compared by lines.
///
/// It holds only what has not been taken yet: a caller that takes after each record streams a set of any size. What is
/// written, `Interchange` reads as the same set.
package struct InterchangeWriter {
    private var bytes = Array("{\"records\": [".utf8)
    private var hasRecords = false
    /// They stand after the records, whenever they are given.
    private var overrides: [RuleOverride] = []

    /// A set without records.
    package init() {}

    /// Adds a record.
    ///
    /// - Parameters:
    ///   - revisions: its revisions, oldest first; without a body where it was withdrawn. `recordedAt` is in
    ///     microseconds since 1970. A body has the day on which the record happened: without that nobody can read it.
    package mutating func record(
        id: String, register: Register, revisions: [(recordedAt: Int64, body: RecordBody?)]
    ) {
        bytes += (hasRecords ? ",\n" : "\n").utf8
        hasRecords = true
        add("{\"id\": ")
        string(id)
        add(", \"register\": \"\(register.name)\", \"revisions\": [")
        list(revisions) { writer, revision in
            writer.add("{\"recorded_at\": \"\(UTCInstant.text(microseconds: revision.recordedAt))\", \"state\": ")
            if let body = revision.body {
                writer.add("\"live\", \"fields\": {")
                writer.fields(of: body)
                writer.add("}}")
            } else {
                writer.add("\"withdrawn\"}")
            }
        }
        add("]}")
    }

    /// Adds a tenant's setting.
    package mutating func override(_ override: RuleOverride) { overrides.append(override) }

    /// Adds what comes after the records. Nothing may be added to the set afterwards.
    package mutating func finish() {
        add("\n],\n\"overrides\": [")
        for (index, override) in overrides.enumerated() {
            add(index == 0 ? "\n{\"key\": " : ",\n{\"key\": ")
            string(override.key)
            add(", \"value\": ")
            value(of: override)
            add(", \"from\": \"\(override.from)\"")
            if let to = override.to { add(", \"to\": \"\(to)\"") }
            add(", \"recorded_at\": \"\(UTCInstant.text(microseconds: override.recordedAt))\"}")
        }
        add("\n]}\n")
        overrides = []
    }

    /// Takes what has been written since the last time.
    package mutating func take() -> [UInt8] {
        let taken = bytes
        bytes = []
        return taken
    }

    private mutating func add(_ text: String) { bytes += text.utf8 }

    private mutating func list<Element>(
        _ elements: [Element], _ write: (inout InterchangeWriter, Element) -> Void
    ) {
        for (index, element) in elements.enumerated() {
            if index > 0 { add(", ") }
            write(&self, element)
        }
    }

    private mutating func fields(of body: RecordBody) {
        var isFirst = true
        for (field, value) in zip(body.register.fields, body.values) {
            guard let value = Self.known(value, field) else { continue }
            add(isFirst ? "\"\(field.name)\": " : ", \"\(field.name)\": ")
            isFirst = false
            switch value {
            case .integer(let number): add(String(number))
            case .texts(let texts): strings(texts)
            case .text, .date, .time: string(FieldText.text(of: value))
            }
        }
    }

    /// A value without words that the field does not have: nobody could read them; `serialized` leaves them out too.
    private static func known(_ value: RecordBody.FieldValue?, _ field: Field) -> RecordBody.FieldValue? {
        switch (field.kind, value) {
        case (.choice(let words), .text(let word)): words.contains(word) ? value : nil
        case (.choices(let words), .texts(let chosen)): .texts(chosen.filter { words.contains($0) })
        default: value
        }
    }

    private mutating func value(of override: RuleOverride) {
        let parts = override.key.split(separator: "@", maxSplits: 1)
        switch override.value {
        case .number(let number): add(String(number))
        case .words(let words):
            // A grade is one word; lists are lists even if they have one item, or none.
            if let word = words.first, parts.first.flatMap({ RuleSetting.named(String($0)) })?.kind == .grade {
                string(word)
            } else {
                strings(words)
            }
        }
    }

    private mutating func strings(_ texts: [String]) {
        add("[")
        list(texts) { $0.string($1) }
        add("]")
    }

    /// A JSON string (RFC 8259, section 7).
    private mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x0A: add("\\n")
            case 0x0D: add("\\r")
            case 0x09: add("\\t")
            case 0..<0x20: add("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
