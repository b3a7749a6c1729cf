import Client
import Conformance
import Kernel
import Messages
import Services
import TestSupport
import Testing

private typealias Day = Conformance.CivilDate

@Suite("Records and verdicts, by the program against the product's server", .timeLimit(.minutes(1)))
struct RecordProgramTests {
    /// A trust with the product's own server, and somebody who is signed in there.
    private func signedIn(
        _ body: @escaping @Sendable (TestTrust, ClientProcess, TemporaryFolder) async throws -> Void
    ) async throws {
        try await TestStore.withTrust { trust in
            let folder = try TemporaryFolder()
            let server = try await ScriptedServer(
                in: folder, trust.manager.router, on: TestStore.loops, clock: trust.clock)
            try folder.write("token", trust.manager.token + "\n")
            let client = ClientProcess(in: folder)
            _ = try await Self.run(
                client,
                [
                    "login", "--server", server.address, "--ca", server.authority, "--token-file",
                    folder.path + "/token",
                ])
            try await body(trust, client, folder)
            await server.stop()
        }
    }

    /// Runs a command line that has to end well; gives what it printed.
    private static func run(_ client: ClientProcess, _ words: [String], code: Int32 = 0) async throws -> String {
        let end = try await client.run(words)
        try #require(end.code == code, "\(words): \(end.code) \(end.errors)\(end.output)")
        return end.output
    }

    /// Some dozens of the invented service's records, each recorded when it was, and a setting in their midst.
    ///
    /// - Parameter share: of those that nothing else needs, one in so many.
    private static func fill(_ trust: TestTrust, share: Int) async throws {
        let until = try #require(Day(TestTrust.today))
        let always: Set<Register> = [.profileEntry, .location, .staff, .process, .appointment, .objective, .document]
        var picked: [String: DemonstrationRecords.Entry] = [:]
        for (index, entry) in DemonstrationRecords.make(.middling, seed: 3, until: until).enumerated() {
            let needed = entry.revisions.flatMap { $0.body?.references.map(\.id) ?? [] }
            guard needed.allSatisfy({ picked[$0] != nil }), always.contains(entry.register) || index % share == 0
            else { continue }
            picked[entry.id] = entry
        }
        var ids: [String: String] = [:]
        var order: [(at: Int64, entry: DemonstrationRecords.Entry, number: Int)] = []
        for entry in picked.values {
            order += entry.revisions.enumerated().map { ($1.recordedAt, entry, $0) }
        }
        order.sort { $0.at < $1.at }
        let now = trust.clock.now().microseconds
        for (index, item) in order.enumerated() {
            trust.clock.set(microseconds: item.at)
            if index == order.count / 2 { try await setInBetween(trust) }
            let revision = item.entry.revisions[item.number]
            let record = try revision.body.map { body in
                let known = body.mapReferences { ids[$0] ?? $0 }
                return try RecordView.message(of: known)
            }
            let id = ids[item.entry.id] ?? ""
            if item.number == 0 {
                let made = try await trust.manager.call(
                    Methods.RecordsService.createRecord,
                    CreateRecordRequest(serviceID: trust.service, record: record))
                ids[item.entry.id] = made.meta?.recordID
            } else if let record {
                _ = try await trust.manager.call(
                    Methods.RecordsService.reviseRecord,
                    ReviseRecordRequest(recordID: id, record: record, expectedRevision: UInt32(item.number)))
            } else {
                _ = try await trust.manager.call(
                    Methods.RecordsService.withdrawRecord,
                    WithdrawRecordRequest(
                        recordID: id, reason: "Entered twice", expectedRevision: UInt32(item.number)))
            }
        }
        trust.clock.set(microseconds: now)
    }

    private static func setInBetween(_ trust: TestTrust) async throws {
        let today = LondonCalendar.date(ofMicroseconds: trust.clock.now().microseconds).description
        for (key, clause, number, words) in [
            ("met_share", "a.1", Int64(10), []), ("window_days", "", 700, []), ("candour_grade", "", nil, ["low"]),
            ("bank_holidays", "", nil, ["2026-12-25", "2026-12-28"]),
        ] as [(String, String, Int64?, [String])] {
            _ = try await trust.manager.call(
                Methods.VerdictService.overrideRuleSetting,
                OverrideRuleSettingRequest(
                    key: key, clauseID: clause, number: number, words: words, from: today, reason: "Tried out"))
        }
    }

