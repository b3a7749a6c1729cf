import Messages
import Testing

@Suite("The rules beside the fields, at both sides of each threshold")
struct RuleTests {
    static let id = "0190a8e0-7c1b-7d3a-9f00-00000000000a"

    private var rating: RateClauseRequest {
        RateClauseRequest(idempotencyKey: "k", assessmentID: RuleTests.id, clauseID: "a.1", rating: .met)
    }

    private func fields(_ message: some ProtobufMessage) -> [String] { message.violations().map(\.field) }

    @Test("A good request breaks none, an empty one every `required`")
    func required() {
        #expect(fields(rating) == [])
        #expect(fields(RateClauseRequest()) == ["assessment_id", "clause_id", "rating"])
        #expect(RateClauseRequest().violations()[0].description == "must not be empty")
        #expect(RateClauseRequest().violations()[2].description == "must be set")
        #expect(fields(LinkEvidenceRequest(evidenceID: RuleTests.id, assessmentID: RuleTests.id)) == ["clause_ids"])
        #expect(fields(UploadEvidenceRequest(part: .seal(UploadSeal()))) == ["seal.sha256"])
        #expect(fields(UploadEvidenceRequest()) == [])
        #expect(fields(WhoAmIRequest()) == [])
    }

    @Test("max_bytes counts bytes of UTF-8, and its default for a string is 200")
    func maxBytes() {
        var request = rating
        request.idempotencyKey = String(repeating: "k", count: 100)
        request.clauseID = String(repeating: "é", count: 10)
        request.narrative = String(repeating: "n", count: 10_000)
        #expect(fields(request) == [])
        request.idempotencyKey += "k"
        request.clauseID += "a"
        request.narrative += "n"
        #expect(fields(request) == ["idempotency_key", "clause_id", "narrative"])
        #expect(request.violations()[1].description == "has 21 bytes; at most 20 are allowed")

        var unit = CreateUnitRequest(kind: .site, name: String(repeating: "n", count: 200))
        #expect(fields(unit) == [])
        unit.name += "n"
        #expect(fields(unit) == ["name"])

        #expect(fields(UploadSeal(sha256: [UInt8](repeating: 0, count: 32))) == [])
        #expect(fields(UploadSeal(sha256: [UInt8](repeating: 0, count: 33))) == ["sha256"])
        let most = [UInt8](repeating: 0, count: 1_048_576)
        #expect(fields(UploadEvidenceRequest(part: .chunk(most))) == [])
        #expect(fields(UploadEvidenceRequest(part: .chunk(most + [0]))) == ["chunk"])
    }

    @Test("max_items counts items, and the items' rules name their place")
    func maxItems() {
        var request = LinkEvidenceRequest(
            evidenceID: RuleTests.id, assessmentID: RuleTests.id, clauseIDs: Array(repeating: "a.1", count: 100))
        #expect(fields(request) == [])
        request.clauseIDs.append("a.1")
        #expect(
            request.violations() == [
                FieldViolation(field: "clause_ids", description: "has 101 items; at most 100 are allowed")
            ])
        request.clauseIDs = ["a.1", "", String(repeating: "a", count: 20), String(repeating: "a", count: 21)]
        #expect(fields(request) == ["clause_ids[1]", "clause_ids[3]"])
    }

    @Test(
        "A UUID is in its canonical form",
        arguments: [
            (id, true), ("ffffffff-ffff-ffff-ffff-ffffffffffff", true),
            ("", false), ("0190A8E0-7C1B-7D3A-9F00-00000000000A", false), (String(id.dropLast()), false),
            (id + "0", false), ("0190a8e07c1b7d3a9f0000000000000a", false),
            ("0190a8e0-7c1b-7d3a-9f00-00000000000g", false), ("{190a8e0-7c1b-7d3a-9f00-00000000000}", false),
            ("0190a8e0-7c1b-7d3a-9f00_00000000000a", false), ("0190a8e-07c1b-7d3a-9f00-00000000000a", false),
        ])
    func uuids(_ text: String, _ isGood: Bool) {
        #expect(fields(GetAssessmentRequest(assessmentID: text)).isEmpty == isGood)
    }

    @Test(
        "A date is a day of the calendar",
        arguments: [
            ("", true), ("2026-01-01", true), ("2026-12-31", true), ("2024-02-29", true), ("2000-02-29", true),
            ("0001-01-01", true), ("9999-12-31", true),
            ("2026-02-29", false), ("1900-02-29", false), ("2026-04-31", false), ("2026-13-01", false),
            ("2026-00-01", false), ("2026-01-00", false), ("0000-01-01", false), ("2026-1-1", false),
            ("2026/01/01", false), ("20260101", false), ("2026-01-01T", false), (" 2026-01-1", false),
            ("+026-01-01", false), ("２026-01-1", false),
        ])
    func dates(_ text: String, _ isGood: Bool) {
        #expect(fields(CompareRequest(date: text)) == (isGood ? [] : ["date"]))
    }

    @Test("max_value bounds a number that is there")
    func maxValue() {
        var request = RaiseActionRequest(
            assessmentID: RuleTests.id, clauseID: "a.1", title: "t", dueOn: "2026-01-01", costPence: 100_000_000_000)
        #expect(fields(request) == [])
        request.costPence = 100_000_000_001
        #expect(fields(request) == ["cost_pence"])
        request.costPence = nil
        #expect(fields(request) == [])
    }

    @Test("A value that the protocol does not have is refused")
    func unrecognisedValues() {
        var request = rating
        request.rating = Rating(rawValue: 3)
        #expect(fields(request) == [])
        for number in [4, -1] as [Int32] {
            request.rating = Rating(rawValue: number)
            #expect(
                request.violations() == [
                    FieldViolation(field: "rating", description: "has the value \(number), which is not known")
                ])
        }
    }

    @Test("Nested messages are checked, and their fields named with their path")
    func nestedMessages() {
        let token = String(repeating: "t", count: 400)
        #expect(fields(ListServicesRequest(page: PageRequest(token: token))) == [])
        #expect(fields(ListServicesRequest(page: PageRequest(token: token + "t"))) == ["page.token"])
        let header = UploadHeader(serviceID: "x", fileName: "f", clauseIDs: ["a.1", ""])
        #expect(fields(UploadEvidenceRequest(part: .header(header))) == ["header.service_id", "header.clause_ids[1]"])
    }

    @Test("However many rules are broken, the answer stays short")
    func boundedAnswer() {
        let header = UploadHeader(clauseIDs: Array(repeating: "", count: 100))
        #expect(UploadEvidenceRequest(part: .header(header)).violations().count == 100)
    }
}
