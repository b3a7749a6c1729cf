import Conformance
import Testing

/// The records of the three invented services are such as a server takes in.
@Suite struct DemonstrationRecordsTests {
    typealias Kind = DemonstrationRecords.Character

    private func make(_ kind: Kind, seed: UInt64 = 1, until: String = "2026-11-25") throws
        -> [DemonstrationRecords.Entry]
    {
        DemonstrationRecords.make(kind, seed: seed, until: try #require(CivilDate(until)))
    }

    @Test(arguments: Kind.allCases) func sameArgumentsGiveTheSame(_ kind: Kind) throws {
        #expect(try make(kind, seed: 7) == make(kind, seed: 7))
        #expect(try make(kind, seed: 7) != make(kind, seed: 8))
        #expect(try make(kind, seed: 7) != make(kind, seed: 7, until: "2026-11-26"))
    }

    @Test(arguments: Kind.allCases, ["2026-06-30", "2026-11-25", "2028-02-29"])
    func countsAreOfARealService(_ kind: Kind, _ until: String) throws {
        let entries = try make(kind, until: until)
        #expect((800...2500).contains(entries.count))
        #expect(Set(entries.map(\.id)).count == entries.count)
        #expect(entries.count { $0.revisions.count > 1 } >= 40)
        #expect((1...20).contains(entries.count { $0.revisions.contains { $0.body == nil } }))
    }

    @Test func allRegistersOccur() throws {
        let entries = try Kind.allCases.flatMap { try make($0) }
        #expect(Set(entries.map(\.register)) == Set(Register.allCases))
    }

    @Test(arguments: Kind.allCases, [UInt64(1), 2]) func whatHappenedIsRecordedInOrder(
        _ kind: Kind, _ seed: UInt64
    ) throws {
        let until = try #require(CivilDate("2026-11-25"))
        let entries = DemonstrationRecords.make(kind, seed: seed, until: until)
        let instants = entries.flatMap { $0.revisions.map(\.recordedAt) }
        #expect(Set(instants).count == instants.count)
        #expect(entries.map { $0.revisions[0].recordedAt } == entries.map { $0.revisions[0].recordedAt }.sorted())
        var firstRecorded: [String: Int64] = [:]
        for entry in entries { firstRecorded[entry.id] = entry.revisions[0].recordedAt }
        for entry in entries {
            var previous = Int64.min
            for revision in entry.revisions {
                let day = LondonCalendar.date(ofMicroseconds: revision.recordedAt)
                let hour = (revision.recordedAt - LondonCalendar.start(of: day)) / 3_600_000_000
                #expect(previous < revision.recordedAt && until - 790 <= day && day < until)
                #expect(day.weekday <= 5 && (8...18).contains(hour))
                previous = revision.recordedAt
                #expect(revision.reason.isEmpty == (revision.body != nil))
                #expect(revision.body?.daysThatHappened.allSatisfy { $0 <= day } ?? true, "\(entry.id)")
                for id in revision.body?.references.map(\.id) ?? [] {
                    let known = try #require(firstRecorded[id], "\(entry.id) refers to \(id)")
                    #expect(known < revision.recordedAt)
                }
            }
        }
    }

    @Test(arguments: Kind.allCases) func nothingIsRefusedAtEntry(_ kind: Kind) throws {
        let entries = try make(kind, seed: 3)
        var latest: [String: DemonstrationRecords.Entry] = [:]
        for entry in entries { latest[entry.id] = entry }
        var unique: Set<[String]> = []
        for entry in entries {
            if entry.revisions.last?.body != nil, !entry.register.uniqueFields.isEmpty {
                let values = entry.register.uniqueFields.map { "\(entry.revisions.last?.body?[$0] as Any)" }
                #expect(unique.insert([entry.register.name] + values).inserted)
            }
            for revision in entry.revisions {
                guard let body = revision.body else { continue }
                #expect(body.faults.isEmpty, "\(entry.id)")
                var ids = body.references.map(\.id)
                ids += ids.flatMap { latest[$0]?.revisions[0].body?.references.map(\.id) ?? [] }
                // A nil return names a location otherwise than by a reference.
                if case .text(let id)? = body.register == .nilReturn ? body["qualifier"] : nil { ids.append(id) }
                let around = Set(ids).subtracting([entry.id]).compactMap { latest[$0] }
                let alone = DemonstrationRecords.Entry(id: entry.id, register: entry.register, revisions: [revision])
                let set = try (around + [alone]).set()
                let violations = EntryRules.violations(of: entry.id, in: set, recordedAt: revision.recordedAt)
                #expect(violations.isEmpty, "\(entry.id)")
            }
        }
    }
}