    @Test("A record is created, listed, revised and withdrawn; others are named by their keys")
    func life() async throws {
        try await signedIn { trust, client, _ in
            let service = ["--service", "One"]
            _ = try await Self.run(
                client,
                ["record", "create", "location", "name=Main", "kind=permanent", "from=2024-01-01", "--key", "L-1"]
                    + service)
            let made = try await Self.run(
                client,
                [
                    "record", "create", "incident", "level=incident", "type=fall", "location=L-1", "route=reported",
                    "discovered_at=2026-07-01T23:30:00Z", "affected=patient;staff", "--only", "record_id",
                ] + service)
            let id = made.trimmed
            let list = try await Self.run(client, ["record", "list", "--location", "L-1"] + service)
            #expect(list.contains("2026-07-02") && list.contains("type fall") && list.contains(id))
            _ = try await Self.run(
                client, ["record", "revise", id, "type=injury", "affected=", "closed_on=2026-08-01"])
            let record = try await Self.run(client, ["record", "get", id, "--json"])
            #expect(record.contains("\"type\": \"injury\"") && !record.contains("affected"))
            #expect(record.contains("\"revision\": 2") && record.contains("\"happened_on\": \"2026-07-02\""))
            let history = try await Self.run(client, ["record", "history", id])
            for text in ["type: injury, before fall", "affected cleared", "closed_on: 2026-08-01", "Quentin Quality"] {
                #expect(history.contains(text))
            }
            _ = try await Self.run(client, ["record", "withdraw", id, "--reason", "Entered twice"])
            #expect(try await Self.run(client, ["record", "list", "--register", "incident"] + service) == "None.\n")
            let all = try await Self.run(client, ["record", "list", "--withdrawn", "--register", "incident"] + service)
            #expect(all.contains("withdrawn") && all.contains("Entered twice"))
            let late = try await client.run(["record", "revise", id, "type=fall"])
            #expect(late.code == 1 && late.errors.contains("was withdrawn"))
            let unknown = try await client.run(
                ["record", "create", "activity", "month=2026-09-01", "location=L-2", "modality=ct", "examinations=1"]
                    + service)
            #expect(unknown.code == 2 && unknown.errors.contains("location: no record of the service has the key"))
        }
    }

    @Test("A sheet is taken in whole or not at all, with each bad row named, and goes out as it came in")
    func sheets() async throws {
        try await signedIn { trust, client, folder in
            let words = ["--service", "One", "--register", "staff"]
            let header = "key,person,profession,from,to\r\n"
            let good = header + "s1,Ada Osei,radiographer,2024-01-01,\r\ns2,Bo Lind,radiologist,2024-02-01,\r\n"
            try folder.write("good.csv", good)
            try folder.write("bad.csv", good + "s3,Cy Rao,physicst,2024-02-31,\r\n")
            let file = ["record", "import", folder.path + "/good.csv"]
            #expect(try await Self.run(client, file + words + ["--dry-run"]).contains("nothing was written"))
            let bad = try await client.run(["record", "import", folder.path + "/bad.csv"] + words)
            #expect(bad.code == 1)
            #expect(bad.output.contains("Refused    1\n"))
            #expect(bad.output.contains("line 4: profession should be one of radiologist"))
            #expect(bad.output.contains("line 4: from should be a day, YYYY-MM-DD, not \u{2018}2024-02-31\u{2019}"))
            #expect(try await Self.run(client, ["record", "list", "--service", "One"]) == "None.\n")
            #expect(try await Self.run(client, file + words).contains("Created    2\n"))
            #expect(try await Self.run(client, file + words).contains("Unchanged  2\n"))
            let partial = ["record", "import", folder.path + "/bad.csv", "--partial"]
            #expect(try await Self.run(client, partial + words).contains("Refused    1\n"))
            #expect(try await Self.run(client, ["record", "export"] + words) == good)
            let out = folder.path + "/out.csv"
            #expect(try await Self.run(client, ["record", "export", "--output", out] + words).contains("Size"))
            #expect(try folder.read("out.csv") == good)
            _ = try await Self.run(client, ["record", "export", "--output", out] + words, code: 7)
            _ = try await Self.run(client, ["record", "export", "--output", out, "--force"] + words)
        }
    }

