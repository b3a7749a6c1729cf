import Crypto
import Messages

/// Files that show what a service says of itself.
enum EvidenceCommands {
    static let group = CommandGroup(
        name: "evidence", summary: "Files that show what a service says of itself.",
        commands: [upload, download, accept, reject, link, list, show])

    private static let item = Positional("EVIDENCE", summary: "The item's id")

    private static let upload = Command(
        "upload", summary: "Uploads a file, and links it to clauses if wanted.",
        details: ["The server checks the file's SHA-256 digest; an upload that breaks off leaves nothing behind."],
        positionals: [Positional("FILE", summary: "The file")],
        options: [
            CommandOption(
                "service", "NAME", summary: "The service that it belongs to; that of the assessment with --link"),
            CommandOption(
                "link", "ASSESSMENT", "CLAUSES",
                summary: "Link it to these clauses, separated by commas; a service's name means its latest assessment"),
            CommandOption("title", "TEXT", summary: "What it is, in a line; the file's name if left out"),
            CommandOption("dated-on", "DATE", kind: .date, summary: "The date that it speaks of; today if left out"),
            CommandOption(
                "valid-until", "DATE", kind: .date,
                summary: "The last day on which it is current; 12 months if left out"),
            CommandOption("media-type", "TYPE", summary: "Its media type; from the file's name if left out"),
        ],
        example: "lm2 evidence upload manual.pdf --link 'CT at St Elsewhere' a.1,a.4 --title 'Quality manual'"
    ) { (invocation) async throws(ClientFailure) in
        let arguments = invocation.arguments
        let path = arguments["FILE"]
        guard arguments.option("service") != nil || arguments.values("link") != nil else {
            throw ClientFailure(.usage, "whose evidence is it? Say --service NAME or --link ASSESSMENT CLAUSES")
        }
        // The file first: a wrong path should not cost a call.
        let file = try await invocation.blocking { () throws(ClientFailure) in try UploadFile(path: path) }
        let session = try invocation.signedIn()
        var header = UploadHeader(
            idempotencyKey: IdempotencyKey.make(), fileName: file.name,
            mediaType: arguments.option("media-type") ?? UploadFile.mediaType(of: file.name),
            title: arguments.option("title") ?? file.name, datedOn: arguments.text("dated-on"),
            validUntil: arguments.text("valid-until"))
        if let service = arguments.option("service") { header.serviceID = try await session.service(service) }
        if let link = arguments.values("link") {
            header.assessmentID = try await session.assessment(link[0])
            header.clauseIDs = Identifier.clauses(link[1])
            if header.serviceID.isEmpty {
                header.serviceID = try await session.call(
                    Methods.AssessmentService.getAssessment, GetAssessmentRequest(assessmentID: header.assessmentID)
                ).serviceID
            }
        }
        return report(try await EvidenceTransfer.upload(file, header: header, invocation))
    }

    private static let download = Command(
        "download", summary: "Downloads a file, and keeps it only if its digest is right.",
        positionals: [
            item,
            Positional(
                "FILE", optional: true,
                summary: "Where to write it: a file, a folder, or - for standard output; its own name if left out"),
        ],
        options: [CommandOption("force", summary: "Overwrite a file that exists")],
        example: "lm2 evidence download 01890a5d-ac96-774b-bcce-b302099a8057 manual.pdf"
    ) { (invocation) async throws(ClientFailure) in
        let wanted = invocation.arguments.word("FILE")
        let force = invocation.arguments.isSet("force")
        let id = invocation.arguments["EVIDENCE"]
        if wanted == "-" {
            let output = DownloadFile()
            _ = try await EvidenceTransfer.download(id, invocation) { (_) throws(ClientFailure) in output }
            return nil
        }
        let (evidence, file) = try await EvidenceTransfer.download(id, invocation) { (item) throws(ClientFailure) in
            let path = try DownloadFile.path(for: wanted, fileName: item.fileName)
            return try DownloadFile(path: path, overwrites: force)
        }
        return Report(fields: [
            .init("file", "File", .text(file.path)), .init("size", "Size", .size(evidence.size)),
            .init("sha256", "SHA-256", .text(Hexadecimal.encode(evidence.sha256))),
            .init("evidence_id", "Id", .text(evidence.evidenceID)),
        ])
    }

    private static let accept = Command(
        "accept", summary: "Accepts an item that somebody else uploaded.", positionals: [item],
        options: [CommandOption("comment", "TEXT", summary: "What is said of it"), LM2Commands.expectedVersion],
        example: "lm2 evidence accept 01890a5d-ac96-774b-bcce-b302099a8057"
    ) { (invocation) async throws(ClientFailure) in
        try await review(.accepted, invocation)
    }

    private static let reject = Command(
        "reject", summary: "Rejects an item that somebody else uploaded.", positionals: [item],
        options: [
            CommandOption("comment", "TEXT", required: true, summary: "Why"), LM2Commands.expectedVersion,
        ],
        example: "lm2 evidence reject 01890a5d-ac96-774b-bcce-b302099a8057 --comment 'This is the 2019 edition'"
    ) { (invocation) async throws(ClientFailure) in
        try await review(.rejected, invocation)
    }

    private static let link = Command(
        "link", summary: "Links an item to clauses of an assessment of the same service.",
        positionals: [
            item, Positional("ASSESSMENT", summary: "An assessment's id, or a service's name for its latest"),
            Positional("CLAUSES", summary: "The clauses' ids, separated by commas"),
        ],
        example: "lm2 evidence link 01890a5d-ac96-774b-bcce-b302099a8057 'CT at St Elsewhere' a.1,a.4"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let request = LinkEvidenceRequest(
            idempotencyKey: IdempotencyKey.make(), evidenceID: arguments["EVIDENCE"],
            assessmentID: try await session.assessment(arguments["ASSESSMENT"]),
            clauseIDs: Identifier.clauses(arguments["CLAUSES"]))
        return report(try await session.call(Methods.EvidenceService.linkEvidence, request))
    }

