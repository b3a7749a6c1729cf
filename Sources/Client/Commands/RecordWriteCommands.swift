import Conformance
import Messages

/// Commands that write one record.
enum RecordWriteCommands {
    private static let form =
        "Days are written YYYY-MM-DD, instants YYYY-MM-DDThh:mm:ssZ, and the items of a list with ; between them, so a list "
        + "stands in quotes. Another record is named by its id or key. \u{2018}lm2 record registers REGISTER\u{2019} says "
        + "which fields there are."

    static let create = Command(
        "create", summary: "Adds a record to a register of a service.", details: [form],
        positionals: [
            Positional("REGISTER", summary: "The register, such as meeting"),
            Positional("FIELD=VALUE", repeats: true, summary: "A field with its value; put it in quotes"),
        ],
        options: [
            RecordCommands.service,
            CommandOption("key", "KEY", summary: "The service's own name for the record, unique in it"),
        ],
        example:
            "lm2 record create meeting --service 'CT at St Elsewhere' held_on=2026-03-12 'items=outcomes;learning' "
            + "'attended=Ada Osei;Bo Lind' 'minutes=In the folder.'"
    ) { (invocation) async throws(ClientFailure) in
        let doing = "lm2 record create"
        let arguments = invocation.arguments
        let register = try Register(named: arguments["REGISTER"])
        // What is wrong with the words is said before anybody is asked anything.
        let body = try FieldAssignments.apply(arguments.list("FIELD=VALUE"), to: RecordBody(register), doing: doing)
        let session = try invocation.signedIn()
        let service = try await session.service(arguments.text("service"))
        let resolved = try await session.resolved(body, in: service, doing: doing)
        let request = CreateRecordRequest(
            serviceID: service, record: try RecordView.message(of: resolved), idempotencyKey: IdempotencyKey.make(),
            key: arguments.text("key"))
        return try RecordView(try await session.call(Methods.RecordsService.createRecord, request)).report
    }

    static let revise = Command(
        "revise", summary: "Adds a revision to a record: changes the fields that are named, and keeps the others.",
        details: [
            form, "FIELD= without a value clears a field. The revisions before stay, and can be seen in the history.",
        ],
        positionals: [
            RecordCommands.record,
            Positional("FIELD=VALUE", repeats: true, summary: "A field with its new value; put it in quotes"),
        ],
        example:
            "lm2 record revise 01890a5d-ac96-774b-bcce-b302099a8057 completed_on=2026-04-02 'findings=Wrong label.'"
    ) { (invocation) async throws(ClientFailure) in
        let doing = "lm2 record revise"
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let id = arguments["RECORD"]
        let record = try await session.call(Methods.RecordsService.getRecord, GetRecordRequest(recordID: id))
        let view = try RecordView(record)
        guard let body = view.body else {
            throw ClientFailure(.refused, "the record was withdrawn: create it anew if it is to count again")
        }
        guard RecordView.knowsAll(of: record) else {
            throw ClientFailure(
                .refused, "the record says more than this version of lm2 knows, which would be lost: use a newer one")
        }
        let changed = try FieldAssignments.apply(arguments.list("FIELD=VALUE"), to: body, doing: doing)
        let resolved = try await session.resolved(changed, in: view.meta.serviceID, doing: doing)
        let request = ReviseRecordRequest(
            recordID: id, record: try RecordView.message(of: resolved), expectedRevision: view.meta.revision,
            idempotencyKey: IdempotencyKey.make())
        let answer = try await Conflict.shown(Record.self, Record.fields) { () async throws(ClientFailure) in
            try await session.call(Methods.RecordsService.reviseRecord, request)
        }
        return try RecordView(answer).report
    }

    static let withdraw = Command(
        "withdraw", summary: "Withdraws a record, so that it counts no longer. Its revisions stay.",
        positionals: [RecordCommands.record],
        options: [CommandOption("reason", "TEXT", required: true, summary: "Why")],
        example: "lm2 record withdraw 01890a5d-ac96-774b-bcce-b302099a8057 --reason 'Entered twice'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let id = invocation.arguments["RECORD"]
        let record = try await session.call(Methods.RecordsService.getRecord, GetRecordRequest(recordID: id))
        let request = WithdrawRecordRequest(
            recordID: id, reason: invocation.arguments.text("reason"), expectedRevision: record.meta?.revision ?? 0,
            idempotencyKey: IdempotencyKey.make())
        let answer = try await Conflict.shown(Record.self, Record.fields) { () async throws(ClientFailure) in
            try await session.call(Methods.RecordsService.withdrawRecord, request)
        }
        return try RecordView(answer).report
    }
}
