import Messages

/// A service's assessment of itself, and the assessor's verdict beside it.
enum AssessmentCommands {
    static let group = CommandGroup(
        name: "assessment", summary: "A service's assessment of itself, clause by clause, and the assessor's verdict.",
        commands: [start, list, show, rate, history, submit, assess])

    private static let clause = Positional("CLAUSE", summary: "The clause's id, such as a.1")

    private static let start = Command(
        "start", summary: "Starts an assessment of a service for a period. Every clause is then not started.",
        positionals: [Positional("SERVICE", summary: "The service's name or id")],
        options: [
            CommandOption("from", "DATE", kind: .date, required: true, summary: "The first day of its period"),
            CommandOption("to", "DATE", kind: .date, required: true, summary: "The last day of its period"),
            CommandOption("standard", "STANDARD", summary: "The standard; LM2 if left out"),
            CommandOption("standard-version", "VERSION", summary: "Its version; the newest if left out"),
        ],
        example: "lm2 assessment start 'CT at St Elsewhere' --from 2026-01-01 --to 2026-12-31"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let service = try await session.service(arguments["SERVICE"])
        let request = StartAssessmentRequest(
            idempotencyKey: IdempotencyKey.make(), serviceID: service,
            standardID: arguments.option("standard") ?? "LM2", standardVersion: arguments.text("standard-version"),
            periodFrom: arguments.text("from"), periodTo: arguments.text("to"))
        let assessment = try await session.call(Methods.AssessmentService.startAssessment, request)
        return Report(fields: AssessmentReport.fields(assessment, service: nil))
    }

    private static let list = Command(
        "list", summary: "Lists assessments, the latest period first.",
        options: [CommandOption("service", "NAME", summary: "Only those of this service, by name or id")],
        example: "lm2 assessment list --service 'CT at St Elsewhere'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        var service = ""
        if let named = invocation.arguments.option("service") { service = try await session.service(named) }
        let assessments = try await session.all(Methods.AssessmentService.listAssessments) { page in
            ListAssessmentsRequest(page: page, serviceID: service)
        } items: {
            ($0.assessments, $0.nextPageToken)
        }
        return AssessmentReport.list(assessments, names: try await session.serviceNames())
    }

    private static let show = Command(
        "show", summary: "Shows an assessment with its clauses, or one clause of it whole.",
        details: [
            "Green is met with evidence that is current and accepted, amber is met without, red is not met. Colours are "
                + "worked out for the day when they are read."
        ],
        positionals: [LM2Commands.assessment],
        options: [
            CommandOption("as-at", "DATE", kind: .date, summary: "The colours of this day; today's if left out"),
            CommandOption("criterion", "LETTER", summary: "Only the clauses of this criterion"),
            CommandOption(
                "rating", "RATING", kind: .choice(["not-started"] + Rating.words),
                summary: "Only the clauses that are rated so"),
            CommandOption("clause", "CLAUSE", summary: "Only this clause, with all that is said of it"),
        ],
        example: "lm2 assessment show 'CT at St Elsewhere' --criterion a"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let id = try await session.assessment(for: arguments)
        let assessment = try await session.call(
            Methods.AssessmentService.getAssessment,
            GetAssessmentRequest(assessmentID: id, asAt: arguments.text("as-at")))
        if let wanted = arguments.option("clause") {
            guard let standing = assessment.clauses.first(where: { $0.clauseID == wanted }) else {
                throw noClause(wanted, of: assessment)
            }
            return Report(fields: AssessmentReport.fields(standing))
        }
        var clauses = assessment.clauses
        if let criterion = arguments.option("criterion") {
            clauses = clauses.filter { $0.clauseID.hasPrefix(criterion.lowercased() + ".") }
            if clauses.isEmpty {
                throw ClientFailure(
                    .notFound, "\(assessment.standardID) has no criterion \u{2018}\(criterion.printableLine)\u{2019}")
            }
        }
        if let rating = arguments.option("rating") {
            clauses = clauses.filter { $0.rating == Rating(word: rating) ?? .unspecified }
        }
        let standard = try await session.call(
            Methods.StandardService.getStandard,
            GetStandardRequest(standardID: assessment.standardID, version: assessment.standardVersion))
        let service = try await session.call(
            Methods.OrganisationService.getService, GetServiceRequest(serviceID: assessment.serviceID))
        return AssessmentReport.whole(assessment, clauses: clauses, of: standard, service: service.name)
    }

