import Glibc
import Kernel
import Messages
import Transport

/// The tenant that the bench works on: 50 services, each with an assessment that is rated, shown and acted upon. Made
/// through the product's own commands and calls, and used again by later runs.
struct Fixture: Sendable {
    let tenant: String
    let account: String
    let manager: String
    let reviewer: String
    let context: TLSContext
    /// The assessments, in the order of the services' names. pgbench rates in the first half, the server in the other.
    let assessments: [String]
    let services: [String]

    static let serviceCount = 50
    static let narrative =
        "Reviewed in March and in October by the quality manager with the clinical lead; minutes, actions and their "
        + "follow-up are kept in the register of meetings."

    /// The fixture of the installation, made if it isn't there.
    /// - Parameter record: the name under which the installation's files remember it; another one is another tenant.
    static func prepare(
        _ installation: Installation, loop: EventLoop, record: String = "bench", serviceCount: Int = serviceCount
    ) async throws -> Fixture {
        let context = try TLSContext.client(ClientTLSConfiguration(caFile: installation.authority))
        let record = "\(installation.directory)/.lm2/\(record)"
        let lines: [String]
        if let known = TextFile.read(record) {
            lines = known.split(separator: "\n").map(String.init)
        } else {
            print("making \(serviceCount) services with rated assessments …")
            lines = try makeAccounts(installation)
        }
        guard lines.count >= 4 else { throw BenchError("\(record) is damaged; delete it") }
        let manager = try await BenchCaller.connect(installation, context: context, token: lines[1], loop: loop)
        if TextFile.read(record) == nil {
            try await Filling(
                installation: installation, context: context, loop: loop, administrator: lines[3], manager: lines[1],
                reviewer: lines[2], serviceCount: serviceCount
            ).fill()
            try TextFile.write(lines.joined(separator: "\n") + "\n", to: record)
        }
        let services = try await manager.call(
            Methods.OrganisationService.listServices, ListServicesRequest(page: PageRequest(size: 500))
        ).services.map(\.serviceID)
        var byService: [String: String] = [:]
        for assessment in try await manager.call(
            Methods.AssessmentService.listAssessments, ListAssessmentsRequest(page: PageRequest(size: 500))
        ).assessments { byService[assessment.serviceID] = assessment.assessmentID }
        let me = try await manager.call(Methods.IdentityService.whoAmI, WhoAmIRequest())
        return Fixture(
            tenant: lines[0], account: me.callerID, manager: lines[1], reviewer: lines[2], context: context,
            assessments: services.compactMap { byService[$0] }, services: services)
    }

    /// The tenant and the tokens of a quality manager, another one who reviews, and an administrator.
    private static func makeAccounts(_ installation: Installation) throws -> [String] {
        let program = "\(installation.programs)/lm2d"
        func run(_ words: [String]) throws -> String {
            let text = try Subprocess.run([program] + words + ["--config", installation.configuration])
            return String(text.split(separator: "\n").first ?? "")
        }
        let tenant = try run(["tenant", "create", "--name", "Bench (invented)", "--demonstration"])
        var lines = [tenant]
        for (name, role) in [
            ("Rater", "quality-manager"), ("Reviewer", "quality-manager"), ("Keeper", "administrator"),
        ] {
            lines.append(
                try run(["credential", "create", "--tenant", tenant, "--name", name, "--role", role]))
        }
        return lines
    }
}

/// Fills the bench's tenant, several services at a time.
private struct Filling: Sendable {
    let installation: Installation
    let context: TLSContext
    let loop: EventLoop
    let administrator: String
    let manager: String
    let reviewer: String
    let serviceCount: Int

    private func connect(_ token: String) async throws -> BenchCaller {
        try await BenchCaller.connect(installation, context: context, token: token, loop: loop)
    }

    func fill() async throws {
        let administrator = try await connect(administrator)
        let site = try await administrator.call(
            Methods.OrganisationService.createUnit, CreateUnitRequest(kind: .site, name: "Bench site"))
        let standard = try await administrator.call(
            Methods.StandardService.getStandard, GetStandardRequest(standardID: "LM2"))
        let clauses = standard.criteria.flatMap { $0.clauses.map(\.clauseID) }
        let today = try await administrator.call(Methods.ComparisonService.compare, CompareRequest()).date
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<5 {
                group.addTask {
                    let manager = try await connect(self.manager)
                    let reviewer = try await connect(self.reviewer)
                    for index in stride(from: lane, to: serviceCount, by: 5) {
                        let number = index < 10 ? "0\(index)" : "\(index)"
                        let service = try await administrator.call(
                            Methods.OrganisationService.createService,
                            CreateServiceRequest(siteID: site.unitID, name: "Service \(number)"))
                        try await fill(service, clauses, today, manager, reviewer)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func fill(
        _ service: Service, _ clauses: [String], _ today: String, _ manager: BenchCaller, _ reviewer: BenchCaller
    ) async throws {
        let year = today.prefix(4)
        let assessment = try await manager.call(
            Methods.AssessmentService.startAssessment,
            StartAssessmentRequest(
                serviceID: service.serviceID, standardID: "LM2", periodFrom: "\(year)-01-01",
                periodTo: "\(year)-12-31"))
        for (index, clause) in clauses.enumerated() where index % 15 != 14 {
            _ = try await manager.call(
                Methods.AssessmentService.rateClause,
                RateClauseRequest(
                    assessmentID: assessment.assessmentID, clauseID: clause, rating: index % 6 == 5 ? .notMet : .met,
                    narrative: Fixture.narrative))
        }
        let content = [UInt8](repeating: 65, count: 4096)
        for first in stride(from: 0, to: 50, by: 5) {
            let evidence = try await manager.upload(
                UploadHeader(
                    serviceID: service.serviceID, fileName: "evidence-\(first).txt", mediaType: "text/plain",
                    title: "Evidence", assessmentID: assessment.assessmentID,
                    clauseIDs: Array(clauses[first..<first + 5])),
                size: content.count, chunk: content)
            _ = try await reviewer.call(
                Methods.EvidenceService.reviewEvidence,
                ReviewEvidenceRequest(
                    evidenceID: evidence.evidenceID, state: .accepted, expectedVersion: evidence.version))
        }
        for index in stride(from: 5, to: 41, by: 6) {
            _ = try await manager.call(
                Methods.ActionService.raiseAction,
                RaiseActionRequest(
                    assessmentID: assessment.assessmentID, clauseID: clauses[index], title: "Put it right",
                    dueOn: index % 12 == 5 ? "\(year)-01-31" : "\(year)-12-31"))
        }
    }
}
