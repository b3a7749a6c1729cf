import Conformance
import Crypto
import Kernel
import Messages
import RPC
import Services
import Storage

/// A trust of its own, with two services and a caller in each role. Calls go to the product's router.
package struct TestTrust: Sendable {
    /// Where everything is kept.
    package let store: Store
    /// The call's time: 24 November 2026, noon UTC, until it is told otherwise.
    package let clock: ManualClock
    /// The trust's id.
    package let tenant: Identifier
    /// The service that most tests are about.
    package let service: String
    /// Another service of the trust, which the contributor does not reach.
    package let otherService: String
    /// Reaches `service` only.
    package let contributor: TestCaller
    package let manager: TestCaller
    package let viewer: TestCaller
    package let administrator: TestCaller
    package let lead: TestCaller
    /// Of an accreditation body, which has no engagement yet: `engage` grants one.
    package let assessor: TestCaller
    /// The accreditation body.
    package let body: Identifier

    /// The day of the calls.
    package static let today = "2026-11-24"
    private static let noon: Int64 = 1_795_521_600_000_000

    /// Makes a trust.
    package static func make(in store: Store) async throws -> TestTrust {
        let clock = ManualClock(microseconds: noon)
        let scope = SystemScope(store, tenant: Identifier.make(now: noon))
        let body = SystemScope(store, tenant: Identifier.make(now: noon))
        for (tenant, name, kind) in [
            (scope, "Test trust", TenantKind.parentOrganisation), (body, "Test body", .accreditationBody),
        ] {
            try await tenant.createTenant(
                name: name, signInName: tenant.tenantID.description, kind: kind, demonstration: false, now: noon)
        }
        let router = AllServices.router(ServiceEnvironment(store: store, limits: limits))
        let server = TestServer(router, clock: clock)
        let staff = Staff(scope: scope, server: server, clock: clock)
        let bodyStaff = Staff(scope: body, server: server, clock: clock)
        let administrator = try await staff.hire("Ada Administrator", .administrator)
        let site = try await administrator.call(
            Methods.OrganisationService.createUnit, CreateUnitRequest(kind: .site, name: "Site"))
        var services: [String] = []
        for name in ["One", "Two"] {
            services.append(
                try await administrator.call(
                    Methods.OrganisationService.createService, CreateServiceRequest(siteID: site.unitID, name: name)
                ).serviceID)
        }
        let assessor = try await bodyStaff.hire("Asim Assessor", .assessor)
        return TestTrust(
            store: store, clock: clock, tenant: scope.tenantID, service: services[0], otherService: services[1],
            contributor: try await staff.hire("Cara Contributor", .contributor, services: [services[0]]),
            manager: try await staff.hire("Quentin Quality", .qualityManager),
            viewer: try await staff.hire("Vera Viewer", .trustViewer), administrator: administrator,
            lead: try await staff.hire("Leo Lead", .serviceLead, services: [services[0]]),
            assessor: assessor, body: body.tenantID)
    }

    /// Grants an assessment to the assessor, or to another one of the body; gives the assessor within the engagement.
    package func engage(
        _ assessment: Assessment, _ assessor: TestCaller? = nil, to: String = "2027-12-31"
    ) async throws -> TestCaller {
        var engaged = assessor ?? self.assessor
        engaged.engagement = try await administrator.call(
            Methods.EngagementService.grantEngagement,
            GrantEngagementRequest(
                assessmentID: assessment.assessmentID, bodyID: body.description,
                assessorIDs: [engaged.account.description], to: to)
        ).engagementID
        return engaged
    }

    /// The largest file that the tests' router takes, in bytes.
    package static let largestEvidence = 4 << 20

    private static var limits: ServiceLimits {
        // The clock stands still, so no bucket would ever be filled again.
        var limits = ServiceLimits.unlimitedRates
        limits.largestEvidence = largestEvidence
        return limits
    }

    /// Makes another caller.
    package func hire(
        _ name: String, _ role: Conformance.Role, services: [String]? = nil
    ) async throws -> TestCaller {
        try await Staff(
            scope: SystemScope(store, tenant: role.isOfBody ? body : tenant), server: manager.server, clock: clock
        ).hire(name, role, services: services)
    }

    /// Makes an operator, in an installation's tenant of its own.
    package func hireOperator() async throws -> TestCaller {
        let scope = SystemScope(store, tenant: Identifier.make(now: Self.noon))
        try await scope.createTenant(
            name: "Installation", signInName: scope.tenantID.description, kind: .installation, demonstration: false,
            now: Self.noon)
        return try await Staff(scope: scope, server: manager.server, clock: clock).hire("Olga Operator", .operator)
    }

    /// Makes an administrator of the accreditation body.
    package func hireBodyAdministrator() async throws -> TestCaller {
        try await Staff(scope: SystemScope(store, tenant: body), server: manager.server, clock: clock)
            .hire("Berta Body", .administrator)
    }

    /// A record that every role may keep which keeps any.
    package static let staff = StaffRecord(person: "Ada", profession: .radiographer, from: "2024-01-01")

    /// Starts an assessment of a service for 2026.
    package func startAssessment(of service: String? = nil) async throws -> Assessment {
        try await manager.call(
            Methods.AssessmentService.startAssessment,
            StartAssessmentRequest(
                serviceID: service ?? self.service, standardID: "LM2", periodFrom: "2026-01-01",
                periodTo: "2026-12-31"))
    }

    /// Rates the clauses that were not rated yet not met, and submits.
    package func submit(_ assessment: Assessment) async throws {
        let current = try await manager.call(
            Methods.AssessmentService.getAssessment, GetAssessmentRequest(assessmentID: assessment.assessmentID))
        for clause in current.clauses where clause.version == 0 {
            _ = try await manager.call(
                Methods.AssessmentService.rateClause,
                RateClauseRequest(assessmentID: assessment.assessmentID, clauseID: clause.clauseID, rating: .notMet))
        }
        _ = try await manager.call(
            Methods.AssessmentService.submitAssessment,
            SubmitAssessmentRequest(assessmentID: assessment.assessmentID, expectedVersion: assessment.version))
    }

    /// How a clause stands today.
    package func standing(_ clause: String, of assessment: Assessment, asAt: String = "") async throws -> ClauseStanding
    {
        let whole = try await manager.call(
            Methods.AssessmentService.getAssessment,
            GetAssessmentRequest(assessmentID: assessment.assessmentID, asAt: asAt))
        guard let standing = whole.clauses.first(where: { $0.clauseID == clause }) else {
            preconditionFailure("no clause \(clause)")
        }
        return standing
    }
}