    private static let rate = Command(
        "rate", summary: "Rates a clause of a draft: what the service says of itself.",
        details: [
            "Unless --narrative is given, what was said before stays. If somebody else rates the clause at the same time, "
                + "nothing is changed, the current state is shown, and the exit code is 4."
        ],
        positionals: [
            LM2Commands.assessment, clause,
            Positional("RATING", kind: .choice(Rating.words), summary: "The rating"),
        ],
        options: [
            CommandOption("narrative", "TEXT", summary: "What the service says for its rating"),
            CommandOption("reason", "TEXT", summary: "Why it is not applicable; needed then, and only then"),
            LM2Commands.expectedVersion,
        ],
        example: "lm2 assessment rate 'CT at St Elsewhere' a.1 met --narrative 'See the quality manual, part 2'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let id = try await session.assessment(for: arguments)
        var request = RateClauseRequest(
            idempotencyKey: IdempotencyKey.make(), assessmentID: id, clauseID: arguments["CLAUSE"],
            rating: Rating(word: arguments["RATING"]) ?? .unspecified,
            notApplicableReason: arguments.text("reason"), narrative: arguments.text("narrative"))
        if let version = arguments.number("expected-version") { request.expectedVersion = UInt32(version) }
        if arguments.option("narrative") == nil || arguments.number("expected-version") == nil {
            let now = try await standing(of: request.clauseID, in: id, session)
            if arguments.number("expected-version") == nil { request.expectedVersion = now.version }
            if arguments.option("narrative") == nil { request.narrative = now.narrative }
        }
        let answer = try await Conflict.shown(ClauseStanding.self, AssessmentReport.fields) {
            () async throws(ClientFailure) in try await session.call(Methods.AssessmentService.rateClause, request)
        }
        return Report(
            fields: [.init("clause_id", "Clause", .text(request.clauseID))] + AssessmentReport.fields(answer)
                + [.init("assessment_id", "Assessment", .text(id))])
    }

    private static let history = Command(
        "history", summary: "Lists the ratings that a clause has had, the newest first.",
        positionals: [LM2Commands.assessment, clause],
        example: "lm2 assessment history 'CT at St Elsewhere' a.1"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let id = try await session.assessment(for: invocation.arguments)
        let clause = invocation.arguments["CLAUSE"]
        let ratings = try await session.all(Methods.AssessmentService.listRatings) { page in
            ListRatingsRequest(assessmentID: id, clauseID: clause, page: page)
        } items: {
            ($0.ratings, $0.nextPageToken)
        }
        return AssessmentReport.history(ratings)
    }

    private static let submit = Command(
        "submit", summary: "Signs off a draft: from then on its ratings stand, and an assessor may score it.",
        positionals: [LM2Commands.assessment], options: [LM2Commands.expectedVersion],
        example: "lm2 assessment submit 'CT at St Elsewhere'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let id = try await session.assessment(for: invocation.arguments)
        var request = SubmitAssessmentRequest(idempotencyKey: IdempotencyKey.make(), assessmentID: id)
        if let version = invocation.arguments.number("expected-version") {
            request.expectedVersion = UInt32(version)
        } else {
            request.expectedVersion = try await session.call(
                Methods.AssessmentService.getAssessment, GetAssessmentRequest(assessmentID: id)
            ).version
        }
        let answer = try await Conflict.shown(Assessment.self, { AssessmentReport.fields($0, service: nil) }) {
            () async throws(ClientFailure) in
            try await session.call(Methods.AssessmentService.submitAssessment, request)
        }
        return Report(fields: AssessmentReport.fields(answer, service: nil))
    }

    private static let assess = Command(
        "assess", summary: "Records an assessor's verdict on a clause, beside the service's rating.",
        details: ["Unless --comment is given, the comment made before stays."],
        positionals: [
            LM2Commands.assessment, clause,
            Positional("VERDICT", kind: .choice(AssessorVerdict.words), summary: "The verdict"),
        ],
        options: [CommandOption("comment", "TEXT", summary: "The assessor's comment"), LM2Commands.expectedVersion],
        example: "lm2 assessment assess 'CT at St Elsewhere' a.1 partly-met --comment 'The manual is out of date'"
    ) { (invocation) async throws(ClientFailure) in
        let session = try invocation.signedIn()
        let arguments = invocation.arguments
        let id = try await session.assessment(for: arguments)
        var request = AssessClauseRequest(
            idempotencyKey: IdempotencyKey.make(), assessmentID: id, clauseID: arguments["CLAUSE"],
            verdict: AssessorVerdict(word: arguments["VERDICT"]) ?? .unspecified, comment: arguments.text("comment"))
        if let version = arguments.number("expected-version") { request.expectedVersion = UInt32(version) }
        if arguments.option("comment") == nil || arguments.number("expected-version") == nil {
            let now = try await standing(of: request.clauseID, in: id, session)
            if arguments.number("expected-version") == nil { request.expectedVersion = now.assessorVersion }
            if arguments.option("comment") == nil { request.comment = now.assessorComment }
        }
        let answer = try await Conflict.shown(ClauseStanding.self, AssessmentReport.fields) {
            () async throws(ClientFailure) in try await session.call(Methods.AssessmentService.assessClause, request)
        }
        return Report(fields: AssessmentReport.fields(answer))
    }

    /// How a clause stands now, for the version that a write replaces.
    private static func standing(
        of clause: String, in assessment: String, _ session: Session
    ) async throws(ClientFailure) -> ClauseStanding {
        let assessment = try await session.call(
            Methods.AssessmentService.getAssessment, GetAssessmentRequest(assessmentID: assessment))
        guard let standing = assessment.clauses.first(where: { $0.clauseID == clause }) else {
            throw noClause(clause, of: assessment)
        }
        return standing
    }

    private static func noClause(_ clause: String, of assessment: Assessment) -> ClientFailure {
        let standard = "\(assessment.standardID) \(assessment.standardVersion)"
        var line = "\(standard) has no clause \u{2018}\(clause)\u{2019}".printableLine
        if let near = Resemblance.nearest(to: clause, among: assessment.clauses.map(\.clauseID)) {
            line += "; did you mean \(near)?"
        }
        return ClientFailure(
            .notFound, [line, "\u{2018}lm2 standard show \(assessment.standardID)\u{2019} lists them."])
    }
}
