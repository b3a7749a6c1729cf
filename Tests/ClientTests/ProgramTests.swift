import Client
import Crypto
import Glibc
import Messages
import RPC
import Synchronization
import Testing

@Suite("The program, against a server over TLS", .timeLimit(.minutes(1)))
struct ProgramTests {
    private static let assessment = "01890a5d-ac96-774b-bcce-b302099a8057"
    private static let evidence = "01890a5d-ac96-774b-bcce-b302099a8058"
    private static let token = "aaaa.bbbb"

    /// A place to work in, signed in at a server with these handlers beside WhoAmI.
    private func signedIn(
        _ handlers: [String: Handler],
        _ body: (ClientProcess, TemporaryFolder) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        var handlers = handlers
        handlers[Methods.IdentityService.whoAmI.path] = .answering(Methods.IdentityService.whoAmI) { context, _ in
            guard context.metadata["authorization"] == "Bearer \(Self.token)" else {
                throw Status(.unauthenticated, "the token is not known")
            }
            return WhoAmIResponse(callerID: "1", name: "Ada", role: .qualityManager, tenantName: "Trust")
        }
        let server = try await ScriptedServer(in: folder, handlers)
        try folder.write("token", Self.token + "\n")
        let client = ClientProcess(in: folder)
        let end = try await client.run([
            "login", "--server", server.address, "--ca", server.authority, "--token-file", folder.path + "/token",
        ])
        #expect(end.code == 0, "\(end.errors)")
        try await body(client, folder)
        await server.stop()
    }

    @Test("signs in, keeps the token to itself, and forgets it")
    func signingIn() async throws {
        try await signedIn([:]) { client, folder in
            let who = try await client.run(["whoami", "--output", "csv"])
            #expect(who.output.contains("Ada,quality-manager,Trust"))
            #expect(!(who.output + who.errors).contains(Self.token))
            try folder.write("token", "wrong.one")
            let server = try folder.read("lm2/default").split(separator: "\n")[0].dropFirst("server = ".count)
            let wrong = try await client.run([
                "login", "--server", String(server), "--ca", folder.path + "/server.pem", "--token-file",
                folder.path + "/token",
                "--profile", "other",
            ])
            #expect(wrong.code == 6)
            #expect(try await client.run(["whoami", "--profile", "other"]).code == 6)
            #expect(try await client.run(["whoami"]).code == 0)
            #expect(try await client.run(["logout"]).code == 0)
            #expect(try await client.run(["whoami"]).code == 6)
        }
    }

    @Test("repeats a write with the same key when the server could not answer, and keeps the narrative")
    func retrying() async throws {
        let requests = Mutex<[RateClauseRequest]>([])
        let handlers = [
            Methods.AssessmentService.getAssessment.path: Handler.answering(Methods.AssessmentService.getAssessment) {
                _, _ in
                Assessment(
                    standardID: "LM2", clauses: [ClauseStanding(clauseID: "a.1", narrative: "As before", version: 3)])
            },
            Methods.AssessmentService.rateClause.path: Handler.answering(Methods.AssessmentService.rateClause) {
                _, request in
                let attempts = requests.withLock { requests in
                    requests.append(request)
                    return requests.count
                }
                if attempts == 1 { throw Status(.unavailable, "the database does not answer") }
                return RatingRevision(version: 4, rating: request.rating, narrative: request.narrative)
            },
        ]
        try await signedIn(handlers) { client, _ in
            let end = try await client.run(["assessment", "rate", Self.assessment, "a.1", "met", "--output", "json"])
            #expect(end.code == 0)
            #expect(end.output.contains("\"version\": 4"))
            #expect(end.errors.contains("the database does not answer; trying again in"))
            let sent = requests.withLock { $0 }
            #expect(sent.count == 2)
            #expect(sent.first == sent.last)
            #expect(sent.first?.idempotencyKey.utf8.count == 32)
            #expect(sent.first?.expectedVersion == 3)
            #expect(sent.first?.narrative == "As before")
            let unknown = try await client.run(["assessment", "rate", Self.assessment, "a.7", "met"])
            #expect(unknown.code == 3)
            #expect(unknown.errors.contains("did you mean a.1?"))
        }
    }

    @Test("shows what another wrote, and exits with 4")
    func conflict() async throws {
        let now = ClauseStanding(clauseID: "a.1", rating: .notMet, narrative: "Not yet", version: 8, ratedBy: "Grace")
        let handlers = [
            Methods.AssessmentService.rateClause.path: Handler.answering(Methods.AssessmentService.rateClause) { _, _ in
                throw Status(
                    .aborted, "clause a.1 was rated meanwhile",
                    details: [StatusDetail(type: ClauseStanding.fullName, value: now.serialized())])
            }
        ]
        try await signedIn(handlers) { client, _ in
            let end = try await client.run([
                "assessment", "rate", Self.assessment, "a.1", "met", "--expected-version", "7", "--narrative", "Done",
            ])
            #expect(end.code == 4)
            #expect(end.output.isEmpty)
            for text in ["clause a.1 was rated meanwhile", "Nothing was changed", "not-met", "Not yet", "Grace", "8"] {
                #expect(end.errors.contains(text))
            }
        }
    }

