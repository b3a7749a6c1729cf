import Conformance
import Messages
import RPC
import Storage
import TestSupport
import Testing

/// Sheets of records: what comes in, what is refused and where, and what goes out again.
struct ImportTests {
    private static func sheet(_ lines: String...) -> [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }

    private static func list(_ trust: TestTrust, _ register: String = "", service: String? = nil) async throws
        -> [Record]
    {
        try await trust.manager.call(
            Methods.RecordsService.listRecords,
            ListRecordsRequest(serviceID: service ?? trust.service, register: register, page: PageRequest(size: 200))
        ).records
    }

    @Test("Rows become records; the same sheet again changes nothing; a changed row is a revision")
    func imports() async throws {
        try await TestStore.withTrust { trust in
            let places = Self.sheet(
                "key,name,kind,from", "MAIN,Main department,permanent,2024-01-01", ",Van,mobile,2025-01-01")
            let first = try await trust.manager.importSheet("location", into: trust.service, places, chunk: 7)
            #expect(first.created == 2 && first.revised == 0 && first.problems.isEmpty && first.written)
            #expect(first.sha256.count == 32)
            // References are by the service's own keys, and by ids.
            let van = try #require(try await Self.list(trust, "location").first { $0.meta?.key == "" }?.meta?.recordID)
            let machines = Self.sheet(
                "key,name,modality,manufacturer,location,from", "CT1,Scanner,ct,M,MAIN,2024-02-01",
                "CT2,Scanner,ct,M,\(van),2025-02-01")
            _ = try await trust.manager.importSheet("equipment", into: trust.service, machines)
            let again = try await trust.manager.importSheet("equipment", into: trust.service, machines)
            #expect(again.unchanged == 2 && again.created == 0 && !again.written)
            let changed = Self.sheet(
                "key,name,modality,manufacturer,location,from", "CT1,Scanner,ct,M,MAIN,2024-02-01",
                "CT2,Scanner two,ct,M,MAIN,2025-02-01")
            let third = try await trust.manager.importSheet("equipment", into: trust.service, changed)
            #expect(third.unchanged == 1 && third.revised == 1 && third.created == 0)
            let record = try #require(try await Self.list(trust, "equipment").first { $0.meta?.key == "CT2" })
            #expect(record.meta?.revision == 2)
            #expect(record.meta?.recordedBy == trust.manager.name)
        }
    }

    @Test("One bad row keeps all out, each is told with line and column; a partial import takes the good ones")
    func badRows() async throws {
        try await TestStore.withTrust { trust in
            let rows = Self.sheet(
                "key,person,profession,from,to", "A,Ada,radiographer,2024-01-01,", "B,Bo,wizard,2024-01-01,",
                "C,,nurse,2024-13-01,", "D,Di,nurse,2024-02-01,2024-01-01", "A,Al,nurse,2024-01-01,")
            let refused = try await trust.manager.importSheet("staff", into: trust.service, rows)
            let told = refused.problems.map { "\($0.line) \($0.column)" }
            #expect(told == ["3 profession", "4 person", "4 from", "5 to", "6 key"])
            #expect(refused.refused == 4 && refused.problemCount == 5 && !refused.written)
            #expect(try await Self.list(trust).isEmpty)
            let dry = try await trust.manager.importSheet(
                "staff", into: trust.service, rows, partial: true, dryRun: true)
            #expect(dry.created == 1 && !dry.written)
            #expect(try await Self.list(trust).isEmpty)
            let partial = try await trust.manager.importSheet("staff", into: trust.service, rows, partial: true)
            #expect(partial.created == 1 && partial.refused == 4 && partial.written)
            #expect(try await Self.list(trust).map { $0.meta?.key } == ["A"])
        }
    }

