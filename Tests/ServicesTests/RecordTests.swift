import Conformance
import Messages
import RPC
import Services
import TestSupport
import Testing

private typealias Service = Methods.RecordsService

/// Records by the service: revisions, references, and what is refused at entry.
struct RecordTests {
    private static func create(
        _ caller: TestCaller, _ service: String, _ body: Record.Body, key: String = ""
    ) async throws -> Record {
        try await caller.call(
            Service.createRecord,
            CreateRecordRequest(serviceID: service, record: Record(body: body), idempotencyKey: key))
    }

    private static func id(_ record: Record) -> String { record.meta?.recordID ?? "" }

    private static func location(_ trust: TestTrust, service: String? = nil) async throws -> String {
        id(
            try await create(
                trust.manager, service ?? trust.service,
                .location(LocationRecord(name: "Main", kind: .permanent, from: "2024-01-01"))))
    }

    @Test("A record is created, revised and withdrawn; its revisions stay, each recorded after the one before")
    func life() async throws {
        try await TestStore.withTrust { trust in
            let meeting = MeetingRecord(
                heldOn: "2026-03-01", items: [.outcomes], attended: ["Ada", "Bo"], minutes: "In the folder.")
            let first = try await Self.create(trust.contributor, trust.service, .meeting(meeting))
            #expect(first.meta?.register == "meeting" && first.meta?.revision == 1 && first.meta?.state == .live)
            #expect(first.meta?.happenedOn == "2026-03-01" && first.meta?.recordedBy == trust.contributor.name)
            #expect(first.body == .meeting(meeting))
            let got = try await trust.viewer.call(Service.getRecord, GetRecordRequest(recordID: Self.id(first)))
            #expect(got == first)

            var better = meeting
            better.heldOn = "2026-03-02"
            let revise = ReviseRecordRequest(
                recordID: Self.id(first), record: Record(body: .meeting(better)), expectedRevision: 1)
            let second = try await trust.manager.call(Service.reviseRecord, revise)
            #expect(second.meta?.revision == 2 && second.meta?.happenedOn == "2026-03-02")
            // The clock of the tests stands still: the service's own goes on.
            let (one, two) = (try #require(first.meta?.recordedAt), try #require(second.meta?.recordedAt))
            #expect((one.seconds, one.nanos) < (two.seconds, two.nanos))
            #expect(await Self.code { _ = try await trust.manager.call(Service.reviseRecord, revise) } == .aborted)

            let withdraw = WithdrawRecordRequest(
                recordID: Self.id(first), reason: "Entered twice", expectedRevision: 2)
            let third = try await trust.manager.call(Service.withdrawRecord, withdraw)
            #expect(third.meta?.state == .withdrawn && third.body == nil && third.meta?.reason == "Entered twice")
            let history = try await trust.viewer.call(
                Service.listRevisions, ListRevisionsRequest(recordID: Self.id(first)))
            #expect(history.revisions == [first, second, third])
            let live = try await trust.viewer.call(
                Service.listRecords, ListRecordsRequest(serviceID: trust.service))
            #expect(live.records.isEmpty)
            let all = try await trust.viewer.call(
                Service.listRecords, ListRecordsRequest(serviceID: trust.service, withdrawn: true))
            #expect(all.records == [third])
        }
    }

    @Test("Lists are filtered, and go on where the page before ended")
    func lists() async throws {
        try await TestStore.withTrust { trust in
            let place = try await Self.location(trust)
            for day in 1...5 {
                _ = try await Self.create(
                    trust.contributor, trust.service,
                    .nonconformity(
                        NonconformityRecord(
                            area: .documents, category: "labelling", location: day == 3 ? place : "",
                            raisedOn: "2026-02-0\(day)")))
            }
            func list(_ request: ListRecordsRequest) async throws -> [String] {
                var request = request
                request.serviceID = trust.service
                var days: [String] = []
                repeat {
                    let page = try await trust.viewer.call(Service.listRecords, request)
                    days += page.records.map { $0.meta?.happenedOn ?? "" }
                    request.page = PageRequest(size: 2, token: page.nextPageToken)
                } while request.page?.token != ""
                return days
            }
            let days = (1...5).reversed().map { "2026-02-0\($0)" }
            #expect(try await list(ListRecordsRequest(register: "nonconformity", page: PageRequest(size: 2))) == days)
            #expect(
                try await list(ListRecordsRequest(happenedFrom: "2026-02-02", happenedTo: "2026-02-03")) == [
                    days[2], days[3],
                ])
            #expect(try await list(ListRecordsRequest(locationID: place)) == [days[2]])
            #expect(try await list(ListRecordsRequest(kind: "permanent")) == ["2024-01-01"])
            #expect(await Self.code { _ = try await list(ListRecordsRequest(register: "nothing")) } == .invalidArgument)
        }
    }

