import Messages
import RPC
import Services
import Storage
import TestSupport
import Testing

/// The trust's comparison, and the facts that a server keeps for it: each write that changes a clause has to show at once.
struct ComparisonTests {
    private static let compare = Methods.ComparisonService.compare

    /// The row of the service that the tests are about.
    private static func row(_ trust: TestTrust, date: String = "") async throws -> ComparisonRow {
        let answer = try await trust.viewer.call(compare, CompareRequest(date: date))
        // Twice, so that the second may come from what is known.
        #expect(try await trust.viewer.call(compare, CompareRequest(date: date)) == answer)
        let stranger = trust.viewer.calling(AllServices.router(ServiceEnvironment(store: Store(TestStore.database))))
        #expect(
            try await stranger.call(compare, CompareRequest(date: date)) == answer,
            "a server that knows nothing yet answers otherwise")
        guard let row = answer.rows.first(where: { $0.serviceID == trust.service }) else {
            preconditionFailure("the service has no row")
        }
        return row
    }

    @Test("After each write that touches a clause the comparison is what a server that knows nothing gives")
    func freshness() async throws {
        try await TestStore.withTrust { trust in
            var last = try await Self.row(trust)
            #expect(last.cells.isEmpty && last.assessmentID.isEmpty)
            /// The row of criterion a after a write, which has to have changed it.
            func cell(after write: String) async throws -> ComparisonCell {
                let row = try await Self.row(trust)
                #expect(row != last, "\(write) changed nothing, so this shows nothing")
                last = row
                return row.cells[0]
            }
            let id = try await trust.startAssessment().assessmentID
            #expect(try await cell(after: "the start").notStarted == 5)
            _ = try await trust.manager.call(
                Methods.AssessmentService.rateClause,
                RateClauseRequest(assessmentID: id, clauseID: "a.1", rating: .met))
            #expect(try await cell(after: "a rating").amber == 1)
            let item = try await trust.contributor.upload(
                UploadHeader(
                    serviceID: trust.service, fileName: "a.pdf", datedOn: "2026-11-20", assessmentID: id,
                    clauseIDs: ["a.1"]), [1])
            _ = try await trust.manager.call(
                Methods.EvidenceService.reviewEvidence,
                ReviewEvidenceRequest(evidenceID: item.evidenceID, state: .accepted, expectedVersion: 1))
            let green = try await cell(after: "accepted evidence")
            #expect(green.green == 1 && green.evidenceAgeDays == 4)
            let action = try await trust.manager.call(
                Methods.ActionService.raiseAction,
                RaiseActionRequest(assessmentID: id, clauseID: "a.2", title: "T", dueOn: "2026-11-20"))
            let open = try await cell(after: "an action")
            #expect(open.openActions == 1 && open.overdueActions == 1)
            _ = try await trust.manager.call(
                Methods.ActionService.moveAction,
                MoveActionRequest(actionID: action.actionID, to: .withdrawn, expectedVersion: 1))
            #expect(try await cell(after: "a move that closes the action").openActions == 0)
        }
    }

    @Test("The same facts show as they stand on the date that is asked: nothing is stored that goes stale")
    func dates() async throws {
        try await TestStore.withTrust { trust in
            let id = try await trust.startAssessment().assessmentID
            _ = try await trust.manager.call(
                Methods.AssessmentService.rateClause,
                RateClauseRequest(assessmentID: id, clauseID: "a.1", rating: .met))
            let item = try await trust.contributor.upload(
                UploadHeader(
                    serviceID: trust.service, fileName: "a.pdf", datedOn: "2026-03-01", validUntil: "2026-11-30",
                    assessmentID: id, clauseIDs: ["a.1"]), [1])
            _ = try await trust.manager.call(
                Methods.EvidenceService.reviewEvidence,
                ReviewEvidenceRequest(evidenceID: item.evidenceID, state: .accepted, expectedVersion: 1))
            for (date, green) in [
                ("2026-02-28", 0), ("2026-03-01", 1), ("2026-11-30", 1), ("2026-12-01", 0),
            ] as [(String, UInt32)] {
                let cell = try await Self.row(trust, date: date).cells[0]
                #expect(cell.green == green && cell.amber == 1 - green, "on \(date)")
            }
            // No assessment's period contains it.
            #expect(try await Self.row(trust, date: "2027-01-01").cells.isEmpty)
        }
    }

    @Test("What a server knows of one trust never reaches another")
    func secrecy() async throws {
        try await TestStore.withTrust { trust in
            _ = try await trust.startAssessment()
            _ = try await Self.row(trust)
            let other = try await TestTrust.make(in: trust.store)
            let answer = try await other.viewer.calling(trust.viewer.router).call(Self.compare, CompareRequest())
            #expect(answer.rows.map(\.serviceID) == [other.service, other.otherService])
            #expect(answer.rows.allSatisfy { $0.cells.isEmpty && $0.assessmentID.isEmpty })
        }
    }
}