    @Test("What is exported is judged without a server exactly as the server judges, as at any date and in both modes")
    func sameVerdicts() async throws {
        try await signedIn { trust, client, folder in
            try await Self.fill(trust, share: 12)
            let service = ["--service", "One"]
            let made = try await Self.run(
                client,
                [
                    "record", "create", "meeting", "held_on=2026-11-20", "items=outcomes;qms_review",
                    "attended=Ada Osei;Bo Lind", "minutes=In the \u{201C}folder\u{201D}.", "--only", "record_id",
                ] + service)
            _ = try await Self.run(
                client, ["record", "revise", made.trimmed, "decisions=3", "effectiveness=effective"])
            let path = folder.path + "/export.json"
            let counts = try await Self.run(client, ["record", "export", "--history", "--output", path] + service)
            #expect(counts.contains("Settings of the trust  4"))
            for date in [TestTrust.today, "2026-04-01", "2025-06-30"] {
                for mode in ["recorded", "happened"] {
                    let wish = ["--date", date, "--mode", mode, "--json"]
                    let server = try await Self.run(client, ["verdict"] + wish + service)
                    #expect(server == (try await Self.run(client, ["evaluate", path] + wish)), "\(date) \(mode)")
                    #expect(server.split(separator: "\"verdict\":").count == 76)
                    #expect(server.contains("\"supported\"") && server.contains("\"insufficient\""))
                }
            }
            let latest = try await Self.run(client, ["record", "export"] + service)
            #expect(latest.contains(made.trimmed) && !latest.contains("withdrawn"))

            let why = try await Self.run(client, ["verdict", "--clause", "d.1", "--why"] + service)
            for text in ["Rule ", "Source ", "Figures ", "Settings ", "qms_review_days 366", "2026-11-20  meeting"] {
                #expect(why.contains(text), "\(text) in \(why)")
            }
            let all = try await Self.run(client, ["verdict"] + service)
            #expect(all.hasPrefix("One as at 2026-11-24, by what was recorded by then\n"))
            #expect(all.contains("\nCriterion n   "))
            let due = try await Self.run(client, ["due", "--days", "366"] + service)
            #expect(due.contains("of which") && due.contains("review"))
            #expect(try await Self.run(client, ["clock", "list"] + service).hasPrefix("Clocks as at 2026-11-24"))
            let compared = try await Self.run(client, ["disagreement", "list"] + service)
            #expect(compared.hasPrefix("No assessment of the service covers 2026-11-24"))
            let settings = try await Self.run(client, ["setting", "list", "--changed", "--output", "csv"])
            #expect(settings.split(separator: "\r\n").count == 5)
        }
    }

    @Test("A setting is set for the trust from a day on")
    func settings() async throws {
        try await signedIn { _, client, _ in
            let words = ["--from", TestTrust.today, "--reason", "Agreed"]
            let set = ["setting", "override"]
            #expect(try await Self.run(client, ["setting", "list", "--changed"]).contains("The trust has set none"))
            _ = try await Self.run(client, set + ["outcome_meetings_min", "6", "--clause", "k.5"] + words)
            _ = try await Self.run(client, set + ["safety_types_expected", "violence; fall"] + words)
            let list = try await Self.run(client, ["setting", "list", "--changed", "--json"])
            #expect(list.contains("\"value\": \"violence;fall\"") && list.contains("\"clause_id\": \"k.5\""))
            let bad = try await client.run(set + ["candour_grade", "grave"] + words)
            #expect(bad.code == 2 && bad.errors.contains("takes one of none, low, moderate, severe, fatal"))
            let unknown = try await client.run(set + ["qms_review_day", "3"] + words)
            #expect(unknown.code == 3 && unknown.errors.contains("did you mean qms_review_days?"))
        }
    }
}