    @Test("uploads in chunks with the digest, anew with the same key after a break")
    func uploading() async throws {
        let uploads = Mutex<[(header: UploadHeader, sizes: [Int], isRight: Bool)]>([])
        let handlers: [String: Handler] = [
            Methods.EvidenceService.uploadEvidence.path: .clientStream { _, stream in
                var header = UploadHeader()
                var sizes: [Int] = []
                var digest = SHA256()
                while let bytes = try await stream.next() {
                    switch try UploadEvidenceRequest(serialized: bytes).part {
                    case .header(let first): header = first
                    case .chunk(let chunk):
                        sizes.append(chunk.count)
                        digest.update(chunk)
                        if uploads.withLock({ $0.isEmpty }) {
                            uploads.withLock { $0.append((header, sizes, false)) }
                            throw Status(.unavailable, "shutting down")
                        }
                    case .seal(let seal):
                        let isRight = digest.finalize() == seal.sha256
                        uploads.withLock { $0.append((header, sizes, isRight)) }
                    case nil: throw Status(.invalidArgument, "no part")
                    }
                }
                return Evidence(evidenceID: Self.evidence, fileName: header.fileName, state: .pending).serialized()
            }
        ]
        try await signedIn(handlers) { client, folder in
            try folder.write("manual.pdf", String(repeating: "0123456789abcdef", count: 40_000))
            let end = try await client.run([
                "evidence", "upload", folder.path + "/manual.pdf", "--service", Self.assessment, "--link",
                Self.assessment,
                "a.1, b.2",
            ])
            #expect(end.code == 0, "\(end.errors)")
            #expect(end.errors.contains("shutting down; trying again in"))
            #expect(!end.errors.contains("\r"), "a progress bar where there is no terminal")
            let seen = uploads.withLock { $0 }
            try #require(seen.count == 2)
            #expect(seen[0].header == seen[1].header)
            #expect(seen[1].isRight)
            #expect(seen[1].sizes == [262_144, 262_144, 115_712])
            #expect(seen[1].header.fileName == "manual.pdf")
            #expect(seen[1].header.mediaType == "application/pdf")
            #expect(seen[1].header.clauseIDs == ["a.1", "b.2"])
            let missing = try await client.run([
                "evidence", "upload", folder.path + "/none", "--service", Self.assessment,
            ])
            #expect(missing.code == 7)
        }
    }

    @Test("keeps a download only if its digest is right")
    func downloading() async throws {
        let content = Array(String(repeating: "evidence ", count: 50_000).utf8)
        let isDamaged = Mutex(true)
        let handlers: [String: Handler] = [
            Methods.EvidenceService.downloadEvidence.path: .serverStream { _, _, stream in
                let item = Evidence(
                    evidenceID: Self.evidence, fileName: "manual.pdf", size: UInt64(content.count),
                    sha256: SHA256.digest(content))
                try await stream.send(DownloadEvidenceResponse(part: .evidence(item)).serialized())
                var rest = content
                if isDamaged.withLock({ $0 }) { rest[100_000] ^= 1 }
                while !rest.isEmpty {
                    let chunk = Array(rest.prefix(65_536))
                    rest.removeFirst(chunk.count)
                    try await stream.send(DownloadEvidenceResponse(part: .chunk(chunk)).serialized())
                }
            }
        ]
        try await signedIn(handlers) { client, folder in
            let target = folder.path + "/copy.pdf"
            let bad = try await client.run(["evidence", "download", Self.evidence, target])
            #expect(bad.code == 1)
            #expect(bad.errors.contains("Nothing was kept"))
            #expect(!folder.names.contains { $0.contains("copy") || $0.hasSuffix(".part") })
            isDamaged.withLock { $0 = false }
            #expect(try await client.run(["evidence", "download", Self.evidence, target]).code == 0)
            #expect(try folder.read("copy.pdf").utf8.count == content.count)
            #expect(try await client.run(["evidence", "download", Self.evidence, target]).code == 7)
            #expect(try await client.run(["evidence", "download", Self.evidence, target, "--force"]).code == 0)
            let piped = try await client.run(["evidence", "download", Self.evidence, "-"])
            #expect(piped.code == 0)
            #expect(Array(piped.output.utf8) == content)
            #expect(piped.errors.isEmpty)
        }
    }

    @Test("cancels its call at Ctrl-C, and exits with 130")
    func interrupting() async throws {
        let process = Mutex<pid_t>(0)
        let wasCancelled = Mutex(false)
        let handlers = [
            Methods.ComparisonService.compare.path: Handler.answering(Methods.ComparisonService.compare) { _, _ in
                kill(process.withLock { $0 }, SIGINT)
                // Nothing but being cancelled ends this.
                try? await Task.sleep(for: .seconds(3600))
                wasCancelled.withLock { $0 = Task.isCancelled }
                throw Status(.cancelled, "given up")
            }
        ]
        try await signedIn(handlers) { client, _ in
            let end = try await client.run(["compare"]) { id in process.withLock { $0 = id } }
            #expect(end.code == 130)
            #expect(end.output.isEmpty)
        }
        #expect(wasCancelled.withLock { $0 })
    }

    @Test("gives up in time, and exits with 5")
    func timingOut() async throws {
        let handlers = [
            Methods.ComparisonService.compare.path: Handler.answering(Methods.ComparisonService.compare) { _, _ in
                try await Task.sleep(for: .seconds(3600))
                return CompareResponse()
            }
        ]
        try await signedIn(handlers) { client, _ in
            let end = try await client.run(["compare", "--timeout", "1"])
            #expect(end.code == 5)
            #expect(end.errors.contains("--timeout"))
        }
    }

    @Test("ends quietly when nobody reads its output")
    func closedPipe() async throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        try await signedIn([:]) { client, _ in
            let end = try await client.run(["whoami"], output: ends[1])
            #expect(end.code == 0)
            #expect(end.errors.isEmpty)
        }
    }
}
