import Messages

/// Engagements: which assessors may see which assessment, and for how long.
enum EngagementCommands {
    static let group = CommandGroup(
        name: "engagement", summary: "Engagements: the grant of one assessment to assessors of an accreditation body.",
        commands: [grant, list, revoke, declare])

    private static let engagement = Positional("ENGAGEMENT", summary: "The engagement's id")

    private static let grant = Command(
        "grant",
        summary: "Lets assessors see an assessment once it is submitted, with its evidence and actions, and score it.",
        details: [
            "Assessors tell their ids, and that of their body, as `lm2 whoami` shows them. They see nothing else, and each of "
                + "their reads is in the audit log."
        ],
        positionals: [LM2Commands.assessment],
        options: [
            CommandOption("body", "ID", required: true, summary: "The accreditation body's id"),
            CommandOption("assessors", "IDS", required: true, summary: "The assessors' ids, separated by commas"),
            CommandOption("from", "DATE", kind: .date, summary: "The first day; else today"),
            CommandOption("to", "DATE", kind: .date, required: true, summary: "The last day"),
            LM2Commands.serviceForAssessment,
        ],
        example: "lm2 engagement grant 'CT at St Elsewhere' --body 01890a5d-ac96-774b-bcce-b302099a8057 "
            + "--assessors 01890a5d-ac96-774b-bcce-b302099a8058 --to 2026-12-31"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let request = GrantEngagementRequest(
            assessmentID: try await session.assessment(for: arguments), bodyID: arguments.text("body"),
            assessorIDs: Identifier.clauses(arguments.text("assessors")), from: arguments.text("from"),
            to: arguments.text("to"), idempotencyKey: IdempotencyKey.make())
        return report(try await session.call(Methods.EngagementService.grantEngagement, request))
    }

    private static let list = Command(
        "list", summary: "Lists engagements: as an assessor your own that hold, otherwise those that were granted.",
        options: [CommandOption("service", "NAME", summary: "Only those of a service of this name")],
        example: "lm2 engagement list"
    ) { (invocation) async throws(ClientFailure) in
        let service = invocation.arguments.option("service")
        let engagements = try await invocation.signedIn().all(Methods.EngagementService.listEngagements) { page in
            ListEngagementsRequest(page: page)
        } items: {
            ($0.engagements, $0.nextPageToken)
        }
        return Report(tables: [
            Table(
                "engagements",
                [
                    .init("service_name", "Service", wraps: true), .init("tenant_name", "Organisation", wraps: true),
                    .init("body_name", "Body", wraps: true), .init("assessors", "Assessors", wraps: true),
                    .init("from", "From"), .init("to", "To"), .init("revoked", "Revoked", hidesZero: true),
                    .init("engagement_id", "Id", spills: true), .init("assessment_id", nil),
                ],
                rows: engagements.filter { service == nil || $0.serviceName == service }.map { engagement in
                    [
                        .text(engagement.serviceName), .text(engagement.tenantName), .text(engagement.bodyName),
                        .list(engagement.assessors.map(\.name)), .text(engagement.from), .text(engagement.to),
                        .flag(engagement.revokedAt != nil), .text(engagement.engagementID),
                        .text(engagement.assessmentID),
                    ]
                })
        ])
    }

    private static let revoke = Command(
        "revoke", summary: "Revokes an engagement: its assessors see nothing from then on.", positionals: [engagement],
        example: "lm2 engagement revoke 01890a5d-ac96-774b-bcce-b302099a8057"
    ) { (invocation) async throws(ClientFailure) in
        let request = RevokeEngagementRequest(
            engagementID: invocation.arguments["ENGAGEMENT"], idempotencyKey: IdempotencyKey.make())
        return report(try await invocation.signedIn().call(Methods.EngagementService.revokeEngagement, request))
    }

    private static let declare = Command(
        "declare-conflict",
        summary: "As an assessor: declares a conflict of interest, which ends your access for good.",
        positionals: [engagement],
        options: [CommandOption("conflict", "TEXT", required: true, summary: "What the conflict is")],
        example:
            "lm2 engagement declare-conflict 01890a5d-ac96-774b-bcce-b302099a8057 --conflict 'I worked there until May'"
    ) { (invocation) async throws(ClientFailure) in
        let request = DeclareConflictRequest(
            engagementID: invocation.arguments["ENGAGEMENT"], conflict: invocation.arguments.text("conflict"),
            idempotencyKey: IdempotencyKey.make())
        return report(try await invocation.signedIn().call(Methods.EngagementService.declareConflict, request))
    }

    private static func report(_ engagement: Engagement) -> Report {
        Report(fields: [
            .init("engagement_id", "Id", .text(engagement.engagementID)),
            .init("service_name", "Service", .text(engagement.serviceName)),
            .init("assessment_id", "Assessment", .text(engagement.assessmentID)),
            .init("tenant_name", "Organisation", .text(engagement.tenantName)),
            .init("body_name", "Body", .text(engagement.bodyName)),
            .init("assessors", "Assessors", .list(engagement.assessors.map(\.name))),
            .init("from", "From", .text(engagement.from)),
            .init("to", "To", .text(engagement.to)),
            .init("revoked", "Revoked", .flag(engagement.revokedAt != nil)),
        ])
    }
}
