import Messages
import Postgres
import RPC
import TestSupport
import Testing

private typealias Service = Methods.AssessmentService

struct WriteTests {
    private static func rating(
        _ assessment: Assessment, _ clause: String = "a.1", _ rating: Rating = .met, version: UInt32 = 0,
        key: String = ""
    ) -> RateClauseRequest {
        RateClauseRequest(
            idempotencyKey: key, assessmentID: assessment.assessmentID, clauseID: clause, rating: rating,
            expectedVersion: version)
    }

    @Test("Two rate a clause at the same moment: one does, the other is told how the clause stands now")
    func sameClause() async throws {
        let trust = try await TestStore.onLoop { _ in try await TestTrust.make(in: TestStore.store) }
        let assessment = try await TestStore.onLoop { _ in try await trust.startAssessment() }
        async let one = TestStore.onLoop(0) { _ in
            try await trust.manager.refusal(Service.rateClause, Self.rating(assessment, "a.1", .met))
        }
        async let other = TestStore.onLoop(1) { _ in
            try await trust.manager.refusal(Service.rateClause, Self.rating(assessment, "a.1", .notMet))
        }
        let outcomes = try await [one, other]
        #expect(outcomes.map(\.code).sorted { $0.rawValue < $1.rawValue } == [.ok, .aborted])
        let loser = try #require(outcomes.first { $0.code == .aborted })
        let standing = try await TestStore.onLoop { _ in try await trust.standing("a.1", of: assessment) }
        #expect(standing.version == 1)
        #expect(loser.details == [StatusDetail(type: "lm2.v1.ClauseStanding", value: standing.serialized())])
        let ratings = try await TestStore.onLoop { _ in
            try await trust.manager.call(
                Service.listRatings, ListRatingsRequest(assessmentID: assessment.assessmentID, clauseID: "a.1"))
        }
        #expect(ratings.ratings.count == 1)
    }

    @Test("Whoever rates one clause does not wait for one who rates another")
    func otherClause() async throws {
        let trust = try await TestStore.onLoop { _ in try await TestTrust.make(in: TestStore.store) }
        let assessment = try await TestStore.onLoop { _ in try await trust.startAssessment() }
        try await TestStore.onLoop(0) { database in
            // Holds a.1 as a rating under way does, for as long as the body runs.
            try await database.transaction { transaction in
                let lock = Statement(
                    "test.hold_clause",
                    """
                    update lm2.assessment_clause set rating = rating
                    where tenant_id = $1 and clause_number = 0
                    """)
                let held = try await transaction.run([
                    TestStore.entry(trust.tenant), Query(lock, [.uuid(trust.tenant.high, trust.tenant.low)]),
                ])
                #expect(held[1].affectedRows == 1)
                let rated = try await trust.manager.call(Service.rateClause, Self.rating(assessment, "a.2"))
                #expect(rated.version == 1)
            }
        }
    }

