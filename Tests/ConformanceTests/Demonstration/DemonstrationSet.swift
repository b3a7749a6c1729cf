import Conformance

extension [DemonstrationRecords.Entry] {
    /// The records as the store would read them back.
    func set() throws -> RecordSet {
        var builder = RecordSetBuilder()
        for entry in self {
            var revisions: [RecordSetBuilder.Revision] = []
            for revision in entry.revisions {
                let values = try revision.body.map { body in
                    try body.serialized().withUnsafeBytes { bytes in
                        var reader = BodyReader(bytes)
                        return try reader.values(of: entry.register, into: &builder)
                    }
                }
                revisions.append(RecordSetBuilder.Revision(recordedAt: revision.recordedAt, values: values))
            }
            builder.add(entry.id, entry.register, revisions)
        }
        return try builder.set(overrides: [])
    }
}

extension RecordBody {
    /// The days on which it says that something happened: not those that are planned.
    var daysThatHappened: [CivilDate] {
        zip(register.fields, values).compactMap { field, value in
            switch (field.kind, value) {
            case (.date, .date(let day)?): day
            case (.time, .time(let seconds)?): LondonCalendar.date(ofMicroseconds: seconds * 1_000_000)
            default: nil
            }
        }
    }

    /// What the form refuses before any rule is asked: fields that are missing, too long, no words of their choice.
    var faults: [String] {
        zip(register.fields, values).compactMap { field, value in
            guard let value else {
                return field.isOptional || (field.isList && !field.needsOne) ? nil : "no \(field.name)"
            }
            let fits =
                switch (field.kind, value) {
                case (.text(let limit), .text(let text)): text.utf8.count <= limit
                case (.choice(let words), .text(let word)): words.contains(word)
                case (.choices(let words), .texts(let chosen)): chosen.allSatisfy { words.contains($0) }
                case (.integer(let range), .integer(let number)): range.contains(number)
                case (.person, .text), (.persons, .texts), (.reference, .text), (.references, .texts),
                    (.date, .date), (.month, .date), (.plan, .date), (.time, .time):
                    true
                default: false
                }
            return fits ? nil : "\(field.name): \(value)"
        }
    }
}
