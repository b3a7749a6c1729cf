/// What several clauses ask of the same records, found once an evaluation.
final class SharedFacts {
    let snapshot: Snapshot
    private var versionsByPlace: [Int32: VersionFacts] = [:]
    private var staffByDay: [CivilDate: Set<Symbol>] = [:]

    init(_ snapshot: Snapshot) {
        self.snapshot = snapshot
    }

    /// For each field of the profile the open entry with the greatest from, then the one recorded last.
    lazy var profile: [ProfileField: ProfileEntry] = {
        var best: [ProfileField: ProfileEntry] = [:]
        for entry in snapshot.all(ProfileEntry.self) where entry.isOpen(at: snapshot.day) {
            guard let field = entry.field else { continue }
            if let other = best[field],
                (other.happenedOn, other.row.recordedAt) > (entry.happenedOn, entry.row.recordedAt)
            {
                continue
            }
            best[field] = entry
        }
        return best
    }()

    /// Who is staff on a day (G10).
    func staff(at day: CivilDate) -> Set<Symbol> {
        if let known = staffByDay[day] { return known }
        let persons = Set(snapshot.all(Staff.self).filter { $0.isOpen(at: day) }.compactMap(\.person))
        staffByDay[day] = persons
        return persons
    }

    /// Those who are staff now and were so a number of days ago.
    func staff(throughout days: Int) -> Set<Symbol> {
        if let known = staffThroughout[days] { return known }
        let persons = staff(at: snapshot.day).intersection(staff(at: snapshot.day - days))
        staffThroughout[days] = persons
        return persons
    }

    private var staffThroughout: [Int: Set<Symbol>] = [:]

    /// The first use of communications of either kind to staff.
    lazy var firstTellingOfStaff: CivilDate? = snapshot.all(Communication.self).lazy
        .filter { $0.audiences.contains(.staff) }.map(\.happenedOn).min()

    /// All documents with their versions.
    lazy var documents: [DocumentFacts] = snapshot.all(Document.self).map { document in
        let versions = document.referring(DocumentVersion.self).map { DocumentVersionDates($0) }
        let facts = versions.map { VersionFacts($0, among: versions, at: snapshot.day) }
        for version in facts { versionsByPlace[version.record.place] = version }
        return DocumentFacts(document, facts, at: snapshot.day)
    }

    /// A version with when it was in force; one whose document is not visible stands alone.
    func version(_ record: DocumentVersion) -> VersionFacts {
        _ = documents
        if let known = versionsByPlace[record.place] { return known }
        let alone = DocumentVersionDates(record)
        return VersionFacts(alone, among: [alone], at: snapshot.day)
    }

    /// The first use of a register: the earliest happened_on of its visible records.
    func firstUse<Record: RegisterRow>(_ type: Record.Type) -> CivilDate? {
        if let known = firstUses[Record.register.ordinal] { return known }
        let first = snapshot.all(type).lazy.map(\.happenedOn).min()
        firstUses[Record.register.ordinal] = .some(first)
        return first
    }

    private var firstUses: [CivilDate??] = Array(repeating: nil, count: Register.allCases.count)
}