    @Test("The same key gives the same answer and one effect; another request is refused; a refusal is not remembered")
    func idempotency() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            let refused = try await trust.manager.refusal(
                Service.rateClause, Self.rating(assessment, version: 5, key: "k"))
            #expect(refused.code == .aborted)
            let request = Self.rating(assessment, key: "k")
            let first = try await trust.manager.call(Service.rateClause, request)
            trust.clock.advance(by: .seconds(24 * 3600 - 1))
            #expect(try await trust.manager.call(Service.rateClause, request) == first)
            #expect(try await trust.standing("a.1", of: assessment).version == 1)
            let other = try await trust.manager.refusal(
                Service.rateClause, Self.rating(assessment, "a.1", .notMet, version: 1, key: "k"))
            #expect(other.code == .invalidArgument && other.message.hasPrefix("idempotency_key: "))
            // A key is one caller's and one method's.
            let second = try await trust.hire("Quirin Quality", .qualityManager)
            let its = try await second.call(
                Service.rateClause, Self.rating(assessment, "a.1", .notMet, version: 1, key: "k"))
            #expect(its.version == 2)
            let action = try await trust.manager.call(
                Methods.ActionService.raiseAction,
                RaiseActionRequest(
                    idempotencyKey: "k", assessmentID: assessment.assessmentID, clauseID: "a.1", title: "T",
                    dueOn: TestTrust.today))
            #expect(action.version == 1)
        }
    }

    @Test("After 24 hours a key is forgotten, swept or not")
    func forgotten() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            _ = try await trust.manager.call(Service.rateClause, Self.rating(assessment, key: "k"))
            let raise = RaiseActionRequest(
                idempotencyKey: "k", assessmentID: assessment.assessmentID, clauseID: "a.1", title: "T",
                dueOn: TestTrust.today)
            let first = try await trust.manager.call(Methods.ActionService.raiseAction, raise)
            trust.clock.advance(by: .seconds(24 * 3600))
            let again = try await trust.manager.call(
                Service.rateClause, Self.rating(assessment, "a.1", .notMet, version: 1, key: "k"))
            #expect(again.version == 2)
            let second = try await trust.manager.call(Methods.ActionService.raiseAction, raise)
            #expect(second.actionID != first.actionID)
        }
    }

    @Test("The same request twice at the same moment on two connections: one effect, and the same answer")
    func sameMoment() async throws {
        let trust = try await TestStore.onLoop { _ in try await TestTrust.make(in: TestStore.store) }
        let assessment = try await TestStore.onLoop { _ in try await trust.startAssessment() }
        for round in 0..<8 {
            let rate = Self.rating(assessment, "a.1", .met, version: UInt32(round), key: "rate \(round)")
            async let one = TestStore.onLoop(0) { _ in try await trust.manager.call(Service.rateClause, rate) }
            async let other = TestStore.onLoop(1) { _ in try await trust.manager.call(Service.rateClause, rate) }
            #expect(try await one == other)
            let raise = RaiseActionRequest(
                idempotencyKey: "raise \(round)", assessmentID: assessment.assessmentID, clauseID: "a.1", title: "T",
                dueOn: TestTrust.today)
            let method = Methods.ActionService.raiseAction
            async let raised = TestStore.onLoop(0) { _ in try await trust.manager.call(method, raise) }
            async let same = TestStore.onLoop(1) { _ in try await trust.manager.call(method, raise) }
            #expect(try await raised == same)
        }
        try await TestStore.onLoop { _ in
            let standing = try await trust.standing("a.1", of: assessment)
            #expect(standing.version == 8)
            let actions = try await TestStore.count("lm2.record", of: trust.tenant)
            #expect(actions == 8)
        }
    }

    @Test("Links and reviews at the same moment leave facts that tell the truth")
    func linkAndReview() async throws {
        let trust = try await TestStore.onLoop { _ in try await TestTrust.make(in: TestStore.store) }
        let assessment = try await TestStore.onLoop { _ in try await trust.startAssessment() }
        typealias Evidence = Methods.EvidenceService
        for round in 0..<8 {
            let clause = "b.\(round % 5 + 1)"
            let item = try await TestStore.onLoop { _ in
                try await trust.contributor.upload(
                    UploadHeader(serviceID: trust.service, fileName: "\(round).pdf"), [UInt8(round)])
            }
            async let reviewed = TestStore.onLoop(0) { _ in
                try await trust.manager.call(
                    Evidence.reviewEvidence,
                    ReviewEvidenceRequest(evidenceID: item.evidenceID, state: .accepted, expectedVersion: 1))
            }
            async let linked = TestStore.onLoop(1) { _ in
                try await trust.contributor.call(
                    Evidence.linkEvidence,
                    LinkEvidenceRequest(
                        evidenceID: item.evidenceID, assessmentID: assessment.assessmentID, clauseIDs: [clause]))
            }
            _ = try await (reviewed, linked)
        }
        let stale = try await TestStore.onLoop { database in
            let wrong = Statement(
                "test.stale_facts",
                """
                select count(*) from lm2.assessment_clause
                where facts <> lm2.clause_facts(tenant_id, assessment_id, clause_number)
                    or (clause_number between 5 and 9) <> (facts <> '')
                """)
            return try await database.run([TestStore.entry(trust.tenant), Query(wrong, [])], on: .read)[1].row(0).int8(
                0)
        }
        #expect(stale == 0)
    }
}
