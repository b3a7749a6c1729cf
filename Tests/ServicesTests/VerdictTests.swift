import Conformance
import Messages
import RPC
import Storage
import TestSupport
import Testing

private typealias Verdict = Methods.VerdictService

/// Verdicts by the service: as at dates, by settings, beside ratings, and what falls due.
struct VerdictTests {
    private static func create(
        _ trust: TestTrust, _ body: Record.Body, service: String? = nil
    ) async throws -> String {
        try await trust.manager.call(
            Methods.RecordsService.createRecord,
            CreateRecordRequest(serviceID: service ?? trust.service, record: Record(body: body))
        ).meta?.recordID ?? ""
    }

    private static func judge(
        _ trust: TestTrust, _ clause: String = "", asAt: String = "", mode: VerdictMode = .recorded
    ) async throws -> JudgeServiceResponse {
        try await trust.viewer.call(
            Verdict.judgeService,
            JudgeServiceRequest(serviceID: trust.service, asAt: asAt, mode: mode, clauseID: clause))
    }

    private static func verdict(
        _ trust: TestTrust, _ clause: String, asAt: String = "", mode: VerdictMode = .recorded
    ) async throws -> Messages.SystemVerdict {
        try #require(try await judge(trust, clause, asAt: asAt, mode: mode).judgements.first).verdict
    }

    private static let interventional = Record.Body.profileEntry(
        ProfileEntryRecord(field: .interventional, value: .yes, from: "2020-01-01"))

    private static func outcomeMeeting(_ day: String) -> Record.Body {
        .meeting(MeetingRecord(heldOn: day, items: [.outcomes], attended: ["Ada", "Bo"], minutes: "Kept."))
    }

    /// Four meetings within the year before the tests' day, and one before that.
    private static func meet(_ trust: TestTrust) async throws {
        _ = try await create(trust, interventional)
        for day in ["2025-10-01", "2026-01-15", "2026-04-15", "2026-07-15", "2026-10-15"] {
            _ = try await create(trust, outcomeMeeting(day))
        }
    }

    @Test("A service without records is judged on every clause, and nothing is supported")
    func empty() async throws {
        try await TestStore.withTrust { trust in
            let answer = try await Self.judge(trust)
            #expect(answer.judgements.map(\.clauseID) == Evaluation.clauses && answer.judgements.count == 75)
            #expect(answer.judgements.allSatisfy { $0.verdict == .insufficient })
            #expect(answer.asAt == TestTrust.today && answer.rulesVersion == 1 && answer.standardID == "LM2")
        }
    }

    @Test("A judgement has its figures, settings, rule, source, sentence and the records that decided")
    func reasons() async throws {
        try await TestStore.withTrust { trust in
            try await Self.meet(trust)
            let judgement = try #require(try await Self.judge(trust, "K.5").judgements.first)
            #expect(judgement.verdict == .supported && judgement.decidingRecordIDs.count == 4)
            #expect(judgement.sentence.contains("4 outcome meetings needed in 365 days, 4 found"))
            #expect(judgement.figures.contains { $0.name == "meetings" && $0.number == 4 })
            #expect(judgement.settings.contains { $0.key == "outcome_meetings_min" && $0.number == 4 })
            #expect(!judgement.rule.isEmpty && judgement.source.contains("LM2"))
        }
    }

    @Test("k.5 changed from four meetings to five moves the tenant's verdict from that date on, and nobody else's")
    func override() async throws {
        try await TestStore.withTrust { trust in
            let neighbour = try await TestTrust.make(in: trust.store)
            for each in [trust, neighbour] {
                try await Self.meet(each)
                #expect(try await Self.verdict(each, "k.5") == .supported)
            }
            let made = try await trust.manager.call(
                Verdict.overrideRuleSetting,
                OverrideRuleSettingRequest(
                    key: "outcome_meetings_min", clauseID: "k.5", number: 5, from: "2026-11-26",
                    reason: "Agreed by the trust"))
            #expect(made.recordedBy == trust.manager.name)
            #expect(try await Self.verdict(trust, "k.5") == .supported)
            #expect(try await Self.verdict(trust, "k.5", asAt: "2026-11-25") == .supported)
            #expect(try await Self.verdict(trust, "k.5", asAt: "2026-11-26") == .contradicted)
            #expect(try await Self.verdict(neighbour, "k.5", asAt: "2026-11-26") == .supported)
            let listed = try await trust.viewer.call(Verdict.listRuleSettings, ListRuleSettingsRequest())
            #expect(listed.overrides == [made] && listed.settings.count == Conformance.RuleSetting.all.count)
            #expect(listed.settings.allSatisfy { !$0.source.isEmpty })
        }
    }