    @Test("A reference to what is not a live record of the service is refused, and tells nothing of other services")
    func references() async throws {
        try await TestStore.withTrust { trust in
            let own = try await Self.location(trust)
            let others = try await Self.location(trust, service: trust.otherService)
            let foreign = try await Self.location(try await TestTrust.make(in: trust.store))
            func scanner(at place: String) -> Record.Body {
                .equipment(
                    EquipmentRecord(
                        name: "Scanner", modality: .ct, manufacturer: "M", location: place, from: "2024-01-01"))
            }
            let scanner1 = try await Self.create(trust.manager, trust.service, scanner(at: own))
            var refusals: Set<String> = []
            for place in [others, foreign, Names.missing().record] {
                refusals.insert(
                    await Self.refusal { try await Self.create(trust.manager, trust.service, scanner(at: place)) })
            }
            #expect(refusals == ["record.equipment.location: refers to no record of this service"])
            #expect(
                await Self.refusal {
                    try await Self.create(trust.manager, trust.service, scanner(at: Self.id(scanner1)))
                }
                    == "record.equipment.location: can\u{2019}t refer to a record of equipment")
            _ = try await trust.manager.call(
                Service.withdrawRecord, WithdrawRecordRequest(recordID: own, reason: "Closed", expectedRevision: 1))
            #expect(
                await Self.refusal { try await Self.create(trust.manager, trust.service, scanner(at: own)) }
                    == "record.equipment.location: refers to no record of this service")
        }
    }

    /// How a call ends.
    private static func code(_ call: () async throws -> Void) async -> StatusCode? {
        do {
            try await call()
            return .ok
        } catch { return (error as? Status)?.code }
    }

    private static func refusal(_ call: () async throws -> Record) async -> String {
        do {
            _ = try await call()
            return "not refused"
        } catch let status as Status {
            return status.code == .invalidArgument ? status.message : "\(status)"
        } catch { return "\(error)" }
    }

    /// What is refused at entry: the body, and what is said of it. The day of the tests is 2026-06-15 or so.
    private static let refused: [(body: Record.Body, says: String)] = [
        (.meeting(MeetingRecord(items: [.outcomes])), "held_on"),
        (.meeting(MeetingRecord(heldOn: "2099-01-01", items: [.outcomes])), "held_on: is in the future"),
        (.meeting(MeetingRecord(heldOn: "2026-01-01")), "items: must have at least one item"),
        (
            .meeting(MeetingRecord(heldOn: "2026-01-01", items: [.outcomes], minutes: "Seen 943 476 5919.")),
            "minutes: holds what looks like an NHS number"
        ),
        (
            .staff(StaffRecord(person: "A", profession: .nurse, from: "2026-02-01", to: "2026-01-31")),
            "to: is before from"
        ),
        (
            .profileEntry(ProfileEntryRecord(field: .nation, value: .yes, from: "2026-01-01")),
            "value: is yes or no"
        ),
        (
            .profileEntry(ProfileEntryRecord(field: .research, value: .wales, from: "2026-01-01")),
            "value: is a nation"
        ),
        (
            .nonconformity(
                NonconformityRecord(area: .documents, category: "c", raisedOn: "2026-01-02", closedOn: "2026-01-01")),
            "closed_on: is before raised_on"
        ),
        (
            .outcomeCount(OutcomeCountRecord(month: "2026-01-02", procedure: "p", outcomes: 1)),
            "month: is not the first day of a month"
        ),
        (.outcomeCount(OutcomeCountRecord(month: "2099-01-01", procedure: "p", outcomes: 1)), "has not ended"),
        (.criticalRule(CriticalRuleRecord(from: "2026-01-01")), "types: is empty"),
        (
            .decision(DecisionRecord(kind: .trend, decidedOn: "2026-01-01", decidedBy: "A", reason: "r")),
            "choice: is missing"
        ),
        (
            .decision(DecisionRecord(kind: .budget, decidedOn: "2026-01-01", decidedBy: "A", reason: "r")),
            "subjects: is empty"
        ),
        (
            .nilReturn(
                NilReturnRecord(
                    subject: .incidentType, periodFrom: "2026-01-01", periodTo: "2026-02-01", statedBy: "A",
                    statedOn: "2026-02-01")), "qualifier: is missing"
        ),
        (
            .nilReturn(
                NilReturnRecord(
                    subject: .incident, periodFrom: "2026-01-01", periodTo: "2026-02-02", statedBy: "A",
                    statedOn: "2026-02-01")), "period_to: is after stated_on"
        ),
        (
            .audit(AuditRecord(topic: .otherTopic, doneOn: "2026-01-01", sample: 3, compliant: 4)),
            "compliant: is above sample"
        ),
        (.complication(ComplicationRecord(occurredOn: "2026-01-01", procedure: "p", grade: 7)), "grade"),
        (
            .risk(
                RiskRecord(
                    title: "t", kind: .clinical, area: .reporting, identifiedOn: "2026-01-02", assessedOn: "2026-01-01")
            ),
            "assessed_on: is before identified_on"
        ),
    ]

    @Test("What can't be is refused by its field, and nothing is written", arguments: refused.indices)
    func entryRules(_ index: Int) async throws {
        let (body, says) = Self.refused[index]
        try await TestStore.withTrust { trust in
            let text = await Self.refusal { try await Self.create(trust.manager, trust.service, body) }
            #expect(text.contains(says) && text.contains("record."), "\(text)")
            let all = try await trust.manager.call(
                Service.listRecords, ListRecordsRequest(serviceID: trust.service, withdrawn: true))
            #expect(all.records.isEmpty)
        }
    }

    @Test("A review is not before what it reviews")
    func reviews() async throws {
        try await TestStore.withTrust { trust in
            let document = try await Self.create(
                trust.contributor, trust.service,
                .document(
                    DocumentRecord(
                        title: "D", kind: .procedure, origin: .service, core: .no, createdOn: "2026-02-02")))
            func review(_ day: String) -> Record.Body {
                .review(ReviewRecord(subject: Self.id(document), reviewedOn: day))
            }
            #expect(
                await Self.refusal { try await Self.create(trust.contributor, trust.service, review("2026-02-01")) }
                    == "record.review.reviewed_on: is before the day from which its subject exists")
            _ = try await Self.create(trust.contributor, trust.service, review("2026-02-02"))
        }
    }

    @Test("One month of a location and modality is recorded once, until it is withdrawn")
    func uniqueness() async throws {
        try await TestStore.withTrust { trust in
            let place = try await Self.location(trust)
            func activity(_ modality: Modality) -> Record.Body {
                .activity(
                    ActivityRecord(month: "2026-01-01", location: place, modality: modality, examinations: 10))
            }
            let first = try await Self.create(trust.manager, trust.service, activity(.ct))
            #expect(first.meta?.happenedOn == "2026-01-31")
            _ = try await Self.create(trust.manager, trust.service, activity(.mri))
            let text = await Self.refusal { try await Self.create(trust.manager, trust.service, activity(.ct)) }
            #expect(text.contains("there is a record with the same month, location, modality already"), "\(text)")
            // Its own revision is no second one.
            _ = try await trust.manager.call(
                Service.reviseRecord,
                ReviseRecordRequest(
                    recordID: Self.id(first), record: Record(body: activity(.ct)), expectedRevision: 1))
            _ = try await trust.manager.call(
                Service.withdrawRecord,
                WithdrawRecordRequest(recordID: Self.id(first), reason: "r", expectedRevision: 2))
            _ = try await Self.create(trust.manager, trust.service, activity(.ct))
        }
    }

    @Test("Each register is kept by the roles that the table names, and refused to the others")
    func registers() async throws {
        try await TestStore.withTrust { trust in
            let entry = Record.Body.profileEntry(ProfileEntryRecord(field: .research, value: .yes, from: "2026-01-01"))
            #expect(
                await Self.code { _ = try await Self.create(trust.contributor, trust.service, entry) }
                    == .permissionDenied)
            _ = try await Self.create(trust.administrator, trust.service, entry)
            let nonconformity = Record.Body.nonconformity(
                NonconformityRecord(area: .documents, category: "c", raisedOn: "2026-01-02"))
            #expect(
                await Self.code { _ = try await Self.create(trust.administrator, trust.service, nonconformity) }
                    == .permissionDenied)
            _ = try await Self.create(trust.contributor, trust.service, nonconformity)
            #expect(
                await Self.code { _ = try await Self.create(trust.contributor, trust.otherService, nonconformity) }
                    == .notFound)
            for register in Register.allCases {
                #expect(Permissions.keeps(.qualityManager, register))
                #expect(Permissions.keeps(.contributor, register) != Permissions.reservedRegisters.contains(register))
                #expect(!Permissions.keeps(.trustViewer, register) && !Permissions.keeps(.assessor, register))
            }
        }
    }

    @Test("Registers describe themselves, each with the one field that says when it happened")
    func descriptions() async throws {
        try await TestStore.withTrust { trust in
            let answer = try await trust.viewer.call(Service.describeRegisters, DescribeRegistersRequest())
            #expect(answer.registers.count == 44)
            #expect(answer.registers.allSatisfy { $0.fields.count { $0.happened } == 1 && !$0.summary.isEmpty })
            #expect(answer.registers.allSatisfy { $0.fields.allSatisfy { !$0.help.isEmpty && !$0.kind.isEmpty } })
        }
    }
}
