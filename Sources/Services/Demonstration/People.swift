import Conformance
import Messages
import Storage

/// What the made-up people of the demonstration do in each service.
struct People: Sendable {
    let manager: DemonstrationCaller
    let contributor: DemonstrationCaller
    let contributorID: Identifier
    let administrator: DemonstrationCaller
    let assessor: DemonstrationCaller
    let assessorID: Identifier
    let bodyID: Identifier
    let today: CivilDate

    private typealias Assessments = Methods.AssessmentService
    private var standard: Conformance.Standard { .lm2 }

    /// Everything met, with evidence for each criterion; submitted, and the assessor has begun.
    func exemplary(_ service: Service) async throws {
        let assessment = try await start(service)
        for clause in standard.clauses { try await rate(assessment, clause, .met, "Shown by the linked evidence.") }
        for criterion in standard.criteria {
            try await addEvidence(service, assessment, criterion, datedOn: today - 40, accept: true)
        }
        _ = try await manager.call(
            Assessments.submitAssessment,
            SubmitAssessmentRequest(assessmentID: assessment.assessmentID, expectedVersion: assessment.version))
        let engagement = try await administrator.call(
            Methods.EngagementService.grantEngagement,
            GrantEngagementRequest(
                assessmentID: assessment.assessmentID, bodyID: bodyID.description,
                assessorIDs: [assessorID.description], to: (today + 365).description))
        var assessor = assessor
        assessor.engagement = engagement.engagementID
        for (id, verdict, comment) in [
            ("a.1", Messages.AssessorVerdict.met, "Processes are listed and owned."),
            ("d.1", .met, "Two reviews seen, ten months apart."),
            ("e.2", .partlyMet, "Three of the sampled documents were a week late."),
        ] {
            _ = try await assessor.call(
                Assessments.assessClause,
                AssessClauseRequest(
                    assessmentID: assessment.assessmentID, clauseID: id, verdict: verdict, comment: comment))
        }
    }

    /// A draft in which most is met, some without evidence, and some is not met and has actions.
    func middling(_ service: Service) async throws {
        let assessment = try await start(service)
        for clause in standard.clauses where clause.number % 5 != 4 {
            let isMet = clause.number % 7 != 3
            try await rate(
                assessment, clause, isMet ? .met : .notMet, isMet ? "In place." : "Not yet in place at every location.")
            guard !isMet else { continue }
            try await raise(assessment, clause, dueOn: today + (clause.number % 2 == 0 ? 30 : -10))
        }
        for criterion in standard.criteria where criterion.clauseNumbers.lowerBound % 2 == 0 {
            try await addEvidence(service, assessment, criterion, datedOn: today - 100, accept: true)
        }
        try await addEvidence(service, assessment, standard.criteria[1], datedOn: today - 5, accept: false)
    }

    /// A draft that was hardly begun, with evidence that is no longer current and actions that nobody does.
    func neglectful(_ service: Service) async throws {
        let assessment = try await start(service)
        for clause in standard.clauses where clause.number % 6 == 0 {
            let isMet = clause.number % 12 == 0
            try await rate(assessment, clause, isMet ? .met : .notMet, "")
            if !isMet { try await raise(assessment, clause, dueOn: today - 120) }
        }
        try await addEvidence(service, assessment, standard.criteria[0], datedOn: today - 500, accept: true)
    }

    /// This year's assessment of a service.
    private func start(_ service: Service) async throws -> Messages.Assessment {
        let year = String(today.description.prefix(4))
        return try await manager.call(
            Assessments.startAssessment,
            StartAssessmentRequest(
                serviceID: service.serviceID, standardID: standard.id, standardVersion: standard.version,
                periodFrom: "\(year)-01-01", periodTo: "\(year)-12-31"))
    }

    private func rate(
        _ assessment: Messages.Assessment, _ clause: Conformance.Clause, _ rating: Messages.Rating, _ narrative: String
    ) async throws {
        _ = try await manager.call(
            Assessments.rateClause,
            RateClauseRequest(
                assessmentID: assessment.assessmentID, clauseID: clause.id, rating: rating, narrative: narrative))
    }

    private func raise(
        _ assessment: Messages.Assessment, _ clause: Conformance.Clause, dueOn: CivilDate
    ) async throws {
        let action = try await manager.call(
            Methods.ActionService.raiseAction,
            RaiseActionRequest(
                assessmentID: assessment.assessmentID, clauseID: clause.id,
                title: "Meet \(clause.id): \(clause.requirement)",
                correction: "Put it in place where it is missing.",
                correctiveAction: "Find out why it was missing, and remove the cause.",
                ownerID: contributorID.description, dueOn: dueOn.description))
        _ = try await manager.call(
            Methods.ActionService.moveAction,
            MoveActionRequest(actionID: action.actionID, to: .issued, expectedVersion: action.version))
    }

    private func addEvidence(
        _ service: Service, _ assessment: Messages.Assessment, _ criterion: Conformance.Criterion, datedOn: CivilDate,
        accept: Bool
    ) async throws {
        let text = """
            Invented for the demonstration: evidence of \(service.name) for criterion \(criterion.id) of \(standard.id).

            \(criterion.text)
            """
        let evidence = try await contributor.upload(
            UploadHeader(
                serviceID: service.serviceID, fileName: "criterion-\(criterion.id).txt", mediaType: "text/plain",
                title: "Criterion \(criterion.id): summary of records", datedOn: datedOn.description,
                assessmentID: assessment.assessmentID,
                clauseIDs: criterion.clauseNumbers.map { standard.clauses[$0].id }),
            Array(text.utf8))
        guard accept else { return }
        _ = try await manager.call(
            Methods.EvidenceService.reviewEvidence,
            ReviewEvidenceRequest(evidenceID: evidence.evidenceID, state: .accepted, expectedVersion: evidence.version))
    }
}
