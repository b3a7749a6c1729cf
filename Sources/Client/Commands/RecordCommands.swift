import Conformance
import Messages

/// The registers of a service: what is recorded of its work.
enum RecordCommands {
    static let group = CommandGroup(
        name: "record", summary: "The registers of a service: all that is recorded of its work.",
        commands: [
            list, get, history, RecordWriteCommands.create, RecordWriteCommands.revise, RecordWriteCommands.withdraw,
            RecordFileCommands.importSheet, RecordFileCommands.export, RegisterCommand.registers,
        ])

    /// The word that names a record.
    static let record = Positional("RECORD", summary: "The record's id")

    /// Names the service that records belong to.
    static let service = CommandOption("service", "NAME", required: true, summary: "The service, by name or id")

    private static let list = Command(
        "list", summary: "Lists records of a service, the latest happenings first.",
        options: [
            service,
            CommandOption("register", "REGISTER", summary: "Only those of this register, such as meeting"),
            CommandOption("from", "DATE", kind: .date, summary: "Only what happened on this day or later"),
            CommandOption("to", "DATE", kind: .date, summary: "Only what happened on this day or earlier"),
            CommandOption("location", "ID", summary: "Only what is at this location, by its record's id or key"),
            CommandOption(
                "kind", "WORD", summary: "Only those whose kind, type, topic, field or post is this word"),
            CommandOption("withdrawn", summary: "Withdrawn ones too"),
            CommandOption("limit", "N", kind: .number(1...1_000_000), summary: "At most so many; all if left out"),
        ],
        example: "lm2 record list --service 'CT at St Elsewhere' --register meeting --from 2026-01-01"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        var request = ListRecordsRequest(
            happenedFrom: arguments.text("from"), happenedTo: arguments.text("to"),
            withdrawn: arguments.isSet("withdrawn"), kind: arguments.text("kind"))
        if let named = arguments.option("register") { request.register = try Register(named: named).name }
        request.serviceID = try await session.service(arguments.text("service"))
        if let named = arguments.option("location") {
            let place = RecordBody(.activity, ["location": .text(named)])
            let found = try await session.resolved(place, in: request.serviceID, doing: "lm2 record list")
            request.locationID = found.location ?? ""
        }
        let (records, hasMore) = try await records(request, limit: arguments.number("limit").map { Int($0) }, session)
        return report(records, hasMore: hasMore)
    }

    private static let get = Command(
        "get", summary: "Shows a record as it stands.", positionals: [record],
        example: "lm2 record get 01890a5d-ac96-774b-bcce-b302099a8057"
    ) { (invocation) async throws(ClientFailure) in
        let request = GetRecordRequest(recordID: invocation.arguments["RECORD"])
        return try RecordView(try await invocation.signedIn().call(Methods.RecordsService.getRecord, request)).report
    }

    private static let history = Command(
        "history", summary: "Shows all revisions of a record, the first one first, with what each has changed.",
        positionals: [record], example: "lm2 record history 01890a5d-ac96-774b-bcce-b302099a8057"
    ) { (invocation) async throws(ClientFailure) in
        let request = ListRevisionsRequest(recordID: invocation.arguments["RECORD"])
        let answer = try await invocation.signedIn().call(Methods.RecordsService.listRevisions, request)
        return historyReport(try answer.revisions.map { (record) throws(ClientFailure) in try RecordView(record) })
    }

    /// Records page by page, no more than are wanted, and whether there are more.
    private static func records(
        _ request: ListRecordsRequest, limit: Int?, _ session: Session
    ) async throws(ClientFailure) -> (records: [RecordView], hasMore: Bool) {
        var request = request
        var page = PageRequest()
        var views: [RecordView] = []
        repeat {
            page.size = UInt32(min(500, limit.map { $0 - views.count } ?? 500))
            request.page = page
            let answer = try await session.call(Methods.RecordsService.listRecords, request)
            views += try answer.records.map { (record) throws(ClientFailure) in try RecordView(record) }
            guard answer.nextPageToken.isEmpty || answer.nextPageToken != page.token else {
                throw ClientFailure(.refused, "the server gave the same page twice")
            }
            page.token = answer.nextPageToken
        } while !page.token.isEmpty && limit.map { views.count < $0 } ?? true
        return (views, !page.token.isEmpty)
    }

    /// A list of records.
    static func report(_ records: [RecordView], hasMore: Bool) -> Report {
        var report = Report(tables: [table("records", records)])
        report.document = .array(records.map(\.document))
        if hasMore { report.footer = ["There are more: --limit N shows more of them."] }
        return report
    }

    /// Records under columns.
    static func table(_ key: String, _ records: [RecordView]) -> Table {
        let registers = Set(records.map(\.meta.register))
        return Table(
            key,
            [
                .init("happened_on", "Happened"),
                // In a list of one register its name says nothing.
                .init("register", registers.count == 1 && records.count > 1 ? nil : "Register"),
                .init("key", "Key"), .init("state", records.contains { $0.meta.state != .live } ? "State" : nil),
                .init("summary", "What", wraps: true), .init("record_id", "Id", spills: true), .init("revision", nil),
                .init("recorded_at", nil), .init("recorded_by", nil),
            ],
            rows: records.map { record in
                let meta = record.meta
                let what = record.body == nil ? meta.reason : record.summary
                return [
                    .said(meta.happenedOn), .text(meta.register), .said(meta.key), record.state, .said(what),
                    .text(meta.recordID), .number(UInt64(meta.revision)), meta.recordedAt.cell, .said(meta.recordedBy),
                ]
            })
    }

    /// A record's revisions.
    static func historyReport(_ revisions: [RecordView]) -> Report {
        let first = revisions.first?.meta ?? RecordMeta()
        var report = Report(
            title: ["\(first.register) \(first.recordID)" + (first.key.isEmpty ? "" : ", key \(first.key)")],
            tables: [
                Table(
                    "revisions",
                    [
                        .init("revision", "Revision", right: true), .init("recorded_at", "Recorded"),
                        .init("recorded_by", "By", wraps: true), .init("state", nil),
                        .init("changes", "What it says or changes", wraps: true),
                    ],
                    rows: revisions.enumerated().map { index, revision in
                        let meta = revision.meta
                        let changes =
                            if revision.body == nil { "withdrawn: \(meta.reason)" } else if index == 0 {
                                revision.summary
                            } else { revision.changes(since: revisions[index - 1]) }
                        return [
                            .number(UInt64(meta.revision)), meta.recordedAt.cell, .said(meta.recordedBy),
                            revision.state,
                            .text(changes.isEmpty ? "nothing" : changes),
                        ]
                    })
            ])
        report.document = .array(revisions.map(\.document))
        return report
    }
}
