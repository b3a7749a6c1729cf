import Crypto
import Messages
import RPC
import TestSupport
import Testing

private typealias Service = Methods.EvidenceService

/// Bytes that are no pattern of pieces.
private func content(_ count: Int, seed: UInt8 = 1) -> [UInt8] {
    var state = UInt32(seed)
    return (0..<count).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(truncatingIfNeeded: state >> 24)
    }
}

extension TestTrust {
    fileprivate func header(
        _ name: String = "minutes.pdf", key: String = "", assessment: String = "", clauses: [String] = []
    ) -> UploadHeader {
        UploadHeader(
            idempotencyKey: key, serviceID: service, fileName: name, mediaType: "application/pdf", title: "Minutes",
            assessmentID: assessment, clauseIDs: clauses)
    }

    fileprivate func visibleItems() async throws -> [Evidence] {
        try await manager.call(Service.listEvidence, ListEvidenceRequest()).evidence
    }
}

struct EvidenceTransferTests {
    /// Sizes of files and of the chunks that they are sent in, around the size of a piece.
    static let sizes: [(size: Int, chunk: Int)] = [
        (1, 1), (262_143, 50_000), (262_144, 262_144), (262_145, 262_144), (524_288, 1_048_576),
        (1_000_000, 300_000), (1_048_577, 1_048_576), (786_432, 262_143),
    ]

    @Test("What is uploaded is what is downloaded, in pieces of one size", arguments: sizes)
    func roundTrip(size: Int, chunk: Int) async throws {
        try await TestStore.withTrust { trust in
            let bytes = content(size)
            let sealed = try await trust.contributor.upload(trust.header(), bytes, chunk: chunk)
            #expect(sealed.size == UInt64(size))
            #expect(sealed.sha256 == SHA256.digest(bytes))
            let (item, chunks) = try await trust.manager.download(sealed.evidenceID)
            #expect(item == sealed)
            #expect(chunks.dropLast().allSatisfy { $0.count == 262_144 })
            #expect(Array(chunks.joined()) == bytes)
        }
    }