private struct Staff {
    let scope: SystemScope
    let server: TestServer
    let clock: ManualClock

    func hire(_ name: String, _ role: Conformance.Role, services: [String]? = nil) async throws -> TestCaller {
        let token = BearerToken.make(for: scope.tenantID)
        let account = try await scope.createAccount(
            name: name, role: role, services: services?.compactMap { Identifier($0) }, credential: .token,
            digest: token.digest, now: clock.now().microseconds)
        return TestCaller(name: name, account: account, server: server, token: token.text, clock: clock)
    }
}

/// Somebody who calls the product's methods, in memory or as `CallWay` says.
package struct TestCaller: Sendable {
    package let name: String
    package let account: Identifier
    /// What the calls go to.
    package var server: TestServer
    package var token: String
    package let clock: ManualClock
    /// The engagement within which the calls are made; nil for none.
    package var engagement: String?
    /// The network address and port that the calls come from.
    package var address = Self.anywhere

    /// The address of calls for which it does not matter.
    package static let anywhere = "192.0.2.1:50000"

    /// What the product sees of such an address, without the port.
    package static var anywhereSeen: String { CallWay.chosen == .memory ? "192.0.2.1" : "127.0.0.1" }

    /// What answers.
    package var router: Router { server.router }

    /// The same person, calling another server.
    package func calling(_ router: Router) -> TestCaller {
        var caller = self
        caller.server = TestServer(router, clock: clock)
        return caller
    }

    private var metadata: Metadata {
        var metadata = Metadata()
        if !token.isEmpty { metadata.append("authorization", "Bearer \(token)") }
        if let engagement { metadata.append("lm2-engagement", engagement) }
        return metadata
    }

    private func context(_ method: String) -> CallContext {
        CallContext(
            callID: "test", method: method, metadata: metadata,
            peer: Peer(address: address), now: clock.now().microseconds, offload: .inline)
    }

    /// Makes a unary call.
    package func call<Request, Response>(
        _ method: Method<Request, Response>, _ request: Request
    ) async throws -> Response {
        try Response(serialized: try await messages(method.path, [request.serialized()])[0])
    }

    /// Makes a unary call that has to be refused, and gives how.
    package func refusal<Request, Response>(
        _ method: Method<Request, Response>, _ request: Request
    ) async throws -> Status {
        do {
            _ = try await call(method, request)
        } catch let status as Status {
            return status
        }
        return Status(.ok, "\(method.path) was carried out")
    }

    /// Makes a call of any kind; gives the messages of its answer.
    func messages(_ path: String, _ messages: [[UInt8]]) async throws -> [[UInt8]] {
        // Where the address matters, a real one would be another.
        if address == Self.anywhere, let method = MethodTable.method(path),
            let way = try await server.way(for: method)
        {
            return try await way.call(method, messages, metadata)
        }
        switch router.handler(for: path) {
        case .unary(let body): return [try await body(context(path), messages[0])]
        case .prompt(let now, let later):
            let context = context(path)
            if let answer = try now(context, messages[0]) { return [answer] }
            return [try await later(context, messages[0])]
        case .clientStream(let body): return [try await body(context(path), TestRequests(messages, nil))]
        case .serverStream(let body):
            let responses = TestResponses()
            try await body(context(path), messages[0], responses)
            return await responses.messages
        case .bidirectional, nil: throw router.unimplemented(path)
        }
    }

    /// Imports a sheet, in chunks of a size.
    package func importSheet(
        _ register: String, into service: String, _ sheet: [UInt8], partial: Bool = false, dryRun: Bool = false,
        chunk size: Int = 100_000
    ) async throws -> ImportRecordsResponse {
        try await importSheets([(register, sheet)], into: service, partial: partial, dryRun: dryRun, chunk: size)
    }

    /// Imports sheets together, in chunks of a size.
    package func importSheets(
        _ sheets: [(register: String, sheet: [UInt8])], into service: String, partial: Bool = false,
        dryRun: Bool = false, chunk size: Int = 100_000
    ) async throws -> ImportRecordsResponse {
        var parts: [ImportRecordsRequest] = []
        for (register, sheet) in sheets {
            let header = ImportHeader(serviceID: service, register: register, partial: partial, dryRun: dryRun)
            parts.append(ImportRecordsRequest(part: .header(header)))
            parts += stride(from: 0, to: sheet.count, by: size).map { first in
                ImportRecordsRequest(part: .chunk(Array(sheet[first..<min(first + size, sheet.count)])))
            }
        }
        let path = Methods.RecordsService.importRecords.path
        return try ImportRecordsResponse(
            serialized: try await messages(path, parts.map { $0.serialized() })[0])
    }

    /// Exports a register as a sheet.
    package func exportSheet(_ register: String, of service: String) async throws -> [UInt8] {
        try await stream(
            Methods.RecordsService.exportSheet, ExportSheetRequest(serviceID: service, register: register)
        ).flatMap(\.chunk)
    }

    /// Makes a call that is answered with a stream, and gives all of it.
    package func stream<Request, Response>(
        _ method: Method<Request, Response>, _ request: Request
    ) async throws -> [Response] {
        try await messages(method.path, [request.serialized()]).map { try Response(serialized: $0) }
    }

    /// Sends the parts of an upload, and after them fails as a connection does, if an error is given.
    package func upload(parts: [UploadEvidenceRequest.Part?], then failure: Status? = nil) async throws -> Evidence {
        let method = Methods.EvidenceService.uploadEvidence
        let messages = parts.map { UploadEvidenceRequest(part: $0).serialized() }
        guard let failure else { return try Evidence(serialized: try await self.messages(method.path, messages)[0]) }
        guard case .clientStream(let body) = router.handler(for: method.path) else {
            preconditionFailure("\(method.path) does not take a stream")
        }
        return try Evidence(serialized: try await body(context(method.path), TestRequests(messages, failure)))
    }

    /// Uploads a file in chunks of a size.
    package func upload(
        _ header: UploadHeader, _ content: [UInt8], chunk size: Int = 100_000
    ) async throws -> Evidence {
        var parts: [UploadEvidenceRequest.Part?] = [.header(header)]
        for first in stride(from: 0, to: content.count, by: size) {
            parts.append(.chunk(Array(content[first..<min(first + size, content.count)])))
        }
        return try await upload(parts: parts + [.seal(UploadSeal(sha256: SHA256.digest(content)))])
    }

    /// Uploads what has to be refused, and gives how.
    package func refusal(
        uploading parts: [UploadEvidenceRequest.Part?], then failure: Status? = nil
    ) async throws -> Status {
        do {
            _ = try await upload(parts: parts, then: failure)
        } catch let status as Status {
            return status
        }
        return Status(.ok, "the upload was carried out")
    }

    /// Downloads a file: its item, and its chunks.
    package func download(_ evidence: String) async throws -> (evidence: Evidence?, chunks: [[UInt8]]) {
        let responses = try await stream(
            Methods.EvidenceService.downloadEvidence, DownloadEvidenceRequest(evidenceID: evidence))
        var item: Evidence?
        var chunks: [[UInt8]] = []
        for response in responses {
            switch response.part {
            case .evidence(let evidence): item = evidence
            case .chunk(let bytes): chunks.append(bytes)
            case nil: break
            }
        }
        return (item, chunks)
    }
}

/// Messages that are all there already, and perhaps a failure after them.
private actor TestRequests: RequestStream {
    private var rest: ArraySlice<[UInt8]>
    private let failure: Status?

    init(_ messages: [[UInt8]], _ failure: Status?) {
        rest = messages[...]
        self.failure = failure
    }

    func next() async throws(Status) -> [UInt8]? {
        if let message = rest.popFirst() { return message }
        if let failure { throw failure }
        return nil
    }
}

/// Keeps what it is sent.
private actor TestResponses: ResponseStream {
    private(set) var messages: [[UInt8]] = []

    func send(_ message: [UInt8]) async throws(Status) { messages.append(message) }
}
