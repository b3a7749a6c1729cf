import Conformance
import Crypto
import Messages
import Postgres

/// What an import would do, or did.
package struct ImportPlan: Sendable {
    /// Where a row stands: the sheet among the import's, and the line.
    struct Place: Hashable, Comparable {
        let sheet: Int
        let line: Int

        static func < (left: Place, right: Place) -> Bool { (left.sheet, left.line) < (right.sheet, right.line) }
    }

    /// A row that is to be written.
    struct Write: Sendable {
        let place: Place
        let key: String
        let id: Identifier
        /// The number of the revision: 1 for a new record.
        let number: UInt32
        let draft: RecordDraft
    }

    private(set) var writes: [Write] = []
    private(set) var unchanged = 0
    private(set) var problems: [(place: Place, register: Register, problem: RecordSheet.Problem)] = []
    private(set) var problemCount: Int
    private var bad: Set<Place>
    private var keys: [String: Place] = [:]

    /// Finds what is to be written: rows with the key or the id of a live record become its revisions, others new records.
    ///
    /// - Parameter recordedAt: microseconds since 1970; nothing that happened lies after it.
    init(_ sheets: [RecordSheet], over existing: ExistingRecords, recordedAt: Int64, now: Int64) throws {
        problemCount = sheets.reduce(0) { $0 + $1.problemCount }
        bad = []
        for (index, sheet) in sheets.enumerated() {
            for problem in sheet.problems {
                let place = Place(sheet: index, line: problem.line)
                bad.insert(place)
                problems.append((place, sheet.register, problem))
            }
        }
        var drafts: [Write] = []
        for (index, sheet) in sheets.enumerated() {
            for row in sheet.rows {
                if let write = draft(row, Place(sheet: index, line: row.line), existing, now: now) {
                    drafts.append(write)
                }
            }
        }
        var ids = existing.ids
        for draft in drafts where !draft.key.isEmpty { ids[draft.key] = draft.id }
        try check(drafts.map { Self.resolved($0, ids) }, existing, recordedAt: recordedAt)
        problems.sort { $0.place < $1.place }
        problems = Array(problems.prefix(RecordSheet.keptProblems))
    }

    /// How many rows are not taken in.
    var refused: Int { bad.count }

    private mutating func refuse(_ place: Place, _ register: Register, _ column: String, _ problem: String) {
        bad.insert(place)
        problemCount += 1
        guard problems.count < 2 * RecordSheet.keptProblems else { return }
        problems.append(
            (place, register, RecordSheet.Problem(line: place.line, column: column, problem: problem)))
    }

    private mutating func draft(
        _ row: RecordSheet.Row, _ place: Place, _ existing: ExistingRecords, now: Int64
    ) -> Write? {
        let register = row.body.register
        if !row.key.isEmpty, let other = keys.updateValue(place, forKey: row.key) {
            refuse(place, register, "key", "is that of line \(other.line) of another file of this import as well")
            return nil
        }
        guard !row.key.isEmpty, let id = existing.ids[row.key], let known = existing.records[id] else {
            return Write(
                place: place, key: row.key, id: Identifier.make(now: now), number: 1, draft: RecordDraft(row.body))
        }
        guard known.register == register else {
            refuse(place, register, "key", "is that of a record of \(known.register.name)")
            return nil
        }
        guard known.body != nil else {
            refuse(place, register, "key", "is that of a record that was withdrawn")
            return nil
        }
        return Write(place: place, key: row.key, id: id, number: known.revision + 1, draft: RecordDraft(row.body))
    }

    /// The row with ids in place of keys.
    private static func resolved(_ write: Write, _ ids: [String: Identifier]) -> Write {
        Write(
            place: write.place, key: write.key, id: write.id, number: write.number,
            draft: RecordDraft(write.draft.content.mapReferences { ids[$0]?.description ?? $0 }))
    }

    private mutating func check(_ drafts: [Write], _ existing: ExistingRecords, recordedAt: Int64) throws {
        var registers = existing.records.compactMapValues { $0.body == nil ? nil : $0.register }
        for write in drafts { registers[write.id] = write.draft.register }
        var builder = RecordSetBuilder()
        let replaced = Set(drafts.map(\.id))
        for (id, record) in existing.records where !replaced.contains(id) {
            guard let body = record.body else { continue }
            try RecordDraft.add(body, record.register, to: &builder, as: id.description, recordedAt: recordedAt)
        }
        for write in drafts { try write.draft.add(to: &builder, as: write.id.description, recordedAt: recordedAt) }
        let found = EntryRules.violations(
            of: drafts.map(\.id.description), in: try builder.set(overrides: []), recordedAt: recordedAt)
        var absent: Set<Identifier> = []
        var unique = existing.uniqueKeys(of: Set(drafts.map(\.draft.register)), besides: replaced)
        for (write, violations) in zip(drafts, found) {
            let missing = write.draft.referenceProblems { registers[$0] }
            let told = Set(missing.map(\.field))
            // What is referred to and is not there reads as absent: it is told once, as what it is.
            var wrong = missing + violations.filter { !told.contains($0.field) }
            wrong += try Self.violations(write.draft)
            wrong += ActionWorkflow.violations(
                of: write.draft.content, replacing: existing.records[write.id]?.content)
            if let key = write.draft.content.uniqueKey, !unique.insert("\(write.draft.register.name) \(key)").inserted {
                let fields = write.draft.register.uniqueFields.joined(separator: ", ")
                wrong.append(EntryRules.Violation(field: "", problem: "has the same \(fields) as another record"))
            }
            for violation in wrong { refuse(write.place, write.draft.register, violation.field, violation.problem) }
            if wrong.isEmpty { writes.append(write) } else if write.number == 1 { absent.insert(write.id) }
        }
        leaveOutWhatRefers(to: absent)
        let changed = writes.filter { existing.records[$0.id]?.body != $0.draft.body }
        unchanged = writes.count - changed.count
        writes = changed
    }

    /// Refuses the rows that refer to new records which are not taken in, and those that refer to these in turn.
    private mutating func leaveOutWhatRefers(to absent: Set<Identifier>) {
        var absent = absent
        while !absent.isEmpty {
            let candidates = writes
            writes = []
            var next: Set<Identifier> = []
            for write in candidates {
                let fields = write.draft.content.references
                    .filter { Identifier($0.id).map(absent.contains) ?? false }.map(\.field.name)
                for field in Set(fields).sorted() {
                    refuse(write.place, write.draft.register, field, "refers to a row that is not taken in")
                }
                if fields.isEmpty { writes.append(write) } else if write.number == 1 { next.insert(write.id) }
            }
            absent = next
        }
    }

    /// What the protocol's files refuse, such as a list of too many items.
    private static func violations(_ draft: RecordDraft) throws -> [EntryRules.Violation] {
        guard let body = try Record.Body(register: draft.register.name, serialized: draft.body) else { return [] }
        let references = Set(draft.content.references.map(\.field.name))
        // A reference that is no id is told already.
        return body.message.violations().filter { !references.contains($0.field) }
            .map { EntryRules.Violation(field: $0.field, problem: $0.description) }
    }
}

