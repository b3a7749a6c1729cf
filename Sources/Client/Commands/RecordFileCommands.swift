import Conformance
import Messages

/// Records in files: CSV sheets in and out, and the interchange form out.
enum RecordFileCommands {
    static let importSheet = Command(
        "import", summary: "Takes in CSV files, each of one register; rows whose key is known are revisions.",
        details: [
            "The first line names the columns: key, which may be left out, and fields of the register. Cells are written like "
                + "the values of \u{2018}lm2 record create\u{2019}. Every row is looked at, and every problem is said with its "
                + "line; with one bad row nothing is taken in, unless --partial is given.",
            "Several files are taken in together, so that their rows may refer to each other by key. A file of which no "
                + "--register is said is of the register that it is named after, such as incident.csv.",
        ],
        positionals: [Positional("FILE", repeats: true, summary: "The CSV files")],
        options: [
            RecordCommands.service,
            CommandOption(
                "register", "REGISTER", summary: "The register, such as meeting; else by the file\u{2019}s name"),
            CommandOption("partial", summary: "Take in the good rows although others are bad"),
            CommandOption("dry-run", summary: "Write nothing, and say what would be written"),
        ],
        example: "lm2 record import meetings.csv --service 'CT at St Elsewhere' --register meeting --dry-run"
    ) { (invocation) async throws(ClientFailure) in
        let arguments = invocation.arguments
        let named = try arguments.option("register").map { (name) throws(ClientFailure) in try Register(named: name) }
        let paths = arguments.list("FILE")
        if named != nil, paths.count > 1 {
            throw ClientFailure(
                .usage, "--register is for one file: several are of the registers that they are named after")
        }
        let files = try await invocation.blocking { () throws(ClientFailure) in
            var sheets: [RecordImport.Sheet] = []
            for path in paths {
                let file = try UploadFile(path: path)
                let register = if let named { named } else { try Register(fileName: file.name) }
                sheets.append(RecordImport.Sheet(file: file, register: register))
            }
            return sheets
        }
        let header = ImportHeader(
            serviceID: try await invocation.signedIn().service(arguments.text("service")),
            partial: arguments.isSet("partial"), dryRun: arguments.isSet("dry-run"))
        return RecordImport.report(
            try await RecordImport.send(files, header: header, invocation), header,
            of: files.map(\.register.name).joined(separator: ", "))
    }

    static let export = Command(
        "export", summary: "Writes a service's records to standard output, or to a file.",
        details: [
            "Without --register it is one JSON object in the interchange form, with all registers and with what the trust has "
                + "set: \u{2018}lm2 evaluate\u{2019} judges it without a server. For the very answers of \u{2018}lm2 verdict\u{2019} it "
                + "needs --history, for verdicts rest on what was recorded when.",
            "With --register it is the register's CSV file, which \u{2018}lm2 record import\u{2019} takes in again unchanged. "
                + "With --sheets it is one such file for each register that has records, in a folder.",
        ],
        options: [
            RecordCommands.service,
            CommandOption("register", "REGISTER", summary: "Only this register, as a CSV file"),
            CommandOption("sheets", "FOLDER", summary: "All registers, as CSV files in this folder"),
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
        let folder = arguments.option("sheets")
        if register != nil || folder != nil, history {
            throw ClientFailure(.usage, "a CSV file has no revisions: leave out --history")
        }
        if folder != nil, register != nil || arguments.option("output") != nil {
            throw ClientFailure(
                .usage, "--sheets writes all registers into its folder: leave out --register and --output")
        }
        let service = try await invocation.signedIn().service(arguments.text("service"))
        if let folder { return try await RecordExport.sheets(of: service, into: folder, invocation) }
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
