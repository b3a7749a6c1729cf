import Conformance

extension ClauseCase {
    /// Records of which one item of so many fails (item 0).
    typealias OneFails = @Sendable (inout Scenario, _ total: Int) -> Void

    /// Where nine of ten support and more than a quarter contradicts: one failure among ten, four and three.
    static func usualShares(_ clause: String, _ what: String, _ build: @escaping OneFails) -> [ClauseCase] {
        oneFails(clause, what, [(10, .supported), (4, .insufficient), (3, .contradicted)], build)
    }

    /// One failure among each of some totals.
    static func oneFails(
        _ clause: String, _ what: String, _ totals: [(Int, SystemVerdict)], _ build: @escaping OneFails
    ) -> [ClauseCase] {
        totals.map { total, verdict in
            ClauseCase(clause, "one of \(total) \(what)", [("2025-06-30", verdict)]) { build(&$0, total) }
        }
    }

    /// What the profile says where all the fields must be yes, or where one is enough.
    static func gateRows(
        _ clause: String, _ rows: [(says: [String: String], verdict: SystemVerdict)],
        _ build: @escaping @Sendable (inout Scenario) -> Void
    ) -> [ClauseCase] {
        rows.map { says, verdict in
            let entries = says.keys.sorted()
            let name = entries.map { "\($0) \(says[$0] ?? "")" }.joined(separator: ", ")
            let answers = verdict == .notApplicable || verdict == .insufficient
            return ClauseCase(
                clause, "gate: \(name.isEmpty ? "unknown" : name)", [("2025-06-30", verdict)],
                deciding: answers ? entries : nil
            ) { scenario in
                for (field, value) in says { scenario.profile(field, is: value, id: field) }
                build(&scenario)
            }
        }
    }
}

extension Scenario {
    mutating func profile(_ field: String, is value: String, from: String = "2019-01-01", to: String? = nil, id: String)
    {
        add(
            "profile_entry", id, ["field": .text(field), "value": .text(value), "from": .text(from)],
            perhaps: ["to": to])
    }

    /// Adds a record of which some texts may be absent.
    mutating func add(
        _ register: String, _ id: String, _ fields: [String: Value], perhaps texts: [String: String?],
        recorded: String? = nil
    ) {
        var all = fields
        for (name, text) in texts { if let text { all[name] = .text(text) } }
        add(register, id, all, recorded: recorded)
    }

    mutating func document(
        _ id: String, kind: String = "procedure", origin: String = "service", core: String = "no",
        reviewDays: Int? = nil
    ) {
        var fields: [String: Value] = [
            "kind": .text(kind), "origin": .text(origin), "core": .text(core), "created_on": "2019-01-01",
        ]
        fields["review_days"] = reviewDays.map { .number($0) }
        add("document", id, fields)
    }

    /// A version that is approved and authorised on the day on which it becomes effective, unless said otherwise.
    mutating func version(
        _ id: String, of document: String, _ number: Int = 1, from effective: String, drafted: String? = nil,
        approvedBy: String = "Bo", authorised: String? = nil, without: String? = nil, published: String? = nil,
        withdrawn: String? = nil
    ) {
        let drafted = drafted ?? effective
        var fields: [String: Value] = [
            "document": .text(document), "number": .number(number), "author": "Ada", "drafted_on": .text(drafted),
            "effective_from": .text(effective), "approved_by": .text(approvedBy), "approved_on": .text(drafted),
            "authorised_by": "Cy", "authorised_on": .text(authorised ?? drafted),
        ]
        if let without { fields["\(without)_on"] = nil }
        add("document_version", id, fields, perhaps: ["published_on": published, "withdrawn_on": withdrawn])
    }

    /// A nil return that, unless said otherwise, covers exactly what has to be covered as at 2025-06-30.
    mutating func nilReturn(
        _ id: String, _ subject: String, _ qualifier: String? = nil, from: String = "2024-07-01",
        to: String = "2025-03-22"
    ) {
        add(
            "nil_return", id,
            [
                "subject": .text(subject), "period_from": .text(from), "period_to": .text(to), "stated_by": "Ada",
                "stated_on": .text(to),
            ], perhaps: ["qualifier": qualifier])
    }
}
