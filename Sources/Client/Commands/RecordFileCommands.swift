import Conformance
import Messages

/// Records in files: CSV sheets in and out, and the interchange form out.
enum RecordFileCommands {
    static let importSheet = Command(
        "import", summary: "Takes in a CSV file of one register; rows whose key is known are revisions.",
        details: [
            "The first line names the columns: key, which may be left out, and fields of the register. Cells are written like "
                + "the values of \u{2018}lm2 record create\u{2019}. Every row is looked at, and every problem is said with its "
                + "line; with one bad row nothing is taken in, unless --partial is given."
        ],
        positionals: [Positional("FILE", summary: "The CSV file")],
        options: [
            RecordCommands.service,
            CommandOption("register", "REGISTER", required: true, summary: "The register, such as meeting"),
            CommandOption("partial", summary: "Take in the good rows although others are bad"),
            CommandOption("dry-run", summary: "Write nothing, and say what would be written"),
        ],
        example: "lm2 record import meetings.csv --service 'CT at St Elsewhere' --register meeting --dry-run"
    ) { (invocation) async throws(ClientFailure) in
        let arguments = invocation.arguments
        var header = ImportHeader(
            register: try Register(named: arguments.text("register")).name, partial: arguments.isSet("partial"),
            dryRun: arguments.isSet("dry-run"))
        let path = arguments["FILE"]
        let file = try await invocation.blocking { () throws(ClientFailure) in try UploadFile(path: path) }
        header.serviceID = try await invocation.signedIn().service(arguments.text("service"))
        return RecordImport.report(try await RecordImport.send(file, header: header, invocation), header)
    }

    static let export = Command(
        "export", summary: "Writes a service's records to standard output, or to a file.",
        details: [
            "Without --register it is one JSON object in the interchange form, with all registers and with what the trust has "
                + "set: \u{2018}lm2 evaluate\u{2019} judges it without a server. For the very answers of \u{2018}lm2 verdict\u{2019} it "
                + "needs --history, for verdicts rest on what was recorded when.",
            "With --register it is the register's CSV file, which \u{2018}lm2 record import\u{2019} takes in again unchanged.",
        ],
        options: [
            RecordCommands.service,
            CommandOption("register", "REGISTER", summary: "Only this register, as a CSV file"),
            CommandOption("history", summary: "All revisions, withdrawn records too; else the latest live ones alone"),
            CommandOption("output", "FILE", summary: "Where to write it; - or nothing for standard output"),
            CommandOption("force", summary: "Overwrite a file that exists"),
        ],
        example: "lm2 record export --service 'CT at St Elsewhere' --history --output ct.json"
    ) { (invocation) async throws(ClientFailure) in
        let arguments = invocation.arguments
        let register = try arguments.option("register").map { (name) throws(ClientFailure) in try Register(named: name)
        }
        let history = arguments.isSet("history")
        if register != nil, history {
            throw ClientFailure(.usage, "a CSV file has no revisions: leave out --history, or --register")
        }
        let service = try await invocation.signedIn().service(arguments.text("service"))
        let export = try RecordExport(invocation, name: "records")
        let (file, counts) =
            if let register {
                try await export.sheet(of: service, register: register)
            } else {
                try await export.interchange(of: service, history: history)
            }
        guard !file.isStandardOutput else { return nil }
        var fields: [Report.Field] = [.init("file", "File", .text(file.path))]
        if register == nil {
            fields += [
                .init("records", "Records", .number(counts.records)),
                .init("revisions", "Revisions", .number(counts.revisions)),
                .init("overrides", "Settings of the trust", .number(counts.overrides)),
            ]
        }
        return Report(fields: fields + [.init("bytes", "Size", .size(counts.bytes))])
    }
}
