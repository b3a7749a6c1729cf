import Messages

/// One lane of ratings: clauses of its own, each rated again and again with the version that it has by then.
actor Rater {
    private let caller: BenchCaller
    private var clauses: [(assessment: String, clause: ClauseStanding)]
    private var place = 0

    init(_ caller: BenchCaller, _ clauses: [(assessment: String, clause: ClauseStanding)]) {
        self.caller = caller
        self.clauses = clauses
    }

    /// Rates the next clause.
    func rate() async throws {
        let index = place
        place = (place + 1) % clauses.count
        let answer = try await caller.call(
            Methods.AssessmentService.rateClause,
            RateClauseRequest(
                assessmentID: clauses[index].assessment, clauseID: clauses[index].clause.clauseID, rating: .met,
                narrative: Fixture.narrative, expectedVersion: clauses[index].clause.version))
        clauses[index].clause.version = answer.version
    }
}