/// The records of a service as an import finds them.
struct ExistingRecords: Sendable {
    /// A record at its latest revision.
    struct Known: Sendable {
        let register: Register
        let revision: UInt32
        /// Nil: withdrawn.
        let body: [UInt8]?

        /// What it says.
        var content: RecordBody? {
            guard let body else { return nil }
            return try? body.withUnsafeBytes { try RecordBody(register, serialized: $0) }
        }
    }

    let records: [Identifier: Known]
    /// The records by their keys, and by their ids.
    let ids: [String: Identifier]

    /// Columns: id, register, revision, body, key.
    init(_ rows: Rows) throws {
        var records: [Identifier: Known] = [:]
        var ids: [String: Identifier] = [:]
        records.reserveCapacity(rows.count)
        for index in 0..<rows.count {
            let row = rows.row(index)
            let id = Identifier(row.uuid(0))
            guard let register = Register(name: row.text(1)) else {
                throw StorageError.fault("a record is of the unknown register \(row.text(1))")
            }
            records[id] = Known(
                register: register, revision: UInt32(row.int4(2)), body: row.isNull(3) ? nil : row.bytes(3))
            ids[id.description] = id
            if !row.isNull(4) { ids[row.text(4)] = id }
        }
        self.records = records
        self.ids = ids
    }