    @Test("The item says what the header said, with the defaults for what it did not")
    func item() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            let item = try await trust.contributor.upload(
                trust.header(assessment: assessment.assessmentID, clauses: ["b.1", "a.1", "b.1"]), content(10))
            #expect(item.fileName == "minutes.pdf" && item.title == "Minutes" && item.mediaType == "application/pdf")
            #expect(item.datedOn == TestTrust.today && item.validUntil == "2027-11-25")
            #expect(item.state == .pending && item.version == 1 && item.uploadedBy == trust.contributor.name)
            #expect(item.uploadedAt == Timestamp(microseconds: trust.clock.now().microseconds))
            #expect(item.reviewedAt == nil && item.reviewedBy.isEmpty)
            #expect(
                item.links == ["a.1", "b.1"].map { EvidenceLink(assessmentID: assessment.assessmentID, clauseID: $0) })
            #expect(try await trust.standing("a.1", of: assessment).evidenceCount == 1)
            #expect(
                try await trust.manager.call(Service.getEvidence, GetEvidenceRequest(evidenceID: item.evidenceID))
                    == item)
            #expect(try await trust.visibleItems() == [item])
        }
    }

    private static let header = UploadHeader(serviceID: "", fileName: "a.pdf")
    private static let chunk = UploadEvidenceRequest.Part.chunk([1, 2, 3])
    private static let seal = UploadEvidenceRequest.Part.seal(UploadSeal(sha256: SHA256.digest([1, 2, 3])))

    /// What comes in the wrong order, with `nil` for an empty message and the header filled in; and the field named.
    static let disorder: [(parts: String, field: String)] = [
        ("", "header"), ("c", "header"), ("s", "header"), ("-", "header"), ("h", "seal"), ("hc", "seal"),
        ("hs", "chunk"), ("hhcs", "header"), ("hch", "header"), ("h-cs", "part"), ("hcsc", "seal"), ("hcss", "seal"),
        ("hcsh", "seal"),
    ]

    @Test("Messages out of order are refused and leave nothing", arguments: disorder)
    func order(parts: String, field: String) async throws {
        try await TestStore.withTrust { trust in
            let status = try await trust.contributor.refusal(
                uploading: parts.map { letter in
                    switch letter {
                    case "h": .header(trust.header())
                    case "c": Self.chunk
                    case "s": Self.seal
                    default: nil
                    }
                })
            #expect(status.code == .invalidArgument)
            #expect(status.message.hasPrefix("\(field): "), "\(status)")
            #expect(try await trust.storedRows() == 0)
        }
    }

    /// What is wrong with a header, the code and the beginning of the sentence.
    static let badHeaders: [(change: @Sendable (inout UploadHeader) -> Void, code: StatusCode, sentence: String)] = [
        ({ $0.serviceID = "7c9e6679-7425-40de-944b-e07fc1f90ae7" }, .notFound, "there is no such service"),
        ({ $0.serviceID = "x" }, .invalidArgument, "header.service_id"),
        ({ $0.fileName = "" }, .invalidArgument, "header.file_name"),
        ({ $0.fileName = "a/b" }, .invalidArgument, "header.file_name"),
        ({ $0.fileName = "a\u{7}" }, .invalidArgument, "header.file_name"),
        ({ $0.mediaType = "pdf" }, .invalidArgument, "header.media_type"),
        ({ $0.title = "a\nb" }, .invalidArgument, "header.title"),
        ({ $0.datedOn = "2026-11-25" }, .invalidArgument, "header.dated_on"),
        ({ $0.datedOn = "yesterday" }, .invalidArgument, "header.dated_on"),
        ({ $0.validUntil = "2026-11-23" }, .invalidArgument, "header.valid_until"),
        ({ $0.clauseIDs = ["a.1"] }, .invalidArgument, "header.assessment_id"),
        (
            { $0.assessmentID = "7c9e6679-7425-40de-944b-e07fc1f90ae7" }, .invalidArgument, "header.clause_ids"
        ),
        (
            {
                $0.assessmentID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
                $0.clauseIDs = ["a.1"]
            }, .notFound, "there is no such assessment"
        ),
    ]

    @Test("Bad headers are refused before anything is stored", arguments: badHeaders.indices)
    func badHeader(index: Int) async throws {
        let (change, code, sentence) = Self.badHeaders[index]
        try await TestStore.withTrust { trust in
            var header = trust.header()
            change(&header)
            let status = try await trust.contributor.refusal(uploading: [.header(header), Self.chunk, Self.seal])
            #expect(status.code == code)
            #expect(status.message.hasPrefix(sentence), "\(status)")
            #expect(try await trust.storedRows() == 0)
        }
    }

    @Test("Links are checked before a byte is stored: clauses, the service, the state")
    func badLinks() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            let other = try await trust.startAssessment(of: trust.otherService)
            func refusal(_ assessment: Assessment, _ clauses: [String], by caller: TestCaller) async throws -> Status {
                try await caller.refusal(uploading: [
                    .header(trust.header(assessment: assessment.assessmentID, clauses: clauses)), Self.chunk, Self.seal,
                ])
            }
            let unknown = try await refusal(assessment, ["a.1", "z.9"], by: trust.contributor)
            #expect(unknown.code == .invalidArgument && unknown.message.hasPrefix("header.clause_ids[1]: "))
            #expect(try await refusal(other, ["a.1"], by: trust.contributor).code == .notFound)
            #expect(try await refusal(other, ["a.1"], by: trust.manager).code == .failedPrecondition)
            try await trust.submit(assessment)
            #expect(try await refusal(assessment, ["a.1"], by: trust.contributor).code == .failedPrecondition)
            #expect(try await trust.storedRows() == 0)
        }
    }

    @Test("A digest that doesn't match, an empty seal, a file too large, a connection lost: nothing is left")
    func broken() async throws {
        try await TestStore.withTrust { trust in
            let header = UploadEvidenceRequest.Part.header(trust.header())
            let piece = UploadEvidenceRequest.Part.chunk(content(600_000))
            let wrong = try await trust.contributor.refusal(uploading: [header, piece, Self.seal])
            #expect(wrong.code == .invalidArgument && wrong.message.hasPrefix("seal.sha256: "))
            let short = try await trust.contributor.refusal(
                uploading: [header, piece, .seal(UploadSeal(sha256: [1, 2]))])
            #expect(short.code == .invalidArgument && short.message.hasPrefix("seal.sha256: "))
            let large = UploadEvidenceRequest.Part.chunk(content(1 << 20))
            let tooLarge = try await trust.contributor.refusal(
                uploading: [header, large, large, large, large, Self.chunk, Self.seal])
            #expect(tooLarge.code == .resourceExhausted)
            let lost = try await trust.contributor.refusal(
                uploading: [header, piece], then: Status(.cancelled, "the call was cancelled"))
            #expect(lost.code == .cancelled)
            #expect(try await trust.storedRows() == 0)
        }
    }

    @Test("Only who may upload uploads, and only for services in reach")
    func permission() async throws {
        try await TestStore.withTrust { trust in
            let parts: [UploadEvidenceRequest.Part?] = [.header(trust.header()), Self.chunk, Self.seal]
            for caller in [trust.viewer, trust.administrator, trust.assessor] {
                #expect(try await caller.refusal(uploading: parts).code == .permissionDenied)
            }
            var header = trust.header()
            header.serviceID = trust.otherService
            let status = try await trust.contributor.refusal(uploading: [.header(header), Self.chunk, Self.seal])
            #expect(status == Status(.notFound, "there is no such service"))
        }
    }

    @Test("The same upload under the same key is one item; another one is refused; a refusal is not remembered")
    func idempotency() async throws {
        try await TestStore.withTrust { trust in
            let header = trust.header(key: "k1")
            let bytes = content(300_000)
            let refused = try await trust.contributor.refusal(uploading: [
                .header(header), Self.chunk, .seal(UploadSeal(sha256: SHA256.digest(bytes))),
            ])
            #expect(refused.code == .invalidArgument)
            let first = try await trust.contributor.upload(header, bytes)
            let second = try await trust.contributor.upload(header, bytes, chunk: 7_000)
            #expect(first == second)
            #expect(try await trust.storedRows() == 1)
            for (header, bytes) in [(header, content(300_000, seed: 2)), (trust.header("other.pdf", key: "k1"), bytes)]
            {
                let status = try await trust.contributor.refusal(uploading: [
                    .header(header), .chunk(bytes), .seal(UploadSeal(sha256: SHA256.digest(bytes))),
                ])
                #expect(status.code == .invalidArgument && status.message.hasPrefix("idempotency_key: "))
            }
            #expect(try await trust.storedRows() == 1)
            trust.clock.advance(by: .seconds(24 * 3600))
            _ = try await trust.contributor.upload(header, bytes)
            #expect(try await trust.storedRows() == 2)
        }
    }

    @Test("The same upload twice at the same moment is one item")
    func sameMoment() async throws {
        let trust = try await TestStore.onLoop { _ in try await TestTrust.make(in: TestStore.store) }
        let bytes = content(300_000)
        async let first = TestStore.onLoop(0) { _ in
            try await trust.contributor.upload(trust.header(key: "k"), bytes)
        }
        async let second = TestStore.onLoop(1) { _ in
            try await trust.contributor.upload(trust.header(key: "k"), bytes)
        }
        #expect(try await first == second)
        #expect(try await TestStore.onLoop { _ in try await trust.storedRows() } == 1)
    }
}

