/// A JSON value. Objects keep the order in which their members were given.
package indirect enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(UInt64)
    case integer(Int)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// A name and a value of an object.
    package struct Member: Sendable, Equatable {
        let name: String
        let value: JSONValue

        /// A member of an object; names are not checked for being unique.
        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The value as JSON text, two spaces a level, with a line end.
    package func document() -> String {
        var text = ""
        write(to: &text, indent: 0)
        return text + "\n"
    }

    /// The value as JSON text in one line, with a line end.
    package func line() -> String {
        var text = ""
        writeShort(to: &text)
        return text + "\n"
    }

    private func writeShort(to text: inout String) {
        switch self {
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                value.writeShort(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                Self.quote(member.name, to: &text)
                text += ":"
                member.value.writeShort(to: &text)
            }
            text += "}"
        default: write(to: &text, indent: 0)
        }
    }

    private func write(to text: inout String, indent: Int) {
        switch self {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .number(let number): text += String(number)
        case .integer(let number): text += String(number)
        case .string(let string): Self.quote(string, to: &text)
        case .array(let values):
            Self.list("[", "]", values, indent: indent, to: &text) { value, text in
                value.write(to: &text, indent: indent + 1)
            }
        case .object(let members):
            Self.list("{", "}", members, indent: indent, to: &text) { member, text in
                Self.quote(member.name, to: &text)
                text += ": "
                member.value.write(to: &text, indent: indent + 1)
            }
        }
    }

    private static func list<Item>(
        _ open: String, _ close: String, _ items: [Item], indent: Int, to text: inout String,
        write: (Item, inout String) -> Void
    ) {
        text += open
        for (index, item) in items.enumerated() {
            text += index == 0 ? "\n" : ",\n"
            text += String(repeating: "  ", count: indent + 1)
            write(item, &text)
        }
        if !items.isEmpty { text += "\n" + String(repeating: "  ", count: indent) }
        text += close
    }

    /// Controls are escaped, C1 and DEL too: JSON would allow those, but a terminal may obey them.
    private static func quote(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                switch scalar.value {
                case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
                    let digits = String(scalar.value, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        text += "\""
    }
}