    @Test(
        "A setting that is none, or a value that it does not take, is refused",
        arguments: [
            OverrideRuleSettingRequest(key: "nothing", number: 1, from: "2026-12-01", reason: "r"),
            OverrideRuleSettingRequest(key: "window_days", number: 0, from: "2026-12-01", reason: "r"),
            OverrideRuleSettingRequest(key: "window_days", words: ["a"], from: "2026-12-01", reason: "r"),
            OverrideRuleSettingRequest(key: "window_days", number: 300, from: "2026-11-23", reason: "r"),
            OverrideRuleSettingRequest(
                key: "window_days", number: 300, from: "2026-12-01", to: "2026-11-30", reason: "r"),
            OverrideRuleSettingRequest(
                key: "window_days", clauseID: "z.1", number: 300, from: "2026-12-01", reason: "r"),
            OverrideRuleSettingRequest(key: "window_days", number: 300, from: "2026-12-01", reason: "For 943 476 5919"),
            OverrideRuleSettingRequest(key: "qms_areas", words: ["kitchen"], from: "2026-12-01", reason: "r"),
        ])
    func refusedOverrides(_ request: OverrideRuleSettingRequest) async throws {
        try await TestStore.withTrust { trust in
            do {
                _ = try await trust.manager.call(Verdict.overrideRuleSetting, request)
                Issue.record("taken: \(request)")
            } catch let status as Status { #expect(status.code == .invalidArgument) }
            let listed = try await trust.viewer.call(Verdict.listRuleSettings, ListRuleSettingsRequest())
            #expect(listed.overrides.isEmpty)
        }
    }

    @Test("A past answer, asked again after a year of further records and settings, is the same answer")
    func asAt() async throws {
        try await TestStore.withTrust { trust in
            try await Self.meet(trust)
            let before = try await Self.judge(trust, asAt: TestTrust.today)
            trust.clock.advance(by: .seconds(86_400 * 365))
            for day in ["2026-02-01", "2027-02-01", "2027-05-01"] {
                _ = try await Self.create(trust, Self.outcomeMeeting(day))
            }
            let oldest = try await trust.manager.call(
                Methods.RecordsService.listRecords,
                ListRecordsRequest(serviceID: trust.service, register: "meeting", happenedTo: "2026-01-31")
            ).records
            for record in oldest {
                _ = try await trust.manager.call(
                    Methods.RecordsService.withdrawRecord,
                    WithdrawRecordRequest(
                        recordID: record.meta?.recordID ?? "", reason: "Not held after all", expectedRevision: 1))
            }
            _ = try await trust.manager.call(
                Verdict.overrideRuleSetting,
                OverrideRuleSettingRequest(
                    key: "outcome_meetings_min", number: 9, from: "2027-11-24", reason: "Agreed by the trust"))
            var after = try await Self.judge(trust, asAt: TestTrust.today)
            #expect(after.records == before.records + 3)
            after.records = before.records
            #expect(after == before)
            // By when things happened the day looks otherwise: two of its meetings are withdrawn, one was added.
            let happened = try #require(
                try await Self.judge(trust, "k.5", asAt: TestTrust.today, mode: .happened).judgements.first)
            #expect(happened.figures.contains { $0.name == "meetings" && $0.number == 4 })
            #expect(happened.decidingRecordIDs != before.judgements.first { $0.clauseID == "k.5" }?.decidingRecordIDs)
        }
    }