    @Test("A partial import leaves out what refers to a row that is left out, however far")
    func partialReferences() async throws {
        try await TestStore.withTrust { trust in
            let places = Self.sheet(
                "key,name,kind,from,to", "MAIN,Main,permanent,2024-01-01,", "BAD,Van,mobile,2024-02-01,2024-01-01")
            let machines = Self.sheet(
                "key,name,modality,manufacturer,location,from", "CT1,Scanner,ct,M,MAIN,2024-02-01",
                "CT2,Scanner,ct,M,BAD,2024-02-01")
            let actions = Self.sheet(
                "key,kind,subjects,raised_on,due_on", "A1,corrective,CT1,2026-01-01,2026-02-01",
                "A2,corrective,CT2,2026-01-01,2026-02-01", "A3,corrective,A2,2026-01-01,2026-02-01")
            let answer = try await trust.manager.importSheets(
                [("action", actions), ("equipment", machines), ("location", places)], into: trust.service, partial: true
            )
            #expect(answer.created == 3 && answer.refused == 4 && answer.written)
            #expect(
                answer.problems.map { "\($0.register) \($0.line) \($0.column)" }
                    == ["action 3 subjects", "action 4 subjects", "equipment 3 location", "location 3 to"])
            #expect(Set(try await Self.list(trust).map { $0.meta?.key }) == ["A1", "CT1", "MAIN"])
        }
    }

    @Test("What an entry refuses an import refuses too, by line and column")
    func entryRules() async throws {
        try await TestStore.withTrust { trust in
            let meetings = Self.sheet(
                "held_on,items,minutes", "2099-01-01,outcomes,m", "2026-01-01,outcomes,Seen 943 476 5919.",
                ",outcomes,m",
                "2026-01-01,outcomes;nonsense,m")
            let answer = try await trust.manager.importSheet("meeting", into: trust.service, meetings)
            #expect(
                answer.problems.map { "\($0.line) \($0.column)" }
                    == ["2 held_on", "3 minutes", "4 held_on", "5 items"], "\(answer.problems)")
            // Other services' records are not there.
            let other = try await trust.manager.importSheet(
                "location", into: trust.otherService, Self.sheet("key,name,kind,from", "X,Main,permanent,2024-01-01"))
            #expect(other.created == 1)
            let foreign = try #require(
                try await Self.list(trust, "location", service: trust.otherService).first?.meta?.recordID)
            let machines = Self.sheet(
                "name,modality,manufacturer,location,from", "S,ct,M,X,2024-01-01", "S,ct,M,\(foreign),2024-01-01")
            let refused = try await trust.manager.importSheet("equipment", into: trust.service, machines)
            #expect(
                refused.problems.map { "\($0.line) \($0.column): \($0.problem)" } == [
                    "2 location: refers to no record of this service",
                    "3 location: refers to no record of this service",
                ])
            let twice = Self.sheet(
                "month,procedure,outcomes", "2026-01-01,p,1", "2026-02-01,p,1", "2026-01-01,p,2")
            let counted = try await trust.manager.importSheet("outcome_count", into: trust.service, twice)
            #expect(counted.problems.map { "\($0.line) \($0.column)" } == ["4 "])
        }
    }

    @Test("Every register of a service that is full goes out as sheets, and into an empty one and out again unchanged")
    func roundTrip() async throws {
        try await TestStore.withTrust { trust in
            let today = try #require(CivilDate(TestTrust.today))
            let entries = DemonstrationRecords.make(.exemplary, seed: 7, until: today)
            let service = try #require(Identifier(trust.service))
            try await SystemScope(trust.store, tenant: trust.tenant).loadRecords(
                entries, into: service, author: trust.manager.account, now: trust.clock.now().microseconds)
            var sheets: [(register: String, sheet: [UInt8])] = []
            for register in Register.allCases.map(\.name) {
                sheets.append((register, try await trust.manager.exportSheet(register, of: trust.service)))
            }
            let again = try await trust.manager.importSheets(sheets, into: trust.service)
            #expect(again.unchanged > 2000 && !again.written, "\(again.problems.prefix(3))")
            #expect(again.created == 0 && again.revised == 0 && again.refused == 0)
            let moved = try await trust.manager.importSheets(sheets, into: trust.otherService)
            #expect(moved.created == again.unchanged && moved.refused == 0, "\(moved.problems.prefix(3))")
            for (register, sheet) in sheets {
                #expect(
                    try await trust.manager.exportSheet(register, of: trust.otherService) == sheet, "\(register)")
            }
            // One bad row in the last file keeps all files out.
            sheets.append(("training", Array("person,topic,completed_on\r\nAda,nothing,2026-01-01\r\n".utf8)))
            let third = try await TestTrust.make(in: trust.store)
            let refused = try await third.manager.importSheets(sheets, into: third.service)
            #expect(refused.problems.map { "\($0.register) \($0.line) \($0.column)" } == ["training 2 topic"])
            #expect(try await Self.list(third).isEmpty && !refused.written)
        }
    }
}