extension TestTrust {
    /// How many items are stored, sealed or not; and none of their pieces belongs to no item.
    fileprivate func storedRows() async throws -> Int { try await TestStore.count("lm2.evidence", of: tenant) }
}

struct EvidenceReviewTests {
    /// An item of the contributor's, linked to clause a.1, which is rated met.
    private static func prepare(_ trust: TestTrust) async throws -> (Assessment, Evidence) {
        let assessment = try await trust.startAssessment()
        _ = try await trust.manager.call(
            Methods.AssessmentService.rateClause,
            RateClauseRequest(assessmentID: assessment.assessmentID, clauseID: "a.1", rating: .met))
        let item = try await trust.contributor.upload(
            trust.header(assessment: assessment.assessmentID, clauses: ["a.1"]), content(10))
        return (assessment, item)
    }

    @Test("Accepting makes the clause green for as long as the item is current; rejecting makes it amber again")
    func colours() async throws {
        try await TestStore.withTrust { trust in
            let (assessment, item) = try await Self.prepare(trust)
            #expect(try await trust.standing("a.1", of: assessment).colour == .amber)
            let accepted = try await trust.manager.call(
                Service.reviewEvidence,
                ReviewEvidenceRequest(
                    evidenceID: item.evidenceID, state: .accepted, comment: "Good", expectedVersion: 1))
            #expect(accepted.state == .accepted && accepted.version == 2 && accepted.reviewComment == "Good")
            #expect(accepted.reviewedBy == trust.manager.name && accepted.reviewedAt != nil)
            for (date, colour) in [
                ("2026-11-23", Colour.amber), ("2026-11-24", .green), ("2027-11-25", .green), ("2027-11-26", .amber),
            ] {
                #expect(try await trust.standing("a.1", of: assessment, asAt: date).colour == colour, "\(date)")
            }
            let rejected = try await trust.manager.call(
                Service.reviewEvidence,
                ReviewEvidenceRequest(evidenceID: item.evidenceID, state: .rejected, comment: "No", expectedVersion: 2))
            #expect(rejected.state == .rejected && rejected.version == 3)
            #expect(try await trust.standing("a.1", of: assessment).colour == .amber)
        }
    }