    @Test("An answer that was kept is given no longer once a record is written")
    func kept() async throws {
        try await TestStore.withTrust { trust in
            try await Self.meet(trust)
            for _ in 0..<3 { #expect(try await Self.verdict(trust, "k.5") == .supported) }
            let listed = try await trust.manager.call(
                Methods.RecordsService.listRecords,
                ListRecordsRequest(serviceID: trust.service, register: "meeting", page: PageRequest(size: 1)))
            _ = try await trust.manager.call(
                Methods.RecordsService.withdrawRecord,
                WithdrawRecordRequest(
                    recordID: listed.records[0].meta?.recordID ?? "", reason: "Not held", expectedRevision: 1))
            #expect(try await Self.verdict(trust, "k.5") == .contradicted)
        }
    }

    @Test("Disagreements come serious ones first, and are those of the day that is asked for")
    func disagreements() async throws {
        try await TestStore.withTrust { trust in
            try await Self.meet(trust)
            let assessment = try await trust.startAssessment()
            for (clause, rating) in [("k.5", Messages.Rating.notMet), ("d.1", .met), ("a.1", .met)] {
                _ = try await trust.manager.call(
                    Methods.AssessmentService.rateClause,
                    RateClauseRequest(assessmentID: assessment.assessmentID, clauseID: clause, rating: rating))
            }
            // Last reviewed three years ago: d.1 is contradicted.
            _ = try await Self.create(
                trust,
                .meeting(
                    MeetingRecord(heldOn: "2023-01-01", items: [.qmsReview], attended: ["Ada", "Bo"], minutes: "Kept."))
            )
            func list(_ asAt: String = "") async throws -> [Messages.Disagreement] {
                try await trust.viewer.call(
                    Verdict.listDisagreements, ListDisagreementsRequest(serviceID: trust.service, asAt: asAt)
                ).disagreements
            }
            let found = try await list()
            #expect(
                found.map(\.clauseID) == ["d.1", "k.5"],
                "a.1 is amber, and its records are insufficient: no disagreement")
            #expect(found.map(\.gravity) == [.serious, .mild])
            #expect(found[0].colour == .amber && found[0].systemVerdict == .contradicted && found[0].byRecords)
            #expect(found[0].sentence.hasPrefix("Contradicted"))
            // Evidence makes a.1 green: then it disagrees, mildly, from the day of its acceptance on.
            trust.clock.advance(by: .seconds(86_400))
            let item = try await trust.contributor.upload(
                UploadHeader(
                    idempotencyKey: "k", serviceID: trust.service, fileName: "a.pdf", datedOn: "2026-01-01",
                    assessmentID: assessment.assessmentID, clauseIDs: ["a.1"]), [1])
            _ = try await trust.manager.call(
                Methods.EvidenceService.reviewEvidence,
                ReviewEvidenceRequest(evidenceID: item.evidenceID, state: .accepted, expectedVersion: item.version))
            #expect(try await list().map(\.clauseID) == ["d.1", "a.1", "k.5"])
            #expect(try await list(TestTrust.today) == found)
            #expect(try await list("2026-11-23").isEmpty, "nothing had been rated")
        }
    }

