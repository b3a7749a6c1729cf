import Messages
import Storage

/// The ids that requests can name: those of a trust, or of nothing.
package struct Names: Sendable {
    package var service: String
    package var site: String
    package var assessment: String
    package var evidence: String
    package var action: String
    package var account: String
    package var session: String
    package var key: String
    package var machine: String
    package var engagement: String
    package var body: String
    package var assessor: String
    package var entry: String
    package var record: String

    /// The fields, for tests that put one tenant's id in place of another's.
    package static let fields: [any WritableKeyPath<Names, String> & Sendable] = [
        \.service, \.site, \.assessment, \.evidence, \.action, \.account, \.session, \.key, \.machine, \.engagement,
        \.body, \.assessor, \.entry, \.record,
    ]

    /// Ids of nothing.
    package static func missing() -> Names {
        func id() -> String { Identifier.make(now: 1_700_000_000_000_000).description }
        return Names(
            service: id(), site: id(), assessment: id(), evidence: id(), action: id(), account: id(), session: id(),
            key: id(), machine: id(), engagement: id(), body: id(), assessor: id(), entry: id(), record: id())
    }

    /// The things of a trust, all there: of its first service, or of the other one.
    package static func all(of trust: TestTrust, service: String? = nil) async throws -> Names {
        let service = service ?? trust.service
        let assessment = try await trust.startAssessment(of: service)
        // Not by the manager, who could not review it then.
        let contributor = try await trust.hire("Cody Contributor", .contributor, services: [service])
        let evidence = try await contributor.upload(
            UploadHeader(
                serviceID: service, fileName: "a.pdf", assessmentID: assessment.assessmentID, clauseIDs: ["a.1"]),
            [1, 2, 3])
        let action = try await trust.manager.call(
            Methods.ActionService.raiseAction,
            RaiseActionRequest(
                assessmentID: assessment.assessmentID, clauseID: "a.1", title: "T", dueOn: TestTrust.today))
        let site = try await trust.manager.call(
            Methods.OrganisationService.getService, GetServiceRequest(serviceID: service)
        ).siteID
        let machine = try await trust.administrator.call(
            Methods.MachineService.createMachine, CreateMachineRequest(name: "M", role: .trustViewer))
        let key = try await trust.administrator.call(
            Methods.MachineService.createKey,
            CreateKeyRequest(accountID: machine.accountID, name: "K", scopes: ["*:read"], days: 1))
        let engaged = try await trust.engage(assessment)
        let record = try await trust.manager.call(
            Methods.RecordsService.createRecord,
            CreateRecordRequest(serviceID: service, record: Record(body: .staff(TestTrust.staff))))
        let entries = try await trust.administrator.call(
            Methods.AuditService.listEntries, ListEntriesRequest(page: PageRequest(size: 1)))
        return Names(
            service: service, site: site, assessment: assessment.assessmentID, evidence: evidence.evidenceID,
            action: action.actionID, account: trust.manager.account.description,
            session: Identifier.make(now: 1_700_000_000_000_000).description, key: key.key?.keyID ?? "",
            machine: machine.accountID, engagement: engaged.engagement ?? "", body: trust.body.description,
            assessor: trust.assessor.account.description,
            entry: try AuditEntry(serialized: entries.entries.first?.body ?? []).entryID,
            record: record.meta?.recordID ?? "")
    }
}