    /// What only one live record of these registers may have, with the register's name before it.
    func uniqueKeys(of registers: Set<Register>, besides replaced: Set<Identifier>) -> Set<String> {
        var keys: Set<String> = []
        for (id, record) in records where registers.contains(record.register) && !replaced.contains(id) {
            guard !record.register.uniqueFields.isEmpty, let key = record.content?.uniqueKey else { continue }
            keys.insert("\(record.register.name) \(key)")
        }
        return keys
    }
}

/// An import that wrote nothing, because it was not to, or because there is nothing to write. Ends its transaction.
private struct NothingWritten: Error {
    let answer: ImportRecordsResponse
}

extension TenantScope {
    private static let existing = Statement(
        "record.existing",
        """
        select r.record_id, r.register, r.revision, v.body, r.key
        from lm2.record r join lm2.record_revision v
            on v.tenant_id = r.tenant_id and v.service_id = r.service_id and v.record_id = r.record_id
            and v.revision = r.revision
        where r.tenant_id = $1 and r.service_id = $2
        """)

    /// How many rows are written in one round trip.
    private static let batch = 500

    /// Takes in the rows of sheets.
    ///
    /// - Parameter offload: where long work is done.
    package func importRecords(
        _ header: ImportHeader, _ sheets: [RecordSheet], as write: WriteKey,
        offload: @escaping @Sendable (@escaping @Sendable () throws -> ImportPlan) async throws -> ImportPlan
    ) async throws -> ImportRecordsResponse {
        guard let service = Identifier(header.serviceID), caller.mayReach(service) else {
            throw Refusal.notFound("service")
        }
        do {
            return try await once(write) { transaction in
                transaction.changes("import/\(service)", from: nil)
                try await holdService(service, transaction)
                let hasActions = sheets.contains { $0.rows.contains { $0.body.register == .action } }
                if hasActions { _ = try await transaction.run(lockClauses(ofActionsIn: service)) }
                let first = try await clock(
                    of: service, for: max(1, sheets.reduce(0) { $0 + $1.rows.count }), transaction)
                let rows = try await transaction.run(Query(Self.existing, [tenant, service.value]))
                let now = now
                let plan = try await offload {
                    try ImportPlan(sheets, over: ExistingRecords(rows), recordedAt: first, now: now)
                }
                var answer = ImportRecordsResponse(plan)
                guard !plan.writes.isEmpty, header.partial || plan.refused == 0, !header.dryRun else {
                    throw NothingWritten(answer: answer)
                }
                answer.sha256 = try await self.write(plan, in: service, from: first, transaction)
                if hasActions { _ = try await transaction.run(refreshClauses(ofActionsIn: service)) }
                answer.written = true
                return answer
            }
        } catch let nothing as NothingWritten {
            return nothing.answer
        }
    }

    private func write(
        _ plan: ImportPlan, in service: Identifier, from first: Int64, _ transaction: TenantTransaction
    ) async throws -> [UInt8] {
        var digest = SHA256()
        // Records come before what refers to them: a row may refer to a later one.
        var queries: [Query] = []
        var references: [Query] = []
        let records = self.queries(of: service)
        for (offset, write) in plan.writes.enumerated() {
            let at = first + Int64(offset)
            var made =
                write.number == 1
                ? records.create(write.id, write.draft, key: write.key, at: at)
                : records.revise(write.id, write.number, write.draft, at: at)
            references.append(made.removeLast())
            queries += made
            digest.update(Array("\(write.id) \(write.number) ".utf8) + write.draft.body)
        }
        queries += references
        for start in stride(from: 0, to: queries.count, by: Self.batch) {
            _ = try await transaction.run(Array(queries[start..<min(start + Self.batch, queries.count)]))
        }
        return digest.finalize()
    }
}

extension ImportRecordsResponse {
    fileprivate init(_ plan: ImportPlan) {
        let created = plan.writes.count { $0.number == 1 }
        self.init(
            created: UInt32(created), revised: UInt32(plan.writes.count - created), unchanged: UInt32(plan.unchanged),
            refused: UInt32(plan.refused),
            problems: plan.problems.map { place, register, problem in
                ImportProblem(
                    line: UInt32(place.line), column: problem.column, problem: problem.problem,
                    register: register.name)
            },
            problemCount: UInt32(plan.problemCount))
    }
}