    private static let list = Command(
        "list", summary: "Lists items of evidence, the newest first.",
        options: [
            CommandOption("service", "NAME", summary: "Only those of this service, by name or id"),
            CommandOption(
                "assessment", "ID", summary: "Only those linked to this assessment, or to this service's latest"),
            CommandOption("clause", "CLAUSE", summary: "Only those linked to this clause of that assessment"),
        ],
        example: "lm2 evidence list --assessment 'CT at St Elsewhere' --clause a.1"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        var (service, assessment) = ("", "")
        if let named = arguments.option("service") { service = try await session.service(named) }
        if let named = arguments.option("assessment") { assessment = try await session.assessment(named) }
        if arguments.option("clause") != nil, assessment.isEmpty {
            throw ClientFailure(.usage, "--clause needs --assessment: a clause is one of an assessment")
        }
        let items = try await session.all(Methods.EvidenceService.listEvidence) { page in
            ListEvidenceRequest(
                page: page, serviceID: service, assessmentID: assessment, clauseID: arguments.text("clause"))
        } items: {
            ($0.evidence, $0.nextPageToken)
        }
        return table(items, names: try await session.serviceNames())
    }

    private static let show = Command(
        "show", summary: "Shows an item without its content.", positionals: [item],
        example: "lm2 evidence show 01890a5d-ac96-774b-bcce-b302099a8057"
    ) { (invocation) async throws(ClientFailure) in
        let request = GetEvidenceRequest(evidenceID: invocation.arguments["EVIDENCE"])
        return report(try await invocation.signedIn().call(Methods.EvidenceService.getEvidence, request))
    }

    private static func review(
        _ state: EvidenceState, _ invocation: Invocation
    ) async throws(ClientFailure) -> Report {
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        var request = ReviewEvidenceRequest(
            idempotencyKey: IdempotencyKey.make(), evidenceID: arguments["EVIDENCE"], state: state,
            comment: arguments.text("comment"))
        if let version = arguments.number("expected-version") {
            request.expectedVersion = UInt32(version)
        } else {
            request.expectedVersion = try await session.call(
                Methods.EvidenceService.getEvidence, GetEvidenceRequest(evidenceID: request.evidenceID)
            ).version
        }
        let answer = try await Conflict.shown(Evidence.self, fields) {
            () async throws(ClientFailure) in try await session.call(Methods.EvidenceService.reviewEvidence, request)
        }
        return report(answer)
    }

    private static func fields(_ evidence: Evidence) -> [Report.Field] {
        [
            .init("title", "Title", .said(evidence.title)),
            .init("state", "State", evidence.state.cell),
            .init("file_name", "File", .text(evidence.fileName)),
            .init("size", "Size", .size(evidence.size)),
            .init("media_type", "Type", .said(evidence.mediaType)),
            .init("dated_on", "Dated", .said(evidence.datedOn)),
            .init("valid_until", "Valid until", .said(evidence.validUntil)),
            .init("uploaded_by", "Uploaded by", .said(evidence.uploadedBy)),
            .init("uploaded_at", "Uploaded", evidence.uploadedAt.cell),
            .init("reviewed_by", "Reviewed by", .said(evidence.reviewedBy)),
            .init("reviewed_at", "Reviewed", evidence.reviewedAt.cell),
            .init("review_comment", "Comment", .said(evidence.reviewComment)),
            .init("sha256", "SHA-256", .text(Hexadecimal.encode(evidence.sha256))),
            .init("version", "Version", .number(UInt64(evidence.version))),
            .init("evidence_id", "Id", .text(evidence.evidenceID)),
            .init("service_id", "Service's id", .text(evidence.serviceID), shown: false),
        ]
    }

    private static func report(_ evidence: Evidence) -> Report {
        var report = Report(fields: fields(evidence))
        guard !evidence.links.isEmpty else { return report }
        report.tables = [
            Table(
                "links", [.init("clause_id", "Clause"), .init("assessment_id", "Of assessment")],
                rows: evidence.links.map { [.text($0.clauseID), .text($0.assessmentID)] })
        ]
        return report
    }

    private static func table(_ items: [Evidence], names: [String: String]) -> Report {
        Report(tables: [
            Table(
                "evidence",
                [
                    .init("title", "Title", wraps: true), .init("service_name", "Service", wraps: true),
                    .init("state", "State"),
                    .init("clause_ids", "Clauses", wraps: true),
                    .init("dated_on", "Dated"), .init("valid_until", "Valid until"), .init("size", "Size", right: true),
                    .init("uploaded_by", "Uploaded by", wraps: true), .init("evidence_id", "Id", spills: true),
                    .init("file_name", nil), .init("media_type", nil), .init("uploaded_at", nil),
                    .init("reviewed_by", nil), .init("review_comment", nil), .init("sha256", nil),
                    .init("service_id", nil), .init("version", nil),
                ],
                rows: items.map { item in
                    [
                        .text(item.title.isEmpty ? item.fileName : item.title),
                        .said(names[item.serviceID] ?? item.serviceID), item.state.cell,
                        .list(item.links.map(\.clauseID)), .said(item.datedOn), .said(item.validUntil),
                        .size(item.size),
                        .said(item.uploadedBy), .text(item.evidenceID), .text(item.fileName), .said(item.mediaType),
                        item.uploadedAt.cell, .said(item.reviewedBy), .said(item.reviewComment),
                        .text(Hexadecimal.encode(item.sha256)), .text(item.serviceID), .number(UInt64(item.version)),
                    ]
                })
        ])
    }
}
