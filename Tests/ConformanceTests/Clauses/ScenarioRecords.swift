/// Records that many tables need, with the fields that the clauses read.
extension Scenario {
    mutating func stated(_ field: String, _ value: String, from: String = "2020-01-01", id: String? = nil) {
        add(
            "profile_entry", id ?? "P-\(field)",
            ["field": .text(field), "value": .text(value), "from": .text(from)])
    }

    mutating func site(_ id: String, from: String = "2020-01-01", to: String? = nil) {
        var fields: [String: Value] = ["kind": "permanent", "from": .text(from)]
        if let to { fields["to"] = .text(to) }
        add("location", id, fields)
    }

    mutating func employs(
        _ person: String, as profession: String = "radiographer", from: String = "2020-01-01", to: String? = nil,
        id: String? = nil
    ) {
        var fields: [String: Value] = [
            "person": .text(person), "profession": .text(profession), "from": .text(from),
        ]
        if let to { fields["to"] = .text(to) }
        add("staff", id ?? "S-\(person)", fields)
    }

    mutating func examined(_ month: String, _ number: Int, at location: String = "L1", modality: String = "ct") {
        add(
            "activity", "V-\(month)-\(location)-\(modality)",
            [
                "month": .text(month + "-01"), "location": .text(location), "modality": .text(modality),
                "examinations": .number(number),
            ])
    }

    /// An incident, discovered at noon.
    mutating func incident(
        _ id: String, _ day: String, level: String = "incident", type: String = "violence",
        recorded: String? = nil, _ more: [String: Value] = [:]
    ) {
        let fields: [String: Value] = [
            "level": .text(level), "type": .text(type), "route": "reported", "discovered_at": .text(day + "T12:00:00Z"),
        ]
        add("incident", id, fields.merging(more) { $1 }, recorded: recorded)
    }

    /// A nil return; unless said otherwise the one that as at 2025-06-30 covers exactly what has to be covered.
    mutating func silence(
        _ subject: String, _ qualifier: String? = nil, from: String = "2024-07-01", to: String = "2025-03-22",
        id: String = "N"
    ) {
        var fields: [String: Value] = [
            "subject": .text(subject), "period_from": .text(from), "period_to": .text(to), "stated_by": "Ada",
            "stated_on": "2025-04-01",
        ]
        if let qualifier { fields["qualifier"] = .text(qualifier) }
        add("nil_return", id, fields)
    }

    /// A document of a kind, `D-KIND`, with its version `V-KIND` in force from a day on.
    mutating func written(_ kind: String, from day: String = "2024-06-01", _ more: [String: Value] = [:]) {
        let fields: [String: Value] = [
            "kind": .text(kind), "origin": "service", "core": "no", "created_on": .text(day),
        ]
        add("document", "D-\(kind)", fields.merging(more) { $1 })
        approved("V-\(kind)", of: "D-\(kind)", 1, from: day)
    }

    mutating func approved(
        _ id: String, of document: String, _ number: Int, from day: String, _ more: [String: Value] = [:]
    ) {
        let fields: [String: Value] = [
            "document": .text(document), "number": .number(number), "author": "Ada", "drafted_on": .text(day),
            "effective_from": .text(day), "approved_by": "Bo", "approved_on": .text(day), "authorised_by": "Cy",
            "authorised_on": .text(day),
        ]
        add("document_version", id, fields.merging(more) { $1 })
    }

    mutating func told(_ id: String, _ day: String, of subject: String, to audiences: [String] = ["staff"]) {
        add(
            "communication", id,
            [
                "kind": "information", "subjects": [subject], "audiences": .list(audiences), "sent_on": .text(day),
            ])
    }
}

extension ClauseCase {
    /// What each field of a gate does: no answers, and so does nothing stated.
    static func gate(_ clause: String, _ fields: String...) -> [ClauseCase] {
        let entries = fields.map { "P-\($0)" }.sorted()
        var rows: [ClauseCase] = []
        for field in fields {
            rows.append(
                ClauseCase(clause, "\(field) is no", [("2025-06-30", .notApplicable)], deciding: entries) {
                    for other in fields { $0.stated(other, other == field ? "no" : "yes") }
                })
            rows.append(
                ClauseCase(
                    clause, "\(field) is unknown", [("2025-06-30", .insufficient)],
                    deciding: entries.filter { $0 != "P-\(field)" }, says: "profile does not say"
                ) {
                    for other in fields where other != field { $0.stated(other, "yes") }
                })
            rows.append(
                ClauseCase(
                    clause, "\(field) is no from the day on",
                    [("2025-06-14", .insufficient), ("2025-06-15", .notApplicable)]
                ) {
                    for other in fields { $0.stated(other, "yes") }
                    $0.stated(field, "no", from: "2025-06-15", id: "Q")
                })
        }
        return rows
    }
}
