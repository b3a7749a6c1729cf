import Conformance

/// Words of the form FIELD=VALUE, as the fields of a record.
package enum FieldAssignments {
    /// The body with the fields that the words name changed; FIELD= clears one.
    ///
    /// What the words say is looked at as a whole, so that everything is put right in one go.
    /// - Parameters:
    ///   - doing: what is done, as the beginning of the complaint: `lm2 record create`.
    package static func apply(
        _ words: [String], to body: RecordBody, doing: String
    ) throws(ClientFailure) -> RecordBody {
        let register = body.register
        var changed = body
        var seen: Set<String> = []
        var problems: [String] = []
        for word in words {
            guard let equals = word.firstIndex(of: "=") else {
                problems.append("\(quoted(word)) should have the form FIELD=VALUE")
                continue
            }
            let name = word[..<equals].trimmed
            guard let place = register.place(ofField: name) else {
                problems.append(unknown(name, register))
                continue
            }
            guard seen.insert(name).inserted else {
                problems.append("\(name) is given twice: put ; between the items of a list")
                continue
            }
            do throws(FieldText.Problem) {
                changed[place] = try FieldText.value(
                    String(word[word.index(after: equals)...]), for: register.fields[place])
            } catch {
                problems.append("\(name) \(error.text)")
            }
        }
        for (field, value) in zip(register.fields, changed.values)
        where field.isRequired && value == nil && !seen.contains(field.name) {
            problems.append("\(field.name) is missing: give \(FieldText.form(of: field))")
        }
        try refuse(problems, register, doing)
        return changed
    }

    /// Says all problems of a record together.
    package static func refuse(_ problems: [String], _ register: Register, _ doing: String) throws(ClientFailure) {
        guard let first = problems.first else { return }
        let help = "See: lm2 record registers \(register.name)"
        if problems.count == 1 { throw ClientFailure(.usage, ["\(doing): \(first)", help]) }
        throw ClientFailure(
            .usage,
            ["\(doing): \(problems.count) things are wrong; nothing was changed"] + problems.map { "  " + $0 } + [help])
    }

    private static func unknown(_ name: String, _ register: Register) -> String {
        let names = register.fields.map(\.name)
        var text = "there is no field \(quoted(name)) in the register \(register.name)"
        if let near = Resemblance.nearest(to: name, among: names) {
            text += "; did you mean \(near)?"
        } else {
            text += "; it has \(names.joined(separator: ", "))"
        }
        return text
    }

    private static func quoted(_ text: some StringProtocol) -> String {
        "\u{2018}\(String(text).printableLine)\u{2019}"
    }
}

extension Register {
    /// The register of a name as people give it: with hyphens or underscores.
    package init(named name: String) throws(ClientFailure) {
        let plain = String(name.lowercased().map { $0 == "-" ? "_" : $0 })
        if let register = Register(name: plain) {
            self = register
            return
        }
        var line = "there is no register \u{2018}\(name.printableLine)\u{2019}"
        if let near = Resemblance.nearest(to: plain, among: Register.allCases.map(\.name)) {
            line += "; did you mean \(near)?"
        }
        throw ClientFailure(.notFound, [line, "All of them: lm2 record registers"])
    }
}