    @Test("What falls due is listed across services, the earliest first, with evidence that expires")
    func due() async throws {
        try await TestStore.withTrust { trust in
            let incident = try await Self.create(
                trust,
                .incident(
                    IncidentRecord(
                        level: .incident, type: .fall, discoveredAt: Timestamp(seconds: 1_795_435_200),
                        affected: [.staff],
                        route: .reported, workplaceOutcome: .specifiedInjury)))
            _ = try await Self.create(
                trust,
                .auditPlanItem(AuditPlanItemRecord(title: "Hand hygiene", agreedOn: "2026-01-01", dueOn: "2026-11-30")),
                service: trust.otherService)
            _ = try await Self.create(
                trust, .auditPlanItem(AuditPlanItemRecord(title: "Later", agreedOn: "2026-01-01", dueOn: "2027-02-01")),
                service: trust.otherService)
            let assessment = try await trust.startAssessment()
            let item = try await trust.contributor.upload(
                UploadHeader(
                    idempotencyKey: "k", serviceID: trust.service, fileName: "a.pdf", title: "Minutes",
                    datedOn: "2025-12-10", assessmentID: assessment.assessmentID, clauseIDs: ["a.1"]), [1])
            _ = try await trust.manager.call(
                Methods.EvidenceService.reviewEvidence,
                ReviewEvidenceRequest(evidenceID: item.evidenceID, state: .accepted, expectedVersion: item.version))
            func list(_ caller: TestCaller, _ request: ListDueRequest) async throws -> [Messages.DueItem] {
                let answer = try await caller.call(Verdict.listDue, request)
                #expect(Int(answer.total) == answer.items.count)
                return answer.items
            }
            let all = try await list(trust.viewer, ListDueRequest())
            #expect(
                all.map { "\($0.dueOn) \($0.serviceName) \($0.clauseID) \($0.what)" } == [
                    "2026-11-24 One i.8 workplace notice",
                    "2026-11-30 Two n.1 audit \u{2018}Hand hygiene\u{2019}",
                    "2026-12-03 One i.8 workplace report",
                    "2026-12-11 One  renewal of the evidence \u{2018}Minutes\u{2019}",
                ])
            #expect(all[0].recordID == incident && !all[0].overdue && all[0].kind == .notification)
            #expect(try await list(trust.contributor, ListDueRequest()).allSatisfy { $0.serviceName == "One" })
            #expect(try await list(trust.viewer, ListDueRequest(serviceID: trust.otherService, days: 100)).count == 2)
            #expect(try await list(trust.viewer, ListDueRequest(days: 2)).count == 1)
            let clocks = try await trust.viewer.call(Verdict.listClocks, ListClocksRequest(serviceID: trust.service))
            #expect(clocks.clocks.map(\.duty) == ["workplace_notice", "workplace_report"])
            #expect(clocks.clocks.allSatisfy { $0.state == .due && $0.incidentID == incident })
            _ = try await Self.create(
                trust,
                .decision(
                    DecisionRecord(
                        kind: .notNotified, subjects: [incident], decidedOn: "2026-11-24", decidedBy: "Ada",
                        reason: "Not at work", duty: .workplaceNotice)))
            let decided = try await trust.viewer.call(Verdict.listClocks, ListClocksRequest(serviceID: trust.service))
            #expect(decided.clocks[0].state == .decidedNotTo && decided.clocks[0].reason == "Not at work")
        }
    }

    @Test(
        "What is exported, judged without the server, gives what the server answers",
        arguments: DemonstrationRecords.Character.allCases)
    func exported(_ character: DemonstrationRecords.Character) async throws {
        try await TestStore.withTrust { trust in
            let today = try #require(CivilDate(TestTrust.today))
            let service = try #require(Identifier(trust.service))
            try await SystemScope(trust.store, tenant: trust.tenant).loadRecords(
                DemonstrationRecords.make(character, seed: 1, until: today), into: service,
                author: trust.manager.account, now: trust.clock.now().microseconds)
            _ = try await trust.manager.call(
                Verdict.overrideRuleSetting,
                OverrideRuleSettingRequest(key: "met_share", number: 85, from: TestTrust.today, reason: "Agreed"))
            let text = try await Self.interchange(trust)
            let read = try Interchange(text)
            for (day, mode) in [
                (TestTrust.today, VisibilityMode.recorded), ("2026-03-31", .recorded), ("2026-03-31", .happened),
            ] {
                let answer = try await Self.judge(trust, asAt: day, mode: mode == .recorded ? .recorded : .happened)
                let own = Evaluation.judge(read.set, at: try #require(CivilDate(day)), mode: mode)
                for (theirs, ours) in zip(answer.judgements, own) {
                    #expect(theirs.verdict.name == ours.verdict.rawValue, "\(ours.clause) at \(day)")
                    #expect(theirs.decidingRecordIDs == Array(ours.deciding.prefix(500)), "\(ours.clause) at \(day)")
                    #expect(theirs.sentence == ours.sentence)
                }
                #expect(answer.judgements.count == own.count)
            }
        }
    }

    /// The export with its history, in the interchange form.
    private static func interchange(_ trust: TestTrust) async throws -> [UInt8] {
        let parts = try await trust.viewer.stream(
            Methods.RecordsService.exportRecords, ExportRecordsRequest(serviceID: trust.service, history: true))
        var writer = InterchangeWriter()
        let revisions = parts.flatMap(\.revisions)
        for revisions in Dictionary(grouping: revisions, by: { $0.meta?.recordID ?? "" }).values {
            let meta = try #require(revisions[0].meta)
            let register = try #require(Register(name: meta.register))
            writer.record(
                id: meta.recordID, register: register,
                revisions: try revisions.map { revision in
                    let body = try revision.body.map { body in
                        try body.message.serialized().withUnsafeBytes { try RecordBody(register, serialized: $0) }
                    }
                    return (recordedAt: try #require(revision.meta?.recordedAt?.microseconds), body: body)
                })
        }
        for override in try await trust.viewer.call(Verdict.listRuleSettings, ListRuleSettingsRequest()).overrides {
            writer.override(
                Conformance.RuleOverride(
                    key: override.clauseID.isEmpty ? override.key : "\(override.key)@\(override.clauseID)",
                    value: override.number.map { .number(Int($0)) } ?? .words(override.words),
                    from: try #require(CivilDate(override.from)), to: CivilDate(override.to),
                    recordedAt: try #require(override.recordedAt?.microseconds)))
        }
        writer.finish()
        return writer.take()
    }
}