    @Test("What a review is refused for, and that it changes nothing")
    func refusals() async throws {
        try await TestStore.withTrust { trust in
            let (_, item) = try await Self.prepare(trust)
            let own = try await trust.manager.upload(trust.header("own.pdf"), content(5))
            func review(
                _ item: Evidence, _ state: EvidenceState, _ comment: String = "", version: UInt32 = 1,
                by caller: TestCaller
            ) async throws -> Status {
                try await caller.refusal(
                    Service.reviewEvidence,
                    ReviewEvidenceRequest(
                        evidenceID: item.evidenceID, state: state, comment: comment, expectedVersion: version))
            }
            #expect(try await review(own, .accepted, by: trust.manager).code == .permissionDenied)
            #expect(try await review(item, .accepted, by: trust.contributor).code == .permissionDenied)
            #expect(try await review(item, .accepted, by: trust.viewer).code == .permissionDenied)
            #expect(try await review(item, .rejected, by: trust.manager).message.hasPrefix("comment: "))
            #expect(try await review(item, .pending, by: trust.manager).message.hasPrefix("state: "))
            #expect(try await review(item, .unspecified, by: trust.manager).message.hasPrefix("state: "))
            #expect(try await review(item, .unrecognized(9), by: trust.manager).code == .invalidArgument)
            let stale = try await review(item, .accepted, version: 7, by: trust.manager)
            #expect(stale.code == .aborted)
            #expect(stale.details == [StatusDetail(type: "lm2.v1.Evidence", value: item.serialized())])
            #expect(try await review(item, .accepted, by: trust.assessor).code == .permissionDenied)
            #expect(
                try await trust.manager.call(Service.getEvidence, GetEvidenceRequest(evidenceID: item.evidenceID))
                    == item)
            _ = try await trust.manager.call(
                Service.reviewEvidence,
                ReviewEvidenceRequest(evidenceID: item.evidenceID, state: .accepted, expectedVersion: 1))
            #expect(try await review(item, .accepted, version: 2, by: trust.manager).code == .failedPrecondition)
        }
    }

    @Test("A link made later carries the review along; links are made to drafts of the same service only")
    func links() async throws {
        try await TestStore.withTrust { trust in
            let (assessment, item) = try await Self.prepare(trust)
            _ = try await trust.manager.call(
                Service.reviewEvidence,
                ReviewEvidenceRequest(evidenceID: item.evidenceID, state: .accepted, expectedVersion: 1))
            let link = LinkEvidenceRequest(
                evidenceID: item.evidenceID, assessmentID: assessment.assessmentID, clauseIDs: ["a.2", "a.1"])
            let linked = try await trust.contributor.call(Service.linkEvidence, link)
            #expect(linked.links.map(\.clauseID) == ["a.1", "a.2"])
            #expect(try await trust.contributor.call(Service.linkEvidence, link) == linked)
            _ = try await trust.manager.call(
                Methods.AssessmentService.rateClause,
                RateClauseRequest(assessmentID: assessment.assessmentID, clauseID: "a.2", rating: .met))
            let standing = try await trust.standing("a.2", of: assessment)
            #expect(standing.colour == .green && standing.evidenceCount == 1)

            let other = try await trust.startAssessment(of: trust.otherService)
            func refusal(_ change: (inout LinkEvidenceRequest) -> Void, by caller: TestCaller) async throws -> Status {
                var request = link
                change(&request)
                return try await caller.refusal(Service.linkEvidence, request)
            }
            #expect(
                try await refusal({ $0.clauseIDs = ["a.1", "q.1"] }, by: trust.manager).message.hasPrefix(
                    "clause_ids[1]: "))
            #expect(try await refusal({ $0.clauseIDs = [] }, by: trust.manager).code == .invalidArgument)
            #expect(
                try await refusal({ $0.assessmentID = other.assessmentID }, by: trust.manager).code
                    == .failedPrecondition)
            #expect(
                try await refusal({ $0.assessmentID = other.assessmentID }, by: trust.contributor)
                    == Status(.notFound, "there is no such assessment"))
            #expect(
                try await refusal({ $0.evidenceID = assessment.assessmentID }, by: trust.manager)
                    == Status(.notFound, "there is no such item of evidence"))
            try await trust.submit(assessment)
            #expect(try await refusal({ $0.clauseIDs = ["a.3"] }, by: trust.manager).code == .failedPrecondition)
        }
    }

    @Test("An assessor sees what hangs on a submitted assessment, and of its links only those")
    func assessor() async throws {
        try await TestStore.withTrust { trust in
            let (assessment, item) = try await Self.prepare(trust)
            let get = GetEvidenceRequest(evidenceID: item.evidenceID)
            let draft = try await trust.startAssessment()
            _ = try await trust.manager.call(
                Service.linkEvidence,
                LinkEvidenceRequest(evidenceID: item.evidenceID, assessmentID: draft.assessmentID, clauseIDs: ["b.1"]))
            let assessor = try await trust.engage(assessment)
            #expect(try await assessor.refusal(Service.getEvidence, get).code == .notFound)
            #expect(try await assessor.call(Service.listEvidence, ListEvidenceRequest()).evidence.isEmpty)
            try await trust.submit(assessment)
            let seen = try await assessor.call(Service.getEvidence, get)
            #expect(seen.links == [EvidenceLink(assessmentID: assessment.assessmentID, clauseID: "a.1")])
            #expect(try await assessor.call(Service.listEvidence, ListEvidenceRequest()).evidence == [seen])
            #expect(try await assessor.download(item.evidenceID).chunks == [content(10)])
            // Read-only: an assessor judges clauses, not the evidence.
            let review = ReviewEvidenceRequest(evidenceID: item.evidenceID, state: .accepted, expectedVersion: 1)
            #expect(try await assessor.refusal(Service.reviewEvidence, review).code == .permissionDenied)
        }
    }

    @Test("A list goes on where the page before ended, the newest first, and takes filters")
    func list() async throws {
        try await TestStore.withTrust { trust in
            let assessment = try await trust.startAssessment()
            var names: [String] = []
            for number in 0..<5 {
                trust.clock.advance(by: .seconds(number == 3 ? 0 : 1))
                let clauses = number == 1 ? ["a.1"] : []
                let item = try await trust.manager.upload(
                    trust.header(
                        "\(number).pdf", assessment: clauses.isEmpty ? "" : assessment.assessmentID, clauses: clauses),
                    [1])
                names.append(item.fileName)
            }
            var seen: [String] = []
            var request = ListEvidenceRequest(page: PageRequest(size: 2))
            while true {
                let page = try await trust.manager.call(Service.listEvidence, request)
                seen += page.evidence.map(\.fileName)
                #expect(page.evidence.count <= 2)
                if page.nextPageToken.isEmpty { break }
                request.page = PageRequest(size: 2, token: page.nextPageToken)
            }
            // Two were sealed at the same moment: those are ordered by id.
            #expect(seen == ["4.pdf", "2.pdf", "3.pdf", "1.pdf", "0.pdf"])
            let filtered = try await trust.manager.call(
                Service.listEvidence, ListEvidenceRequest(assessmentID: assessment.assessmentID, clauseID: "a.1"))
            #expect(filtered.evidence.map(\.fileName) == ["1.pdf"])
            let none = try await trust.manager.call(
                Service.listEvidence, ListEvidenceRequest(serviceID: trust.otherService))
            #expect(none.evidence.isEmpty)
            #expect(
                try await trust.manager.refusal(Service.listEvidence, ListEvidenceRequest(clauseID: "a.1")).message
                    .hasPrefix("assessment_id: "))
            let foreign = ListEvidenceRequest(
                page: PageRequest(token: request.page?.token ?? ""), serviceID: trust.service)
            #expect(try await trust.manager.refusal(Service.listEvidence, foreign).message.hasPrefix("page.token: "))
        }
    }
}
